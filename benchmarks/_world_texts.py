"""How payers write document numbers: damaged, short, in lists, among other numbers."""

from __future__ import annotations

import re
from itertools import pairwise
from random import Random

_LEADS = {
    "DE": ("Rechnung {}", "RG {}", "SVWZ+{} EREF+NOTPROVIDED", "{} vom {day}", "KD {customer} Rg.{}", "{}"),
    "FR": ("Facture {}", "VIR {} MERCI", "{}", "Fact {} du {day}"),
    "GB": ("Invoice {}", "INV {} ACCT {customer}", "{}", "{} THANK YOU"),
    "US": ("PMT {}", "ACH {} REF {junk}", "{}", "Invoice {}"),
    "CN": ("货款 {}", "付发票{}", "{}", "支付{}货款", "{} 合同款"),
}
_SILENT = {
    "DE": ("Zahlung", "", "lt. Aufstellung", "Kd.Nr. {customer}"),
    "FR": ("Virement", "", "Règlement"),
    "GB": ("PAYMENT", "", "acct {customer}"),
    "US": ("ACH PMT", "", "REF {junk}"),
    "CN": ("货款", "", "往来款", "转账 {junk}"),
}
STYLES = ("typo", "transpose", "ocr", "no_prefix", "no_zeros", "sep", "split", "last_digits", "lower")


def cite(number: str, country: str, customer: str, day: str, draw: Random) -> str:
    """A text around a number as it is."""
    return _fill(draw.choice(_LEADS[country]), customer, day, draw).replace("{}", number)


def silent(country: str, customer: str, day: str, draw: Random) -> str:
    """A text that names no document."""
    return _fill(draw.choice(_SILENT[country]), customer, day, draw)


def _fill(text: str, customer: str, day: str, draw: Random) -> str:
    junk = str(draw.randint(1000000, 99999999))
    return text.replace("{customer}", customer).replace("{day}", day).replace("{junk}", junk)


def damaged(number: str, style: str, draw: Random) -> str:
    """A number as a payer may write it."""
    digits = [at for at, c in enumerate(number) if c.isdigit()]
    letters = list(number)
    if style == "typo":
        at = draw.choice(digits[-5:])
        letters[at] = draw.choice([d for d in "0123456789" if d != letters[at]])
    elif style == "transpose":
        pairs = [(a, b) for a, b in pairwise(digits) if b == a + 1 and number[a] != number[b]]
        if pairs:
            a, b = draw.choice(pairs)
            letters[a], letters[b] = letters[b], letters[a]
    elif style == "ocr":
        return re.sub(r"[01]", lambda m: {"0": "O", "1": "I"}[m[0]], number)
    elif style == "no_prefix":
        return re.sub(r"^[A-Z]+[-/]?", "", number)
    elif style == "no_zeros":
        return re.sub(r"(?<![1-9])0+(?=[1-9])", "", number)
    elif style == "sep":
        plain = re.sub(r"[-/]", "", number)
        return plain if plain != number else number[:4] + "-" + number[4:]
    elif style == "split":
        at = draw.randrange(3, max(len(number) - 2, 4))
        return number[:at] + " " + number[at:]
    elif style == "last_digits":
        return "".join(c for c in number if c.isdigit())[-draw.choice((4, 5, 6)) :]
    elif style == "lower":
        return number.lower()
    return "".join(letters)


def listed(numbers: list[str], style: str, draw: Random) -> str:
    """Several numbers: in full, with short endings, the first only, cut off, or with a slip in one of them."""
    mark = draw.choice((", ", " ", "/", "; ", "+"))
    if style == "list_short" and all(len(n) == len(numbers[0]) for n in numbers):
        return numbers[0] + "".join("/" + n[-3:] for n in numbers[1:])
    if style == "list_first_only":
        return numbers[0] + draw.choice((" etc", " u.a.", f" +{len(numbers) - 1}", " 等"))
    if style == "list_truncated":
        return mark.join(numbers)[: max(len(numbers[0]) + 3, 28)]
    if style == "list_noisy":
        numbers = [damaged(n, draw.choice(("typo", "no_prefix", "sep")), draw) for n in numbers]
    return mark.join(numbers)
