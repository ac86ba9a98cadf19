"""Digits in a payer's text that are no document's number: dates, times, amounts, accounts, phones, postcodes, taxes.

What a label or its own form calls something else is none at all. What merely stands where something else
usually stands (a sum beside a currency, a place behind five digits) may still be a number written out in full, and
never a shortened one. Known only from the text; what the ledger knows comes later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Any

from recon import nameparts
from recon.match.shapes import of_shape


class Noise(IntEnum):
    """What speaks against a token being a document's number."""

    NONE = 0
    SHORT = 1  # no last digits, and nothing strange: a customer's number, perhaps
    SOFT = 2  # a whole number only
    HARD = 3  # no number at all


_DATED = r"(?:VOM|DATUM|DATED?|DD|DU|PER|AM|DEL|OF|VAN|PVM|BIS|TO|D)"
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d{2}"
_DATE = re.compile(
    rf"(?:(?<![A-Z0-9])(?<![A-Z0-9][-/.])|(?<![A-Z]){_DATED}[ .:]*)"
    rf"(?:{_YEAR}([-/.])(?:{_MONTH}\1{_DAY})"
    rf"|{_DAY}([-/.]) ?{_MONTH}\2 ?(?:(?:19|20)?\d{{2}})"
    rf"|{_MONTH}/{_DAY}/{_YEAR})"
    r"(?![A-Z0-9])(?![-/.]\d)"
)
# A date in one piece only where a word calls it so: it might be a number as well.
_NAMED_DATE = re.compile(
    r"(?<![A-Z])(?:VOM|DATUM|DATED?|DD|BUCHUNGSTAG|VALUTA|BOOKED|DATO|PVM)[ .:]*"
    rf"(?:{_YEAR}[01]\d[0-3]\d|[0-3]\d[01]\d(?:{_YEAR}|\d{{2}})|\d{{2}}[01]\d[0-3]\d)(?![A-Z0-9])"
    r"|日期[ :]*\d{6,8}(?!\d)"
)
_PERIOD = re.compile(
    rf"(?<![A-Z0-9])(?<![A-Z0-9][-/.])(?:(?:0?[1-9]|1[0-2])[-/. ]{_YEAR}|{_YEAR}[-/.](?:0[1-9]|1[0-2])"
    rf"|(?:Q[1-4]|[1-4]Q|KW ?\d{{1,2}}|WEEK ?\d{{1,2}}|H[12]|[1-4]\. ?QUARTAL)[-/. ]*(?:{_YEAR}|\d{{2}}))"
    r"(?![A-Z0-9])(?![-/.]\d)"
)
_MONTH_NAMES = (
    "JAN(?:UARY?|UAR|VIER|UARI)?|JANV|JANNER|FEB(?:RUARY?|RUAR|RUARI)?|FEVR(?:IER)?|MAR(?:CH|S|Z)?|MRZ|MAERZ|MAART|MRT|"
    "APR(?:IL)?|AVR(?:IL)?|MAI|MAY|MEI|MAJ|JUN[IE]?|JUIN|JUL[IY]?|JUIL(?:LET)?|AUG(?:UST|USTI|USTUS)?|AOUT|"
    "SEPT?(?:EMBER|EMBRE)?|OKT(?:OBER)?|OCT(?:OBER|OBRE)?|NOV(?:EMBER|EMBRE)?|DE[CZS](?:EMBER|EMBRE)?|"
    "(?:TAMMI|HELMI|MAALIS|HUHTI|TOUKO|KESA|HEINA|ELO|SYYS|LOKA|MARRAS|JOULU)KUU(?:N|TA)?|"
    "ENERO|FEBRERO|MARZO|ABRIL|MAYO|JUNIO|JULIO|AGOSTO|SEPTIEMBRE|OCTUBRE|NOVIEMBRE|DICIEMBRE"
)
_SPOKEN_DATE = re.compile(
    rf"(?<![A-Z0-9])(?:{_DAY}(?:ST|ND|RD|TH|\.|ER)?[-/. ]*)?(?:{_MONTH_NAMES})[-/., ]*"
    rf"(?:{_DAY}(?:ST|ND|RD|TH)?,? )?(?:{_YEAR}|'?\d{{2}})(?![A-Z0-9])"
)
_MONTH_NAME = re.compile(_MONTH_NAMES)
_CHINESE_DATE = re.compile(
    r"(?:20)?\d{2}年(?:第?\d{1,2}季度?|\d{1,2}月(?:\d{1,2}[日号])?)?|\d{1,2}月\d{1,2}[日号]|\d{1,2}月"
)
_TIME = re.compile(r"(?<![\d:])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:])|(?<!\d)\d{1,2}[.:]\d{2} ?UHR")
_AMOUNT = re.compile(r"(?<![A-Z0-9.,/-])(?:\d{1,3}(?:[.,' ]\d{3})+|\d{1,9})[.,](?:\d{2}|--?)(?![A-Z0-9])(?![.,/-]\d)")
_GROUPED = r"(?:\d{1,3}(?:[.,' ]\d{3})+|\d+)(?:[.,]\d{1,2})?"
_CURRENCY = (
    r"(?:EUR|EURO|USD|GBP|CHF|SEK|NOK|DKK|ISK|CNY|RMB|CNH|JPY|HKD|TWD|SGD|AUD|NZD|CAD|PLN|CZK|HUF|RON|BGN|KRW|INR|ZAR|"
    r"US\$|人民币)"
)
_SIGNED_SUM = re.compile(
    rf"(?:€|\$|£|¥) ?{_GROUPED}(?![A-Z0-9])(?![-/]\d)|(?<![A-Z0-9./-]){_GROUPED} ?(?:€|\$|£|¥|元|块|:-)"
)
_SUM = re.compile(
    rf"(?<![A-Z]){_CURRENCY}[ :=]*{_GROUPED}(?![A-Z0-9])(?![-/]\d)"
    rf"|(?<![A-Z0-9./-]){_GROUPED} ?(?:KR(?![A-Z])|{_CURRENCY}(?![A-Z ]|[:=]?\d))"
)
_PERCENT = re.compile(r"(?<![A-Z0-9])\d+(?:[.,]\d+)? ?(?:%|PROZENT|PERCENT)")
# What a label calls an account, a phone, a postcode, a tax or a customer's number is no document number.
_NUMBERED = r"[ .:#/-]*(?:NUMMER|NUMERO|NUMBER|NO|NR|N°)?[ .:#-]*"
# Written in groups: what comes after a blank behind a long one is another number.
_DIGITS = r"[(]?(?:\d{1,5}[ /().-]{1,2}){0,9}\d+(?:[-/]\d{1,4}(?!\d))?(?![A-Z0-9])"
_LABELLED = re.compile(
    r"(?<![A-Z])(?:TEL(?:EFON|EPHONE|EFOON)?|PHONE|FON|FAX|MOB(?:ILE?|IL)?|HANDY|TLF|PUH(?:ELIN)?|"
    r"KONTO[A-Z]*|KTO|BLZ|SORT CODE|ACC(?:OUN)?T|A/C|COMPTE|REKENING|TILI(?:NUMERO|NRO)?|"
    rf"BANKGIRO|PLUSGIRO|PLZ|ZIP|POSTCODE|POSTNR|CODE POSTAL){_NUMBERED}\+?{_DIGITS}"
    rf"|(?<![A-Z])IBAN{_NUMBERED}(?:[A-Z]{{2}}\d{{2}} ?[A-Z0-9]{{4}}(?: ?\d{{1,4}}){{2,7}}|{_DIGITS})"
    rf"|(?<![A-Z])(?:BIC|SWIFT){_NUMBERED}[A-Z]{{6}}[A-Z0-9]{{2,5}}"
    r"|(?<![A-Z])(?:KUND(?:E|EN)?|KD|DEBITOR(?:EN)?|CUSTOMER|CUST|CLIENT|DEBTOR|KLANT|ASIAKAS)[ .-]{0,2}"
    r"(?:NUMMER|NUMERO|NUMBER|NO|NR|NRO|ID)[ .:#-]*[A-Z]{0,3}-?\d[A-Z0-9.-]*"
    r"|(?<![A-Z])(?:UST-?ID(?:-?NR)?|VAT|TVA|MVA|MOMS|BTW|ORG(?:ANI[SZ]ATIONS?)?[ .-]?(?:NR|NUMMER|NO)|CVR|SIRET|SIREN|"
    rf"KVK|Y-TUNNUS|STEUER(?:NUMMER|NR)|ST-NR|TAX ID|EORI){_NUMBERED}[A-Z]{{0,3}}(?:\d{{1,5}}[/. -]){{0,9}}\d+"
    rf"|(?<![A-Z])(?:CARD|KARTE|KARTEN|VISA|MASTERCARD|GIROCARD|AMEX|KORT){_NUMBERED}"
    r"(?:[X*]+[ -]?)*\d{4}(?:[ -]?\d{4})*(?!\d)"
    r"|(?<![A-Z])(?:X{2,}|\*{2,})(?:[ -]?[X*\d]{2,4})*\d{2,4}(?!\d)"
    r"|(?:电话|手机|传真|账号|帐号|账户|卡号|邮编|税号|识别号|信用代码|客户号|客户编号|身份证号?)[ :]*"
    r"\+?(?:\d{1,5}[ -]){0,9}[A-Z0-9]*\d(?![A-Z0-9])"
)
_LABEL_WORD = re.compile(
    r"TEL|FON|PHONE|FAX|MOB|HANDY|TLF|PUH|IBAN|KONTO|KTO|BLZ|BIC|SWIFT|SORT|ACC|COMPTE|REKENING|TILI|GIRO|PLZ|ZIP|POST|"
    r"KUND|KD|DEBITOR|DEBTOR|CUST|CLIENT|KLANT|ASIAKAS|UST|VAT|TVA|MVA|MOMS|BTW|ORG|CVR|SIRE|KVK|TUNNUS|STEUER|ST|TAX|"
    r"EORI|CAR|KARTE|VISA|AMEX|KORT|XX"
)
_LABEL_SIGN = re.compile(r"A/C|\*\*|电话|手机|传真|[账帐]号|账户|卡号|邮编|税号|识别号|信用代码|客户|身份证")
_PHONE = re.compile(
    r"(?<![A-Z0-9+])\+[1-9]\d{0,2}[ /()-]*\d(?:[ /().-]{0,2}\d){5,12}(?!\d)"
    r"|(?<![A-Z0-9/.-])00[2-9]\d{1,2}[ /(-]+[1-9]\d{0,2}[ /)-]+\d(?:[ /.-]?\d){4,8}(?!\d)"
)
_IBAN = re.compile(r"(?<![A-Z0-9])(?!RF)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Z0-9])")
_SHORTEST_IBAN = 15
_LETTERS = re.compile("[A-Z]+")
_POSTED = re.compile(
    r"(?<![A-Z0-9-])(?:DE?|AT?|CH|FR?|NL|BE?|LU?|DK|NO|SE?|FI|FIN|IT|ES)-?(\d{4,5}|\d{3} \d{2})(?= [A-Z])"
)
_PLACED = re.compile(r"(?<![A-Z0-9/.-])(\d{4,5}|\d{3} \d{2}) ([A-Z]{3,})")
_NUMBER_SAID = re.compile(  # a document's number is announced
    r"(?:(?<![A-Z])(?:RE(?:CH(?:NUNG(?:EN)?)?)?|RG|INV(?:OICES?)?|FACT(?:URE|UUR|URA)?|FAKT(?:UR[AE]N?)?|LASKU|BILL|BELEG|"
    r"DOC(?:UMENT)?|NR|NO|NUMMER|NUMBER|NUMERO)|发票号码?|票号|单号)[ .:#-]*$"
)


def grades(text: str, tokens: Sequence[tuple[int, int]], looks: Iterable[Look]) -> list[Noise]:
    """What speaks against each token of a normal text being a document's number.

    Args:
        text: the normal text.
        tokens: start and end of its tokens, in order.
        looks: what may stand in a text of its shape (`looks_at`).
    """
    found = [Noise.NONE] * len(tokens)
    for look in looks:
        for match in look.pattern.finditer(text):
            a, b = look.span(match)
            for at, (start, end) in enumerate(tokens):
                if start >= b:
                    break
                if end <= b and end > a and (a <= start or a <= _digits_from(text, start, end)):
                    found[at] = max(found[at], look.noise)
    return found


def _digits_from(text: str, start: int, end: int) -> int:
    return next((at for at in range(start, end) if text[at].isdigit()), start)


# --- where in a match it stands, nowhere where it is none after all


def _all_of_it(match: re.Match[str]) -> tuple[int, int]:
    return match.span()


def _digits_of_it(match: re.Match[str]) -> tuple[int, int]:
    return match.span(1)  # with the letter in front they may be a number of a series


def _if_place(match: re.Match[str]) -> tuple[int, int]:
    return match.span(1) if _is_place(match[2]) else _NOWHERE


def _if_period(match: re.Match[str]) -> tuple[int, int]:
    text = match.string
    said = match.span() == (0, len(text)) or _NUMBER_SAID.search(text, 0, match.start())
    return _NOWHERE if said else match.span()


def _if_account(match: re.Match[str]) -> tuple[int, int]:
    said = match[0]
    while len(said) > _SHORTEST_IBAN and not is_iban(said.replace(" ", "")):
        said = said.rpartition(" ")[0]  # words behind it may look like more of it
    return (match.start(), match.start() + len(said)) if is_iban(said.replace(" ", "")) else _NOWHERE


_NOWHERE = (0, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One thing that digits may be instead of a document's number."""

    pattern: re.Pattern[str]
    in_shape: re.Pattern[str]  # finds in the shape of a text what `pattern` may find in the text
    signs: tuple[str, ...] = ()  # of which one is in every such shape
    noise: Noise = Noise.HARD
    span: Callable[[re.Match[str]], tuple[int, int]] = _all_of_it


def _look(pattern: re.Pattern[str], *signs: str, **how: Any) -> Look:
    return Look(pattern, of_shape(pattern), signs, **how)


_SPOKEN, _NUMBERED_BY_LABEL = _look(_SPOKEN_DATE), _look(_LABELLED)
_LOOKS = (
    _look(_DATE, "-", "/", "."),
    _look(_AMOUNT, ".", ","),
    _look(_TIME, ":", "UHR"),
    _look(_CHINESE_DATE, "月", "年"),
    _look(_NAMED_DATE, "D", "V", "日期"),
    _look(_PERCENT, "%", "PRO", "PERC"),
    _look(_SIGNED_SUM, "€", "$", "£", "¥", "元", "块", ":-"),
    _look(_PHONE, "+", "00"),
    _look(_POSTED, " ", span=_digits_of_it),
    _look(_PERIOD, span=_if_period),
    _look(_IBAN, span=_if_account),
    _look(_SUM, noise=Noise.SOFT),
    _look(_PLACED, " ", noise=Noise.SOFT, span=_if_place),
)


def looks_at(shape: str) -> tuple[Look, ...]:
    """What may stand in texts of a shape instead of numbers."""
    found = [look for look in _LOOKS if not look.signs or any(sign in shape for sign in look.signs)]
    words = [_names(word) for word in _LETTERS.findall(shape)]
    if any(label for label, _ in words) or _LABEL_SIGN.search(shape):
        found.append(_NUMBERED_BY_LABEL)
    if any(month for _, month in words):
        found.append(_SPOKEN)
    return tuple(look for look in found if look.in_shape.search(shape))


@lru_cache(1 << 12)
def _names(word: str) -> tuple[bool, bool]:
    """Whether letters may be a label that says what a number is, and whether they are a month."""
    return _LABEL_WORD.search(word) is not None, _MONTH_NAME.fullmatch(word) is not None


@lru_cache(1 << 12)
def _is_place(word: str) -> bool:
    return bool(nameparts.place_of(word))


def is_iban(text: str) -> bool:
    """Modulus 97 of ISO 13616, blanks left out.

    >>> is_iban("DE02120300000000202051"), is_iban("DE03120300000000202051")
    (True, False)
    """
    return len(text) >= _SHORTEST_IBAN and int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1
