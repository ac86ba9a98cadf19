"""Check digits of payment references: the sums, and nothing of the references that use them.

Each test takes digits with the check digits in their place and says whether they agree; each `..._digit` makes the one
that agrees. All of it is arithmetic on digits.

Sources: ISO/IEC 7064 and ISO 11649 (modulus 97); ISO/IEC 7812 (modulus 10); SIX Swiss Payment Standards 2024
(modulus 10, recursive); Bits AS, KID (modulus 11); Finance Finland, reference number (weights 7-3-1); Febelfin,
structured communication (modulus 97); Bank Association of Slovenia and HUB Zagreb (modulus 11 of the models);
Betaalvereniging Nederland, betalingskenmerk (modulus 11); Ministero dell'Economia, decree of 14 May 2013, annex 1, and
AgID, pagoPA (modulus 93).
"""

from __future__ import annotations

from collections.abc import Callable

_DUTCH = (2, 4, 8, 5, 10, 9, 7, 3, 6, 1)  # weights from the right
_CARRY = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)  # table of the recursive modulus 10


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
    return _closing(luhn, digits)


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


def mod11_digit(digits: str) -> str:
    """The digit, or '-', that makes `digits` + digit valid under modulus 11.

    >>> mod11_digit("12345678")
    '5'
    """
    return _closing(mod11, digits)


def recursive_mod10(digits: str) -> bool:
    """The Swiss check digit: modulus 10, recursive; the last digit is the check digit.

    >>> recursive_mod10("210000000003139471430009017")
    True
    """
    carry = 0
    for char in digits[:-1]:
        carry = _CARRY[(carry + int(char)) % 10]
    return (10 - carry) % 10 == int(digits[-1])


def recursive_mod10_digit(digits: str) -> str:
    """The Swiss check digit of some digits.

    >>> recursive_mod10_digit("21000000000313947143000901")
    '7'
    """
    return _closing(recursive_mod10, digits)


def weights731(digits: str) -> bool:
    """The Finnish and Estonian check digit: weights 7, 3, 1 from the right.

    >>> weights731("234096783"), weights731("234096784")
    (True, False)
    """
    total = sum(int(char) * (7, 3, 1)[at % 3] for at, char in enumerate(reversed(digits[:-1])))
    return (10 - total % 10) % 10 == int(digits[-1])


def weights731_digit(digits: str) -> str:
    """The Finnish and Estonian check digit of some digits.

    >>> weights731_digit("23409678")
    '3'
    """
    return _closing(weights731, digits)


def mod97(text: str) -> bool:
    """Modulus 97 of letters and digits with the first four moved to the end is 1: ISO 11649, ISO 13616.

    >>> mod97("RF18539007547034"), mod97("RF17539007547034")
    (True, False)
    """
    return int("".join([str(int(char, 36)) for char in text[4:] + text[:4]])) % 97 == 1


def mod97_digits(letters: str, body: str) -> str:
    """The two check digits between two letters and a body.

    >>> mod97_digits("RF", "539007547034")
    '18'
    """
    return next(f"{n:02d}" for n in range(2, 99) if mod97(f"{letters}{n:02d}{body}"))


def belgian(digits: str) -> bool:
    """Belgian structured communication: twelve digits, the last two are the first ten modulo 97 (97 for 0).

    >>> belgian("090933755493")
    True
    """
    return len(digits) == 12 and int(digits[10:]) == (int(digits[:10]) % 97 or 97)


def model11(digits: str) -> bool:
    """The check digit of the Slovenian and Croatian models: modulus 11, weights from 2 up; 10 and 11 stand for 0.

    >>> model11("12345678909")
    True
    """
    total = sum(int(char) * (2 + at) for at, char in enumerate(reversed(digits[:-1])))
    rest = 11 - total % 11
    return len(digits) > 1 and int(digits[-1]) == (0 if rest > 9 else rest)


def model11_digit(digits: str) -> str:
    """The check digit of some digits under the Slovenian and Croatian models.

    >>> model11_digit("1234567890")
    '9'
    """
    return _closing(model11, digits)


def dutch(digits: str) -> bool:
    """Dutch payment reference: modulus 11, the check digit in front; 10 stands for 1 and 11 for 0.

    >>> dutch("5000056789012345"), dutch("5000056789012354")
    (True, False)
    """
    total = sum(int(char) * _DUTCH[at % 10] for at, char in enumerate(reversed(digits[1:])))
    rest = 11 - total % 11
    return len(digits) > 1 and int(digits[0]) == {10: 1, 11: 0}.get(rest, rest)


def italian(digits: str) -> bool:
    """Italian postal slip and pagoPA notice: eighteen digits, the last two are the first sixteen modulo 93.

    >>> italian("301000000000000144"), italian("301000000000000145")
    (True, False)
    """
    return len(digits) == 18 and int(digits[16:]) == int(digits[:16]) % 93


def _closing(agrees: Callable[[str], bool], digits: str) -> str:
    return next(digit for digit in "0123456789-" if agrees(digits + digit))
