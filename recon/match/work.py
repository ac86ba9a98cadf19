"""What a run knows while it works: every line on its way to an answer, the book, and what has been posted so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from recon.match.advising import Advice
from recon.match.book import Book
from recon.match.learning import Lessons
from recon.match.licence import Licence
from recon.match.outcome import Share
from recon.match.payers import Level
from recon.match.reading import Reading
from recon.match.rulings import Rulings
from recon.match.scoring import Weighed
from recon.rows import StatementLine


@dataclass(slots=True)
class Work:
    """One line on its way to an answer."""

    place: int  # in the canonical order of lines
    line: StatementLine
    minor: int  # what is left of it
    said: Reading
    weighed: tuple[Weighed, ...] = ()
    allowed: tuple[Weighed, Licence] | None = None  # what may be posted, as the line was weighed
    looked_at: bool = False
    posted: tuple[Weighed, Licence] | None = None
    advice: Advice | None = None  # the list that says what it is made of

    @property
    def payer(self) -> str:
        """The customer who surely paid, "" where nobody is sure."""
        sure = [p for p in self.said.payers if p.level >= Level.CUT and p.shared == 1]
        return sure[0].customer_id if sure else ""

    @property
    def shares(self) -> tuple[Share, ...]:
        """What has been posted of it."""
        return self.posted[0].candidate.settled.shares if self.posted else ()


@dataclass(slots=True)
class Run:
    """All lines and the book."""

    book: Book
    works: list[Work]  # in canonical order
    rulings: Rulings = field(default_factory=Rulings)
    lessons: Lessons = field(default_factory=Lessons)
    settled_by: dict[str, list[str]] = field(default_factory=dict)  # item -> lines that took it, in order
    by_line: dict[str, Work] = field(default_factory=dict)  # the works by fingerprint
    repaid: set[str] = field(default_factory=set)  # receipts that a line has been found to take back
