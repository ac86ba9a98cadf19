"""Amounts in yuan written out in the capitals that Chinese notes and letters use, so that no stroke changes a figure.

Source: People's Bank of China, rules for filling in notes and settlement vouchers (正确填写票据和结算凭证的基本规定).
"""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
LARGEST = 10**14  # fen: beyond this a group has no name of its own


def yuan_in_capitals(fen: int) -> str:
    """The amount in capitals.

    Args:
        fen: hundredths of a yuan; below `LARGEST`.

    Raises:
        ValueError: the amount is too large to be written out.

    >>> yuan_in_capitals(123_456_78)
    '人民币壹拾贰万叁仟肆佰伍拾陆元柒角捌分'
    >>> yuan_in_capitals(10_005_00), yuan_in_capitals(107_000_53), yuan_in_capitals(0)
    ('人民币壹万零伍元整', '人民币壹拾万柒仟元零伍角叁分', '人民币零元整')
    """
    if abs(fen) >= LARGEST:
        raise ValueError(fen)
    yuan, cents = divmod(abs(fen), 100)
    jiao, rest = divmod(cents, 10)
    said = f"{_whole(yuan)}元" if yuan else ""
    if jiao:
        # A zero before the tenths is said, so that nothing can be written in between.
        said += ("零" if yuan and yuan % 10 == 0 else "") + f"{_DIGITS[jiao]}角"
    if rest:
        said += ("零" if yuan and not jiao else "") + f"{_DIGITS[rest]}分"
    else:
        said += "整" if said else "零元整"
    return f"人民币{'负' if fen < 0 else ''}{said}"


def _whole(yuan: int) -> str:
    said, gap = "", False
    for at in reversed(range(len(_GROUPS))):
        group = yuan // 10 ** (4 * at) % 10_000
        if not group:
            gap = bool(said)
            continue
        # Noughts in front of a group, or a group of nothing before it, are one nought.
        if said and (gap or group < 1000):
            said += "零"
        said += _group(group) + _GROUPS[at]
        gap = False
    return said


def _group(group: int) -> str:
    said, gap = "", False
    for at in reversed(range(4)):
        digit = group // 10**at % 10
        if not digit:
            gap = bool(said)
            continue
        said += ("零" if gap else "") + _DIGITS[digit] + _PLACES[at]
        gap = False
    return said
