"""Labelled worlds: made-up books, the receipts of their customers, and the truth of which line pays which item.

`python -m benchmarks.worlds FOLDER --seed 3 --items 5000 --difficulty 1` writes invoices.csv, customers.csv, bank.csv,
fx.csv (units per euro by date) and truth.csv. The same seed gives the same bytes. Difficulty 1 is an ordinary month;
above it more items have one amount, more customers have nearly one name, more numbers are damaged or left out, and
numbers of other things stand in the texts. `--set multi=12 --set missing=0.5` turns single knobs (`_world_mix.py`
says what each is).

truth.csv: `txn_id, invoice_no, applied_amount` (cash part in the item's currency), `kind`, `writeoff` (what a clerk
would write off), `ref_style`, `name_style`, `currency`, `twin_txn` (a payment made twice: either line may be posted,
not both). A line that pays no document of the list has one row without a number.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from random import Random

from benchmarks._world_books import Document, Line, Paid, World, documents, rates
from benchmarks._world_mix import Mix
from benchmarks._world_names import Company, companies
from benchmarks._world_payments import Payments

_PER_CUSTOMER = 9  # documents


def make(seed: int, items: int = 5000, difficulty: float = 1.0, knobs: Mapping[str, float] | None = None) -> World:
    """Make a world.

    Args:
        seed: the same seed, size, difficulty and knobs give the same world.
        items: documents issued; nearly all of them are in the list.
        difficulty: 1 ordinary, 2 hard, 3 very hard.
        knobs: what of `Mix` is set apart from that.

    Raises:
        ValueError: there is no such knob.
    """
    mix = Mix().harder(difficulty).with_(knobs or {})
    draw = Random(f"{seed} {items} {difficulty} {sorted((knobs or {}).items())}")
    world = World()
    world.customers = companies(max(items // _PER_CUSTOMER, 4), mix, draw)
    rates(world, draw)
    documents(world, items, mix, draw)
    Payments(world, mix, draw).run()
    world.lines.sort(key=_place)
    for at, line in enumerate(world.lines, start=1):
        line.line_id = f"L{at:07}"
    world.truth.sort(key=lambda paid: (paid.line.line_id, paid.document.number if paid.document else ""))
    return world


def _place(line: Line) -> tuple[object, ...]:
    return (line.day, line.minor, line.payer, line.text, line.account, line.currency, line.reference)


_ITEM = (
    "invoice_no,customer_id,customer_name,document_type,invoice_date,due_date,currency,amount,open_amount,po_number,"
    "payment_reference,discount_amount,discount_date"
)
_CUSTOMER = "customer_id,customer_name,country,currency,parent_customer_id,bank_account,alias"
_LINE = (
    "txn_id,booking_date,amount,currency,payer_name,payer_account,remittance,reference,account,original_amount,"
    "original_currency"
)
_TRUTH = "txn_id,invoice_no,applied_amount,kind,writeoff,ref_style,name_style,currency,twin_txn"
_DISCOUNT_DAYS = 14


def write(world: World, folder: Path) -> None:
    """Write the five files of a world."""
    folder.mkdir(parents=True, exist_ok=True)
    _table(folder / "invoices.csv", _ITEM, (_item(d) for d in world.documents if d.listed))
    _table(folder / "customers.csv", _CUSTOMER, map(_customer, world.customers))
    _table(folder / "bank.csv", _LINE, map(_movement, world.lines))
    _table(
        folder / "fx.csv",
        "date,currency,units_per_eur",
        ((day, currency, f"{units:.6f}") for day, known in world.rates for currency, units in known.items()),
    )
    _table(folder / "truth.csv", _TRUTH, map(_paid, world.truth))


def _item(d: Document) -> tuple[object, ...]:
    until = d.issued + timedelta(_DISCOUNT_DAYS) if d.discount else ""
    return (
        *(d.number, d.customer.customer_id, d.customer.name, "credit_note" if d.amount < 0 else "invoice"),
        *(d.issued, d.due, d.customer.currency, _money(d.amount), _money(d.opened), d.order, d.reference),
        *(_money(d.discount) if d.discount else "", until),
    )


def _customer(c: Company) -> tuple[object, ...]:
    return (c.customer_id, c.name, c.country, c.currency, c.parent, c.account, c.alias)


def _movement(line: Line) -> tuple[object, ...]:
    return (
        *(line.line_id, line.day, _money(line.minor), line.currency, line.payer, line.account, line.text),
        *(line.reference, f"Main {line.currency}", line.original, line.original_currency),
    )


def _paid(paid: Paid) -> tuple[object, ...]:
    document, line = paid.document, paid.line
    return (
        *(line.line_id, document.number if document else "", _money(paid.cash), paid.kind, _money(paid.off)),
        *(paid.style, line.name_style, document.customer.currency if document else line.currency),
        paid.twin.line_id if paid.twin else "",
    )


def _money(minor: int) -> str:
    """Every made-up currency has two decimals."""
    return f"{minor / 100:.2f}"


def _table(path: Path, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns.split(","))
        writer.writerows(rows)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--items", type=int, default=5000)
    parser.add_argument("--difficulty", type=float, default=1.0)
    parser.add_argument("--set", action="append", default=[], metavar="KNOB=VALUE", help="a knob of _world_mix.py")
    chosen = parser.parse_args()
    knobs = {name: float(value) for name, _, value in (one.partition("=") for one in chosen.set)}
    write(make(chosen.seed, chosen.items, chosen.difficulty, knobs), chosen.folder)


if __name__ == "__main__":
    main()
