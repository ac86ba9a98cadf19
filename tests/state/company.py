"""A small company on disk: one bank account in euro, a list of open items, three customers."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from recon import workspace
from recon.journal import Stamp
from recon.workspace import Workspace

ACCOUNT = "DE02120300000000202051"
STAMP = Stamp("Li Wei", datetime(2026, 4, 2, 9, 30, tzinfo=UTC))

ITEMS = (
    "INV-10023,C1,Alpina Sport AG,2026-01-05,2026-02-04,EUR,100.00,100.00",
    "INV-10024,C1,Alpina Sport AG,2026-01-20,2026-02-19,EUR,250.00,250.00",
    "INV-10025,C2,Berg Handel GmbH,2026-02-02,2026-03-04,EUR,70.00,70.00",
    "INV-10026,C3,Cella Srl,2026-02-03,2026-03-05,EUR,80.00,80.00",
    "INV-10027,C3,Cella Srl,2026-03-10,2026-04-09,EUR,35.50,35.50",
    "INV-10028,C2,Berg Handel GmbH,2026-04-01,2026-05-01,EUR,12.00,12.00",
)
CUSTOMERS = ("C1,Alpina Sport AG,", "C2,Berg Handel GmbH,", "C3,Cella Srl,")
# day, amount in cents, bank's own id, payer, text
MARCH = (
    ("0303", 100_00, "B1", "Alpina Sport AG", "Invoice INV-10023"),
    ("0304", 70_00, "B2", "Berg Handel GmbH", "Invoice INV-10025"),
    ("0311", 50_00, "B3", "Unknown Party", "thank you"),
    ("0318", 100_00, "B4", "Alpina Sport AG", "part of INV-10024"),
    ("0325", -9_90, "B5", "", "account fee"),
)
APRIL = (
    ("0402", 80_00, "B6", "Cella Srl", "Invoice INV-10026"),
    ("0407", 12_00, "B7", "Berg Handel GmbH", "INV-10028"),
)

Movement = tuple[str, int, str, str, str]


def mt940(movements: Iterable[Movement], number: str = "3", opening: int = 1000_00) -> str:
    """A statement in MT940 that ties."""
    found = list(movements)
    month, last = found[0][0][:2], found[-1][0]
    lines = [":20:STMT", f":25:{ACCOUNT}", f":28C:{number}/1", f":60F:C26{month}01EUR{_amount(opening)}"]
    closing = opening
    for day, cents, bank_id, payer, text in found:
        closing += cents
        side = "C" if cents > 0 else "D"
        lines.append(f":61:26{day}{day}{side}{_amount(abs(cents))}NTRFNONREF//{bank_id}")
        lines.append(f":86:166?00TRANSFER?20{text}" + (f"?32{payer}" if payer else ""))
    lines += [f":62F:C26{last}EUR{_amount(closing)}", "-", ""]
    return "\r\n".join(lines)


def put(folder: Path, name: str, text: str) -> Path:
    """Write an input file."""
    path = folder / "inputs" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="")
    return path


def listed(items: Iterable[str] = ITEMS) -> str:
    """A list of open items as csv."""
    header = "invoice_no,customer_id,customer_name,invoice_date,due_date,currency,amount,open_amount"
    return "\n".join([header, *items]) + "\n"


def company(folder: Path, shuffled: int | None = None) -> Workspace:
    """The company with its statement of March, rows of the lists in another order where asked."""
    books = workspace.create(folder, name="Halden GmbH", currency="EUR")
    items, customers = list(ITEMS), list(CUSTOMERS)
    if shuffled is not None:
        random.Random(shuffled).shuffle(items)
        random.Random(shuffled).shuffle(customers)
    put(folder, "ledger/open_items_2026-02-28.csv", listed(items))
    put(folder, "masters/customers.csv", "\n".join(["customer_id,customer_name,alias", *customers]) + "\n")
    put(folder, "bank/march.sta", mt940(MARCH))
    return books


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def _amount(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"
