"""Bank accounts as they are compared: any grouping, and an IBAN with the plain number that stands in it.

Laws. A masked or made-up account (XXXX1234, NOTPROVIDED, zeros) is nobody's. A plain number is the account in an IBAN
only where it has eight digits or more, leading zeros set aside: shorter ones are used by several banks.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SHORTEST = 5  # letters and digits of an account that says something
_SHORTEST_PART = 8  # digits of a plain number that may stand in an IBAN
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_MASKED = re.compile(r"[*•]|X{3,}|#{2,}", re.IGNORECASE)
# Where the account number stands in what follows the check digits; elsewhere it is all of it.
_ACCOUNT_AT = {
    **{"AT": (5, None), "CH": (5, None), "CZ": (4, None), "DE": (8, None), "DK": (4, None), "ES": (10, None)},
    **{"FR": (10, 21), "GB": (10, None), "HR": (7, None), "HU": (8, None), "IE": (10, None), "IT": (11, None)},
    **{"LI": (5, None), "LT": (5, None), "LU": (3, None), "LV": (4, None), "MC": (10, 21), "NL": (4, None)},
    **{"PL": (8, None), "PT": (8, 19), "SE": (3, None), "SI": (5, 13), "SK": (4, None)},
}
_SORT_CODE_AT = {"GB": 4, "IE": 4}  # bank's letters before the sort code


@lru_cache(1 << 16)  # customers pay from one account again and again
def account_key(account: str) -> str:
    """An account as it is compared: letters and digits only; "" where it says nothing.

    >>> account_key("de02 5001-0517"), account_key("XXXX-1234"), account_key("0000000000")
    ('DE0250010517', '', '')
    """
    if _MASKED.search(account):
        return ""
    key = "".join(filter(str.isalnum, account.upper()))
    if len(key) < _SHORTEST or ("@" not in account and not any("1" <= c <= "9" for c in key)):
        return ""
    return key


def is_iban(key: str) -> bool:
    """True for an account key that is an IBAN with right check digits.

    >>> is_iban("DE02500105170137075030"), is_iban("DE03500105170137075030")
    (True, False)
    """
    if not _IBAN.fullmatch(key):
        return False
    return int("".join(str(int(c, 36)) for c in key[4:] + key[:4])) % 97 == 1


@lru_cache(1 << 16)
def plain_numbers(key: str) -> frozenset[str]:
    """The plain numbers an account may also be written as, leading zeros dropped: itself, or those in an IBAN.

    >>> sorted(plain_numbers("DE02500105170137075030"))
    ['137075030', '500105170137075030']
    """
    if not is_iban(key):
        found = {key} if key.isdigit() else set()
    else:
        country, rest = key[:2], key[4:]
        start, end = _ACCOUNT_AT.get(country, (0, None))
        found = {rest, rest[start:end], rest[_SORT_CODE_AT.get(country, 0) :]}
    return frozenset(n for one in found if (n := one.lstrip("0")).isdigit() and len(n) >= _SHORTEST_PART)
