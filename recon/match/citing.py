"""The items a text cites: this ledger's own numbers as delimited tokens, however damaged.

The surest meaning of a stretch of text is taken first: a printed reference, a number in full, without its word or
zeros, an order number, last digits; of equally sure ones the widest. What is taken means nothing else. Only then short
forms and ranges are read between and behind the numbers found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from recon.match.book import Book
from recon.match.not_numbers import Noise
from recon.match.numbers import LONGEST, WIDEST, Text, form
from recon.match.own_numbers import SHORTEST, OwnNumbers, ids


class Cited(IntEnum):
    """How a text cites an item; higher is surer."""

    TAIL = 1  # its last digits
    ORDER = 2  # the customer's own order number or the contract
    LISTED = 3  # short form behind a full number: 123/124/130
    CORE = 4  # the number without the word in front
    LOOSE = 5  # without leading zeros
    FULL = 6  # the number itself: separators, blanks, capitals, O for 0 set aside
    STRUCTURED = 7  # a printed reference whose check digit is right


@dataclass(frozen=True, slots=True)
class Citation:
    """One item a text cites."""

    item_id: str
    level: Cited
    text: str  # as found
    shared: int  # items that the same text could mean
    digits: int  # significant letters and digits that agree


@dataclass(frozen=True, slots=True)
class _Hit:
    """A stretch of the text that is a number of some items."""

    order: int  # 0 surest
    first: int  # tokens, last inclusive
    last: int
    items: tuple[str, ...]
    level: Cited
    digits: int


_FOLLOWS = re.compile(r"[ ]?(?:[/,;+&、]|UND|AND|ET|OG|OCH|Y|和|及)[ ]?|[ ]")
_RANGE = re.compile(r" ?(?:-|–|TO|BIS|A|~|至|到) ?")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_LONGEST_RANGE = 40
_TAILS = range(4, 9)  # digits at the end of a number that may stand for it
_SURE_DIGITS = 5  # of a number in one piece that is in pieces in the ledger
_BOUND = "-/_."  # what binds letters and digits to one number


def citations(text: Text, book: Book) -> Iterator[tuple[Citation, range]]:
    """Every citation with the places of its tokens, the surest first."""
    numbers = book.numbers
    taken: set[int] = set()
    anchors: list[_Hit] = []
    for hit in _resolved(text, numbers, taken):
        said = text.span(hit.first, hit.last)
        for item_id in hit.items:
            yield Citation(item_id, hit.level, said, len(hit.items), hit.digits), range(hit.first, hit.last + 1)
        if len(hit.items) == 1 and hit.level >= Cited.CORE:
            anchors.append(hit)
    anchors.sort(key=lambda hit: hit.first)
    for one, two in pairwise(anchors):
        if two.first != one.last + 1 or not _RANGE.fullmatch(text.gap(one.last)):
            continue
        first, last = one.items[0], two.items[0]
        customer = book.items[first].customer_id
        if book.items[last].customer_id == customer:
            for between in _between(book, customer, first, last):
                yield Citation(between, Cited.LISTED, f"{first}-{last}", 1, 4), range(one.first, two.last + 1)
    for hit in anchors:
        for more, at in _listed(text, hit, taken, book):
            taken.add(at)
            yield more, range(at, at + 1)


def _resolved(text: Text, numbers: OwnNumbers, taken: set[int]) -> Iterator[_Hit]:
    """The hits that stand: the surest first, then the widest, then the last."""
    hits = list(_hits(text, numbers))
    hits.sort(key=lambda hit: (hit.order, hit.first - hit.last, -hit.first))
    for hit in hits:
        span = range(hit.first, hit.last + 1)
        if taken.isdisjoint(span):
            taken.update(span)
            yield hit
    for at in range(len(text.said) - 1, -1, -1):
        key = text.keys[at]
        if at in taken or len(key) not in _TAILS or not key.isdigit() or text.grades[at] or _YEAR.fullmatch(key):
            continue
        if len(text.pieces[at]) == 1 and _stands_alone(text, at, taken) and (found := numbers.ending(key)):
            taken.add(at)
            yield _Hit(4, at, at, tuple(found), Cited.TAIL, len(key))


def _hits(text: Text, numbers: OwnNumbers) -> Iterator[_Hit]:
    """Every run of neighbouring tokens that is a number of an item, at each level at which it is."""
    starts, heads, longest = numbers.starts, numbers.heads, numbers.longest
    count = len(text.said)
    for first in range(count):
        pieces = text.pieces[first]
        key, size, last = "", 0, first
        headed = pieces[0] in heads  # letters of the ledger's own in front
        run = len(pieces) < 3  # a word at most, then digits alone
        digits = False
        while True:
            token = text.keys[last]
            key += token
            size += len(token) if last == first else sum(map(len, text.pieces[last]))
            if last > first and (size > longest or len(key) > LONGEST):
                break
            run = run and (pieces[-1] if last == first else "".join(text.pieces[last])).isdigit()
            whole = headed or key[:2] in starts or len(key) == 1
            digits = digits or not token.isalpha()
            if not run and not whole and (digits or last > first):
                break
            if digits and len(key) >= SHORTEST:
                yield from _looked_up(text, first, last, key, run, numbers)
            if last + 1 >= min(count, first + WIDEST) or not text.joined[last]:
                break
            last += 1


def _looked_up(text: Text, first: int, last: int, key: str, run: bool, numbers: OwnNumbers) -> Iterator[_Hit]:
    whole = numbers.full.get(key)
    printed = numbers.structured.get("".join(text.said[first : last + 1]).lstrip("0"))
    order = numbers.orders.get(key)
    parts = text.pieces[first]
    for at in range(first + 1, last + 1):
        parts += text.pieces[at]
    loose = ids(numbers.loose.get("-".join(parts)))
    core = _core(text, first, last, parts, numbers) if run else []
    if not (whole or printed or order or loose or core):
        return
    grades = text.grades[first : last + 1]
    if min(grades) is Noise.HARD:
        return
    if printed:
        yield _Hit(0, first, last, tuple(ids(printed)), Cited.STRUCTURED, len(key))
    if order:
        yield _Hit(3, first, last, tuple(ids(order)), Cited.ORDER, len(key))
    if _behind_own_prefix(text, first, numbers):
        return
    if whole:
        yield _Hit(1, first, last, tuple(ids(whole)), Cited.FULL, len(key))
    if max(grades) is not Noise.NONE:
        core = []
    both = list(dict.fromkeys((*loose, *core)))
    if not both:
        return
    if len(both) > 1:
        joined = _digits(text, first, last)
        both = [i for i in both if any(f.digits == joined for f in numbers.forms(i))] or list(loose) or core
    level = Cited.LOOSE if both == list(loose) else Cited.CORE
    yield _Hit(2, first, last, tuple(both), level, sum(len(p) for p in parts if p.isdigit()))


def _core(text: Text, first: int, last: int, parts: tuple[str, ...], numbers: OwnNumbers) -> list[str]:
    """Items by the digits of a number alone."""
    word = "" if parts[0].isdigit() else parts[0]
    digits = parts[1:] if word else parts
    if not digits or sum(map(len, digits)) < SHORTEST:
        return []
    found = ids(numbers.core.get("-".join(digits)))
    joined = _digits(text, first, last)
    more = ids(numbers.core.get(joined)) if len(joined) >= _SURE_DIGITS else ()
    if not found and not more:
        return []
    if word:
        apart = text.said[first].isalpha()
        glued = not any(text.spaced[first:last])
        if word in numbers.prefixes and (glued or not apart):
            return []  # another own number with a word of the ledger's own in front
        if apart and not glued:
            return []  # a word apart: the window without it is looked at by itself
    return list(dict.fromkeys((*found, *more)))


def _digits(text: Text, first: int, last: int) -> str:
    """The digits of some tokens in one piece, zeros in front dropped."""
    return "".join(text.digits[first : last + 1]).lstrip("0")


def _behind_own_prefix(text: Text, first: int, numbers: OwnNumbers) -> bool:
    """True for 2026-1125 in VA-2026-1125: with another series' letters in front it is that series' number."""
    return first > 0 and text.said[first - 1] in numbers.prefixes and text.text[text.ends[first - 1]] in _BOUND


def _stands_alone(text: Text, at: int, taken: set[int]) -> bool:
    """Not a part of a longer number with strokes in it; a neighbour that is an item's number is none."""
    before = at > 0 and at - 1 not in taken and text.gap(at - 1) in tuple(_BOUND)
    behind = at + 1 < len(text.said) and at + 1 not in taken and text.gap(at) in tuple(_BOUND)
    return not before and not behind


def _listed(text: Text, anchor: _Hit, taken: set[int], book: Book) -> Iterator[tuple[Citation, int]]:
    """Short numbers behind a full one replace its last digits: 10023/24/30, and ranges 10023-26."""
    last = anchor.items[0]
    customer = book.items[last].customer_id
    digits = book.numbers.forms(last)[0].digits
    for at in range(anchor.last + 1, len(text.said)):
        token, gap = text.said[at], text.gap(at - 1)
        follows, ranged = _FOLLOWS.fullmatch(gap), _RANGE.fullmatch(gap)
        if at in taken or not (follows or ranged) or not token.isdigit() or len(token) < 2:
            return
        if len(token) > len(digits) or text.grades[at]:
            return
        meant = _ending_like(digits, token, customer, book)
        if len(meant) != 1:
            return
        between = _between(book, customer, last, meant[0]) if ranged and not follows else []
        for one in [*between, meant[0]]:
            yield Citation(one, Cited.LISTED, token, 1, len(token) + 2), at
        last = meant[0]


def _ending_like(digits: str, token: str, customer: str, book: Book) -> list[str]:
    """The customer's items that a short number stands for: the same head, else the only open one that ends so."""
    head = digits[: -len(token)] if len(token) < len(digits) else ""
    key = head + token if head else token.lstrip("0")
    meant = [i for i in ids(book.numbers.core.get(key)) if book.items[i].customer_id == customer]
    if not meant and len(token) >= 3:
        own = book.by_customer.get(customer, ())
        meant = [i for i in own if any(f.digits.endswith(token) for f in book.numbers.forms(i))]
    return meant


def _between(book: Book, customer: str, first: str, last: str) -> list[str]:
    a, b = book.numbers.forms(first)[0].digits, book.numbers.forms(last)[0].digits
    if len(a) != len(b) or not 1 < int(b or 0) - int(a or 0) <= _LONGEST_RANGE:
        return []
    found: list[str] = []
    for number in range(int(a) + 1, int(b)):
        meant = [i for i in ids(book.numbers.core.get(str(number))) if book.items[i].customer_id == customer]
        found += meant if len(meant) == 1 else []
    return found


def strangers(text: Text, used: set[int], numbers: OwnNumbers) -> Iterator[str]:
    """Numbers of the ledger's own kind that are no item's: they say that something else was meant."""
    used = set(used)
    for width in (3, 2, 1, 0):
        for first in range(len(text.said) - width - 1, -1, -1):
            last = first + width
            if any(text.spaced[first:last]) or not all(text.joined[first:last]) or max(text.grades[first : last + 1]):
                continue
            span = range(first, last + 1)
            if not used.isdisjoint(span) or sum(map(str.isdigit, text.span(first, last))) < 2:
                continue
            known = form(said := text.span(first, last))
            if not known.kind or len(known.digits) < SHORTEST:
                continue
            own_kind = known.kind in numbers.kinds and (known.prefix or len(known.kind) >= 5)
            own_kind = own_kind and not numbers.series.beyond(known)
            if own_kind or (len(known.prefix) > 1 and known.prefix in numbers.prefixes):
                used.update(span)
                yield said
