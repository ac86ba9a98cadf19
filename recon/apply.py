"""From answers to decisions: what matching is sure of is posted, once, and only where it still fits the ledger.

Law: a posting is known by its bank line and its documents; applying the same answer again decides nothing. What no
longer fits (a document that was settled meanwhile, money that is used already) is not posted but left for a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

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


def apply(
    answers: Iterable[Answer],
    decided: Decided,
    items: Iterable[OpenItem],
    applied: Iterable[Allocation],
    period: str,
) -> Applied:
    """Turn the answers that may be posted unasked into decisions.

    Args:
        answers: one for each bank line; only `answer.posting` is posted.
        decided: what is recorded already. A line posted there keeps the answer it was posted with.
        items: documents, `open_minor` as the lists give it.
        applied: what is recorded of them at any date and counts (of a `Position`).
        period: the month end that posts, "2026-03".
    """
    given = tuple(answers)
    book = _Documents({item.item_id: item for item in items})
    for one in applied:
        book.fall(one)
    posted: dict[str, Posted] = {}
    now: dict[str, Answer] = {}
    findings: list[Finding] = []
    # A return comes after the receipt it takes back, also where both are posted by one run.
    for answer in sorted(given, key=lambda a: (a.outcome is Outcome.REFUND, a.line.fingerprint)):
        line = answer.line
        if line.fingerprint in decided.posted:
            now[line.fingerprint] = as_posted(decided.posted[line.fingerprint], line, answer)
            continue
        posting = answer.posting
        if posting is None or not posting.shares:
            now[line.fingerprint] = answer
        elif book.takes(posting, line):
            reasons = replace(answer, alternatives=(posting,))
            decision = Posted(period, reasons, book.allocations(posting, line))
            for one in decision.allocations:
                book.fall(one)
            posted[line.fingerprint] = decision
            now[line.fingerprint] = answer
        else:
            now[line.fingerprint] = _left_for_a_person(answer, book)
            what = says("posting_no_longer_fits", line=line.line_id)
            findings.append(Finding("ST513", Severity.LOOK, line.source, what, says("posting_no_longer_fits_fix")))
    in_order = tuple(now[a.line.fingerprint] for a in given)
    return Applied(tuple(posted[n] for n in sorted(posted)), in_order, tuple(findings))


def as_posted(posted: Posted, line: StatementLine, fresh: Answer | None = None) -> Answer:
    """The answer a line was posted with, on the line as it is read now.

    Outcome, rule, probability and reasons are those of the posting. The runners-up are shown beside it as long as
    `fresh`, the answer of this run, would post the same.
    """
    kept = posted.answer.alternatives
    if fresh is not None and fresh.posting is not None and fresh.posting.shares == kept[0].shares:
        kept = (*kept, *fresh.alternatives[1:])
    return replace(posted.answer, line=line, alternatives=kept)


class _Documents:
    """The documents and how far each has fallen, by day."""

    def __init__(self, items: Mapping[str, OpenItem]) -> None:
        self.items = items
        self._falls: dict[str, dict[date, int]] = {number: {} for number in items}

    def fall(self, one: Allocation) -> None:
        """Count an allocation."""
        days = self._falls[one.item_id]
        days[one.effective] = days.get(one.effective, 0) + one.cash_minor + one.written_off_minor

    def allocations(self, posting: Alternative, line: StatementLine) -> tuple[Allocation, ...]:
        """What a posting does to the documents."""
        day = effective(line, [self.items[share.item_id] for share in posting.shares])
        return tuple(
            Allocation(
                line=line.fingerprint,
                item_id=share.item_id,
                effective=day,
                currency=share.currency,
                cash_minor=share.cash_minor,
                written_off_minor=share.written_off_minor,
                write_off_reason=share.reason,
                line_minor=share.line_minor,
            )
            for share in posting.shares
        )

    def takes(self, one: Alternative, line: StatementLine) -> bool:
        """True when the documents are there, in the right currency, open for as much, and the line has the money."""
        for share in one.shares:
            item = self.items.get(share.item_id)
            if item is None or item.currency != share.currency:
                return False
            if share.currency == line.currency and share.cash_minor != share.line_minor:
                return False
        used = sum(share.line_minor for share in one.shares)
        if not min(0, line.amount_minor) <= used <= max(0, line.amount_minor):
            return False
        after = {share.item_id: dict(self._falls[share.item_id]) for share in one.shares}
        for part in self.allocations(one, line):
            days = after[part.item_id]
            days[part.effective] = days.get(part.effective, 0) + part.cash_minor + part.written_off_minor
        return all(fits(self.items[number], falls) for number, falls in after.items())


def _left_for_a_person(answer: Answer, book: _Documents) -> Answer:
    """The answer with the alternatives that are still possible, as a proposal."""
    left = tuple(a for a in answer.alternatives if book.takes(a, answer.line))
    outcome = Outcome.PROPOSED if left else Outcome.UNMATCHED
    return replace(answer, outcome=outcome, alternatives=left, said=says("left_no_longer_fits"))
