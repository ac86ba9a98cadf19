"""The items a text cites: this ledger's own numbers as delimited tokens, however damaged.

The surest meaning of a stretch of text is taken first: a printed reference, a number in full, without its word or
zeros, an order number, last digits; of equally sure ones the widest. What is taken means nothing else, but for a last
number that may be cut off. Only then short forms and ranges are read between and behind the numbers found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise

from recon.match import references
from recon.match.announced import announced, is_announced
from recon.match.book import Book
from recon.match.not_numbers import Noise
from recon.match.numbers import LONGEST, WIDEST, Text, form
from recon.match.own_numbers import LEAD, SHORTEST, OwnNumbers, ids
from recon.match.references import Quoted
from recon.text import canonical_number


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
    implied: bool = False  # lies between two numbers, which may be a range or just two numbers


@dataclass(frozen=True, slots=True)
class _Hit:
    """A stretch of the text that is a number of some items."""

    order: int  # 0 surest
    first: int  # tokens, last inclusive
    last: int
    items: tuple[str, ...]
    level: Cited
    digits: int
    said: str = ""  # where it is less than the stretch, or more


_FOLLOWS = re.compile(r" ?(?:[/,;+&]|UND|AND|ET|EN|OG|OCH|JA|Y|和|及|与) ?| ")
_RANGE = re.compile(r" ?(?:-|TO|BIS|A|AU|TOT|T/M|TIL|TILL|THRU|THROUGH|~|至|到|\.\.\.?) ?(?:(?:NR|NO|RE|RG|INV)[. ]*)?")
_BETWEEN = frozenset("UND AND ET EN OG OCH JA Y TO BIS A AU TOT T M TIL TILL THRU THROUGH NR NO RE RG INV".split())
_MOST_BETWEEN = 2  # words between two numbers that belong together
_MISREAD = re.compile(r"(?<=\d)[SB]+(?=\d)")  # S for 5 and B for 8, among digits only
_AS_MISREAD = str.maketrans({"S": "5", "B": "8"})
_GLUED = re.compile(r"(?:[A-Z]*\d{4,}){2,}")
_GLUED_PART = re.compile(r"[A-Z]*\d+")
_GLUED_DIGITS = range(6, 21)  # digits of numbers that are written in one row
_WIDEST_STRANGER = 4  # tokens of a number that is no item's
_MOST_BEGINNINGS = 12  # items that a cut number may be, beyond which it tells nothing
_YEAR = re.compile(r"(?:19|20)\d{2}")
_LONGEST_RANGE = 40
_TAILS = range(4, 9)  # digits at the end of a number that may stand for it
_SURE_DIGITS = 5  # of a number in one piece that is in pieces in the ledger
_BOUND = "-/_."  # what binds letters and digits to one number


def citations(text: Text, book: Book, quotes: Sequence[Quoted] = (), cut: int = -1) -> Iterator[tuple[Citation, range]]:
    """Every citation with the places of its tokens, the surest first.

    Args:
        text: the text.
        book: the ledger.
        quotes: the structured references in it.
        cut: the token at which the bank may have cut the text off, -1 for none.
    """
    numbers = book.numbers
    taken: set[int] = set()
    anchors: list[_Hit] = []
    for hit in _resolved(text, book, quotes, taken):
        said = hit.said or text.span(hit.first, hit.last)
        for item_id in hit.items:
            yield Citation(item_id, hit.level, said, len(hit.items), hit.digits), range(hit.first, hit.last + 1)
        if len(hit.items) == 1 and hit.level >= Cited.CORE:
            anchors.append(hit)
    anchors.sort(key=lambda hit: hit.first)
    for one, two in pairwise(anchors):
        if two.first <= one.last or not _RANGE.fullmatch(_bridge(text, one.last, two.first)):
            continue
        first, last = one.items[0], two.items[0]
        customer = book.items[first].customer_id
        if book.items[last].customer_id == customer:
            for between in _between(book, customer, first, last):
                yield Citation(between, Cited.LISTED, f"{first}-{last}", 1, 4, True), range(one.first, two.last + 1)
    for hit in anchors:
        for more, at in _listed(text, hit, taken, book):
            taken.add(at)
            yield more, range(at, at + 1)
    if cut >= 0:
        begins, begun = beginning(text, cut, numbers)
        size = sum(map(len, text.digits[begins : cut + 1]))
        for item_id in begun:
            yield Citation(item_id, Cited.TAIL, text.span(begins, cut), len(begun), size), range(begins, cut + 1)


def _resolved(text: Text, book: Book, quotes: Sequence[Quoted], taken: set[int]) -> Iterator[_Hit]:
    """The hits that stand: the surest first, then the widest, then the last."""
    numbers = book.numbers
    hits = [*_carried(text, quotes, numbers), *_hits(text, numbers)]
    hits.sort(key=lambda hit: (hit.order, hit.first - hit.last, -hit.first))
    yield from _free(hits, taken)
    left = [at for at, digits in enumerate(text.digits) if digits and at not in taken]
    if not left:
        return
    mixed = [at for at in left if text.digits[at] != text.said[at]]
    if any(_MISREAD.search(text.said[at]) for at in mixed):
        read_again = text.mended(lambda token: _MISREAD.sub(lambda m: m[0].translate(_AS_MISREAD), token))
        mended = [hit for hit in _hits(read_again, numbers) if Cited.CORE <= hit.level <= Cited.FULL]
        mended.sort(key=lambda hit: (hit.order, hit.first - hit.last, -hit.first))
        yield from (replace(hit, level=Cited.CORE) for hit in _free(mended, taken))
    for at in left:
        if len(text.digits[at]) >= 2 * SHORTEST and at not in taken and not text.grades[at]:
            yield from _glued(text.said[at], at, taken, book)
    for at in reversed(left):
        key = text.keys[at]
        if at in taken or len(key) not in _TAILS or not key.isdigit() or text.grades[at] or _YEAR.fullmatch(key):
            continue
        if len(text.pieces[at]) == 1 and _stands_alone(text, at, taken) and (found := numbers.ending(key)):
            taken.add(at)
            yield _Hit(4, at, at, tuple(found), Cited.TAIL, len(key))


def _free(hits: Iterable[_Hit], taken: set[int]) -> Iterator[_Hit]:
    for hit in hits:
        span = range(hit.first, hit.last + 1)
        if taken.isdisjoint(span):
            taken.update(span)
            yield hit


def _carried(text: Text, quotes: Sequence[Quoted], numbers: OwnNumbers) -> Iterator[_Hit]:
    """Own numbers inside valid structured references that no item has printed on it."""
    for quote in quotes:
        width = text.within(quote.start, quote.start + len(quote.text))
        if not quote.valid or not width or quote.key.lstrip("0") in numbers.structured:
            continue
        for body in references.bodies(quote):
            found = ids(numbers.full.get(canonical_number(body))) or ids(numbers.core.get(body))
            if found and len(body) >= _SURE_DIGITS:
                yield _Hit(0, width[0], width[-1], tuple(found), Cited.STRUCTURED, len(body), quote.text)
                break


def _glued(token: str, at: int, taken: set[int], book: Book) -> Iterator[_Hit]:
    """Several own numbers in one row: each in full, and of one customer where they are digits alone."""
    parts: list[str] = []
    if not token.isdigit() and _GLUED.fullmatch(token):
        parts = _GLUED_PART.findall(token)
    elif token.isdigit():
        for size in _GLUED_DIGITS:
            several = [token[a : a + size] for a in range(0, len(token), size)]
            if len(several) > 1 and all(canonical_number(part) in book.numbers.full for part in several):
                parts = several
                break
    meant = [ids(book.numbers.full.get(canonical_number(part))) for part in parts]
    if len(parts) < 2 or not all(len(found) == 1 for found in meant):
        return
    if token.isdigit() and len({book.items[found[0]].customer_id for found in meant}) > 1:
        return
    taken.add(at)
    for part, found in zip(parts, meant, strict=True):
        yield _Hit(2, at, at, tuple(found), Cited.CORE, len(part), part)


def beginning(text: Text, cut: int, numbers: OwnNumbers) -> tuple[int, list[str]]:
    """The items whose number begins with what stands last, and where that starts: the text may be cut off in it."""
    first = cut
    while first > 0 and text.joined[first - 1] and not text.spaced[first - 1]:
        first -= 1
    for start in range(first, cut + 1):
        key = "".join(text.keys[start : cut + 1])
        if len(key) > SHORTEST and not text.grades[cut] and (found := numbers.beginning(key)):
            return start, found if len(found) <= _MOST_BEGINNINGS else []
    return cut, []


def _bridge(text: Text, one: int, two: int) -> str:
    """What stands between two tokens, words that join numbers included; a sign that joins nothing where others do."""
    if two - one - 1 > _MOST_BETWEEN or not _BETWEEN.issuperset(text.said[one + 1 : two]):
        return "|"
    return text.text[text.ends[one] : text.starts[two]]


def _hits(text: Text, numbers: OwnNumbers) -> list[_Hit]:
    """Every run of neighbouring tokens that is a number of an item, at each level at which it is.

    Most runs are seen by how they begin to be none: unlike any whole key, and unlike the digits of any number.
    """
    hits: list[_Hit] = []
    count = len(text.said)
    leads, digit_leads = numbers.leads, numbers.digit_leads
    for first, pieces in enumerate(text.pieces):
        bare = pieces[0].isdigit()
        headed = not bare and pieces[0] in numbers.heads  # letters of the ledger's own in front
        if not (bare or headed) and len(pieces) == 1 and text.keys[first][:LEAD] not in leads:
            continue  # a word that no number begins with
        run = pieces[-1].isdigit() and len(pieces) == (1 if bare else 2)  # a word at most, then digits alone
        key, digits, cores = "", "", ""
        parts: tuple[str, ...] = ()
        size = 0
        for last in range(first, min(count, first + WIDEST)):
            more = text.pieces[last]
            key += text.keys[last]
            digits += text.digits[last]
            parts += more
            size += len(more[0]) if len(more) == 1 else sum(map(len, more))
            if last > first and (size > numbers.longest or len(key) > LONGEST):
                break
            if run:
                run = last == first or (len(more) == 1 and more[0].isdigit())
                cores += more[-1]
            by_digits = run and (cores[:LEAD] in digit_leads or digits.lstrip("0")[:LEAD] in digit_leads)
            whole = key[:LEAD] in leads or (bare and key.lstrip("0")[:LEAD] in leads)
            if not (whole or headed or by_digits):
                break
            if len(key) >= SHORTEST and not key.isalpha():
                hits += _looked_up(text, first, last, key, parts, by_digits, numbers)
            if last + 1 < count and not text.joined[last]:
                break
    return hits


def _looked_up(
    text: Text, first: int, last: int, key: str, parts: tuple[str, ...], by_digits: bool, numbers: OwnNumbers
) -> Iterator[_Hit]:
    whole = numbers.full.get(key)
    printed = numbers.structured and numbers.structured.get("".join(text.said[first : last + 1]).lstrip("0"))
    order = numbers.orders.get(key)
    loose: Sequence[str] = ()
    core: list[str] = []
    if not whole:  # what is the number itself need not be looked up without its zeros
        loose = ids(numbers.loose.get("-".join(parts)))
        core = _core(text, first, last, parts, numbers) if by_digits else []
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
        return
    if max(grades) >= Noise.SOFT:
        core = []
    both = list(dict.fromkeys((*loose, *core)))
    if len(both) > 1:
        joined = _digits(text, first, last)
        both = [i for i in both if any(f.digits == joined for f in numbers.forms(i))] or list(loose) or core
    if both:
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
    """Not a part of a longer number with strokes in it: nor of an item's number, nor of "Rg." in front."""
    before = at > 0 and at - 1 not in taken and text.gap(at - 1) in tuple(_BOUND) and not is_announced(text, at)
    behind = at + 1 < len(text.said) and at + 1 not in taken and text.gap(at) in tuple(_BOUND)
    return not before and not behind


def _listed(text: Text, anchor: _Hit, taken: set[int], book: Book) -> Iterator[tuple[Citation, int]]:
    """Short numbers behind a full one replace its last digits: 10023/24/30, and ranges 10023-26."""
    last, end = anchor.items[0], anchor.last
    if _next_number(text, end) < 0:
        return
    customer = book.items[last].customer_id
    digits = book.numbers.forms(last)[0].digits
    while (at := _next_number(text, end)) >= 0:
        token, gap = text.said[at], _bridge(text, end, at)
        follows, ranged = _FOLLOWS.fullmatch(gap), _RANGE.fullmatch(gap)
        if at in taken or not (follows or ranged) or not token.isdigit() or len(token) < 2:
            return
        if len(token) > len(digits) or text.grades[at]:
            return
        meant = _ending_like(digits, token, customer, book)
        if len(meant) != 1:
            return
        for one in _between(book, customer, last, meant[0]) if ranged and not follows else []:
            yield Citation(one, Cited.LISTED, f"{last}-{meant[0]}", 1, len(token) + 2, True), at
        yield Citation(meant[0], Cited.LISTED, token, 1, len(token) + 2), at
        last, end = meant[0], at


def _next_number(text: Text, end: int) -> int:
    """The next token that is no word joining numbers, -1 where there is none near."""
    near = range(end + 1, min(end + 2 + _MOST_BETWEEN, len(text.said)))
    return next((at for at in near if text.said[at] not in _BETWEEN), -1)


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


def strangers(text: Text, used: set[int], numbers: OwnNumbers, *, paid_in: bool) -> Iterator[str]:
    """Numbers that are no item's but a document's: of the ledger's own kind, or called an invoice's by the payer.

    They say that something else was meant. What is called an invoice where money is paid out is the payee's own.
    """
    if not any(digits and at not in used for at, digits in enumerate(text.digits)):
        return  # nothing is left that could be one
    taken: set[int] = set()
    for run in _glued_runs(text, used):
        for width in range(min(len(run), _WIDEST_STRANGER), 0, -1):
            for first in range(run[-1] - width + 1, run[0] - 1, -1):
                span = range(first, first + width)
                if not taken.isdisjoint(span) or sum(len(text.digits[at]) for at in span) < SHORTEST:
                    continue
                known = form(said := text.span(first, span[-1]))
                if not known.kind or len(known.digits) < SHORTEST:
                    continue
                own_kind = known.kind in numbers.kinds and (known.prefix or len(known.kind) >= 5)
                own_kind = own_kind and not numbers.series.beyond(known)
                if own_kind or (len(known.prefix) > 1 and known.prefix in numbers.prefixes):
                    taken.update(span)
                    yield said
    if paid_in:
        yield from announced(text, used | taken, numbers)


def _glued_runs(text: Text, used: set[int]) -> Iterator[range]:
    """The longest runs of tokens joined without a blank that mean nothing yet and may be numbers."""
    first, count = 0, len(text.said)
    means_nothing = [at not in used and not text.grades[at] for at in range(count)]
    for at in range(count):
        goes_on = at + 1 < count and text.joined[at] and not text.spaced[at] and means_nothing[at + 1]
        if not means_nothing[at]:
            first = at + 1
        elif not goes_on:
            if sum(len(text.digits[one]) for one in range(first, at + 1)) >= SHORTEST:
                yield range(first, at + 1)
            first = at + 1
