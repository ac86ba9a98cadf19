"""Money is whole minor units of one currency; `Decimal` at the edges, never a float.

Exponents and codes are those of ISO 4217. One rounding rule: half up, away from zero, once, at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, ROUND_HALF_UP, Context, Decimal

# Source: ISO 4217 list one (active codes), 2026, and the withdrawn codes still met in old statements.
_CODES = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS ATS AUD AWG AZN BAM BBD BDT BEF BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN
    BYR BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CYP CZK DEM DJF DKK DOP DZD EEK EGP ERN ESP
    ETB EUR FIM FJD FKP FRF GBP GEL GHS GIP GMD GNF GRD GTQ GYD HKD HNL HRK HTG HUF IDR IEP ILS INR IQD IRR ISK
    ITL JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LTL LUF LVL LYD MAD MDL MGA MKD MMK
    MNT MOP MRO MRU MTL MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NLG NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PTE
    PYG QAR ROL RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SIT SKK SLE SLL SOS SRD SSP STD STN SVC SYP SZL THB
    TJS TMT TND TOP TRL TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VEF VES VND VUV WST XAF XCD XCG XDR
    XOF XPF XSU XUA YER ZAR ZMW ZWG ZWL
    """.split()
)
_EXPONENTS = {
    **dict.fromkeys(
        "BEF BIF BYR CLP DJF ESP GNF GRD ISK ITL JPY KMF KRW LUF PTE PYG RWF TRL UGX UYI VND VUV XAF XOF XPF".split(), 0
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)  # rounds no number, however long
LARGEST = 2**62  # whole minor units beyond this do not fit a frame's int64 once they are added up


def is_currency(code: str) -> bool:
    """True for an ISO 4217 code."""
    return code in _CODES


def exponent(currency: str) -> int:
    """How many decimals the currency has. Raises KeyError for a code that is not of ISO 4217.

    >>> exponent("EUR"), exponent("JPY"), exponent("KWD")
    (2, 0, 3)
    """
    if currency not in _CODES:
        raise KeyError(currency)
    return _EXPONENTS.get(currency, 2)


def to_minor(amount: Decimal, currency: str) -> int:
    """Whole minor units of an exact amount.

    Raises:
        ValueError: a fraction of a minor unit is left over, or the amount is not finite or beyond `LARGEST`.

    >>> to_minor(Decimal("12.50"), "EUR"), to_minor(Decimal("12"), "JPY")
    (1250, 12)
    """
    if not amount.is_finite() or amount.adjusted() > 18:
        raise ValueError(amount)
    scaled = amount.scaleb(exponent(currency), _EXACT)
    minor = int(scaled)
    if minor != scaled or abs(minor) >= LARGEST:
        raise ValueError(amount)
    return minor


def to_decimal(minor: int, currency: str) -> Decimal:
    """The exact amount of whole minor units.

    >>> to_decimal(1250, "EUR")
    Decimal('12.50')
    """
    return Decimal(minor).scaleb(-exponent(currency))


def plain(minor: int, currency: str) -> str:
    """The amount as a decimal string for files: no grouping, the currency's own number of decimals.

    >>> plain(-1250, "EUR"), plain(1250, "JPY")
    ('-12.50', '1250')
    """
    places = exponent(currency)
    if not places:
        return str(minor)
    digits = f"{abs(minor):0{places + 1}d}"
    return f"{'-' if minor < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def show(minor: int, currency: str) -> str:
    """The amount as a person reads it, with its currency.

    >>> show(-123456789, "EUR")
    '-1,234,567.89 EUR'
    """
    places = exponent(currency)
    if not places:
        return f"{minor:,} {currency}"
    whole, rest = divmod(abs(minor), 10**places)
    return f"{'-' if minor < 0 else ''}{whole:,}.{rest:0{places}} {currency}"


def rounded(amount: Decimal, currency: str) -> int:
    """Whole minor units of an amount that may have more decimals, half up (away from zero).

    >>> rounded(Decimal("0.125"), "EUR"), rounded(Decimal("-0.125"), "EUR")
    (13, -13)
    """
    return int(amount.scaleb(exponent(currency)).to_integral_value(ROUND_HALF_UP))


def convert(minor: int, source: str, target: str, rate: Decimal) -> int:
    """Minor units of `target` for minor units of `source`, `rate` being units of target for one unit of source.

    >>> convert(10000, "EUR", "JPY", Decimal("163.455"))
    16346
    """
    return rounded(to_decimal(minor, source) * rate, target)


def share_of(whole: int, part: int, of: int) -> int:
    """`whole` times `part` / `of`, half away from zero; 0 where there is nothing to share by.

    >>> share_of(5, 1, 2), share_of(5, -1, 2), share_of(5, 1, 0)
    (3, -3, 0)
    """
    if not of:
        return 0
    top = whole * part
    nearest = (2 * abs(top) + abs(of)) // (2 * abs(of))
    return nearest if (top >= 0) == (of > 0) else -nearest


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Share `total` minor units out by `weights` (not negative, not all zero), to the last unit.

    The largest remainders take the odd units, ties going to the earlier share.

    >>> split(100, [1, 1, 1])
    [34, 33, 33]
    >>> split(-100, [1, 1, 1])
    [-34, -33, -33]
    """
    whole = sum(weights)
    sign = -1 if total < 0 else 1
    shares = [abs(total) * weight // whole for weight in weights]
    odd = abs(total) - sum(shares)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(abs(total) * weights[i] % whole), i))
    for i in by_remainder[:odd]:
        shares[i] += 1
    return [sign * share for share in shares]
