"""Why a line became what it is: the waterfall of reasons, the runner-up and why it lost, the difference taken apart."""

from __future__ import annotations

from dataclasses import dataclass

from recon.match.outcome import Alternative, Answer, Outcome
from recon.match.scoring import PRIOR
from recon.money import show
from recon.words import Said, says


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the waterfall."""

    said: Said
    points: float  # of this reason
    total: float  # after it
    veto: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """One answer, explained."""

    answer: Answer
    waterfalls: tuple[tuple[Alternative, tuple[Step, ...]], ...]  # one for each alternative shown, best first
    difference: tuple[Said, ...]  # what the money is made of, for the best alternative
    runner_up: Said | None  # why the second one lost


def explain(answer: Answer) -> Explanation:
    """Take an answer apart."""
    falls = tuple((one, waterfall(one)) for one in answer.alternatives)
    best = answer.alternatives[0] if answer.alternatives else None
    return Explanation(answer, falls, _difference(answer, best) if best else (), _runner_up(answer))


def waterfall(one: Alternative) -> tuple[Step, ...]:
    """The reasons of an alternative, strongest first, with the running total of points."""
    if not one.evidence:
        return ()
    total = PRIOR
    steps = [Step(says("explain_prior"), PRIOR, total)]
    for reason in one.evidence:
        total += reason.points
        steps.append(Step(reason.said, reason.points, total, reason.veto))
    return tuple(steps)


def _difference(answer: Answer, best: Alternative) -> tuple[Said, ...]:
    """Line = cash on items + remainder; an item falls by its cash and what is written off."""
    currency = answer.line.currency
    parts = [says("explain_line", amount=show(answer.line.amount_minor, currency))]
    for share in best.shares:
        parts.append(says("explain_cash", item=share.item_id, amount=show(share.cash_minor, share.currency)))
        if share.written_off_minor:
            reason = says(f"explain_reason_{share.reason}")
            amount = show(share.written_off_minor, share.currency)
            parts.append(says("explain_written_off", item=share.item_id, amount=amount, reason=reason))
    if best.remainder_minor:
        parts.append(says("explain_remainder", amount=show(best.remainder_minor, currency)))
    return tuple(parts)


def _runner_up(answer: Answer) -> Said | None:
    if len(answer.alternatives) < 2:
        return None
    first, second = answer.alternatives[:2]
    items = ", ".join(s.item_id for s in second.shares[:4])
    kept = {e.rule for e in second.evidence if e.points > 0}
    missing = [e.said for e in first.evidence if e.points > 0 and e.rule not in kept]
    against = [e.said for e in second.evidence if e.veto or e.points < -0.9]
    gap = f"{first.points - second.points:.1f}"
    if answer.outcome is Outcome.AMBIGUOUS:
        return says("explain_tie", items=items)
    if against:
        return says("explain_lost_against", items=items, gap=gap, why=against[0])
    if missing:
        return says("explain_lost_missing", items=items, gap=gap, why=missing[0])
    return says("explain_lost", items=items, gap=gap)
