"""The way of a well-known open ERP: find the party by name, then rank its documents by equal facts.

The party is the customer whose name token_set_ratio scores above 80, unless the first two score the same; the whole
list of customers is scanned for every payer. A document gains a point for the party, one for its number in the text and
one for the amount; the first of those with at least two points is posted, at most with what it has open.
"""

from __future__ import annotations

import csv
from collections import defaultdict

from rapidfuzz import fuzz, process

from benchmarks._peers._shared import folders, joined, plain, tokens, write

FLOOR, SHOWN = 80.0, 5


def main() -> None:
    """Find the party, then rank."""
    world, out = folders()
    with (world / "customers.csv").open(encoding="utf-8") as file:
        customers = {row["customer_id"]: plain(row["customer_name"]) for row in csv.DictReader(file)}
    items: dict[str, list[tuple[str, str, float, str]]] = defaultdict(list)
    with (world / "invoices.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            opened = float(row["open_amount"])
            if opened > 0:
                known = (row["due_date"], row["invoice_no"], opened, row["currency"])
                items[row["customer_id"]].append(known)
    parties: dict[str, str] = {}
    rows = []
    with (world / "bank.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name, amount = plain(row["payer_name"]), float(row["amount"])
            if not name or amount <= 0:
                continue
            if name not in parties:
                parties[name] = _party(name, customers)
            cited = set(tokens(row["remittance"]))
            ranked = sorted(
                (-(1 + (joined(number) in cited) + (abs(opened - amount) < 0.005)), due, number, opened)
                for due, number, opened, currency in items.get(parties[name], ())
                if currency == row["currency"]
            )[:SHOWN]
            for rank, (points, _, number, opened) in enumerate(ranked, start=1):
                status = "auto" if rank == 1 and points <= -2 else "review"
                paid = f"{min(amount, opened):.2f}"
                rows.append((row["txn_id"], status, rank, number, paid, f"{-points / 3:.4f}"))
    write(out, rows)


def _party(name: str, customers: dict[str, str]) -> str:
    best = process.extract(name, customers, scorer=fuzz.token_set_ratio, score_cutoff=FLOOR, limit=2)
    if not best or (len(best) > 1 and best[0][1] == best[1][1]):
        return ""
    return str(best[0][2])


if __name__ == "__main__":
    main()
