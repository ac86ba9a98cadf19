"""What a bank line says: which items it cites and how surely, which numbers speak against, who seems to pay.

A line is read once. Every generator and every rule looks at the same reading, so that none of them sees a number that
another one has not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise

from recon.match import references
from recon.match.book import Book, canonical
from recon.match.numbers import Token, Window, form, tokens, windows
from recon.match.payers import Level, Payer
from recon.match.references import Quoted
from recon.rows import StatementLine
from recon.text import canonical_number, name_key, normal

CONFIRMED_ENOUGH = 3  # confirmations by a person after which an alias may post


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
class Reading:
    """Everything a line says."""

    cited: dict[str, Citation]  # by item id, strongest citation of each
    strangers: tuple[str, ...]  # numbers of the ledger's own kind that no item has
    broken: tuple[Quoted, ...]  # structured references with a wrong check digit
    payers: tuple[Payer, ...]  # by account, alias and name; best first
    mentioned: tuple[Payer, ...]  # customers named in the text
    more: bool  # the text says that more items are meant than it lists
    part: bool  # the text says that this is a part payment
    text: str  # normal text

    def payer(self, customer_id: str) -> Payer | None:
        """How a customer fits the payer, None where it does not."""
        return next((p for p in self.payers if p.customer_id == customer_id), None)


_MORE = re.compile(
    r"(?<![A-Z])(?:ETC|ET AL|U\.? ?A\.?|UND WEITERE|AND OTHERS?|AND MORE|OTHERS|"
    r"DIVERSE|DIV\.|E\.?A\.?|M\.FL)(?![A-Z])|等|\+ ?\d{1,2}(?!\d)"
)
_PART = re.compile(
    r"(?<![A-Z])(?:PART(?:IAL)?|PART PAYMENT|INSTAL+MENT|RATE|TEILZAHLUNG|ABSCHLAG|ACOMPTE|TRANCHE|DEPOSIT|DELBETALING|"
    r"ANZAHLUNG)(?![A-Z])|(?<!\d)[1-9] ?/ ?[2-9](?!\d)|分期|部分|首付|定金|预付"
)
_STRUCTURED = re.compile(r"RF ?\d|\+\+\+|\*\*\*|7[135]<|SI12|HR0|SI00|KID|VIITE|OCR|\d{5} \d{5} \d{5}|\d{27}")
_FOLLOWS = re.compile(r"[ ]?(?:[/,;+&、]|UND|AND|ET|OG|OCH|Y|和|及)[ ]?|[ ]")
_RANGE = re.compile(r" ?(?:-|–|TO|BIS|A|~|至|到) ?")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_LONGEST_RANGE = 40


def read(line: StatementLine, book: Book) -> Reading:
    """Read a line against a book."""
    text = normal(" ; ".join(filter(None, (line.remittance_text, line.reference))))
    found = tokens(text)
    every = list(windows(text, found))
    hits = list(_citations(text, found, every, book))
    whole = {canonical_number(hit.text) for hit, _ in hits if hit.level >= Cited.CORE}
    quotes = [q for q in references.quoted(text) if not q.valid] if _STRUCTURED.search(text) else []
    broken = tuple(
        q for q in quotes if canonical_number(q.key) not in book.full and canonical_number(q.key) not in whole
    )
    cited: dict[str, Citation] = {}
    for hit, _ in hits:
        held = cited.get(hit.item_id)
        if held is None or (hit.level, -hit.shared, hit.digits) > (held.level, -held.shared, held.digits):
            cited[hit.item_id] = hit
    payers = payers_of(line, book, _customer_numbers(found, book))
    used = {at for _, span in hits for at in span}
    return Reading(
        cited=dict(sorted(cited.items())),
        strangers=tuple(sorted(set(_strangers(text, found, every, used, book)))),
        broken=broken,
        payers=payers,
        mentioned=book.payers.mentioned(text) if _wordy(text) else (),
        more=bool(_MORE.search(text)) or _cut_off(text, found, used, cited, book),
        part=bool(_PART.search(text)),
        text=text,
    )


def documents_in(text: str, book: Book) -> tuple[str, ...]:
    """The documents of a book that a text cites, in order of their numbers, in whatever form they are written.

    What two documents could both be meant by is none of them.
    """
    found = tokens(flat := normal(text))
    hits = _citations(flat, found, list(windows(flat, found)), book)
    return tuple(sorted({hit.item_id for hit, _ in hits if hit.shared == 1}))


def _cut_off(text: str, found: tuple[Token, ...], used: set[int], cited: dict[str, Citation], book: Book) -> bool:
    """True where the text ends in the middle of a number: what follows the last cited one begins like it."""
    if not used or max(used) + 1 >= len(found):
        return False
    rest = canonical_number(text[found[max(used)].end :])
    forms = [f for i in cited for f in book.forms[i]]
    return len(rest) > 1 and any(len(rest) < len(f.key) and f.key.startswith(rest) for f in forms)


def _wordy(text: str) -> bool:
    return sum(not c.isdigit() and c.isalpha() for c in text) >= 4


def _customer_numbers(found: tuple[Token, ...], book: Book) -> tuple[Payer, ...]:
    """The customers whose number stands in the text as a token; only numbers with a letter in them, to be no other."""
    ids = sorted(
        {c for t in found if (c := book.customer_numbers.get(t.text)) and canonical_number(t.text) not in book.full}
    )
    return tuple(Payer(c, Level.NUMBER, c, len(ids)) for c in ids)


def payers_of(line: StatementLine, book: Book, numbered: tuple[Payer, ...] = ()) -> tuple[Payer, ...]:
    """Who may have paid a line: by account, customer number, what a person confirmed, name; best first."""
    best: dict[str, Payer] = {}
    key = name_key(line.payer_name) if line.payer_name else ""
    times = {c: n for (k, c), n in book.confirmed.items() if k == key and key and (k, c) not in book.declined}
    confirmed = [c for c, n in sorted(times.items()) if n >= CONFIRMED_ENOUGH]
    hinted = [c for c, n in sorted(times.items()) if n < CONFIRMED_ENOUGH]
    found = [
        *book.payers.paying_from(line.payer_account),
        *numbered,
        *(Payer(c, Level.ALIAS, line.payer_name, len(confirmed)) for c in confirmed),
        *(book.payers.named(line.payer_name) if line.payer_name else ()),
        *(Payer(c, Level.PART, line.payer_name, len(hinted)) for c in hinted),
    ]
    for payer in found:
        held = best.get(payer.customer_id)
        if held is None or payer.level > held.level:
            best[payer.customer_id] = payer
    _told_apart_by_account(best, book.payers.named(line.payer_name) if line.payer_name else ())
    ranked = sorted(best.values(), key=lambda p: (-p.level, p.shared, p.customer_id))
    return tuple(p for p in ranked if (key, p.customer_id) not in book.declined)


def _told_apart_by_account(best: dict[str, Payer], named: tuple[Payer, ...]) -> None:
    """Of several customers whom a name fits equally well, the one whose account it is has paid."""
    for paid in [p for p in named if best[p.customer_id].level == Level.ACCOUNT]:
        for other in named:
            held = best[other.customer_id]
            if other.level <= paid.level and held.level < Level.NUMBER:
                best[other.customer_id] = replace(held, level=Level.PART)


# --- numbers


def _citations(
    text: str, found: tuple[Token, ...], every: list[Window], book: Book
) -> Iterator[tuple[Citation, range]]:
    taken: set[int] = set()
    anchors: list[tuple[Window, str]] = []
    for level in (Cited.STRUCTURED, Cited.FULL, Cited.CORE, Cited.ORDER, Cited.TAIL):
        for window in every:
            span = range(window.first, window.last + 1)
            if not taken.isdisjoint(span):
                continue
            ids, surer = _look(window, level, text, found, taken, book)
            if not ids:
                continue
            taken.update(span)
            said = text[found[window.first].start : found[window.last].end]
            size = len(window.key) if level != Cited.CORE else sum(len(p) for p in window.pieces if p.isdigit())
            for item_id in ids:
                yield Citation(item_id, surer, said, len(ids), size), span
            if len(ids) == 1 and level >= Cited.CORE:
                anchors.append((window, ids[0]))
    anchors.sort(key=lambda a: a[0].first)
    for (one, first), (two, last) in pairwise(anchors):
        gap = text[found[one.last].end : found[two.first].start]
        customer = book.items[first].customer_id
        if two.first == one.last + 1 and _RANGE.fullmatch(gap) and book.items[last].customer_id == customer:
            for between in _between(book, customer, first, last):
                yield Citation(between, Cited.LISTED, f"{first}-{last}", 1, 4), range(one.first, two.last + 1)
    for window, item_id in anchors:
        for more, at in _listed(text, found, window, item_id, taken, book):
            taken.add(at)
            yield more, range(at, at + 1)


def _look(
    window: Window, level: Cited, text: str, found: tuple[Token, ...], taken: set[int], book: Book
) -> tuple[list[str], Cited]:
    """The items a window cites at a level, and the level it turned out to be."""
    if len(window.key) < 4:
        return [], level
    if level == Cited.STRUCTURED:
        raw = canonical("".join(t.text for t in found[window.first : window.last + 1]))
        return (book.structured.get(raw.lstrip("0"), []) if any(map(str.isdigit, raw)) else []), level
    if level == Cited.FULL:
        return ([] if _behind_own_prefix(window, text, found, book) else book.full.get(window.key, [])), level
    if level == Cited.ORDER:
        return book.orders.get(window.key, []), level
    if level == Cited.CORE:
        behind = _behind_own_prefix(window, text, found, book)
        loose = [] if behind else book.loose.get("-".join(window.pieces), [])
        core = _look_core(window, text, found, book)
        both = list(dict.fromkeys((*loose, *core)))
        if len(both) > 1:
            digits = _raw_digits(window, found)
            both = [i for i in both if any(f.digits == digits for f in book.forms[i])] or loose or core
        return both, Cited.LOOSE if both and both == loose else level
    if window.first != window.last or not window.key.isdigit() or len(window.key) > 8 or len(window.pieces) > 1:
        return [], level
    if _YEAR.fullmatch(window.key) or not found[window.first].plain or not _stands_alone(window, text, found, taken):
        return [], level
    return book.tails.get(window.key, []), level


def _raw_digits(window: Window, found: tuple[Token, ...]) -> str:
    return form("".join(t.text for t in found[window.first : window.last + 1])).digits


def _stands_alone(window: Window, text: str, found: tuple[Token, ...], taken: set[int]) -> bool:
    """Not a part of a longer number with strokes in it; a neighbour that is an item's number is none."""
    at = window.first
    before = at > 0 and at - 1 not in taken and text[found[at - 1].end : found[at].start] in ("-", "/", ".", "_")
    behind = (
        at + 1 < len(found)
        and at + 1 not in taken
        and text[found[at].end : found[at + 1].start] in ("-", "/", ".", "_")
    )
    return not before and not behind


def _behind_own_prefix(window: Window, text: str, found: tuple[Token, ...], book: Book) -> bool:
    """True for 2026-1125 in VA-2026-1125: with another series' letters in front it is that series' number."""
    before = found[window.first - 1] if window.first else None
    return before is not None and before.text in book.prefixes and text[before.end] in "-/_."


def _look_core(window: Window, text: str, found: tuple[Token, ...], book: Book) -> list[str]:
    parts = window.pieces
    word = parts[0] if not parts[0].isdigit() else ""
    numbers = parts[1:] if word else parts
    if not numbers or not all(map(str.isdigit, numbers)) or sum(map(len, numbers)) < 4:
        return []
    if word and word in book.prefixes and window.glued:
        return []  # another own number with a word of the ledger's own in front
    if _behind_own_prefix(window, text, found, book):
        return []
    if word and window.first != window.last and found[window.first].text.isalpha() and not window.glued:
        return []  # a word apart: the window without it is looked at by itself
    joined = _raw_digits(window, found)
    ids = book.core.get("-".join(numbers), [])
    more = book.core.get(joined, []) if len(joined) >= 5 else []
    return list(dict.fromkeys((*ids, *more)))


def _listed(
    text: str, found: tuple[Token, ...], anchor: Window, item_id: str, taken: set[int], book: Book
) -> Iterator[tuple[Citation, int]]:
    """Short numbers behind a full one replace its last digits: 10023/24/30, and ranges 10023-26."""
    customer = book.items[item_id].customer_id
    digits = book.forms[item_id][0].digits
    at, last = anchor.last + 1, item_id
    while at < len(found):
        token, gap = found[at], text[found[at - 1].end : found[at].start]
        follows, ranged = _FOLLOWS.fullmatch(gap), _RANGE.fullmatch(gap)
        if at in taken or not (follows or ranged) or not token.text.isdigit() or len(token.text) < 2:
            break
        if len(token.text) > len(digits) or not token.plain:
            break
        head = digits[: -len(token.text)] if len(token.text) < len(digits) else ""
        key = head + token.text if head else token.text.lstrip("0")
        meant = [i for i in book.core.get(key, ()) if book.items[i].customer_id == customer]
        if not meant and len(token.text) >= 3:  # another head: the customer's only item that ends so
            own = book.by_customer.get(customer, ())
            meant = [i for i in own if any(f.digits.endswith(token.text) for f in book.forms[i])]
        if len(meant) != 1:
            break
        between = _between(book, customer, last, meant[0]) if ranged and not follows else []
        for one in [*between, meant[0]]:
            yield Citation(one, Cited.LISTED, token.text, 1, len(token.text) + 2), at
        last, at = meant[0], at + 1


def _between(book: Book, customer: str, first: str, last: str) -> list[str]:
    a, b = book.forms[first][0].digits, book.forms[last][0].digits
    if len(a) != len(b) or not 1 < int(b or 0) - int(a or 0) <= _LONGEST_RANGE:
        return []
    found: list[str] = []
    for number in range(int(a) + 1, int(b)):
        ids = [i for i in book.core.get(str(number), ()) if book.items[i].customer_id == customer]
        found += ids if len(ids) == 1 else []
    return found


def _strangers(text: str, found: tuple[Token, ...], every: list[Window], used: set[int], book: Book) -> Iterator[str]:
    """Numbers of the ledger's own kind that are no item's: they say that something else was meant."""
    used = set(used)
    for window in every:
        span = range(window.first, window.last + 1)
        if not used.isdisjoint(span) or window.last - window.first > 3:
            continue
        if not all(found[at].plain for at in span) or (not window.glued and window.first != window.last):
            continue
        said = text[found[window.first].start : found[window.last].end]
        known = form(said)
        if not known.kind or len(known.digits) < 4:
            continue
        own_kind = known.kind in book.kinds and (known.prefix or len(known.kind) >= 5)
        if own_kind or (len(known.prefix) > 1 and known.prefix in book.prefixes):
            used.update(span)
            yield said
