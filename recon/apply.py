"""From answers to decisions: what matching is sure of is posted, once, and only where it still fits the ledger.

Law: a posting is known by its bank line and its documents; applying the same answer again decides nothing. What no
longer fits (a document that was settled meanwhile, money that is used already) is not posted but left for a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from recon.decisions import Decided, Posted
from recon.errors import Finding, Severity
from recon.ledger import effective, fits
from recon.match.outcome import Alternative, Answer, Outcome
from recon.rows import Allocation, OpenItem, StatementLine
from recon.words import says


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of the answers."""

    posted: tuple[Posted, ...]  # new decisions, by bank line
    answers: tuple[Answer, ...]  # every answer as it stands now, in the order given
    findings: tuple[Finding, ...]


def apply(answers: Iterable[Answer], decided: Decided, items: Mapping[str, OpenItem], period: str) -> Applied:
    """Turn the answers that may be posted unasked into decisions.

    Args:
        answers: one for each bank line; only `answer.posting` is posted.
        decided: what is recorded already. A line posted there keeps the answer it was posted with.
        items: documents by number, `open_minor` after everything recorded at any date.
        period: the month end that posts, "2026-03".
    """
    given = tuple(answers)
    open_minor = {number: item.open_minor for number, item in items.items()}
    posted: dict[str, Posted] = {}
    now: dict[str, Answer] = {}
    findings: list[Finding] = []
    for answer in sorted(given, key=lambda a: a.line.fingerprint):
        line = answer.line
        if line.fingerprint in decided.posted:
            now[line.fingerprint] = as_posted(decided.posted[line.fingerprint], line)
            continue
        posting = answer.posting
        if posting is None or not posting.shares:
            now[line.fingerprint] = answer
        elif _fits(posting, line, items, open_minor):
            decision = Posted(period, answer, _allocations(posting, line, items))
            for one in decision.allocations:
                open_minor[one.item_id] -= one.cash_minor + one.written_off_minor
            posted[line.fingerprint] = decision
            now[line.fingerprint] = answer
        else:
            now[line.fingerprint] = _left_for_a_person(answer, items, open_minor)
            what = says("posting_no_longer_fits", line=line.line_id)
            findings.append(Finding("ST513", Severity.LOOK, line.source, what, says("posting_no_longer_fits_fix")))
    in_order = tuple(now[a.line.fingerprint] for a in given)
    return Applied(tuple(posted[n] for n in sorted(posted)), in_order, tuple(findings))


def as_posted(posted: Posted, line: StatementLine) -> Answer:
    """The answer a line was posted with, on the line as it is read now."""
    return replace(posted.answer, line=line)


def _allocations(posting: Alternative, line: StatementLine, items: Mapping[str, OpenItem]) -> tuple[Allocation, ...]:
    return tuple(
        Allocation(
            line=line.fingerprint,
            item_id=share.item_id,
            effective=effective(line, items[share.item_id]),
            currency=share.currency,
            cash_minor=share.cash_minor,
            written_off_minor=share.written_off_minor,
            write_off_reason=share.reason,
            line_minor=share.line_minor,
        )
        for share in posting.shares
    )


def _fits(one: Alternative, line: StatementLine, items: Mapping[str, OpenItem], open_minor: Mapping[str, int]) -> bool:
    """True when the documents are there, in the right currency, open for as much, and the line has the money."""
    falls: dict[str, int] = defaultdict(int)
    for share in one.shares:
        item = items.get(share.item_id)
        if item is None or item.currency != share.currency:
            return False
        if share.currency == line.currency and share.cash_minor != share.line_minor:
            return False
        falls[share.item_id] += share.cash_minor + share.written_off_minor
    used = sum(share.line_minor for share in one.shares)
    whole = line.amount_minor
    if not min(0, whole) <= used <= max(0, whole):
        return False
    return all(
        fits(replace(items[number], open_minor=open_minor[number]), minor, items[number].amount_minor)
        for number, minor in falls.items()
    )


def _left_for_a_person(answer: Answer, items: Mapping[str, OpenItem], open_minor: Mapping[str, int]) -> Answer:
    """The answer with the alternatives that are still possible, as a proposal."""
    left = tuple(a for a in answer.alternatives if _fits(a, answer.line, items, open_minor))
    outcome = Outcome.PROPOSED if left else Outcome.UNMATCHED
    return replace(answer, outcome=outcome, alternatives=left, said=says("left_no_longer_fits"))
