"""Why a line became what it is: the waterfall of reasons, the runner-up and why it lost, the money taken apart.

Law: nothing is weighed again. An explanation rests on the answer alone, so that a posting of an earlier step, or of an
earlier run, is explained by the evidence as it stood then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recon.match.outcome import Alternative, Answer, Evidence, Outcome
from recon.match.scoring import PRIOR
from recon.money import show
from recon.words import Said, known, listed, says, some

_WORTH_SAYING = 0.05  # points in which two answers must differ in a rule
_MOST_DIFFERENCES = 5
_RETURN = "returned_payment"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the waterfall."""

    said: Said
    points: float  # of this reason
    total: float  # after it
    veto: bool = False
    rule: str = ""  # that gave it; "" for the start


@dataclass(frozen=True, slots=True)
class Waterfall:
    """One alternative: from the odds before any evidence to its probability."""

    alternative: Alternative
    way: Said  # what carries it: the rule of its posting, or how it was found
    steps: tuple[Step, ...]  # the start, then reasons for, then reasons against, the strongest first
    probability: Said  # what the points come to, beside the other answers


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the calculation from what is open to what was received."""

    said: Said
    minor: int  # minor units of `currency`
    currency: str
    total: bool = False  # the sum of the parts above it


@dataclass(frozen=True, slots=True)
class Differs:
    """A rule by which the runner-up fares worse, or better, than the best."""

    name: str  # of the rule
    rule: Said
    points: float  # of the runner-up less those of the best
    reason: Said  # its strongest reason, or that it lacks that of the best


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """Why the second alternative is the second."""

    said: Said  # the whole in one sentence
    differs: tuple[Differs, ...]  # what counts most first


@dataclass(frozen=True, slots=True)
class Explanation:
    """One answer, explained."""

    answer: Answer
    because: Said | None  # what lets it be posted unasked; None where it is not
    next: Said | None  # what would settle it; None where nothing is to be done
    money: tuple[Part, ...]  # from what is open to what was received, for the best alternative
    shares: tuple[Said, ...]  # what each document gets, where there are several
    waterfalls: tuple[Waterfall, ...]  # one for each alternative shown, best first
    runner_up: RunnerUp | None


def explain(answer: Answer) -> Explanation:
    """Take an answer apart."""
    best = answer.alternatives[0] if answer.alternatives else None
    posting = answer.posting
    return Explanation(
        answer,
        says("explain_because", proof=_proof(posting.rule)) if posting else None,
        next_step(answer),
        money(answer),
        tuple(_shares(best)) if best else (),
        tuple(Waterfall(one, way_of(one), steps(one), _comes_to(one, answer)) for one in answer.alternatives),
        runner_up(answer),
    )


def next_step(answer: Answer) -> Said | None:
    """What a person can do about a line that waits, None where nothing is to be done."""
    if answer.posting is not None:
        return None
    why = next((value for name, value in answer.said.fields if name == "why" and isinstance(value, Said)), answer.said)
    told = f"then_{why.id}"
    if known(told):
        return says(told)
    waits = answer.outcome in (Outcome.PROPOSED, Outcome.AMBIGUOUS) and answer.alternatives
    return says("then_held_no_proof") if waits else None


def way_of(one: Alternative) -> Said:
    """What carries an alternative, in words: the rule of a posting, or how its items were found."""
    for told in (f"rule_{one.rule}", f"way_{one.rule}"):
        if known(told):
            return says(told)
    return says("verbatim", text=one.rule)


def rule_named(rule: str) -> Said:
    """A rule of evidence in words; one that was dropped in without words by its name."""
    told = f"about_{rule}"
    return says(told) if known(told) else says("verbatim", text=rule)


def steps(one: Alternative) -> tuple[Step, ...]:
    """The reasons of an alternative with the running total: those for it, then those against, the strongest first."""
    if not one.evidence:
        return ()
    total = PRIOR
    found = [Step(says("explain_prior"), PRIOR, total)]
    for reason in sorted(one.evidence, key=lambda e: (e.points < 0 or e.veto, -abs(e.points))):
        total += reason.points
        found.append(Step(reason.said, reason.points, total, reason.veto, reason.rule))
    return tuple(found)


def money(answer: Answer) -> tuple[Part, ...]:
    """How the best alternative gets from what is open to what was received; the parts before a total add up to it."""
    line = answer.line
    told = "money_received" if line.amount_minor > 0 else "money_paid_out"
    received = Part(says(told), line.amount_minor, line.currency, total=True)
    if not answer.alternatives:
        return (received,)
    best = answer.alternatives[0]
    currency = best.shares[0].currency if best.shares else line.currency
    cash = sum(s.cash_minor for s in best.shares)
    of_line = sum(s.line_minor for s in best.shares)
    parts = [*_settled(best, currency)] if best.shares else []
    if currency != line.currency:
        parts.append(Part(says("money_cash"), cash, currency, total=True))
        parts.append(Part(says("money_converted"), of_line, line.currency))
    if best.remainder_minor:
        parts.append(Part(says("money_on_account"), best.remainder_minor, line.currency))
    if elsewhere := line.amount_minor - of_line - best.remainder_minor:
        parts.append(Part(says("money_elsewhere"), elsewhere, line.currency))
    return (*parts, received)


def _settled(best: Alternative, currency: str) -> Iterator[Part]:
    """What is open, less what is given up and what stays open: the cash."""
    falls = sum(s.cash_minor + s.written_off_minor for s in best.shares)
    names = some([s.item_id for s in best.shares])
    opened = "money_opened_again" if best.rule == _RETURN else "money_open"
    yield Part(says(opened, items=names), falls + best.left_open_minor, currency)
    given: dict[str, int] = {}
    for share in best.shares:
        if share.written_off_minor:
            reason = share.reason or "write_off"
            given[reason] = given.get(reason, 0) + share.written_off_minor
    for reason, minor in sorted(given.items()):
        yield Part(says("money_given_up", reason=says(f"reason_{reason}")), -minor, currency)
    if best.left_open_minor:
        yield Part(says("money_left_open"), -best.left_open_minor, currency)


def _shares(best: Alternative) -> Iterator[Said]:
    if len(best.shares) < 2:
        return
    for share in best.shares:
        cash = show(share.cash_minor, share.currency)
        if share.written_off_minor:
            given = show(share.written_off_minor, share.currency)
            reason = says(f"reason_{share.reason or 'write_off'}")
            yield says("money_share_and_more", item=share.item_id, cash=cash, given=given, reason=reason)
        else:
            yield says("money_share", item=share.item_id, cash=cash)


def _proof(rule: str) -> Said:
    told = f"proof_{rule}"
    return says(told) if known(told) else says(f"rule_{rule}") if known(f"rule_{rule}") else says("verbatim", text=rule)


def _comes_to(one: Alternative, answer: Answer) -> Said:
    percent = f"{one.probability * 100:.2f}"
    said = "explain_comes_to" if answer.posting is not None else "explain_comes_to_left"
    return says(said, points=f"{one.points:+.1f}", percent=percent)


def runner_up(answer: Answer) -> RunnerUp | None:
    """Why the second alternative is the second; None where there is only one."""
    if len(answer.alternatives) < 2:
        return None
    first, second = answer.alternatives[:2]
    items = some([s.item_id for s in second.shares])
    differs = tuple(sorted(_differences(first, second), key=lambda d: -abs(d.points)))[:_MOST_DIFFERENCES]
    gap = first.points - second.points
    if answer.outcome is Outcome.AMBIGUOUS:
        return RunnerUp(says("explain_tie", items=items), differs)
    behind = [d for d in differs if d.points < 0]
    if not behind or gap <= 0:
        return RunnerUp(says("explain_second", items=items), differs)
    facts = {"items": items, "gap": f"{gap:.1f}", "why": _named(behind)}
    ahead = [d for d in differs if d.points > 0]
    said = says("explain_lost_though", **facts, ahead=_named(ahead)) if ahead else says("explain_lost", **facts)
    return RunnerUp(said, differs)


def _named(differs: Sequence[Differs]) -> Said:
    return listed([says("explain_differs", rule=d.rule, points=f"{d.points:+.1f}") for d in differs])


def _differences(first: Alternative, second: Alternative) -> Iterator[Differs]:
    """Rule by rule, what the second has more or less than the first."""
    one, other = _by_rule(first), _by_rule(second)
    for rule in sorted({*one, *other}):
        points = sum(e.points for e in other.get(rule, ())) - sum(e.points for e in one.get(rule, ()))
        if abs(points) < _WORTH_SAYING:
            continue
        reasons = other.get(rule) or one[rule]
        reason = max(reasons, key=lambda e: abs(e.points)).said
        if rule not in other:
            reason = says("explain_lacks" if points < 0 else "explain_spared", reason=reason)
        yield Differs(rule, rule_named(rule), points, reason)


def _by_rule(of: Alternative) -> dict[str, Sequence[Evidence]]:
    found: dict[str, list[Evidence]] = {}
    for reason in of.evidence:
        found.setdefault(reason.rule, []).append(reason)
    return dict(found)
