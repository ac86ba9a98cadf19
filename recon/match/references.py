"""Structured payment references: a misread digit must not find an item.

A reference is looked for only where its own form or its own label names it, so that a number of another kind is never
called invalid. What is found is valid or not; both are facts a rule may use, the second one as a veto.

Sources: ISO 11649 (RF); SIX Swiss Payment Standards 2024, QR reference (27 digits), and the older orange slip (16);
Bits AS, KID (2 to 25 digits, modulus 10 or 11); Finance Finland, reference number (4 to 20 digits), and as RF; Eesti
Pangaliit, viitenumber (the same sum); Bankgirot, OCR reference (modulus 10, optional length digit); Nets, FI-kort
types 71 (15 digits) and 75 (16); Febelfin, structured communication; Bank Association of Slovenia and HUB Zagreb,
models 00 to 12 and 99; Betaalvereniging Nederland, betalingskenmerk (9 to 14 digits with a length digit, and 16);
Poste Italiane, fourth field of a postal slip, and AgID, pagoPA notice (18 digits). Latvia and Poland have no such
reference; those of Spain and Portugal (Cuaderno 57, Multibanco) are checked with the amount and stay with their bank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from recon.match.check_digits import belgian, dutch, italian, luhn, mod11, mod97, model11, recursive_mod10, weights731
from recon.match.shapes import KEPT, of_shape, shape

SCHEMES = ("RF", "QRR", "KID", "VIITE", "OCR", "FIK", "OGM", "SI", "HR", "NL", "IT")
_CREDITOR = re.compile(r"RF\d{2}[A-Z0-9]{1,21}")
_QR_DIGITS, _SLIP_DIGITS, _OGM_DIGITS = 27, 16, 12
_DUTCH_DIGITS = 16
# The fields that close with a check digit, by model; fields are parted by strokes. 00 and 99 have none.
_CHECKED: dict[str, tuple[tuple[int, ...], ...]] = {
    "00": (),
    "01": ((0, 1, 2),),
    "02": ((1,), (2,)),
    "03": ((0,), (1,), (2,)),
    "04": ((0,), (2,)),
    "05": ((0,),),
    "06": ((1, 2),),
    "07": ((1,),),
    "08": ((0, 1), (2,)),
    "09": ((0, 1),),
    "10": ((0,), (1, 2)),
    "11": ((0,), (1,)),
    "12": ((0,),),
}


@dataclass(frozen=True, slots=True)
class Quoted:
    """A structured reference as a payer quotes it."""

    kind: str  # one of SCHEMES
    text: str  # as it stands in the text
    key: str  # letters and digits only; of SI and HR with the strokes that part their fields
    valid: bool
    start: int  # position in the text


_DIGITS = r"\d(?:[ ]?\d)"
_PATTERNS = {
    "RF": re.compile(r"(?<![A-Z0-9])RF[ -]?\d ?\d(?:[ -]?[A-Z0-9]{1,4})*(?![A-Z0-9])"),
    "OGM": re.compile(
        r"(?:\+{3}|\*{3})\s*(\d{3}[/ .-]?\d{4}[/ .-]?\d{5})\s*(?:\+{3}|\*{3})"
        r"|(?<![\dA-Z/])(\d{3}/\d{4}/\d{5})(?![\dA-Z/])"
    ),
    "FIK": re.compile(
        r"\+?(71|75)<[ ]*(\d[\d ]{4,18}\d)(?=\+|>|<| |$)|(?<![A-Z])FI(?:K|-?KORT)[ .:#+]*(71|75)[ <]+(\d{4,16})(?!\d)"
    ),
    "MODEL": re.compile(r"(?<![A-Z0-9])((?:SI|HR)(?:0\d|1[0-2]))[ ]?(\d+(?:[ ]?-[ ]?\d+){0,2})(?![A-Z0-9])(?!-\d)"),
    "QRR": re.compile(r"(?<![A-Z0-9])\d{2} ?\d{5} ?\d{5} ?\d{5} ?\d{5} ?\d{5}(?![A-Z0-9])"),
    "KID": re.compile(rf"(?<![A-Z])KID(?:-?N(?:R|UMMER))?[ .:#]*({_DIGITS}{{1,24}}-?)(?![A-Z0-9])"),
    "VIITE": re.compile(rf"(?<![A-Z])VIITE(?:NUMERO|NUMBER|NRO|NR)?[ .:#]*({_DIGITS}{{2,19}})(?![A-Z0-9])"),
    "NL": re.compile(r"(?<![A-Z])BETA(?:LINGS|AL)KENMERK[ .:#]*(\d(?:[ .]?\d){8,15})(?![ .]?\d)(?![A-Z])"),
    "IT": re.compile(
        r"(?<![A-Z])(?:COD(?:ICE|\.)? ?(?:CLIENTE|AVVISO|BOLLETTINO)|QUARTO CAMPO)[ .:#]*"
        r"(\d(?: ?\d){17})(?! ?\d)(?![A-Z])"
    ),
    "OCR": re.compile(rf"(?<![A-Z])OCR(?:-?N(?:R|UMMER))?[ .:#]*({_DIGITS}{{1,24}})(?![A-Z0-9])"),
}
_IN_SHAPES = {kind: of_shape(pattern) for kind, pattern in _PATTERNS.items()}
_SHORTEST_RF = 8  # letters and digits


def quoted(text: str) -> Iterator[Quoted]:
    """The structured references of an upper-case text, in reading order of their kinds.

    >>> [(q.kind, q.key, q.valid) for q in quoted("RF18 5390 0754 7034")]
    [('RF', 'RF18539007547034', True)]
    """
    for kind in _may_stand_in(shape(text)):
        for found in _PATTERNS[kind].finditer(text):
            quote = _quote(kind, found)
            if _of_length(quote):
                yield quote


def _of_length(quote: Quoted) -> bool:
    """True unless the form shows a number of another kind: too short an RF, no length digit in a short Dutch one."""
    if quote.kind == "RF":
        return len(quote.key) >= _SHORTEST_RF
    return quote.kind != "NL" or len(quote.key) == _DUTCH_DIGITS or _says_length(quote.key)


def _says_length(key: str) -> bool:
    """A Dutch reference of fewer digits: its second one says how many follow."""
    return 9 <= len(key) <= 14 and int(key[1]) == (len(key) - 2) % 10


@lru_cache(KEPT)
def _may_stand_in(shape: str) -> tuple[str, ...]:
    """The patterns that may find something in texts of a shape."""
    return tuple(kind for kind, pattern in _IN_SHAPES.items() if pattern.search(shape))


def _quote(kind: str, found: re.Match[str]) -> Quoted:
    said, start = found[0], found.start()
    if kind == "RF":
        return _creditor_reference(said, start)
    if kind == "MODEL":
        key = found[1] + found[2].replace(" ", "")
        return Quoted(found[1][:2], said, key, _model_agrees(key), start)
    if kind == "OGM":
        key = re.sub(r"\D", "", said)
    elif kind == "FIK":
        key = (found[2] or found[4]).replace(" ", "")
    else:
        key = (said if kind == "QRR" else found[1]).replace(" ", "").replace(".", "")
    return Quoted(kind, said, key, _valid(kind, key), start)


def scheme_of(reference: str) -> str:
    """The scheme a reference shows by its form, "" where any of several could have made it.

    >>> scheme_of("RF18 5390 0754 7034"), scheme_of("+++090/9337/55493+++"), scheme_of("2345676")
    ('RF', 'OGM', '')
    """
    key = letters_and_digits(reference)
    if _CREDITOR.fullmatch(key):
        return "RF"
    if key[:2] in ("SI", "HR") and key[2:4].isdigit():
        return key[:2]
    if key.isdigit() and len(key) == _QR_DIGITS:
        return "QRR"
    return "OGM" if len(key) == _OGM_DIGITS and key.isdigit() and reference.strip()[:3] in ("+++", "***") else ""


def is_valid(reference: str, scheme: str) -> bool:
    """True where the check digits of a reference are right under a scheme, one of `SCHEMES`; blanks do not matter.

    >>> is_valid("RF18 5390 0754 7034", "RF"), is_valid("234096784", "VIITE"), is_valid("no number", "KID")
    (True, False, False)
    """
    key = letters_and_digits(reference)
    if scheme == "RF":
        return is_creditor_reference(key)
    if scheme in ("SI", "HR"):
        return key[:2] == scheme and _model_agrees("".join(reference.upper().split()))
    if scheme == "KID" and reference.strip().endswith("-"):
        return key.isascii() and key.isdigit() and mod11(f"{key}-")
    return key.isascii() and key.isdigit() and len(key) > 1 and _valid(scheme, key)


def letters_and_digits(reference: str) -> str:
    """A reference as it is compared: letters and digits only, in capitals."""
    return "".join(filter(str.isalnum, reference.upper()))


def is_creditor_reference(key: str) -> bool:
    """True for RF, two check digits and up to 21 letters and digits that agree (ISO 11649).

    >>> is_creditor_reference("RF18539007547034"), is_creditor_reference("RF17539007547034")
    (True, False)
    """
    return key[:2] == "RF" and _CREDITOR.fullmatch(key) is not None and mod97(key)


def _creditor_reference(text: str, start: int) -> Quoted:
    # Words may follow the reference after a blank: the longest beginning of parts with digits that is valid is what the
    # payer meant, and only then one with a word in it. Of an invalid one the parts with digits are kept.
    parts = text.replace("-", " ").split(" ")
    ends = range(len(parts), 0, -1)
    bare = next((at for at, part in enumerate(parts) if at and not any(map(str.isdigit, part))), len(parts))
    for end in sorted(ends, key=lambda end: end > bare):
        key = "".join(parts[:end])
        if is_creditor_reference(key):
            return Quoted("RF", text[: len(" ".join(parts[:end]))], key, True, start)
    return Quoted("RF", text[: len(" ".join(parts[:bare]))], "".join(parts[:bare]), False, start)


def _valid(scheme: str, key: str) -> bool:
    """The check of a scheme whose references are digits alone (a KID may end in a stroke)."""
    if scheme == "KID":
        return mod11(key) if key.endswith("-") else luhn(key) or mod11(key)
    if scheme == "VIITE":
        return weights731(key)
    if scheme == "QRR":
        return len(key) in (_QR_DIGITS, _SLIP_DIGITS) and recursive_mod10(key)
    if scheme == "NL":
        return (len(key) == _DUTCH_DIGITS or _says_length(key)) and dutch(key)
    if scheme == "IT":
        return italian(key)
    return belgian(key) if scheme == "OGM" else luhn(key)


def _model_agrees(reference: str) -> bool:
    """True where every check digit that a Slovenian or Croatian model asks for is right."""
    checked, fields = _CHECKED.get(reference[2:4]), reference[4:].split("-")
    if checked is None or len(fields) > 3 or not all(f.isascii() and f.isdigit() for f in fields):
        return False
    groups = ["".join(fields[at] for at in group if at < len(fields)) for group in checked]
    return all(model11(group) for group in groups if group) and (not checked or bool(groups[0]))


def kind_of(reference: str, currency: str) -> str:
    """The kind of a reference printed on an item, "" where its check digit says nothing.

    Args:
        reference: as printed.
        currency: of the item; it names the country's own scheme where the form does not.
    """
    key = letters_and_digits(reference)
    if is_creditor_reference(key):
        return "RF"
    if key[:2] in ("SI", "HR"):
        model = "".join(reference.upper().split())
        return key[:2] if _CHECKED.get(key[2:4]) and _model_agrees(model) else ""
    if not (key.isascii() and key.isdigit() and len(key) > 1):
        return ""
    own = _OF_CURRENCY.get(currency, "")
    if len(key) == _QR_DIGITS and recursive_mod10(key):
        return "QRR"
    if own and _valid(own, key):
        return own
    if len(key) == _OGM_DIGITS and belgian(key):
        return "OGM"
    if currency == "EUR" and (own := next((kind for kind in ("IT", "NL") if _valid(kind, key)), "")):
        return own
    return "VIITE" if currency == "EUR" and 4 <= len(key) <= 20 and weights731(key) else ""


_OF_CURRENCY = {"NOK": "KID", "SEK": "OCR", "DKK": "FIK", "CHF": "QRR"}


def bodies(quote: Quoted) -> tuple[str, ...]:
    """What a valid reference says besides its check digits: the number it was made of, zeros in front dropped.

    >>> bodies(Quoted("RF", "", "RF1800539007547034", True, 0)), bodies(Quoted("OCR", "", "1234566", True, 0))
    (('539007547034',), ('123456',))
    """
    key = quote.key
    if quote.kind == "RF":
        found = [key[4:], key[4:-1]] if key[4:].isdigit() and weights731(key[4:]) else [key[4:]]
    elif quote.kind in ("SI", "HR"):
        found = [field[:-1] for field in key[4:].split("-")] + [key[4:].replace("-", "")[:-1]]
    elif quote.kind == "NL":
        found = [key[1:]] if len(key) == _DUTCH_DIGITS else [key[2:]]
    elif quote.kind in ("OGM", "IT"):
        found = [key[:-2]]
    else:
        found = [key[:-1]]
        if quote.kind == "OCR" and len(key) > 2 and int(key[-2]) == len(key) % 10:
            found.append(key[:-2])  # the digit before the check digit is the length
    return tuple(dict.fromkeys(body.lstrip("0") for body in found if body.lstrip("0")))
