"""From answers to decisions: what matching is sure of is posted, once, and only where it still fits the ledger.

Law: a posting is known by its bank line and its documents; applying the same answer again decides nothing. What no
longer fits (a document that was settled meanwhile, money that is used already) is not posted but left for a person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from recon.decisions import Decided, Posted
from recon.decisions.kinds import ALLOCATED, REFUNDED
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
    held: Collection[str] = (),
) -> Applied:
    """Turn the answers that may be posted unasked into decisions.

    Args:
        answers: one for each bank line; only `answer.posting` is posted.
        decided: what is recorded already. A line posted there keeps the answer it was posted with.
        items: documents, `open_minor` as the lists give it.
        applied: what is recorded of them at any date and counts (of a `Position`).
        period: the month end that posts, "2026-03".
        held: bank lines that a person has decided on before: nothing more of them is posted unasked.
    """
    given = tuple(answers)
    book = Documents({item.item_id: item for item in items}, decided.first_open_day)
    for one in applied:
        book.fall(one)
    posted: dict[str, Posted] = {}
    now: dict[str, Answer] = {}
    findings: list[Finding] = []
    # What takes a receipt back comes after it, also where both are posted by one run.
    for answer in sorted(given, key=lambda a: (_takes_back(a, book), a.line.fingerprint)):
        line = answer.line
        before = decided.posted.get(line.fingerprint)
        if before and answer.line.fingerprint not in held:
            now[line.fingerprint] = as_posted(before, line, answer)
            continue
        posting = answer.posting
        if posting is None or not posting.shares:
            now[line.fingerprint] = answer
        elif line.fingerprint in held:
            now[line.fingerprint] = replace(answer, outcome=Outcome.PROPOSED, said=says("held_for_a_person"))
        elif book.takes(posting, line):
            reasons = replace(answer, alternatives=(posting,))
            kind = REFUNDED if answer.outcome is Outcome.REFUND else ALLOCATED
            decision = Posted(kind, period, reasons, book.allocations(posting, line))
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


def as_posted(standing: Sequence[Posted], line: StatementLine, fresh: Answer | None = None) -> Answer:
    """The answer a line was decided with, on the line as it is read now.

    Outcome, rule, probability and reasons are those of its first posting, the shares those of all. The runners-up are
    shown beside it as long as `fresh`, the answer of this run, would post the same.
    """
    first = min(standing, key=lambda p: (not p.allocations, p.row))
    kept = first.answer.alternatives
    if fresh is not None and fresh.posting is not None and kept and fresh.posting.shares == kept[0].shares:
        kept = (*kept, *fresh.alternatives[1:])
    if kept and len(standing) > 1:
        shares = tuple(s for p in standing for one in p.answer.alternatives[:1] for s in one.shares)
        left = line.amount_minor - sum(s.line_minor for s in shares)
        kept = (replace(kept[0], shares=shares, remainder_minor=left), *kept[1:])
    customer = next((p.answer.customer_id for p in reversed(standing) if p.answer.customer_id), "")
    return replace(first.answer, line=line, alternatives=kept, customer_id=customer)


def _takes_back(answer: Answer, book: Documents) -> bool:
    """True for a return, and for a payment whose list has one in it."""
    shares = answer.posting.shares if answer.posting is not None else ()
    of = ((s.cash_minor + s.written_off_minor, book.items.get(s.item_id)) for s in shares)
    return answer.outcome is Outcome.REFUND or any(item and fallen * item.amount_minor < 0 for fallen, item in of)


class Documents:
    """The documents and how far each has fallen, by day. `not_before`: the first day that is not locked."""

    def __init__(self, items: Mapping[str, OpenItem], not_before: date | None = None) -> None:
        self.items = items
        self._not_before = not_before
        self._falls: dict[str, dict[date, int]] = {number: {} for number in items}

    def fall(self, one: Allocation) -> None:
        """Count an allocation."""
        if one.item_id not in self._falls:
            return
        days = self._falls[one.item_id]
        days[one.effective] = days.get(one.effective, 0) + one.cash_minor + one.written_off_minor

    def allocations(self, posting: Alternative, line: StatementLine) -> tuple[Allocation, ...]:
        """What a posting does to the documents."""
        day = effective(line, [self.items[share.item_id] for share in posting.shares], self._not_before)
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

    def takes(self, one: Alternative, line: StatementLine, left_minor: int | None = None) -> bool:
        """True when the documents are there, in the right currency, open for as much, and the line has the money.

        `left_minor` is what is left of the line, all of it where None.
        """
        brought = line.amount_minor if left_minor is None else left_minor
        for share in one.shares:
            item = self.items.get(share.item_id)
            if item is None or item.currency != share.currency:
                return False
            if share.currency == line.currency and share.cash_minor != share.line_minor:
                return False
        used = sum(share.line_minor for share in one.shares)
        if not min(0, brought) <= used <= max(0, brought):
            return False
        after = {share.item_id: dict(self._falls[share.item_id]) for share in one.shares}
        for part in self.allocations(one, line):
            days = after[part.item_id]
            days[part.effective] = days.get(part.effective, 0) + part.cash_minor + part.written_off_minor
        return all(fits(self.items[number], falls) for number, falls in after.items())


def _left_for_a_person(answer: Answer, book: Documents) -> Answer:
    """The answer with the alternatives that are still possible, as a proposal."""
    left = tuple(a for a in answer.alternatives if book.takes(a, answer.line))
    outcome = Outcome.PROPOSED if left else Outcome.UNMATCHED
    return replace(answer, outcome=outcome, alternatives=left, said=says("left_no_longer_fits"))
