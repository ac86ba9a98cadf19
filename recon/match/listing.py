"""The rows of proposals.csv: every line has at least one, alternatives share rank and probability."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from recon.match.outcome import Alternative, Answer, Outcome, Proposal

_RETURN = "returned_payment"


def proposals(answers: Iterable[Answer], lang: str = "en") -> Iterator[Proposal]:
    """The rows of some answers, in their order.

    A return settles nothing: it is one row without an item, since what its receipt settled is open again; the reason
    names both.
    """
    return (row for answer in answers for row in _rows(answer, lang))


def _rows(answer: Answer, lang: str) -> Iterator[Proposal]:
    auto = answer.outcome in (Outcome.POSTED, Outcome.REFUND)
    status = "auto" if auto else "review"
    line = answer.line
    written = False
    for rank, one in enumerate(answer.alternatives, start=1):
        reason = answer.said.text(lang) if rank == 1 else _reason(one, lang)
        probability = round(one.probability, 6)
        for share in one.shares if one.rule != _RETURN else ():
            written = True
            yield Proposal(
                line.line_id,
                answer.outcome.value,
                status if rank == 1 else "review",
                rank,
                share.item_id,
                share.cash_minor,
                share.written_off_minor,
                share.currency,
                probability,
                one.rule,
                reason,
            )
    if not written:
        first = answer.alternatives[0] if answer.alternatives else None
        yield Proposal(
            line.line_id,
            answer.outcome.value,
            status,
            1,
            "",
            0,
            0,
            line.currency,
            round(first.probability, 6) if first else 0.0,
            first.rule if first else "",
            answer.said.text(lang),
        )


def _reason(one: Alternative, lang: str) -> str:
    """The strongest reasons for, then those against."""
    reasons = [e for e in one.evidence if e.points > 0][:3] + [e for e in one.evidence if e.points < 0 or e.veto][:2]
    return " ".join(e.said.text(lang) for e in reasons)
