"""The answers of a run: what every line became, its alternatives, and one sentence that says why.

Law: it decides nothing. What was posted is shown first; what was not is calibrated, and told what held it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from recon.match import not_ours, returning
from recon.match.calibration import calibrated
from recon.match.duplicates import Seen
from recon.match.held import held_back
from recon.match.outcome import SHOWN, TIED, Alternative, Answer, Outcome
from recon.match.returns import Return
from recon.match.scoring import alternative
from recon.match.work import Run, Work
from recon.rows import StatementLine
from recon.words import Said, says

_WORTH_SHOWING = 0.02  # probability below which an alternative is no proposal


def answers(
    run: Run,
    place: Mapping[int, Work],
    given_back: Mapping[str, Return],
    cancelled: Mapping[str, StatementLine],
    known: Sequence[Seen],
) -> dict[int, Answer]:
    """The answers to all lines that were read, by place."""
    earlier = {seen.line.fingerprint: seen for seen in known}
    over: dict[int, list[Work]] = {}
    for work in run.works:
        if work.posted and (left := work.posted[0].candidate.settled.remainder_minor):
            over.setdefault(left, []).append(work)
    found: dict[int, Answer] = {}
    for at, work in place.items():
        own = work.line.fingerprint
        if own in given_back and not given_back[own].part_of:
            found[at] = returning.answer(run, work, given_back[own], earlier)
        elif own in cancelled:
            back = cancelled[own].line_id
            said = says("answer_taken_back", line=back)
            found[at] = Answer(work.line, Outcome.UNMATCHED, (), said, back, work.payer)
        else:
            excess = returning.excess_back(work, over.get(-work.minor, ()))
            found[at] = excess or returning.part_back(run, work, given_back.get(own), earlier) or _answer(run, work)
        work.weighed = ()  # what is shown stands in the answer
        if work.posted is not None:
            work.posted[0].evidence = ()  # its shares may still be asked for
    return found


def _answer(run: Run, work: Work) -> Answer:
    payer = work.payer
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
    shown = list(calibrated(shown, run.book.completeness.share_lacking))
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


def _names(one: Alternative) -> str:
    ids = [s.item_id for s in one.shares]
    return ", ".join(ids[:4]) + (f" (+{len(ids) - 4})" if len(ids) > 4 else "")


def _posted_because(one: Alternative) -> Said:
    return says("answer_posted", items=_names(one), rule=says(f"rule_{one.rule}"))


def _nothing_fits(run: Run, work: Work) -> tuple[Said, str]:
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
    return says("answer_on_account" if work.payer else "answer_unmatched"), ""


def _held_back(run: Run, work: Work) -> Said:
    """Why the best alternative was not posted."""
    if work.line.fingerprint in run.rulings.held:
        return says("held_by_person")
    return held_back(work.line, work.minor, work.weighed, run.book)
