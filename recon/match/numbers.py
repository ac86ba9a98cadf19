"""Document numbers in a payer's text: this ledger's own numbers as delimited tokens, however damaged.

Damage that keeps a number itself: blanks and separators, leading zeros, capitals, O for 0 and I for 1, a word in front
left out or replaced. A letter or digit behind, or digits in front, make it another number. Dates and amounts are no
numbers. What stands here only reads; which item a key belongs to is the book's knowledge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from sys import intern

from rapidfuzz.distance import OSA

from recon.match.not_numbers import Look, Noise, grades, looks_at
from recon.match.shapes import KEPT, shape
from recon.text import canonical_number, normal

_TOKEN = re.compile(r"[A-Z0-9]+")
_PIECE = re.compile(r"[A-Z]+|\d+")
_LOOK_ALIKE_INSIDE = re.compile(r"(?<=\d)[OIL]+(?=\d)|(?<=\d\d)[OIL]+$|^[OIL]+(?=\d{2})|(?<=^)[OIL]+(?=[OIL]*\d{3})")
_LOOK_ALIKE = re.compile("[OIL]")
_AS_DIGITS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_JOINT = re.compile(r"[ \t]*[-/._*\\#:]?[ \t]*|[-/._*\\#: ]{1,4}")
LONGEST = 34  # characters of the longest number looked for
WIDEST = 9  # tokens one number may be broken into


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the tokens of a text stand: the same for all texts of a shape."""

    spans: tuple[tuple[int, int], ...]  # start and end of each token
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    joined: tuple[bool, ...]  # the token may be one number with the next
    spaced: tuple[bool, ...]  # a blank stands before the next
    looks: tuple[Look, ...]  # what may stand there instead of numbers


@dataclass(slots=True)
class Text:
    """A normal text (`recon.text.normal`) taken apart: runs of Latin letters and digits, and what joins them."""

    text: str
    said: Sequence[str]  # the tokens
    starts: tuple[int, ...]  # their positions
    ends: tuple[int, ...]
    grades: list[Noise]  # what stands there instead of a number, `Noise.NONE` where nothing is known against it
    keys: Sequence[str]  # canonical: O as 0, I and L as 1
    pieces: Sequence[tuple[str, ...]]  # letters and digits in turn, leading zeros dropped
    digits: Sequence[str]  # all digits of the token
    joined: tuple[bool, ...]  # the token may be one number with the next
    spaced: tuple[bool, ...]  # a blank stands before the next

    def gap(self, at: int) -> str:
        """What stands between a token and the next."""
        return self.text[self.ends[at] : self.starts[at + 1]]

    def span(self, first: int, last: int) -> str:
        """The text from one token to another, as it stands."""
        return self.text[self.starts[first] : self.ends[last]]

    def within(self, start: int, end: int) -> list[int]:
        """The tokens between two positions."""
        return [at for at, begins in enumerate(self.starts) if start <= begins and self.ends[at] <= end]

    def mended(self, mend: Callable[[str], str]) -> Text:
        """The same text with its tokens read otherwise."""
        said = [mend(token) for token in self.said]
        pieces, digits, keys = zip(*map(taken_apart, said), strict=True)
        return replace(self, said=said, keys=keys, pieces=pieces, digits=digits)


@dataclass(frozen=True, slots=True)
class Form:
    """The ways one own number is known by."""

    key: str  # canonical
    loose: str  # pieces without leading zeros, joined
    core: str  # the same, digits only; "" where too short to prove anything
    digits: str  # all digits in one piece, no leading zeros
    prefix: str  # letters in front
    kind: str  # shape: letters in front and number of digits


def tokens(text: str) -> Text:
    """The tokens of a normal text; none where it has no digit, since no number is without."""
    laid = _laid_out(shape(text))
    if not laid.spans:
        return Text(text, (), (), (), [], (), (), (), (), ())
    said = [text[a:b] for a, b in laid.spans]
    pieces, digits, keys = zip(*map(taken_apart, said), strict=True)
    noise = grades(text, laid.spans, laid.looks) if laid.looks else [Noise.NONE] * len(said)
    return Text(text, said, laid.starts, laid.ends, noise, keys, pieces, digits, laid.joined, laid.spaced)


@lru_cache(KEPT)
def _laid_out(shape: str) -> Layout:
    if "0" not in shape:
        return Layout((), (), (), (), (), ())
    spans = tuple(found.span() for found in _TOKEN.finditer(shape))
    starts, ends = tuple(a for a, _ in spans), tuple(b for _, b in spans)
    gaps = [shape[a:b] for a, b in zip(ends, starts[1:], strict=False)]
    joined = tuple(gap == " " or _JOINT.fullmatch(gap) is not None for gap in gaps)
    return Layout(spans, starts, ends, joined, tuple(" " in gap for gap in gaps), looks_at(shape))


def taken_apart(token: str) -> tuple[tuple[str, ...], str, str]:
    """Letters and digits in turn, zeros in front dropped, O, I, L among digits read as digits; its digits; canonical.

    >>> taken_apart("RE0024O01"), taken_apart("INV")
    ((('RE', '24001'), '0024001', 'RE0024001'), (('INV',), '', '1NV'))
    """
    if token.isdigit():
        return (token.lstrip("0") or "0",), token, token
    return _parted(token)


@lru_cache(1 << 14)  # words
def _parted(token: str) -> tuple[tuple[str, ...], str, str]:
    key = token.translate(_AS_DIGITS)
    if token.isalpha():
        return (token,), "", key
    if _LOOK_ALIKE.search(token):
        token = _LOOK_ALIKE_INSIDE.sub(lambda m: m[0].translate(_AS_DIGITS), token)
    found = _PIECE.findall(token)
    digits = [p for p in found if p.isdigit()]
    return tuple(p.lstrip("0") or "0" if p.isdigit() else p for p in found), "".join(digits), key


@lru_cache(1 << 12)
def form(number: str) -> Form:
    """The forms of an own number.

    >>> form("INV-2024-000306")  # doctest: +NORMALIZE_WHITESPACE
    Form(key='1NV2024000306', loose='INV-2024-306', core='2024-306', digits='2024000306', prefix='INV',
    kind='INV##########')
    """
    flat = normal(number)
    found = _TOKEN.findall(flat)
    apart = [taken_apart(token) for token in found]
    parts = [piece for pieces, _, _ in apart for piece in pieces] or [""]
    digits = "".join([of_token for _, of_token, _ in apart])
    numbers = [p for p in parts if p.isdigit()]
    letters_behind = not parts[-1].isdigit()
    core = "-".join(numbers)
    significant = sum(map(len, numbers))
    prefix = "" if parts[0].isdigit() else parts[0]
    loose, digits_said = "-".join(parts), digits.lstrip("0")
    # Of a million numbers each way is kept: equal ones are one text.
    return Form(
        key="".join([key for _, _, key in apart]) if flat.isascii() else canonical_number(number),
        loose=digits_said if loose == digits_said else loose,
        core="" if significant < 4 or letters_behind else digits_said if core == digits_said else core,
        digits=digits_said,
        prefix=intern(prefix),
        kind="" if letters_behind else intern(f"{prefix}{'#' * len(digits)}"),
    )


def distance_one(one: str, other: str) -> bool:
    """True when the texts differ by one letter changed, left out or put in, or two neighbours exchanged.

    >>> distance_one("10023", "10032"), distance_one("10023", "1023"), distance_one("10023", "10044")
    (True, True, False)
    """
    return -2 < len(one) - len(other) < 2 and OSA.distance(one, other, score_cutoff=1) == 1
