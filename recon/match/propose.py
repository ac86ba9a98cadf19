"""What becomes of every bank line: the only place that decides.

Copies, returns and movements that are not the customers' are set apart. Plain lines, about which there is no doubt, are
posted at once. Then rounds, from the strongest kind of proof to the weakest: in each round every line is looked at on
the same book, the claims of all lines are assigned together, and only then are the items taken. What is left becomes a
proposal, a tie, or money on account.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from recon.config import Settings
from recon.match import customary, duplicates, not_ours, returns, slips, together
from recon.match.assign import Claim, assign
from recon.match.book import Book, Decision, build
from recon.match.calibration import calibrated
from recon.match.customs import Customs
from recon.match.difference import CLOSING, Relation
from recon.match.duplicates import Seen
from recon.match.held import held_back
from recon.match.learning import Lessons
from recon.match.licence import RANKS, Licence, by_policy, licence
from recon.match.outcome import TIED, Alternative, Answer, Outcome, Share
from recon.match.payers import Level
from recon.match.plain import Citations, earliest, plain
from recon.match.reading import Cited, Reading, payers_of, read
from recon.match.rulings import Rulings, taught
from recon.match.scoring import Weighed, alternative, among, weigh
from recon.money import show
from recon.rows import Customer, LineStatus, OpenItem, Rate, StatementLine
from recon.words import Said, says

SHOWN = 5  # alternatives of an answer
_CLEARLY_DAYS = 14  # by which equal payments must fit worse when exchanged
_WORTH_SHOWING = 0.02  # probability below which an alternative is no proposal


@dataclass(slots=True)
class _Work:
    """One line on its way to an answer."""

    place: int  # in the canonical order of lines
    line: StatementLine
    minor: int  # what is left of it
    said: Reading
    weighed: tuple[Weighed, ...] = ()
    allowed: tuple[Weighed, Licence] | None = None  # what may be posted, as the line was weighed
    looked_at: bool = False
    posted: tuple[Weighed, Licence] | None = None


@dataclass(slots=True)
class _Run:
    """All lines and the book."""

    book: Book
    works: list[_Work]  # in canonical order
    rulings: Rulings = field(default_factory=Rulings)
    lessons: Lessons = field(default_factory=Lessons)
    settled_by: dict[str, list[str]] = field(default_factory=dict)  # item -> lines that took it, in order
    by_line: dict[str, _Work] = field(default_factory=dict)  # the works by fingerprint
    repaid: set[str] = field(default_factory=set)  # receipts that a line has been found to take back


@dataclass(slots=True)
class _Steps:
    """How far it is."""

    of: int
    advance: Callable[[int, int], None]
    done: int = 0

    def add(self, count: int) -> None:
        if count:
            self.done += count
            self.advance(self.done, self.of)


def propose(  # noqa: PLR0913 - what is known, by name
    lines: Sequence[StatementLine],
    items: Iterable[OpenItem],
    customers: Iterable[Customer] = (),
    rates: Iterable[Rate] = (),
    settings: Settings | None = None,
    *,
    seen: Iterable[Seen] = (),
    history: Iterable[Decision] = (),
    as_of: date | None = None,
    unapplied: Mapping[str, int] | None = None,
    rulings: Rulings = Rulings(),  # noqa: B008 - frozen
    advance: Callable[[int, int], None] = lambda _done, _of: None,
) -> tuple[Answer, ...]:
    """Decide over all lines together.

    Args:
        lines: bank lines, in any order; `fingerprint` tells them apart.
        items: the ledger's documents, closed ones included where they are known.
        customers: master data.
        rates: exchange rates.
        settings: limits and policy; defaults where left out.
        seen: lines of earlier runs with what they settled; open amounts may be older than that.
        history: decisions of a person on payers.
        as_of: day of the run; documents issued later are advances. None: no such limit.
        unapplied: fingerprint -> what is left of a line already used in part (minor units); others are whole.
        rulings: what persons have decided before.
        advance: told how many steps of how many are done; each line is two, read and weighed. What it raises ends it.

    Returns:
        One answer for each line, in the order of `lines`. The same set of lines, items and settings gives the same
        answers in any order.
    """
    known = sorted(seen, key=lambda s: duplicates.order(s.line))
    taken: dict[str, int] = {}
    for earlier in known:
        for item_id, minor in earlier.settled:
            taken[item_id] = taken.get(item_id, 0) + minor
    book = build(items, customers, rates, settings, (*history, *rulings.payers), as_of, taken)
    taught(book, rulings)
    answers: dict[int, Answer] = {}
    for at, original in duplicates.copies(lines, known).items():
        answers[at] = Answer(
            lines[at], Outcome.DUPLICATE, (), says("answer_duplicate", line=original), related=original
        )
    works: list[_Work] = []
    place: dict[int, _Work] = {}
    own, moved = not_ours.own_accounts(lines, book), dict[str, int]()
    steps = _Steps(2 * len(lines), advance)
    for at in sorted(set(range(len(lines))) - set(answers), key=lambda n: duplicates.order(lines[n])):
        steps.add(1)
        line = lines[at]
        minor = (unapplied or {}).get(line.fingerprint, line.amount_minor)
        if line.status is not LineStatus.BOOKED:
            answers[at] = Answer(line, Outcome.UNMATCHED, (), says(f"answer_{line.status.value}"))
            continue
        if not minor:
            answers[at] = Answer(line, Outcome.UNMATCHED, (), says("answer_nothing_left"))
            continue
        said = read(line, book)
        if rule := not_ours.rule_for(line, said, book, own):
            answers[at] = Answer(line, Outcome.NOT_OURS, (), says("answer_not_ours", rule=says(f"not_ours_{rule}")))
            if rule == not_ours.TRANSFER:
                moved[line.fingerprint] = at
            continue
        if pattern := not_ours.pattern_for(said, line, book, rulings.not_ours):
            fits = says("not_ours_pattern", pattern=pattern.shown, row=pattern.row)
            answers[at] = Answer(line, Outcome.NOT_OURS, (), says("answer_not_ours", rule=fits))
            continue
        place[at] = _Work(len(works), line, minor, said)
        works.append(place[at])
    answers |= _transfers(lines, moved, place)
    works = list(place.values())
    book.completeness = slips.completeness(((work.line, work.said) for work in works), book)
    run = _Run(book, works, rulings, by_line={work.line.fingerprint: work for work in works})
    given_back, cancelled = _returns(run, known)
    matching = [w for w in works if w.line.fingerprint not in given_back and w.line.fingerprint not in cancelled]
    steps.add(steps.of - steps.done - len(matching))  # what needs no weighing
    _rounds(run, matching, steps)
    _propose_together(run, matching)
    answers |= _answers(run, place, given_back, cancelled, known)
    return tuple(answers[at] for at in range(len(lines)))


# --- transfers and returns


def _transfers(lines: Sequence[StatementLine], moved: Mapping[str, int], place: dict[int, _Work]) -> dict[int, Answer]:
    """Transfers between own accounts, leg with leg; what was found to be the other leg is taken out of `place`."""
    at_of = {work.line.fingerprint: at for at, work in place.items()} | dict(moved)
    pairs = not_ours.legs([lines[at] for at in moved.values()], [(w.line, w.said) for w in place.values()])
    other = {one.fingerprint: two for pair in pairs for one, two in (pair, pair[::-1])}
    found: dict[int, Answer] = {}
    for fingerprint in (*moved, *(f for f in other if f not in moved)):
        at, leg = at_of[fingerprint], other.get(fingerprint)
        place.pop(at, None)
        kind = says("not_ours_transfer_of", line=leg.line_id) if leg else says("not_ours_transfer_alone")
        said = says("answer_not_ours", rule=kind)
        found[at] = Answer(lines[at], Outcome.NOT_OURS, (), said, leg.line_id if leg else "")
    return found


def _returns(run: _Run, known: Sequence[Seen]) -> tuple[dict[str, returns.Return], dict[str, StatementLine]]:
    """The returns, and the receipts that were paid once more after they had come back."""
    out = [w for w in run.works if w.minor < 0 and not _cites_credit(w, run.book)]
    receipts = [w for w in run.works if w.minor > 0]
    readings = {w.line.fingerprint: w.said for w in (*out, *receipts)}
    for seen in known:
        readings.setdefault(seen.line.fingerprint, read(seen.line, run.book))
    ordered = sorted((w.line for w in (*out, *receipts)), key=duplicates.order)
    if not out:
        return {}, {}
    found = returns.find(ordered, readings, [s.line for s in known if s.line.amount_minor > 0])
    return found, returns.paid_again(found, ordered, readings, run.book)


def _cites_credit(work: _Work, book: Book) -> bool:
    return any(book.open_minor[i] < 0 and book.payable(i) for i in work.said.cited)


def _returned(run: _Run, work: _Work, back: returns.Return, known: Mapping[str, Seen]) -> Answer:
    """A line that takes a receipt back: what the receipt settled, in this run or an earlier one, is open again.

    Of several receipts that fit as well, the one that settled nothing has come back.
    """
    idle = [n for n in (back.receipt, *back.rivals) if not _settled(run, n, known) and n.fingerprint not in run.repaid]
    back = replace(back, receipt=idle[0], sure=not back.fee_minor) if back.rivals and idle else back
    run.repaid.add(back.receipt.fingerprint)
    shares = tuple(
        Share(s.item_id, s.currency, -s.cash_minor, -s.line_minor, -s.written_off_minor, s.reason)
        for s in _settled(run, back.receipt, known)
    )
    customer = next((run.book.items[s.item_id].customer_id for s in shares), "")
    names, kind = ", ".join(s.item_id for s in shares), "answer_return_open" if shares else "answer_return"
    said = says(kind, line=back.receipt.line_id, items=names)
    if back.fee_minor:
        fee = show(back.fee_minor, work.line.currency)
        said = says("answer_return_fee", line=back.receipt.line_id, fee=fee)
    sure = 0.999 if back.sure else 0.5
    remainder = work.minor - sum(s.line_minor for s in shares)
    one = Alternative(shares, sure, 7.0 if back.sure else 0.0, "returned_payment", (), customer, remainder)
    outcome = Outcome.REFUND if back.sure else Outcome.PROPOSED
    return Answer(work.line, outcome, (one,), said, back.receipt.line_id, customer)


def _settled(run: _Run, receipt: StatementLine, known: Mapping[str, Seen]) -> tuple[Share, ...]:
    """What a receipt settled, in this run or an earlier one."""
    work = run.by_line.get(receipt.fingerprint)
    if work is not None:
        return work.posted[0].candidate.settled.shares if work.posted else ()
    seen = known.get(receipt.fingerprint)
    items = run.book.items
    own = [(i, m) for i, m in (seen.settled if seen else ()) if i in items and items[i].currency == receipt.currency]
    return tuple(Share(item_id, receipt.currency, minor, minor) for item_id, minor in own)


def _excess_back(work: _Work, over: Iterable[_Work]) -> Answer | None:
    """Money out that is what stayed on account of one over-payment: shown to a person, nothing opens again."""
    if work.minor >= 0 or work.posted is not None:
        return None
    receipt = returns.excess_of(work.line, work.said, [(w.line, w.said, -work.minor) for w in over])
    if receipt is None:
        return None
    one = Alternative((), 0.9, 2.0, "returned_payment", (), "", work.minor)
    said = says("answer_excess_back", line=receipt.line_id)
    return Answer(work.line, Outcome.PROPOSED, (one,), said, receipt.line_id, _payer(work.said))


# --- rounds


def _rounds(run: _Run, works: Sequence[_Work], steps: _Steps) -> None:
    """Plain lines first; then from the strongest licence to the weakest, the stronger ones again after every posting.

    A line is weighed when a licence of the rank may be its own: one that cites nothing only after those that do.
    What it was weighed to stays until an item of a customer it looked at is taken.
    """
    waiting = {work.place: work for work in works}  # to be weighed, or weighed again
    plainly = _post_plain(run, waiting)
    steps.add(len(plainly))
    watchers: dict[str, dict[int, _Work]] = {}
    ready: dict[int, _Work] = {}
    rank = 1
    while rank <= RANKS:
        due = sorted((_first_payer(work), at) for at, work in waiting.items() if _earliest(run, work) <= rank)
        for _, at in due:  # by payer, since what is searched for one line of a payer serves the next
            work = waiting.pop(at)
            steps.add(not work.looked_at)
            _weigh(run, work)
            for customer in _watched(work):
                watchers.setdefault(customer, {})[at] = work
            if work.allowed is not None:
                ready[at] = work
            else:
                ready.pop(at, None)
        granted = _post(run, [w for w in ready.values() if w.allowed and w.allowed[1].rank <= rank])
        if not granted and rank == RANKS:
            granted = _post_pairs(run, works) or _post_parts(run, works) or _post_customary(run, works)
        for customer in {c for work in granted if work.posted for c in work.posted[0].candidate.customers}:
            waiting |= {at: work for at, work in watchers.pop(customer, {}).items() if work.posted is None}
        for work in granted:
            ready.pop(work.place, None)
        if rank == 1:
            waiting |= _learn(run, [*plainly, *granted], works)
            plainly = []
        rank = 1 if granted else rank + 1


def _post_plain(run: _Run, waiting: dict[int, _Work]) -> list[_Work]:
    """Post the plain lines and take them out of `waiting`."""
    citations = Citations(work.said for work in run.works if _earliest(run, work) == 1)
    wanted: dict[str, tuple[_Work, Weighed, Licence]] = {}
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


def _first_payer(work: _Work) -> str:
    return work.said.payers[0].customer_id if work.said.payers else ""


def _earliest(run: _Run, work: _Work) -> int:
    return earliest(work.line, work.minor, work.said, run.book)


def _weigh(run: _Run, work: _Work) -> None:
    """The alternatives of a line on the book as it stands, and what would allow the best to be posted."""
    own = work.line.fingerprint
    found = weigh(work.line, work.minor, work.said, run.book)
    if run.rulings.barred or run.rulings.silent:
        found = tuple(w for w in found if not run.rulings.bars(own, frozenset(w.candidate.items)))
    work.weighed, work.looked_at, work.allowed = found, True, None
    if found and own not in run.rulings.held:
        work.allowed = _allowed(work, run.book) or _oldest_first(work, run.book)


def _watched(work: _Work) -> set[str]:
    customers = {c for w in work.weighed for c in w.candidate.customers}
    return customers | {p.customer_id for p in (*work.said.payers, *work.said.mentioned)}


def _post(run: _Run, ready: Iterable[_Work]) -> list[_Work]:
    return _grant(run, {w.line.fingerprint: (w, *w.allowed) for w in ready if w.allowed is not None})


def _grant(run: _Run, claims: Mapping[str, tuple[_Work, Weighed, Licence]]) -> list[_Work]:
    wanted = [
        Claim(
            work.line.fingerprint,
            weighed.points,
            work.line.booked,
            tuple((s.item_id, s.cash_minor + s.written_off_minor) for s in weighed.candidate.settled.shares),
        )
        for work, weighed, _ in claims.values()
    ]
    granted: list[_Work] = []
    for claim in assign(wanted, run.book.open_minor):
        work, weighed, allowed = claims[claim.line]
        work.posted = (weighed, allowed)
        work.weighed, work.allowed = work.weighed[:SHOWN], None  # what is not shown is let go
        for item_id, minor in claim.takes:
            run.book.take(item_id, minor, work.line.booked)
            run.settled_by.setdefault(item_id, []).append(work.line.line_id)
        granted.append(work)
    return granted


def _allowed(work: _Work, book: Book) -> tuple[Weighed, Licence] | None:
    """The best alternative, where it is licensed, probable enough, and ahead of every rival."""
    first, *rest = work.weighed
    limits = book.settings.matching
    if first.probability < float(limits.post_probability):
        return None
    if rest and first.points - rest[0].points < max(float(limits.post_margin), TIED):
        return None
    allowed = licence(work.line, work.minor, first, rest, book)
    return (first, allowed) if allowed else None


def _oldest_first(work: _Work, book: Book) -> tuple[Weighed, Licence] | None:
    chosen = by_policy(work.line, work.minor, work.weighed, book)
    return (chosen, Licence(RANKS, "oldest_first")) if chosen is not None else None


def _post_pairs(run: _Run, works: Sequence[_Work]) -> list[_Work]:
    """As many equal payments as equal items of one payer: the dates pair them, and any pairing closes them all."""
    groups: dict[tuple[str, str, int], list[tuple[_Work, list[Weighed]]]] = {}
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
    claims: dict[str, tuple[_Work, Weighed, Licence]] = {}
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


def _post_parts(run: _Run, works: Sequence[_Work]) -> list[_Work]:
    """Parts of one cited item that close it together."""
    waiting = [w for w in works if w.posted is None and w.weighed and w.line.fingerprint not in run.rulings.held]
    claims: dict[str, tuple[_Work, Weighed, Licence]] = {}
    for group in together.parts_that_close(payments := _payments(waiting), run.book):
        for at in group:
            weighed = together.share_of_item(payments[at], *payments[at].said.cited)
            if weighed is not None:
                claims[payments[at].line.fingerprint] = (waiting[at], weighed, Licence(RANKS, "parts_together"))
    return _grant(run, claims)


def _post_customary(run: _Run, works: Sequence[_Work]) -> list[_Work]:
    """Payments without any number that differ from one item as the cited payments of this run did."""
    if not run.book.settings.matching.customs.post:
        return []
    customs = Customs(run.book.settings.matching.customs)
    for work in works:
        if work.posted is not None:
            customary.learn(customs, work.line, work.posted[0], run.book)
    waiting = [w for w in works if w.posted is None and w.line.fingerprint not in run.rulings.held]
    claims: dict[str, tuple[_Work, Weighed, Licence]] = {}
    for at, weighed in customary.by_custom(_payments(waiting), customs, run.book).items():
        work, chosen = waiting[at], customary.posted(weighed)
        if not run.rulings.bars(work.line.fingerprint, frozenset(chosen.candidate.items)):
            work.weighed = weighed
            claims[work.line.fingerprint] = (work, chosen, Licence(RANKS, "as_usual"))
    return _grant(run, claims)


def _propose_together(run: _Run, works: Sequence[_Work]) -> None:
    """What several payments settle together becomes one more alternative of each."""
    waiting = [w for w in works if w.posted is None]
    for part in together.together(_payments(waiting), run.book):
        work = waiting[part.at]
        if not run.rulings.bars(work.line.fingerprint, frozenset(part.candidate.items)):
            work.weighed = among(work.line, work.weighed, part.candidate, run.book)


def _payments(works: Iterable[_Work]) -> list[together.Payment]:
    return [together.Payment(w.line, w.minor, w.said, w.weighed) for w in works]


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


def _learn(run: _Run, granted: Sequence[_Work], works: Sequence[_Work]) -> dict[int, _Work]:
    """Let the postings teach; the lines whose payer is now known better are to be weighed again."""
    for work in granted:
        if work.posted is None:
            continue
        candidate = work.posted[0].candidate
        if candidate.settled.relation in CLOSING and len(candidate.cited(Cited.CORE)) == len(candidate.items):
            run.lessons.add(work.line, work.said, candidate.customers)
    if not granted or not run.lessons.teach(run.book):
        return {}
    better: dict[int, _Work] = {}
    for work in works:
        if work.posted is None:
            numbered = tuple(p for p in work.said.payers if p.level is Level.NUMBER)
            payers = payers_of(work.line, run.book, numbered)
            if payers != work.said.payers:
                work.said = replace(work.said, payers=payers)
                better[work.place] = work
    return better


# --- answers


def _answers(
    run: _Run,
    place: Mapping[int, _Work],
    given_back: Mapping[str, returns.Return],
    cancelled: Mapping[str, StatementLine],
    known: Sequence[Seen],
) -> dict[int, Answer]:
    """The answers to all lines that were read, by place."""
    earlier = {seen.line.fingerprint: seen for seen in known}
    over: dict[int, list[_Work]] = {}
    for work in run.works:
        if work.posted and (left := work.posted[0].candidate.settled.remainder_minor):
            over.setdefault(left, []).append(work)
    found: dict[int, Answer] = {}
    for at, work in place.items():
        own = work.line.fingerprint
        if own in given_back:
            found[at] = _returned(run, work, given_back[own], earlier)
        elif own in cancelled:
            back = cancelled[own].line_id
            said = says("answer_taken_back", line=back)
            found[at] = Answer(work.line, Outcome.UNMATCHED, (), said, back, _payer(work.said))
        else:
            found[at] = _excess_back(work, over.get(-work.minor, ())) or _answer(run, work)
        work.weighed = ()  # what is shown stands in the answer
    return found


def _answer(run: _Run, work: _Work) -> Answer:
    payer = _payer(work.said)
    if work.posted is not None:
        weighed, allowed = work.posted
        others = [w for w in work.weighed if w is not weighed]
        shown = [alternative(weighed, allowed.name), *map(alternative, others[: SHOWN - 1])]
        shown[0] = _at_least(shown[0], float(run.book.settings.matching.post_probability))
        shown[1:] = [_below(a, shown[0].probability) for a in shown[1:]]
        outcome = Outcome.REFUND if work.minor < 0 else Outcome.POSTED
        customer = shown[0].customer_id or payer
        return Answer(work.line, outcome, tuple(shown), _posted_because(shown[0]), customer_id=customer)
    shown = [alternative(w) for w in work.weighed[:SHOWN] if w.probability >= _WORTH_SHOWING]
    if not shown and not_ours.paid_out(work.line, work.said):
        return Answer(work.line, Outcome.NOT_OURS, (), says("answer_not_ours", rule=says("not_ours_paid_out")))
    if not shown and not payer and not work.said.cited and (rule := not_ours.income(work.line)):
        return Answer(work.line, Outcome.NOT_OURS, (), says("answer_not_ours", rule=says(f"not_ours_{rule}")))
    if not shown:
        return Answer(work.line, Outcome.UNMATCHED, (), *_nothing_fits(run, work), customer_id=payer)
    shown = list(calibrated(shown))
    if len(shown) > 1 and shown[0].points - shown[1].points < TIED:
        equal = sum(shown[0].points - a.points < TIED for a in shown)
        said = says("answer_ambiguous", count=equal, items=_names(shown[0]), others=_names(shown[1]))
        return Answer(work.line, Outcome.AMBIGUOUS, tuple(shown), said, customer_id=payer)
    said = says("answer_proposed", items=_names(shown[0]), why=_held_back(run, work))
    return Answer(work.line, Outcome.PROPOSED, tuple(shown), said, customer_id=payer or shown[0].customer_id)


def _at_least(one: Alternative, probability: float) -> Alternative:
    return replace(one, probability=max(one.probability, probability))


def _below(one: Alternative, probability: float) -> Alternative:
    return replace(one, probability=min(one.probability, 1.0 - probability))


def _payer(said: Reading) -> str:
    sure = [p for p in said.payers if p.level >= Level.CUT and p.shared == 1]
    return sure[0].customer_id if sure else ""


def _names(one: Alternative) -> str:
    ids = [s.item_id for s in one.shares]
    return ", ".join(ids[:4]) + (f" (+{len(ids) - 4})" if len(ids) > 4 else "")


def _posted_because(one: Alternative) -> Said:
    return says("answer_posted", items=_names(one), rule=says(f"rule_{one.rule}"))


def _nothing_fits(run: _Run, work: _Work) -> tuple[Said, str]:
    """Why nothing fits, and the line that settled what this one cites."""
    closed = [i for i in work.said.cited if not run.book.payable(i)]
    by = [run.settled_by[i][-1] for i in closed if i in run.settled_by]
    if by:
        kind = "answer_paid_twice" if work.minor > 0 else "answer_out_settled"
        return says(kind, item=closed[0], line=by[0]), by[0]
    if closed:
        return says("answer_already_closed", item=closed[0]), ""
    if work.minor < 0:
        return says("answer_out_unmatched"), ""
    foreign = [i for i in work.said.cited if run.book.items[i].currency != work.line.currency]
    if foreign:
        return says("answer_no_rate", item=foreign[0], currency=run.book.items[foreign[0]].currency), ""
    return says("answer_on_account" if _payer(work.said) else "answer_unmatched"), ""


def _held_back(run: _Run, work: _Work) -> Said:
    """Why the best alternative was not posted."""
    if work.line.fingerprint in run.rulings.held:
        return says("held_by_person")
    return held_back(work.line, work.minor, work.weighed, run.book)
