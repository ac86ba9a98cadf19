"""The rounds: which line takes which items, over all lines together. Nothing but this posts.

Law: plain lines first; then from the strongest licence to the weakest, the stronger ones again after every posting. In
each round every line is looked at on the same book, the claims of all are assigned together (`assign`), and only then
are the items taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from recon.match import advising, customary, together
from recon.match.assign import Claim, assign
from recon.match.book import Book
from recon.match.candidate import payer_sure
from recon.match.customs import Customs
from recon.match.difference import CLOSING, Relation
from recon.match.licence import RANKS, UNCITED_FROM, Licence, by_policy, licence
from recon.match.outcome import SHOWN, TIED
from recon.match.payers import Level
from recon.match.plain import Citations, earliest, plain
from recon.match.reading import Cited, payers_of
from recon.match.scoring import Weighed, among, weigh
from recon.match.uncited import twins
from recon.match.work import Run, Work

_CLEARLY_DAYS = 14  # by which equal payments must fit worse when exchanged


def decide(run: Run, works: Sequence[Work], weighed: Callable[[int], None]) -> None:
    """Post what may be posted; every line that is left keeps its alternatives.

    A line is weighed when a licence of the rank may be its own: one that cites nothing only after those that do.
    What it was weighed to stays until an item of a customer it looked at is taken.

    Args:
        run: all lines and the book.
        works: the lines that may settle items.
        weighed: told how many lines more have been looked at.
    """
    waiting = {work.place: work for work in works}  # to be weighed, or weighed again
    for work in _post_advised(run, works):
        del waiting[work.place]
        weighed(1)
    plainly = _post_plain(run, waiting)
    weighed(len(plainly))
    watchers: dict[str, dict[int, Work]] = {}
    ready: dict[int, Work] = {}
    rank = 1
    while rank <= RANKS:
        due = sorted((_first_payer(work), at) for at, work in waiting.items() if _earliest(run, work) <= rank)
        for _, at in due:  # by payer, since what is searched for one line of a payer serves the next
            work = waiting.pop(at)
            weighed(not work.looked_at)
            _weigh(run, work)
            for customer in _watched(work):
                watchers.setdefault(customer, {})[at] = work
            if work.allowed is not None:
                ready[at] = work
            else:
                ready.pop(at, None)
        granted = _post(run, [w for w in ready.values() if w.allowed and w.allowed[1].rank <= rank])
        if not granted and rank == RANKS:
            granted = _post_pairs(run, works) or _post_left_over(run, works)
            granted = granted or _post_parts(run, works) or _post_customary(run, works)
        for customer in {c for work in granted if work.posted for c in work.posted[0].candidate.customers}:
            waiting |= {at: work for at, work in watchers.pop(customer, {}).items() if work.posted is None}
        for work in granted:
            ready.pop(work.place, None)
        if rank == 1:
            waiting |= _learn(run, [*plainly, *granted], works)
            plainly = []
        rank = 1 if granted else rank + 1
    _propose_together(run, works)
    _post_advised(run, works)  # what takes back a payment of this run is known now
    _propose_advised(run, works)


def _post_advised(run: Run, works: Sequence[Work]) -> list[Work]:
    """Post the lines whose own list says what they are made of, in canonical order."""
    granted = []
    for work in works:
        if work.advice is None or work.posted is not None:
            continue
        weighed = _advised(run, work)
        allowed = licence(work.line, work.minor, weighed, (), run.book) if weighed is not None else None
        if weighed is None or allowed is None or work.line.fingerprint in run.rulings.held:
            continue
        work.posted, work.weighed = (weighed, allowed), (weighed,)
        for share in weighed.candidate.settled.shares:
            fallen, opened = share.cash_minor + share.written_off_minor, run.book.open_minor[share.item_id]
            if fallen * opened > 0:  # what a refund opens again is open for the next run, as with any return
                run.book.take(share.item_id, fallen, work.line.booked)
            run.settled_by.setdefault(share.item_id, []).append(work.line.line_id)
        granted.append(work)
    return granted


def _propose_advised(run: Run, works: Sequence[Work]) -> None:
    """What a list says that may not be posted is one more alternative of its line."""
    for work in works:
        if work.posted is None and work.advice is not None and (weighed := _advised(run, work)) is not None:
            work.weighed = among(work.line, work.weighed, weighed.candidate, run.book)


def _advised(run: Run, work: Work) -> Weighed | None:
    assert work.advice is not None  # noqa: S101 - asked of such lines only
    found = advising.candidate(work.line, work.minor, work.said, work.advice, run.book)
    if found is None or run.rulings.bars(work.line.fingerprint, frozenset(found.items)):
        return None
    return among(work.line, (), found, run.book)[0]


def _post_plain(run: Run, waiting: dict[int, Work]) -> list[Work]:
    """Post the plain lines and take them out of `waiting`."""
    citations = Citations(work.said for work in run.works if _earliest(run, work) == 1)
    wanted: dict[str, tuple[Work, Weighed, Licence]] = {}
    for work in waiting.values():
        own = work.line.fingerprint
        if own in run.rulings.held or not citations.only_one(work.said):
            continue
        found = plain(work.line, work.minor, work.said, run.book)
        if found is not None and not run.rulings.bars(own, frozenset(found[0].candidate.items)):
            wanted[own] = (work, *found)
    granted = _grant(run, wanted)
    for work in granted:
        del waiting[work.place]
    return granted


def _first_payer(work: Work) -> str:
    return work.said.payers[0].customer_id if work.said.payers else ""


def _earliest(run: Run, work: Work) -> int:
    return earliest(work.line, work.minor, work.said, run.book)


def _weigh(run: Run, work: Work) -> None:
    """The alternatives of a line on the book as it stands, and what would allow the best to be posted."""
    own = work.line.fingerprint
    found = weigh(work.line, work.minor, work.said, run.book)
    if run.rulings.barred or run.rulings.silent:
        found = tuple(w for w in found if not run.rulings.bars(own, frozenset(w.candidate.items)))
    work.weighed, work.looked_at, work.allowed = found, True, None
    if found and own not in run.rulings.held:
        work.allowed = _allowed(work, run.book) or _oldest_first(work, run.book)


def _watched(work: Work) -> set[str]:
    customers = {c for w in work.weighed for c in w.candidate.customers}
    return customers | {p.customer_id for p in (*work.said.payers, *work.said.mentioned)}


def _post(run: Run, ready: Iterable[Work]) -> list[Work]:
    return _grant(run, {w.line.fingerprint: (w, *w.allowed) for w in ready if w.allowed is not None})


def _grant(run: Run, claims: Mapping[str, tuple[Work, Weighed, Licence]]) -> list[Work]:
    wanted = [
        Claim(
            work.line.fingerprint,
            weighed.points,
            work.line.booked,
            tuple((s.item_id, s.cash_minor + s.written_off_minor) for s in weighed.candidate.settled.shares),
        )
        for work, weighed, _ in claims.values()
    ]
    granted: list[Work] = []
    for claim in assign(wanted, run.book.open_minor):
        work, weighed, allowed = claims[claim.line]
        work.posted = (weighed, allowed)
        work.weighed, work.allowed = work.weighed[:SHOWN], None  # what is not shown is let go
        for item_id, minor in claim.takes:
            run.book.take(item_id, minor, work.line.booked)
            run.settled_by.setdefault(item_id, []).append(work.line.line_id)
        granted.append(work)
    return granted


def _allowed(work: Work, book: Book) -> tuple[Weighed, Licence] | None:
    """The best alternative, where it is licensed, probable enough, and ahead of every rival."""
    first, *rest = work.weighed
    allowed = licence(work.line, work.minor, first, rest, book) if _ahead(work, book) else None
    return (first, allowed) if allowed else None


def _ahead(work: Work, book: Book) -> bool:
    """The best alternative is probable enough, and ahead of every rival."""
    first, *rest = work.weighed
    limits = book.settings.matching
    clear = not rest or first.points - rest[0].points >= max(float(limits.post_margin), TIED)
    return clear and first.probability >= float(limits.post_probability)


def _oldest_first(work: Work, book: Book) -> tuple[Weighed, Licence] | None:
    chosen = by_policy(work.line, work.minor, work.weighed, book)
    return (chosen, Licence(RANKS, "oldest_first")) if chosen is not None else None


def _post_pairs(run: Run, works: Sequence[Work]) -> list[Work]:
    """As many equal payments as equal items of one payer: the dates pair them, and any pairing closes them all."""
    groups: dict[tuple[str, str, int], list[tuple[Work, list[Weighed]]]] = {}
    for work in works:
        if work.posted is not None or not work.weighed or work.line.fingerprint in run.rulings.held:
            continue
        if work.said.cited or work.said.strangers or work.said.broken or work.said.part:
            continue
        top = [w for w in work.weighed if work.weighed[0].points - w.points < 3 * TIED]
        single = [w for w in top if len(w.candidate.items) == 1 and w.candidate.settled.relation is Relation.EXACT]
        payer = top[0].candidate.payer
        if len(single) != len(top) or len(top) < 2 or any(w.vetoed for w in top):
            continue
        if payer is None or payer.level < Level.CUT or payer.shared > 1:
            continue
        customers = {w.candidate.customers for w in top}
        if len(customers) == 1:
            key = (top[0].candidate.customers[0], work.line.currency, work.minor)
            groups.setdefault(key, []).append((work, single))
    claims: dict[str, tuple[Work, Weighed, Licence]] = {}
    for (customer, currency, minor), members in sorted(groups.items(), key=lambda g: g[0]):
        equal = [i for i in run.book.open_items(customer, currency) if run.book.open_minor[i] == minor]
        if len(equal) != len(members):
            continue
        pairs = []
        for (work, options), item_id in zip(members, equal, strict=True):
            fitting = [w for w in options if w.candidate.items == (item_id,)]
            item = run.book.items[item_id]
            near = abs((work.line.booked - item.due).days) <= run.book.settings.matching.pair_days
            if fitting and item.issued <= work.line.booked and near:
                pairs.append((work, fitting[0]))
        if len(pairs) == len(members) and _in_due_order([w.line.booked for w, _ in pairs], equal, run.book):
            for work, weighed in pairs:
                claims[work.line.fingerprint] = (work, weighed, Licence(RANKS, "equal_pairs"))
    return _grant(run, claims)


def _post_left_over(run: Run, works: Sequence[Work]) -> list[Work]:
    """The one item of a sure payer with an amount that no number has paid, by the one payment of it that is left.

    Later payments took the others, by number, and none of those is due sooner: else one of them may be made twice.
    """
    by_number = {i for w in works if w.posted and w.posted[1].rank < UNCITED_FROM for i in w.posted[0].candidate.items}
    waiting = [w for w in works if w.posted is None and w.weighed]
    wanted = Counter(i for w in waiting for i in {*w.said.cited, *_exact_items(w)})
    claims: dict[str, tuple[Work, Weighed, Licence]] = {}
    for work in waiting if not run.book.completeness.lacking else ():
        first, said = work.weighed[0], work.said
        if work.line.fingerprint in run.rulings.held or said.cited or said.strangers or said.broken or said.part:
            continue
        if first.vetoed or not payer_sure(first.candidate) or not _ahead(work, run.book):
            continue
        item_id = next(_exact_items(work), "")
        if first.candidate.items != (item_id,):
            continue
        item = run.book.items[item_id]
        near = abs((work.line.booked - item.due).days) <= run.book.settings.matching.pair_days
        others = set(twins(work.line, item_id, run.book))
        closed = others <= by_number and not any(
            run.book.payable(i) or run.book.items[i].due < item.due for i in others
        )
        if near and closed and wanted[item_id] == 1 and run.book.open_minor[item_id] == item.open_minor:
            claims[work.line.fingerprint] = (work, first, Licence(RANKS, "payer_and_amount"))
    return _grant(run, claims)


def _exact_items(work: Work) -> Iterator[str]:
    """The single items that a payment is to the cent, the best first."""
    for weighed in work.weighed:
        if len(weighed.candidate.items) == 1 and weighed.candidate.settled.relation is Relation.EXACT:
            yield weighed.candidate.items[0]


def _in_due_order(days: Sequence[date], ids: Sequence[str], book: Book) -> bool:
    """True where payments fit items by their due dates in order, and would fit far worse with neighbours exchanged.

    Payments of one day may be exchanged without making a difference.
    """
    away = [[abs((day - book.items[i].due).days) for i in ids] for day in days]
    return all(
        days[at] == days[at + 1]
        or away[at][at + 1] + away[at + 1][at] - away[at][at] - away[at + 1][at + 1] >= _CLEARLY_DAYS
        for at in range(len(ids) - 1)
    )


def _post_parts(run: Run, works: Sequence[Work]) -> list[Work]:
    """Parts of one cited item that close it together."""
    waiting = [w for w in works if w.posted is None and w.weighed and w.line.fingerprint not in run.rulings.held]
    claims: dict[str, tuple[Work, Weighed, Licence]] = {}
    for group in together.parts_that_close(payments := _payments(waiting), run.book):
        for at in group:
            weighed = together.share_of_item(payments[at], *payments[at].said.cited)
            if weighed is not None:
                claims[payments[at].line.fingerprint] = (waiting[at], weighed, Licence(RANKS, "parts_together"))
    return _grant(run, claims)


def _post_customary(run: Run, works: Sequence[Work]) -> list[Work]:
    """Payments without any number that differ from one item as the cited payments of this run did."""
    if not run.book.settings.matching.customs.post:
        return []
    customs = Customs(run.book.settings.matching.customs)
    for work in works:
        if work.posted is not None:
            customary.learn(customs, work.line, work.posted[0], run.book)
    waiting = [w for w in works if w.posted is None and w.line.fingerprint not in run.rulings.held]
    claims: dict[str, tuple[Work, Weighed, Licence]] = {}
    for at, weighed in customary.by_custom(_payments(waiting), customs, run.book).items():
        work, chosen = waiting[at], customary.posted(weighed)
        if not run.rulings.bars(work.line.fingerprint, frozenset(chosen.candidate.items)):
            work.weighed = weighed
            claims[work.line.fingerprint] = (work, chosen, Licence(RANKS, "as_usual"))
    return _grant(run, claims)


def _propose_together(run: Run, works: Sequence[Work]) -> None:
    """What several payments settle together becomes one more alternative of each."""
    waiting = [w for w in works if w.posted is None]
    for part in together.together(_payments(waiting), run.book):
        work = waiting[part.at]
        if not run.rulings.bars(work.line.fingerprint, frozenset(part.candidate.items)):
            work.weighed = among(work.line, work.weighed, part.candidate, run.book)


def _payments(works: Iterable[Work]) -> list[together.Payment]:
    return [together.Payment(w.line, w.minor, w.said, w.weighed) for w in works]


def _learn(run: Run, granted: Sequence[Work], works: Sequence[Work]) -> dict[int, Work]:
    """Let the postings teach; the lines whose payer is now known better are to be weighed again."""
    for work in granted:
        if work.posted is None:
            continue
        candidate = work.posted[0].candidate
        if candidate.settled.relation in CLOSING and len(candidate.cited(Cited.CORE)) == len(candidate.items):
            run.lessons.add(work.line, work.said, candidate.customers)
    if not granted or not run.lessons.teach(run.book):
        return {}
    better: dict[int, Work] = {}
    for work in works:
        if work.posted is None:
            numbered = tuple(p for p in work.said.payers if p.level is Level.NUMBER)
            payers = payers_of(work.line, run.book, numbered)
            if payers != work.said.payers:
                work.said = replace(work.said, payers=payers)
                better[work.place] = work
    return better
