"""One row of the review book with a decision: what it says, and what the book had shown."""

from __future__ import annotations

import json
from dataclasses import dataclass

from recon.decisions import Review
from recon.match.outcome import Share
from recon.review.layout import Verb
from recon.review.read import Row
from recon.review.refusing import Refused
from recon.rows import StatementLine
from recon.words import Said


@dataclass(frozen=True, slots=True)
class Shown:
    """What the book showed of a line: the facts under its seal."""

    no: int
    left_minor: int
    stand: str
    alternatives: tuple[tuple[Share, ...], ...]  # the first two at most
    probabilities: tuple[float, ...]
    rules: tuple[str, ...]
    related: str  # line id
    customer_id: str

    @classmethod
    def of(cls, state: str) -> Shown:
        """The facts as they stand in the cell."""
        facts = json.loads(state)
        shares = [tuple(Share(*one) for one in facts[name]) for name in ("first", "second")]
        count = len(facts["p"])
        return cls(
            facts["no"],
            facts["left"],
            facts["stand"],
            tuple(shares[:count]),
            tuple(facts["p"]),
            tuple(facts["rule"]),
            facts["related"],
            facts["customer"],
        )


@dataclass(frozen=True, slots=True)
class Case:
    """One row with a decision."""

    row: Row
    verb: Verb
    line: StatementLine
    shown: Shown
    parts: tuple[Row, ...]  # its rows of the sheet Split
    review: Review
    word: Said  # the decision as the book's user knows it

    @property
    def proposed(self) -> dict[str, Share]:
        """The shares of the proposals by document, the first before the second: they tell another currency's rate."""
        return {s.item_id: s for shares in reversed(self.shown.alternatives) for s in shares}

    @property
    def left(self) -> int:
        """What is left of the line."""
        return self.shown.left_minor

    def refused(self, code: str, column: str, what: Said, fix: Said) -> Refused:
        """Why the row cannot be applied, at one of its cells."""
        return Refused(code, self.row.place(column), what, fix)
