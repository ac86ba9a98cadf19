"""Structured payment references and their check digits: a misread digit must not find an item.

A reference is looked for only where its own form or its own label names it, so that a number of another kind is never
called invalid. What is found is valid or not; both are facts a rule may use, the second one as a veto.

Sources: ISO 11649 (RF); SIX Swiss Payment Standards 2024, QR reference (modulus 10, recursive); Bits AS, KID
(modulus 10 or 11); Finance Finland, reference number (weights 7-3-1); Bankgirot, OCR reference (modulus 10, optional
length digit); Nets, FI-kort types 71, 73, 75 (modulus 10); Febelfin, structured communication (modulus 97);
Bank Association of Slovenia and HUB Zagreb, models 00 to 12 (SI00/SI12, HR00/HR01).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quoted:
    """A structured reference as a payer quotes it."""

    kind: str  # RF | QRR | KID | VIITE | OCR | FIK | OGM | SI | HR
    text: str  # as it stands in the text
    key: str  # letters and digits only
    valid: bool


def luhn(digits: str) -> bool:
    """Modulus 10 with weights 2 and 1 from the right, the last digit being the check digit.

    >>> luhn("2345676"), luhn("2345674")
    (True, False)
    """
    total = 0
    for at, char in enumerate(reversed(digits)):
        value = int(char) * (2 if at % 2 else 1)
        total += value - 9 if value > 9 else value
    return len(digits) > 1 and total % 10 == 0


def luhn_digit(digits: str) -> str:
    """The digit that makes `digits` + digit valid under modulus 10.

    >>> luhn_digit("234567")
    '6'
    """
    return next(d for d in "0123456789" if luhn(digits + d))


def mod11(digits: str) -> bool:
    """Modulus 11 with weights 2 to 7 from the right; the check digit may be '-' for ten.

    >>> mod11("123456785")
    True
    """
    body, check = digits[:-1], digits[-1]
    if not body.isdigit():
        return False
    total = sum(int(char) * (2 + at % 6) for at, char in enumerate(reversed(body)))
    rest = (11 - total % 11) % 11
    return check == ("-" if rest == 10 else str(rest))


def recursive_mod10(digits: str) -> bool:
    """The Swiss check digit: modulus 10, recursive; the last digit is the check digit.

    >>> recursive_mod10("210000000003139471430009017")
    True
    """
    table = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)
    carry = 0
    for char in digits[:-1]:
        carry = table[(carry + int(char)) % 10]
    return (10 - carry) % 10 == int(digits[-1])


def weights731(digits: str) -> bool:
    """The Finnish check digit: weights 7, 3, 1 from the right.

    >>> weights731("234096783"), weights731("234096784")
    (True, False)
    """
    total = sum(int(char) * (7, 3, 1)[at % 3] for at, char in enumerate(reversed(digits[:-1])))
    return (10 - total % 10) % 10 == int(digits[-1])


def mod97(reference: str) -> bool:
    """ISO 11649: RF, two check digits, up to 21 letters and digits; modulus 97 of the rearranged text is 1.

    >>> mod97("RF18539007547034"), mod97("RF17539007547034")
    (True, False)
    """
    if not reference.startswith("RF") or not re.fullmatch(r"RF\d{2}[A-Z0-9]{1,21}", reference):
        return False
    return int("".join(str(int(char, 36)) for char in reference[4:] + reference[:4])) % 97 == 1


def belgian(digits: str) -> bool:
    """Belgian structured communication: twelve digits, the last two are the first ten modulo 97 (97 for 0).

    >>> belgian("090933755493")
    True
    """
    return len(digits) == 12 and int(digits[10:]) == (int(digits[:10]) % 97 or 97)


def model11(digits: str) -> bool:
    """The check digit of the Slovenian and Croatian models: modulus 11, weights from 2; 10 and 11 stand for 0."""
    total = sum(int(char) * (2 + at) for at, char in enumerate(reversed(digits[:-1])))
    rest = 11 - total % 11
    return int(digits[-1]) == (0 if rest > 9 else rest)


_DIGITS = r"\d(?:[ ]?\d)"
_RF = re.compile(r"(?<![A-Z0-9])RF ?\d ?\d(?:[ -]?[A-Z0-9]{1,4})*(?![A-Z0-9])")
_OGM = re.compile(r"(?:\+{3}|\*{3})\s*(\d{3}[/ ]?\d{4}[/ ]?\d{5})\s*(?:\+{3}|\*{3})")
_FIK = re.compile(r"\+?(71|73|75)<\s*(\d[\d ]{13,16}\d)(?:\+|>|<|$)")
_MODEL = re.compile(r"(?<![A-Z0-9])(SI12|HR01|HR00|SI00)\s?(\d[\d-]{2,21})(?![A-Z0-9])")
_QRR = re.compile(r"(?<![A-Z0-9])\d{2} ?\d{5} ?\d{5} ?\d{5} ?\d{5} ?\d{5}(?![A-Z0-9])")
_LABELS = (
    ("KID", re.compile(rf"(?<![A-Z])KID(?:-?N(?:R|UMMER))?[ .:#]*({_DIGITS}{{1,24}}-?)(?![A-Z0-9])")),
    (
        "VIITE",
        re.compile(rf"(?<![A-Z])VIITE(?:NUMERO|NRO)?[ .:#]*({_DIGITS}{{2,19}})(?![A-Z0-9])"),
    ),
    ("OCR", re.compile(rf"(?<![A-Z])OCR(?:-?N(?:R|UMMER))?[ .:#]*({_DIGITS}{{1,24}})(?![A-Z0-9])")),
)


def quoted(text: str) -> Iterator[Quoted]:
    """The structured references of an upper-case text, in reading order of their kinds.

    >>> [(q.kind, q.key, q.valid) for q in quoted("RF18 5390 0754 7034")]
    [('RF', 'RF18539007547034', True)]
    """
    if "RF" in text:
        for found in _RF.finditer(text):
            quote = _creditor_reference(re.sub(r"(?<=\d)-(?=\d)", "", found[0]))
            if len(quote.key) >= 8:
                yield quote
    for found in _OGM.finditer(text):
        key = re.sub(r"\D", "", found[1])
        yield Quoted("OGM", found[0], key, belgian(key))
    for found in _FIK.finditer(text):
        key = found[2].replace(" ", "")
        yield Quoted("FIK", found[0], key, luhn(key))
    for found in _MODEL.finditer(text):
        key = found[2].replace("-", "")
        checked = found[1] in ("SI12", "HR01")
        yield Quoted(found[1][:2], found[0], key, model11(key) if checked else True)
    for found in _QRR.finditer(text):
        key = found[0].replace(" ", "")
        yield Quoted("QRR", found[0], key, recursive_mod10(key))
    for kind, pattern in _LABELS:
        for found in pattern.finditer(text):
            key = found[1].replace(" ", "")
            yield Quoted(kind, found[0], key, _labelled_valid(kind, key))


SCHEMES = ("RF", "QRR", "KID", "VIITE", "OCR", "FIK", "OGM", "SI", "HR")


def scheme_of(reference: str) -> str:
    """The scheme a reference shows by its form, "" where any of several could have made it.

    >>> scheme_of("RF18 5390 0754 7034"), scheme_of("+++090/9337/55493+++"), scheme_of("2345676")
    ('RF', 'OGM', '')
    """
    key = letters_and_digits(reference)
    if re.fullmatch(r"RF\d{2}[A-Z0-9]{1,21}", key):
        return "RF"
    if key[:2] in ("SI", "HR") and key[2:4].isdigit():
        return key[:2]
    if key.isdigit() and len(key) == 27:
        return "QRR"
    return "OGM" if key.isdigit() and len(key) == 12 and reference.strip()[:3] in ("+++", "***") else ""


def is_valid(reference: str, scheme: str) -> bool:
    """True where the check digits of a reference are right under a scheme, one of `SCHEMES`; blanks do not matter.

    >>> is_valid("RF18 5390 0754 7034", "RF"), is_valid("234096784", "VIITE"), is_valid("no number", "KID")
    (True, False, False)
    """
    key = letters_and_digits(reference)
    if scheme == "RF":
        return mod97(key)
    if scheme in ("SI", "HR"):
        model, digits = key[:4], key[4:]
        known = model in ("SI00", "SI12", "HR00", "HR01") and model[:2] == scheme and digits.isdigit()
        return known and len(digits) > 1 and (model.endswith("00") or model11(digits))
    if scheme == "KID" and reference.strip().endswith("-"):
        return key.isdigit() and mod11(f"{key}-")
    if not (key.isascii() and key.isdigit() and len(key) > 1):
        return False
    if scheme == "QRR":
        return len(key) == 27 and recursive_mod10(key)
    return belgian(key) if scheme == "OGM" else _labelled_valid(scheme, key)


def letters_and_digits(reference: str) -> str:
    """A reference as it is compared: letters and digits only, in capitals."""
    return "".join(filter(str.isalnum, reference.upper()))


def _creditor_reference(text: str) -> Quoted:
    # A word may follow the reference after a blank: the longest beginning that is valid is what the payer meant.
    parts = text.split(" ")
    for end in range(len(parts), 0, -1):
        key = "".join(parts[:end])
        if mod97(key):
            return Quoted("RF", " ".join(parts[:end]), key, True)
    # Of an invalid one only the parts with a digit are kept, so that the words behind it are not called wrong.
    kept = [
        part for at, part in enumerate(parts) if at == 0 or all(any(map(str.isdigit, p)) for p in parts[1 : at + 1])
    ]
    return Quoted("RF", " ".join(kept), "".join(kept), False)


def _labelled_valid(kind: str, key: str) -> bool:
    if kind == "KID":
        return mod11(key) if key.endswith("-") else luhn(key) or mod11(key)
    if kind == "VIITE":
        return weights731(key)
    return luhn(key)


def kind_of(reference: str, currency: str) -> str:
    """The kind of a reference printed on an item (letters and digits only), "" where its check digit says nothing.

    Args:
        reference: upper case, letters and digits only.
        currency: of the item; it names the country's own scheme where the form does not.
    """
    if mod97(reference):
        return "RF"
    digits = reference.isdigit()
    if digits and len(reference) == 27 and recursive_mod10(reference):
        return "QRR"
    if digits and currency == "NOK" and (luhn(reference) or mod11(reference)):
        return "KID"
    if digits and currency == "SEK" and luhn(reference):
        return "OCR"
    if digits and currency == "DKK" and luhn(reference):
        return "FIK"
    if digits and len(reference) == 12 and belgian(reference):
        return "OGM"
    if digits and currency == "EUR" and 4 <= len(reference) <= 20 and weights731(reference):
        return "VIITE"
    return ""
