"""The truth table of a sample company, and what of a month end contradicts it."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from recon.match.outcome import Answer
from recon.money import to_minor
from recon.resources import path

# Money that came twice or went back again may be left to a person as well.
TWICE = "paid_twice"


@dataclass(slots=True)
class Told:
    """What one bank line really is."""

    kind: str
    amount: int
    cash: dict[str, int] = field(default_factory=dict)  # item id -> minor units
    written_off: dict[str, int] = field(default_factory=dict)


def truth(company: str) -> dict[str, Told]:
    """The truth by the bank's own id; lines of the missing statement are left out."""
    found: dict[str, Told] = {}
    with (path("sample_books") / company / "truth.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if not row["file"]:
                continue
            amount = to_minor(Decimal(row["amount"]), row["currency"])
            line = found.setdefault(row["line_id"], Told(row["kind"], amount))
            if row["item_id"]:
                line.cash[row["item_id"]] = to_minor(Decimal(row["cash"]), "EUR")
                line.written_off[row["item_id"]] = to_minor(Decimal(row["written_off"]), "EUR")
    return found


def wrong_postings(answers: Iterable[Answer], told: dict[str, Told]) -> list[str]:
    """Postings the truth does not know, each as a line a person can follow.

    Cash must be that of the truth, item by item. A write-off may be left out (the rest stays open), never larger.
    """
    wrong: list[str] = []
    twice: dict[str, list[str]] = defaultdict(list)
    for answer in answers:
        posting = answer.posting
        if posting is None or not posting.shares:
            continue
        line = told.get(answer.line.bank_id)
        cash = {share.item_id: share.cash_minor for share in posting.shares}
        if line is None or cash != line.cash:
            meant = f"{line.kind}: {line.cash}" if line else "not in the truth"
            wrong.append(f"{answer.line.line_id} posted {cash}, {meant}")
            continue
        wrong += [
            f"{answer.line.line_id} gave up {share.written_off_minor} of {share.item_id}"
            for share in posting.shares
            if share.written_off_minor not in (0, line.written_off[share.item_id])
        ]
        if line.kind == TWICE:
            twice[next(iter(cash))].append(answer.line.line_id)
    return wrong + [f"{item} paid by {lines}" for item, lines in twice.items() if len(lines) > 1]
