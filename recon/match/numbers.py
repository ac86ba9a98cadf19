"""Document numbers in a payer's text: this ledger's own numbers as delimited tokens, however damaged.

Damage that keeps a number itself: blanks and separators, leading zeros, capitals, O for 0 and I for 1, a word in front
left out or replaced. A letter or digit behind, or digits in front, make it another number. Dates and amounts are no
numbers. What stands here only reads; which item a key belongs to is the book's knowledge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, pairwise

from recon.text import canonical_number, normal

_TOKEN = re.compile(r"[A-Z0-9]+")
_PIECE = re.compile(r"[A-Z]+|\d+")
_LOOK_ALIKE_INSIDE = re.compile(r"(?<=\d)[OIL]+(?=\d)|(?<=\d\d)[OIL]+$|^[OIL]+(?=\d{2})|(?<=^)[OIL]+(?=[OIL]*\d{3})")
_AS_DIGITS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_DATE = re.compile(
    r"(?<![A-Z0-9])(?<![A-Z0-9][-/.])"
    r"(?:(?:19|20)\d{2}([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|1[0-2])\2(?:(?:19|20)?\d{2}))"
    r"(?![A-Z0-9])(?![-/.]\d)"
)
_CHINESE_DATE = re.compile(r"(?:20)?\d{2}年\d{1,2}月(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日|\d{1,2}月")
_AMOUNT = re.compile(r"(?<![A-Z0-9.,/-])(?:\d{1,3}(?:[.,' ]\d{3})+|\d{1,9})[.,]\d{2}(?![A-Z0-9])(?![.,/-]\d)")
# What a label calls an account, a phone or a postcode is no document number.
_LABELLED = re.compile(
    r"(?<![A-Z])(?:TEL(?:EFON|EPHONE)?|PHONE|FON|FAX|MOB(?:ILE?)?|HANDY|IBAN|KONTO(?:N(?:R|UMMER))?|KTO|BLZ|BIC|SWIFT|"
    r"PLZ|ZIP|POSTCODE)[ .:#]*(?:NR|NO)?[ .:#]*\+?[(]?[A-Z0-9](?:[ /()-]?[A-Z0-9])*\d"
    r"|(?:电话|手机|传真|账号|帐号|卡号|邮编)[ :]*\+?[\d -]+\d"
)
_IBAN = re.compile(r"(?<![A-Z0-9])(?!RF)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Z0-9])")
_JOINT = re.compile(r"[ \t]*[-/._*\\#:]?[ \t]*|[-/._*\\#: ]{1,4}")
LONGEST = 34  # characters of the longest number looked for
_WIDEST = 9  # tokens one number may be broken into


@dataclass(frozen=True, slots=True)
class Token:
    """A run of Latin letters and digits."""

    text: str
    start: int  # position in the normal text
    end: int
    plain: bool  # not part of a date, an amount, or an account or phone number that is called so


@dataclass(frozen=True, slots=True)
class Window:
    """One token or several joined by separators: where a number may stand."""

    first: int  # token positions, last inclusive
    last: int
    key: str  # canonical: letters and digits, O as 0, I and L as 1
    pieces: tuple[str, ...]  # letters and digits in turn, leading zeros dropped
    glued: bool  # joined without a blank


@dataclass(frozen=True, slots=True)
class Form:
    """The ways one own number is known by."""

    key: str  # canonical
    loose: str  # pieces without leading zeros, joined
    core: str  # the same, digits only; "" where too short to prove anything
    digits: str  # all digits in one piece, no leading zeros
    prefix: str  # letters in front
    kind: str  # shape: letters in front and number of digits


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a normal text (`recon.text.normal`)."""
    spans = [m.span() for p in (_DATE, _CHINESE_DATE, _AMOUNT, _LABELLED) for m in p.finditer(text)]
    spans += [m.span() for m in _IBAN.finditer(text) if _is_iban(m[0].replace(" ", ""))]
    return tuple(
        Token(m[0], m.start(), m.end(), not any(a <= m.start() and m.end() <= b for a, b in spans))
        for m in _TOKEN.finditer(text)
    )


def _is_iban(text: str) -> bool:
    """Modulus 97 of ISO 13616."""
    return len(text) >= 15 and int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1


@lru_cache(1 << 16)
def pieces(token: str) -> tuple[str, ...]:
    """Letters and digits in turn; zeros in front dropped; O, I, L among digits read as digits.

    >>> pieces("RE0024O01"), pieces("INV")
    (('RE', '24001'), ('INV',))
    """
    if any(c.isdigit() for c in token):
        token = _LOOK_ALIKE_INSIDE.sub(lambda m: m[0].translate(_AS_DIGITS), token)
    return tuple(p.lstrip("0") or "0" if p[0].isdigit() else p for p in _PIECE.findall(token))


@lru_cache(1 << 16)
def form(number: str) -> Form:
    """The forms of an own number.

    >>> form("INV-2024-000306")  # doctest: +NORMALIZE_WHITESPACE
    Form(key='1NV2024000306', loose='INV-2024-306', core='2024-306', digits='2024000306', prefix='INV',
    kind='INV##########')
    """
    found = [t.text for t in tokens(normal(number))] or [""]
    parts = tuple(p for t in found for p in pieces(t))
    numbers = [p for p in parts if p.isdigit()]
    letters_behind = bool(parts) and not parts[-1].isdigit()
    repaired = "".join(_LOOK_ALIKE_INSIDE.sub(lambda m: m[0].translate(_AS_DIGITS), t) for t in found)
    digits = "".join(c for c in repaired if c.isdigit())
    core = "-".join(numbers)
    significant = sum(map(len, numbers))
    prefix = parts[0] if parts and not parts[0].isdigit() else ""
    return Form(
        key=canonical_number(number),
        loose="-".join(parts),
        core=core if significant >= 4 and not letters_behind else "",
        digits=digits.lstrip("0"),
        prefix=prefix,
        kind=f"{prefix}{'#' * len(digits)}" if not letters_behind else "",
    )


def windows(text: str, found: tuple[Token, ...]) -> Iterator[Window]:
    """Every run of neighbouring tokens that may be one number, widest first.

    Args:
        text: the normal text the tokens are of.
        found: its tokens.
    """
    gaps = [text[a.end : b.start] for a, b in pairwise(found)]
    joints = [_JOINT.fullmatch(gap) is not None for gap in gaps]
    blanks = [0, *accumulate(" " in gap for gap in gaps)]  # joints with a blank up to each token
    keys = [t.text.translate(_AS_DIGITS) for t in found]
    parts = [pieces(t.text) for t in found]
    digits = [any(map(str.isdigit, t.text)) or _seems_digits(t.text) for t in found]
    spans: list[tuple[int, int]] = []
    for first in range(len(found)):
        length = 0
        for last in range(first, min(first + _WIDEST, len(found))):
            length += len(found[last].text)
            if length > LONGEST and last > first:
                break
            spans.append((first, last))
            if last < len(gaps) and not joints[last]:
                break
    spans.sort(key=lambda span: (span[0] - span[1], -span[0]))
    for first, last in spans:
        if not any(t.plain for t in found[first : last + 1]) or not any(digits[first : last + 1]):
            continue
        yield Window(
            first,
            last,
            "".join(keys[first : last + 1]),
            tuple(chain.from_iterable(parts[first : last + 1])),
            blanks[first] == blanks[last],
        )


def _seems_digits(joined: str) -> bool:
    return set(joined) <= set("OIL")


def distance_one(one: str, other: str) -> bool:
    """True when the texts differ by one letter changed, left out or put in, or two neighbours exchanged.

    >>> distance_one("10023", "10032"), distance_one("10023", "1023"), distance_one("10023", "10044")
    (True, True, False)
    """
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    if len(one) > len(other):
        one, other = other, one
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    exchanged = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return one[at + 1 :] == other[at + 1 :] or exchanged
