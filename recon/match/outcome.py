"""What matching says of a line: the answer, its alternatives, and the evidence for and against.

An answer is a value. `posted` and `refund` may be posted unasked, all others wait for a person. The shares of one
alternative never use more of the line than it has, and never more of an item than is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from recon.rows import StatementLine
from recon.words import Said

SHOWN = 5  # alternatives of an answer, at most
TIED = 0.7  # points within which two alternatives are equally good


class Outcome(StrEnum):
    """What becomes of a bank line."""

    POSTED = "posted"  # certain enough to post unasked
    PROPOSED = "proposed"  # one best proposal for a person
    AMBIGUOUS = "ambiguous"  # several answers equally good
    UNMATCHED = "unmatched"  # nothing fits: unapplied (on account where the payer is known)
    DUPLICATE = "duplicate"  # copy of a movement already seen: ignored and reported
    NOT_OURS = "not_ours"  # own transfer, bank charge, tax: not a receipt from a customer
    REFUND = "refund"  # money out that settles a credit note or reverses a receipt


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for (points above zero) or against (below) an alternative, as a sentence that can be checked."""

    points: float  # log-odds, natural logarithm
    said: Said
    rule: str = ""  # name of the rule that gave it
    veto: bool = False  # no setting and no other evidence can post against it


@dataclass(frozen=True, slots=True)
class Share:
    """What one alternative settles of one item."""

    item_id: str
    currency: str  # currency of the item
    cash_minor: int  # cash part, in the item's currency; negative where a credit note is used up
    line_minor: int  # part of the bank line used, in the line's currency
    written_off_minor: int = 0  # discount, fee, rounding or short payment given up; the item falls by cash + this
    reason: str = ""  # discount | fee | rounding | short_pay | tax | "" where nothing is written off


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to apply a line."""

    shares: tuple[Share, ...]
    probability: float  # calibrated, 0..1
    points: float  # sum of the evidence
    rule: str  # name of the rule or generator that carries it
    evidence: tuple[Evidence, ...]
    customer_id: str = ""  # whose items they are, "" where of several customers
    remainder_minor: int = 0  # part of the line left unapplied, in the line's currency
    left_open_minor: int = 0  # what stays open on its items after it, in their currency


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer for one bank line: outcome, ranked alternatives (best first, at most five) and one sentence."""

    line: StatementLine
    outcome: Outcome
    alternatives: tuple[Alternative, ...]
    said: Said  # why this outcome
    related: str = ""  # line_id of the line this is a duplicate or reversal of
    customer_id: str = ""  # payer, where known, also when nothing is applied

    @property
    def posting(self) -> Alternative | None:
        """What is posted unasked: the first alternative of a posted line or refund, else nothing."""
        auto = self.outcome in (Outcome.POSTED, Outcome.REFUND)
        return self.alternatives[0] if auto and self.alternatives else None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One row of proposals.csv. Every bank line has at least one (empty item, 0)."""

    line_id: str
    outcome: str
    status: str  # auto (posted, refund) or review
    rank: int  # rows of one alternative share rank and probability; rank 1 of an auto line is the posting
    item_id: str
    allocated_minor: int  # cash part in `currency`, negative for credit notes
    written_off_minor: int
    currency: str  # of the item; of the line where there is no item
    probability: float
    rule: str
    reason: str
