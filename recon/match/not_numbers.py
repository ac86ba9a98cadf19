"""Digits in a payer's text that are no document's number: dates, times, amounts, accounts, phones, postcodes, taxes.

What a label or its own form calls something else is none at all. What merely stands where something else
usually stands (a sum beside a currency, a place behind five digits) may still be a number written out in full, and
never a shortened one. Known only from the text; what the ledger knows comes later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import lru_cache

from recon import nameparts


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
_HAS_MONTH = re.compile(rf"(?<![A-Z])(?:{_MONTH_NAMES})(?![A-Z])")
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
_HAS_LABEL = re.compile(
    r"TEL|FON|PHONE|FAX|MOB|HANDY|TLF|PUH|IBAN|KONTO|KTO|BLZ|BIC|SWIFT|SORT|ACC|A/C|COMPTE|REKENING|TILI|GIRO|PLZ|ZIP|POST|"
    r"KUND|KD|DEBITOR|DEBTOR|CUST|CLIENT|KLANT|ASIAKAS|UST|VAT|TVA|MVA|MOMS|BTW|ORG|CVR|SIRE|KVK|TUNNUS|STEUER|ST-NR|TAX|"
    r"EORI|CAR|KARTE|VISA|AMEX|KORT|XX|\*\*|电话|手机|传真|[账帐]号|账户|卡号|邮编|税号|识别号|信用代码|客户|身份证"
)
_PHONE = re.compile(
    r"(?<![A-Z0-9+])\+[1-9]\d{0,2}[ /()-]*\d(?:[ /().-]{0,2}\d){5,12}(?!\d)"
    r"|(?<![A-Z0-9/.-])00[2-9]\d{1,2}[ /(-]+[1-9]\d{0,2}[ /)-]+\d(?:[ /.-]?\d){4,8}(?!\d)"
)
_IBAN = re.compile(r"(?<![A-Z0-9])(?!RF)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Z0-9])")
_SHORTEST_IBAN = 15
_POSTED = re.compile(
    r"(?<![A-Z0-9-])(?:DE?|AT?|CH|FR?|NL|BE?|LU?|DK|NO|SE?|FI|FIN|IT|ES)-?(\d{4,5}|\d{3} \d{2})(?= [A-Z])"
)
_PLACED = re.compile(r"(?<![A-Z0-9/.-])(\d{4,5}|\d{3} \d{2}) ([A-Z]{3,})")
_NUMBER_SAID = re.compile(  # a document's number is announced
    r"(?:(?<![A-Z])(?:RE(?:CH(?:NUNG(?:EN)?)?)?|RG|INV(?:OICES?)?|FACT(?:URE|UUR|URA)?|FAKT(?:UR[AE]N?)?|LASKU|BILL|BELEG|"
    r"DOC(?:UMENT)?|NR|NO|NUMMER|NUMBER|NUMERO)|发票号码?|票号|单号)[ .:#-]*$"
)


def grades(text: str, tokens: Sequence[tuple[int, int]]) -> list[Noise]:
    """What speaks against each token of a normal text being a document's number.

    Args:
        text: the normal text.
        tokens: start and end of its tokens, in order.
    """
    found = [Noise.NONE] * len(tokens)
    if not _MAY_BE_NOISE.search(text):
        return found
    for noise, spans in ((Noise.SOFT, _soft(text)), (Noise.HARD, _hard(text))):
        for a, b in spans:
            for at, (start, end) in enumerate(tokens):
                if start >= b:
                    break
                if end <= b and end > a and (a <= start or a <= _digits_from(text, start, end)):
                    found[at] = max(found[at], noise)
    return found


def _digits_from(text: str, start: int, end: int) -> int:
    return next((at for at in range(start, end) if text[at].isdigit()), start)


# Most texts have none of this: numbers side by side, signs of sums, words beside a number that say what it is. (A month
# beside a year needs no look: a year by itself is no number.)
_MAY_BE_NOISE = re.compile(
    r"\d[ ,.:/'-]+\d|\d[.,:]-|[%€$£¥+年月元块]|(?<!\d)\d{4,5} [A-Z]|[A-Z]{2}\d\d[A-Z0-9 ]{11}|日期|人民币|"
    r"KR|PROZ|PERC|UHR|VOM|DAT|DD|BUCHUNG|VALUTA|BOOKED|PVM|EUR|USD|GBP|CHF|SEK|NOK|DKK|ISK|CN[YH]|RMB|JPY|HKD|TWD|SGD|[AC]UD|NZD|CAD|"
    r"PLN|CZK|HUF|RON|BGN|KRW|INR|ZAR|" + _HAS_LABEL.pattern
)
# Each with signs of which one must be in the text: most texts need few of these looks.
_HARD = (
    (("-", "/", "."), _DATE),
    ((".", ","), _AMOUNT),
    ((":", "UHR"), _TIME),
    (("月", "年"), _CHINESE_DATE),
    (("D", "V", "日期"), _NAMED_DATE),
    (("%", "PRO", "PERC"), _PERCENT),
    (("€", "$", "£", "¥", "元", "块", ":-"), _SIGNED_SUM),
    (("+", "00"), _PHONE),
)


def _hard(text: str) -> Iterator[tuple[int, int]]:
    for signs, pattern in _HARD:
        if any(sign in text for sign in signs):
            yield from (m.span() for m in pattern.finditer(text))
    if _HAS_LABEL.search(text):
        yield from (m.span() for m in _LABELLED.finditer(text))
    for m in _POSTED.finditer(text):
        yield m.span(1)  # the digits: with the letter in front they may be a number of a series
    if _HAS_MONTH.search(text):
        yield from (m.span() for m in _SPOKEN_DATE.finditer(text))
    for m in _PERIOD.finditer(text):
        if m.span() != (0, len(text)) and not _NUMBER_SAID.search(text, 0, m.start()):
            yield m.span()
    for m in _IBAN.finditer(text):
        said = m[0]
        while len(said) > _SHORTEST_IBAN and not is_iban(said.replace(" ", "")):
            said = said.rpartition(" ")[0]  # words behind it may look like more of it
        if is_iban(said.replace(" ", "")):
            yield m.start(), m.start() + len(said)


def _soft(text: str) -> Iterator[tuple[int, int]]:
    for m in _SUM.finditer(text):
        yield m.span()
    for m in _PLACED.finditer(text):
        if _is_place(m[2]):
            yield m.span(1)


@lru_cache(1 << 12)
def _is_place(word: str) -> bool:
    return bool(nameparts.place_of(word))


def is_iban(text: str) -> bool:
    """Modulus 97 of ISO 13616, blanks left out.

    >>> is_iban("DE02120300000000202051"), is_iban("DE03120300000000202051")
    (True, False)
    """
    return len(text) >= _SHORTEST_IBAN and int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1
