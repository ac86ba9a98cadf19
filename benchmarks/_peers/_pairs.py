"""The frames that the two linkage libraries compare, and how their scored pairs become proposals."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from benchmarks._peers._shared import Row, joined, plain, tokens

SHOWN = 5


def frames(world: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lines with money in and items to be paid: id, currency, amount, name, numbers."""
    bank = pd.read_csv(world / "bank.csv", dtype=str, keep_default_na=False)
    bank = bank[~bank["amount"].str.startswith("-")]
    items = pd.read_csv(world / "invoices.csv", dtype=str, keep_default_na=False)
    items = items[~items["open_amount"].str.startswith("-")]
    left = pd.DataFrame(
        {
            "unique_id": bank["txn_id"],
            "money": bank["currency"] + bank["amount"],
            "name": bank["payer_name"].map(plain),
            "numbers": bank["remittance"].map(tokens),
            "day": bank["booking_date"],
        }
    )
    right = pd.DataFrame(
        {
            "unique_id": items["invoice_no"],
            "money": items["currency"] + items["open_amount"],
            "name": items["customer_name"].map(plain),
            "numbers": items["invoice_no"].map(lambda number: [joined(number)]),
            "day": items["due_date"],
        }
    )
    return left.reset_index(drop=True), right.reset_index(drop=True)


def proposals(pairs: Iterable[tuple[str, str, float]], amounts: dict[str, str], post: float) -> list[Row]:
    """Best pairs first: each item is taken once, each line is posted once, the rest is shown."""
    by_line: dict[str, list[tuple[float, str]]] = {}
    for line, item, probability in pairs:
        by_line.setdefault(line, []).append((-probability, item))
    taken: set[str] = set()
    rows: list[Row] = []
    for line, found in sorted(by_line.items(), key=lambda one: (min(one[1])[0], one[0])):
        found.sort()
        best = [one for one in found if one[1] not in taken][:SHOWN]
        tie = len(best) > 1 and best[0][0] == best[1][0]
        for rank, (minus, item) in enumerate(best, start=1):
            posted = rank == 1 and -minus >= post and not tie
            if posted:
                taken.add(item)
            rows.append((line, "auto" if posted else "review", rank, item, amounts[line], f"{-minus:.6f}"))
    return sorted(rows)
