"""rapidfuzz on blocks: items with the amount of the line, the payer's name scored against their customers by cdist.

Posted where the best name reaches 90, the next is 5 behind and no earlier line has taken the item; the rest is shown.
"""

from __future__ import annotations

import csv
from collections import defaultdict

from rapidfuzz import fuzz, process

from benchmarks._peers._shared import folders, plain, write

POST, MARGIN, SHOWN = 90.0, 5.0, 5


def main() -> None:
    """Match block by block."""
    world, out = folders()
    items: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    with (world / "invoices.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            items[row["currency"], row["open_amount"]].append((row["invoice_no"], plain(row["customer_name"])))
    lines: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    with (world / "bank.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            key = row["currency"], row["amount"]
            if row["payer_name"] and key in items:
                lines[key].append((row["txn_id"], plain(row["payer_name"])))
    rows = []
    taken = set()
    for key, block in lines.items():
        of = items[key]
        scores = process.cdist([n for _, n in block], [n for _, n in of], scorer=fuzz.token_sort_ratio)
        for (line, _), found in zip(block, scores, strict=True):
            best = sorted(zip(found, of, strict=True), key=lambda one: (-one[0], one[1][0]))[:SHOWN]
            second = best[1][0] if len(best) > 1 else 0.0
            first = best[0][1][0]
            posted = best[0][0] >= POST and best[0][0] - second >= MARGIN and first not in taken
            taken |= {first} if posted else set()
            for rank, (score, (item, _)) in enumerate(best, start=1):
                status = "auto" if posted and rank == 1 else "review"
                rows.append((line, status, rank, item, key[1], f"{score / 100:.4f}"))
    write(out, sorted(rows))


if __name__ == "__main__":
    main()
