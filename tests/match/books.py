"""A small ledger and what a line says of it, for the tests of matching."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from recon.config import Settings
from recon.match.book import Book, build
from recon.match.candidate import Candidate, fit
from recon.match.difference import settle
from recon.match.outcome import Answer, Evidence
from recon.match.propose import propose
from recon.match.reading import read
from recon.registry import modules
from recon.rows import Customer, OpenItem, StatementLine


def book(*items: OpenItem, customers: Iterable[Customer] = (), **more: Any) -> Book:
    """A book of some items."""
    return build(items, customers, **more)


def candidate(line: StatementLine, of: Book, *ids: str) -> Candidate:
    """One way to apply a line."""
    said = read(line, of)
    ordered = tuple(sorted(ids, key=lambda i: (of.items[i].due, i)))
    customers = tuple(sorted({of.items[i].customer_id for i in ids}))
    settled = settle(line, line.amount_minor, ordered, of)
    assert settled is not None
    return Candidate(ordered, "test", customers, said, settled, fit(said, customers))


def reasons(rule: str, line: StatementLine, of: Book, *ids: str) -> list[Evidence]:
    """What a rule says of a line and some items."""
    return list(modules("recon.match.rules")[rule].evidence(line, candidate(line, of, *ids), of))


def decide(
    lines: StatementLine | Sequence[StatementLine],
    items: Iterable[OpenItem],
    customers: Iterable[Customer] = (),
    settings: Settings | None = None,
    **more: Any,
) -> tuple[Answer, ...]:
    """The answers to some lines."""
    several = (lines,) if isinstance(lines, StatementLine) else lines
    return propose(several, items, customers, settings=settings, **more)


def applied(answer: Answer) -> dict[str, int]:
    """What is posted unasked: item -> what it falls by."""
    posting = answer.posting
    return {s.item_id: s.cash_minor + s.written_off_minor for s in posting.shares} if posting else {}
