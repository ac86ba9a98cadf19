"""The figures of one month end: inputs + decisions + settings -> `MonthEnd`, and what is decided anew on the way.

Laws. Every line of the period has an answer. What is looked at together stays together: a second run matches the lines
its month posted once more, against the ledger as it was before them, so that it answers the others as the first run
did; what is posted stays as it was posted. The same inputs and decisions give the same figures in any order of rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from recon import ledger
from recon.apply import apply, as_posted
from recon.config import Settings
from recon.decisions import Decided, Decision, Posted, digest, numbered, read_of, with_new
from recon.decisions.events import with_disputes
from recon.decisions.kinds import PUT_ON_ACCOUNT
from recon.decisions.learned import rulings
from recon.errors import Finding, InputError
from recon.ingest.statement import Copy
from recon.inputs import Inputs
from recon.ledger import DUPLICATE, NOT_OURS, PAID_OUT, Opening, Position, comparison, tieout
from recon.ledger.comparison import Comparison
from recon.match.outcome import Answer, Outcome, Share
from recon.monthend import MonthEnd, Stand, Waiting
from recon.monthend.controls import controls
from recon.monthend.findings import findings
from recon.monthend.late import late, late_findings
from recon.monthend.run_id import run_id_of
from recon.rows import LineStatus, StatementLine, UnappliedCash
from recon.terms import Period
from recon.words import says


@dataclass(frozen=True, slots=True)
class Worked:
    """A month end and the decisions it takes."""

    month: MonthEnd
    new: tuple[Decision, ...]  # bank files read for the first time, postings; with their lines in the journal
    posted: tuple[Posted, ...]  # the postings of these
    rests_on: tuple[int, str]  # the newest line of the journal the figures rest on, and the hash of all they rest on


def newest_period(inputs: Inputs) -> Period:
    """The month of the newest booked line.

    Raises:
        InputError: there is no booked line at all.
    """
    booked = [line.booked for line in inputs.merged.lines if line.status is LineStatus.BOOKED]
    if not booked:
        raise InputError(says("no_booked_line"), fix=says("no_booked_line_fix"))
    return Period.of(max(booked))


def month_end(
    inputs: Inputs,
    decided: Decided,
    settings: Settings,
    period: Period,
    rows: int = 0,
    advance: Callable[[int, int], None] = lambda _done, _of: None,
    *,
    balances_only: bool = False,
) -> Worked:
    """Work out a period.

    Args:
        inputs: every input file.
        decided: what the journal says.
        settings: of recon.toml.
        period: the month.
        rows: how many lines the journal has, so that new decisions know theirs.
        advance: told how far matching is, as `propose` tells it.
        balances_only: nothing but open items and unapplied cash is shown. Where every receipt is posted or in the list,
            these rest on no proposal, and nothing is matched; the answers of the month then lack their runners-up.

    Raises:
        LedgerError: lists and decisions contradict each other, or the position at the end of the period is not known.
    """
    start = ledger.opening(inputs.book_files, settings.ledger, period.last)
    own = _own(decided, period)
    fresh: tuple[Answer, ...] = ()
    if not balances_only or _is_anything_undecided(inputs, decided, start, period.last):
        fresh = _matched(inputs, settings, start, decided, period.last, own, advance)
    ever = ledger.position(start, decided.allocations, date.max)  # what may still be posted heeds every date
    known = {item.item_id for item in (*ever.items, *ever.closed)}
    documents = [item for item in (*start.items, *start.closed) if item.item_id in known]
    applied = apply(fresh, decided, documents, ever.applied, str(period), _held(decided, own))
    read = {f.sha256: read_of(f) for f in inputs.bank_files if f.statements and f.sha256 not in decided.read}
    new = numbered((*(read[sha256] for sha256 in sorted(read)), *applied.posted), rows)
    now = with_new(decided, new)
    lines = _with_posted(inputs, now, period)
    answered = {a.line.fingerprint: a for a in applied.answers}
    for fingerprint, line in lines.items():
        if standing := now.posted.get(fingerprint):
            answered[fingerprint] = as_posted(standing, line, answered.get(fingerprint))
    decisions = now.rests_on(period.last)
    rests_on = (max((one.row for one in decisions), default=0), digest(decisions))
    run_id = run_id_of(inputs, rests_on[1], settings, period)
    answers = {a.line.fingerprint: a for a in applied.answers}
    month = _month(inputs, now, settings, period, _Ledger(start, lines, answered, answers, run_id, applied.findings))
    return Worked(month, new, tuple(one for one in new if isinstance(one, Posted)), rests_on)


@dataclass(frozen=True, slots=True)
class _Ledger:
    start: Opening
    lines: Mapping[str, StatementLine]  # booked up to the end of the period, by fingerprint
    answered: Mapping[str, Answer]  # how each line stands
    fresh: Mapping[str, Answer]  # what matching says now, of what is left of each line
    run_id: str
    findings: tuple[Finding, ...]


def _matched(
    inputs: Inputs,
    settings: Settings,
    start: Opening,
    decided: Decided,
    as_of: date,
    own: Collection[str],
    advance: Callable[[int, int], None] = lambda _done, _of: None,
) -> tuple[Answer, ...]:
    """Answers for what is left of the lines booked up to a day, on the ledger as it is without postings of `own`."""
    from recon.match.duplicates import Seen
    from recon.match.propose import propose  # brings the name tables with it

    others = Counter(decided.allocations)
    others.subtract(a for f in own for p in decided.posted[f] for a in p.allocations)
    before = ledger.position(start, others.elements(), as_of)
    booked = [n for n in inputs.merged.lines if n.status is LineStatus.BOOKED and n.booked <= as_of]
    settled = {n.fingerprint for n in booked if n.fingerprint not in own and _is_settled(n, decided, start)}
    due = [n for n in booked if n.fingerprint not in settled]
    if not due:
        return ()
    # What they settled is in the open amounts already.
    seen = [Seen(n, shares=_shares(decided, n), distinct=True) for n in booked if n.fingerprint in settled]
    left = {n.fingerprint: n.amount_minor - decided.use.get(n.fingerprint, 0) for n in due if n.fingerprint not in own}
    said = rulings(decided, as_of, booked, start.items)
    answers = propose(
        due,
        (*before.items, *before.closed),
        inputs.customers,
        inputs.rates,
        settings,
        seen=seen,
        as_of=as_of,
        unapplied=left,
        rulings=replace(said, held=_held(decided, own)),
        advices=inputs.advices,
        advance=advance,
    )
    earlier = {n.line_id: decided.posted[n.fingerprint] for n in booked if n.fingerprint in decided.posted}
    return tuple(_taking_back(answer, earlier.get(answer.related, ())) for answer in answers)


def _shares(decided: Decided, line: StatementLine) -> tuple[Share, ...]:
    """What is recorded that a line settled."""
    return tuple(
        Share(a.item_id, a.currency, a.cash_minor, a.line_minor, a.written_off_minor, a.write_off_reason)
        for posted in decided.posted.get(line.fingerprint, ())
        for a in posted.allocations
    )


def _is_anything_undecided(inputs: Inputs, decided: Decided, start: Opening, as_of: date) -> bool:
    """True where a receipt has no posting and is not in the list: only matching says whose it is."""
    booked = (n for n in inputs.merged.lines if n.status is LineStatus.BOOKED and n.booked <= as_of)
    return any(n.fingerprint not in decided.posted and not _is_settled(n, decided, start) for n in booked)


def _own(decided: Decided, period: Period) -> frozenset[str]:
    """Lines that matching has posted in this month and no person has touched: they are matched once more."""
    month, touched = str(period), decided.undone
    own = ((f, of) for f, of in decided.posted.items() if f not in touched)
    return frozenset(f for f, of in own if all(p.review is None and p.period == month for p in of))


def _held(decided: Decided, own: Collection[str]) -> frozenset[str]:
    """Lines of which nothing more is posted unasked: a person has decided, or an earlier month has posted a part."""
    return (rulings(decided).held | decided.posted.keys()) - frozenset(own)


def _is_settled(line: StatementLine, decided: Decided, start: Opening) -> bool:
    """True where nothing of a line is left to decide."""
    if _is_history(line, start) or (start.at is not None and line.booked <= start.at):
        return True
    return line.amount_minor == decided.use.get(line.fingerprint, 0)


def _is_history(line: StatementLine, start: Opening) -> bool:
    """True for a line from before the go-live."""
    return start.go_live is not None and line.booked < start.go_live


def _taking_back(answer: Answer, receipt: Sequence[Posted]) -> Answer:
    """A returned payment opens again what an earlier decision had settled with the receipt."""
    posting = answer.posting
    if not receipt or posting is None or posting.shares or answer.outcome is not Outcome.REFUND:
        return answer
    shares = tuple(
        Share(a.item_id, a.currency, -a.cash_minor, -a.line_minor, -a.written_off_minor, a.write_off_reason)
        for posted in receipt
        for a in posted.allocations
    )
    if not shares:
        return answer
    left = answer.line.amount_minor - sum(share.line_minor for share in shares)
    customer = answer.customer_id or receipt[0].answer.customer_id
    names = ", ".join(share.item_id for share in shares)
    return replace(
        answer,
        alternatives=(replace(posting, shares=shares, remainder_minor=left, customer_id=customer),),
        said=says("return_opens_again", line=answer.related, items=names),
        customer_id=customer,
    )


def _with_posted(inputs: Inputs, now: Decided, period: Period) -> dict[str, StatementLine]:
    """The booked lines up to the end of the period, those included that are only known from a posting."""
    lines = {p.line: p.answer.line for p in now.postings()}
    lines |= {line.fingerprint: line for line in inputs.merged.lines if line.status is LineStatus.BOOKED}
    return {f: lines[f] for f in sorted(lines) if lines[f].booked <= period.last}


def _month(inputs: Inputs, now: Decided, settings: Settings, period: Period, of: _Ledger) -> MonthEnd:
    after = ledger.position(of.start, now.allocations, period.last)
    begins = max(period.previous.last, of.start.at or date.min)
    before = ledger.position(ledger.opening(inputs.book_files, settings.ledger, begins), now.allocations, begins)
    lines = tuple(of.lines.values())
    left_out = ledger.outside(lines, of.start, period.last, _named(of.answered, now))
    payers = {f: a.customer_id for f, a in of.answered.items() if a.customer_id}
    booked = ledger.booked(now.bookings, of.start, period.last)
    cash = ledger.unapplied(lines, after.applied, booked, left_out, payers)
    copies = [copy for copy in inputs.merged.copies if copy.line.booked in period and _is_booked(copy.line)]
    ordered = sorted(lines, key=lambda n: (n.booked, n.line_id, n.fingerprint))
    in_period = [line for line in ordered if line.booked in period]
    answers = [of.answered.get(n.fingerprint) or _already_in_the_list(n, of.start) for n in in_period]
    carried = [
        of.answered[n.fingerprint] for n in ordered if n.booked < period.first and _is_carried(n, of, now, period)
    ]
    compared = tuple(_compared(inputs, now, settings, period, of))
    late_ones = late(
        inputs.bank_files,
        inputs.book_files,
        inputs.merged,
        now,
        settings.ledger,
        lambda line: of.answered.get(line.fingerprint) or _already_in_the_list(line, of.start),
    )
    copied = {a.line.fingerprint for a in answers if a.outcome is Outcome.DUPLICATE}
    return MonthEnd(
        settings=settings,
        period=str(period),
        first=period.first,
        last=period.last,
        run_id=of.run_id,
        draft=True,
        bank_files=inputs.bank_files,
        book_files=inputs.book_files,
        customers=inputs.customers,
        items=with_disputes(after.items, now, period.last),
        lines=tuple(line for line in in_period if line.fingerprint not in copied),
        answers=(*answers, *(_copy(copy, of.lines) for copy in copies)),
        allocations=tuple(a for a in after.applied if a.effective in period),
        unapplied=cash,
        findings=(
            *inputs.findings,
            *inputs.merged.findings,
            *after.findings,
            *of.findings,
            *ledger.applied_again(lines, after.applied, left_out, of.start.at),
            *findings(inputs, now, period, of.start, of.lines, left_out, compared),
            *late_findings(late_ones),
            *_tie_out_findings(inputs, settings, after, cash),
        ),
        controls=controls(lines, of.start, before, after, cash, left_out, booked),
        carried=tuple(carried),
        waiting=tuple(_waiting(ordered, cash, left_out, of, now, period)),
        bookings=tuple(b for b in booked if b.effective in period),
        decided=now,
        comparison=compared,
        late=late_ones,
        balances=inputs.balances,
    )


def _compared(inputs: Inputs, now: Decided, settings: Settings, period: Period, of: _Ledger) -> Iterator[Comparison]:
    """Each list of the period that takes the place of an earlier position, against what that came to on its day."""
    files, lists = inputs.book_files, settings.ledger
    # A list of the last day of a month that is locked came too late for it, and is looked at here.
    first = period.previous.last if str(period.previous) in now.locked else period.first
    for at in comparison.replaced(files, lists, first, period.last):
        before = comparison.position_before(files, lists, at)
        if before is None:
            continue
        answered = {a.line.fingerprint: a for a in _matched(inputs, settings, before, now, at, ())}
        answered |= {f: of.answered[f] for f in of.lines if f in now.posted and f in of.answered}
        lines = [line for line in of.lines.values() if line.booked <= at]
        applied = ledger.position(before, now.allocations, at).applied
        left_out = ledger.outside(lines, before, at, _named(answered, now))
        payers = {f: a.customer_id for f, a in answered.items() if a.customer_id}
        cash = ledger.unapplied(lines, applied, ledger.booked(now.bookings, before, at), left_out, payers)
        ids = {f: line.line_id for f, line in of.lines.items()}
        likely = {f: tuple(s.item_id for s in a.alternatives[0].shares) for f, a in answered.items() if a.alternatives}
        yield comparison.compare(files, lists, at, before, now.allocations, cash, ids, likely)


def _tie_out_findings(
    inputs: Inputs, settings: Settings, after: Position, cash: Sequence[UnappliedCash]
) -> Iterator[Finding]:
    tied = tieout.tie_outs(after.items, cash, inputs.balances, settings, after.as_of)
    return tieout.findings(tied, inputs.balances, settings, after.as_of)


def _is_booked(line: StatementLine) -> bool:
    return line.status is LineStatus.BOOKED


def _is_carried(line: StatementLine, of: _Ledger, now: Decided, period: Period) -> bool:
    """True for a line of an earlier month that waits for a person, or that this month has posted."""
    answer = of.answered.get(line.fingerprint)
    if answer is None:
        return False
    if posted := now.posted.get(line.fingerprint):
        return any(p.period == str(period) for p in posted)
    if answer.outcome in (Outcome.NOT_OURS, Outcome.DUPLICATE):
        return False
    # Money out that fits nothing was shown in its own month; it is no cash of a customer that waits here.
    return line.amount_minor > 0 or answer.outcome is not Outcome.UNMATCHED


def _named(answered: Mapping[str, Answer], now: Decided) -> dict[str, str]:
    """Why a line is no cash of a customer, as matching found it or a person left it."""
    found = {}
    for fingerprint, answer in answered.items():
        if fingerprint not in now.posted and answer.outcome in _NO_RECEIPT:
            found[fingerprint] = _NO_RECEIPT[answer.outcome]
        elif answer.line.amount_minor < 0 and answer.posting is None:
            found[fingerprint] = PAID_OUT
    return found


_NO_RECEIPT = {Outcome.DUPLICATE: DUPLICATE, Outcome.NOT_OURS: NOT_OURS}


def _waiting(
    lines: Iterable[StatementLine],
    cash: Iterable[UnappliedCash],
    left_out: Mapping[str, str],
    of: _Ledger,
    now: Decided,
    period: Period,
) -> Iterator[Waiting]:
    """The lines of which something is left to decide; those set aside only in their own month."""
    unapplied = {row.line: row.open_minor for row in cash}
    for line in lines:
        fingerprint = line.fingerprint
        reason = left_out.get(fingerprint)
        left = unapplied.get(fingerprint, 0)
        if reason in (PAID_OUT, NOT_OURS, DUPLICATE):
            left = line.amount_minor - now.use.get(fingerprint, 0)
        answer = _for_the_rest(of.fresh.get(fingerprint) or of.answered.get(fingerprint), line)
        if not left:
            continue
        standing = now.posted.get(fingerprint, ())
        if any(p.kind == PUT_ON_ACCOUNT for p in standing):
            yield Waiting(answer, left, Stand.ON_ACCOUNT)
        elif standing or answer.outcome not in _NO_RECEIPT:
            yield Waiting(answer, left, Stand.OPEN)
        elif line.booked in period:
            yield Waiting(answer, left, Stand.SET_ASIDE)


def _for_the_rest(answer: Answer | None, line: StatementLine) -> Answer:
    """The answer as far as it speaks of what is left: what was posted leaves a rest for which nothing was found."""
    if answer is None:
        return Answer(line, Outcome.UNMATCHED, (), says("answer_unmatched"))
    if answer.posting is not None and answer.posting.shares:
        return replace(answer, outcome=Outcome.UNMATCHED, alternatives=(), said=says("rest_of_a_posting"))
    return answer


def _already_in_the_list(line: StatementLine, start: Opening) -> Answer:
    if _is_history(line, start) and (start.at is None or line.booked > start.at):
        return Answer(line, Outcome.NOT_OURS, (), says("line_before_go_live", day=start.go_live))
    return Answer(line, Outcome.NOT_OURS, (), says("line_in_the_list", day=start.at))


def _copy(copy: Copy, lines: Mapping[str, StatementLine]) -> Answer:
    counts = lines.get(copy.copy_of)
    if counts is None:
        return Answer(copy.line, Outcome.DUPLICATE, (), says("line_not_in_the_statement"))
    return Answer(copy.line, Outcome.DUPLICATE, (), says("line_is_a_copy", line=counts.line_id), counts.line_id)
