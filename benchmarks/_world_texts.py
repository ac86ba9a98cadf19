"""How payers write document numbers: damaged, short, in lists, among other numbers, in structured references."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from random import Random

_LEADS = {
    "DE": ("Rechnung {}", "RG {}", "EREF+NOTPROVIDED SVWZ+{}", "{} vom {day}", "KD {customer} Rg.{}", "{}", "RgNr {}"),
    "FR": ("Facture {}", "VIR {} MERCI", "{}", "Fact {} du {day}", "FACT {}"),
    "GB": ("Invoice {}", "INV {} ACCT {customer}", "{}", "{} THANK YOU", "/ROC/{}", "Payment {}"),
    "US": ("PMT {}", "ACH {} REF {junk}", "{}", "Invoice {}", "Payment for invoice {}"),
    "CN": ("货款 {}", "付发票{}", "{}", "支付{}货款", "{} 合同款", "发票号{}", "Invoice {}"),
    "CH": ("Rechnung {}", "{}", "Faktura {} vom {day}"),
    "SE": ("Faktura {}", "{}", "Fakt.nr {}"),
    "NO": ("Faktura {}", "{}", "Fakt {} {customer}"),
    "FI": ("Lasku {}", "{}"),
    "DK": ("Faktura {}", "{}"),
    "BE": ("Factuur {}", "{}", "Fact {} {day}"),
}
_SILENT = {
    "DE": ("Zahlung", "", "lt. Aufstellung", "Kd.Nr. {customer}", "Rechnungen lt. Avis {junk}", "Vielen Dank"),
    "FR": ("Virement", "", "Règlement", "client {customer}"),
    "GB": ("PAYMENT", "", "acct {customer}", "As per statement", "BACS"),
    "US": ("ACH PMT", "", "REF {junk}", "Thank you"),
    "CN": ("货款", "", "往来款", "转账 {junk}", "付款", "货款 {customer}"),
}
_OTHERS = ("", "Betalning", "Kunde {customer}", "Merci", "{junk}")
_STRUCTURED = {"QRR": ("{}", "QRR {}"), "OCR": ("OCR {}", "{}"), "KID": ("KID {}", "{}"), "VIITE": ("VIITE {}", "{}")}
_CHATTER = (
    *("TEL 0{t}", "Tel. +49 {t}", "D-{z} Kassel", "{z} Lyon", "IBAN DE{t}{z}{t}", "USt-IdNr DE{t}", "KW {w}/2026"),
    *(
        "FAX {t}",
        "vom 0{m}.03.2026",
        "0{m}/2026",
        "EUR {z},00",
        "Ref. {t}",
        "MREF+{t}",
        "合同{t}",
        "电话{t}",
        "BLZ {t}",
    ),
)
STYLES = (  # as often as they stand here
    *(("split",) * 23),
    *(("typo",) * 15),
    *(("last_digits",) * 12),
    *(("sep",) * 10),
    *(("no_prefix",) * 10),
    *(("ocr",) * 8),
    *(("transpose",) * 7),
    *(("no_zeros",) * 6),
    *(("lower",) * 5),
    *(("po_number",) * 5),
)
LISTS = (*(("list_full",) * 12), *(("list_short",) * 3), *(("list_first_only",) * 3), "list_noisy", "range")


def cite(number: str, country: str, customer: str, day: str, draw: Random) -> str:
    """A text around a number as it is."""
    return _fill(draw.choice(_LEADS[country]), customer, day, draw).replace("{}", number)


def silent(country: str, customer: str, day: str, draw: Random) -> str:
    """A text that names no document."""
    return _fill(draw.choice(_SILENT.get(country, _OTHERS)), customer, day, draw)


def structured(reference: str, scheme: str, draw: Random) -> str:
    """A structured reference as it is printed, in groups or not, with its name or without."""
    if reference.isdigit() and draw.random() < 0.4:
        size = 5 if scheme in ("QRR", "VIITE") else 4
        head = len(reference) % size
        parts = [reference[:head], *(reference[at : at + size] for at in range(head, len(reference), size))]
        reference = " ".join(p for p in parts if p)
    return draw.choice(_STRUCTURED.get(scheme, ("{}",))).replace("{}", reference)


def chatter(text: str, draw: Random) -> str:
    """The text with something beside that is no document number."""
    more = draw.choice(_CHATTER)
    for mark, low, high in (("{t}", 10**6, 10**8 - 1), ("{z}", 10000, 99999), ("{w}", 10, 52), ("{m}", 1, 9)):
        while mark in more:
            more = more.replace(mark, str(draw.randint(low, high)), 1)
    return f"{text} {more}" if draw.random() < 0.7 else f"{more} {text}"


def _fill(text: str, customer: str, day: str, draw: Random) -> str:
    if "{" not in text:
        return text
    most = 10 ** draw.choice((5, 6, 7, 7, 8, 10))
    junk = str(draw.randrange(most // 10, most))
    return text.replace("{customer}", customer).replace("{day}", day).replace("{junk}", junk)


def damaged(number: str, style: str, draw: Random) -> str:
    """A number as a payer may write it."""
    digits = [at for at, c in enumerate(number) if c.isdigit()]
    letters = list(number)
    if style == "typo":
        at = draw.choice(digits[-7:])
        letters[at] = draw.choice([d for d in "0123456789" if d != letters[at]])
    elif style == "transpose":
        pairs = [(a, b) for a, b in pairwise(digits) if b == a + 1 and number[a] != number[b]]
        if pairs:
            a, b = draw.choice(pairs[-6:])
            letters[a], letters[b] = letters[b], letters[a]
    elif style == "ocr":
        return re.sub(r"[01]", lambda m: {"0": "O", "1": "I"}[m[0]] if draw.random() < 0.7 else m[0], number)
    elif style == "no_prefix":
        return re.sub(r"^[A-Z]+[-/]?", "", number)
    elif style == "no_zeros":
        return re.sub(r"(?<![1-9])0+(?=[1-9])", "", number)
    elif style == "sep":
        plain = re.sub(r"[-/]", draw.choice(("", " ", "_", ".")), number)
        return plain if plain != number else number[:4] + "-" + number[4:]
    elif style == "split":
        return _split(number, draw)
    elif style == "last_digits":
        return "".join(c for c in number if c.isdigit())[-draw.choice((4, 5, 6)) :]
    elif style == "lower":
        return number.lower()
    return "".join(letters)


def _split(number: str, draw: Random) -> str:
    if draw.random() < 0.5:
        at = draw.randrange(3, max(len(number) - 2, 4))
        return number[:at] + " " + number[at:]
    size = draw.choice((3, 4))
    return " ".join(number[at : at + size] for at in range(0, len(number), size))


def listed(numbers: list[str], style: str, draw: Random) -> str:
    """Several numbers: in full, with short endings, the first only, from-to, cut off, or with a slip in one of them."""
    mark = draw.choice((", ", " ", "/", "; ", " + ", "+"))
    if style == "list_short" and all(len(n) == len(numbers[0]) for n in numbers):
        return numbers[0] + "".join("/" + n[-3:] for n in numbers[1:])
    if style == "range":
        return numbers[0] + draw.choice((" bis ", "-", " - ", " to ", "至")) + numbers[-1][-draw.choice((3, 4, 99)) :]
    if style == "list_first_only":
        return numbers[0] + draw.choice((" etc", " u.a.", f" +{len(numbers) - 1}", " 等", " et al"))
    if style == "list_noisy":
        numbers = [damaged(n, draw.choice(("typo", "no_prefix", "sep", "split")), draw) for n in numbers]
    return mark.join(numbers)


def advice(rows: Sequence[tuple[str, str, str]], draw: Random) -> str:
    """A remittance advice inside the text: number, amount and day of each item."""
    shape = draw.choice(("{n} {a}", "{n} = {a}", "{n} vom {d} {a}", "{n} ({a})", "{n}:{a}"))
    mark = draw.choice(("; ", ", ", " / ", " "))
    return mark.join(shape.replace("{n}", n).replace("{a}", a).replace("{d}", d) for n, a, d in rows)
