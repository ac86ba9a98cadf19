"""Every button of a closed workbook pressed by its name, with something for it to do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from recon.journal import Stamp
from recon.words import say
from tests.xl_addin.workbooks import sheet_of
from xl_addin.asking import Given
from xl_addin.closed import ClosedBook
from xl_addin.layout import LEDGER, RECEIPTS
from xl_addin.press import press

NOON = Stamp("Li", datetime(2026, 4, 2, 12, tzinfo=UTC))
# What some need before there is anything for them to do, and the row of it they are pressed on.
FIRST = {"accept": ("match",), "reject": ("match",), "explain": (), "undo": ("post",)}
READ_IN = {"import_bank": RECEIPTS, "import_folder": RECEIPTS, "import_ledger": LEDGER}
REFUSED = {"accept", "reject", "explain"}  # where no row of theirs is selected


def inputs(folder: Path, lang: str) -> tuple[Path, Path]:
    """A bank file and a list of documents, each with one row that is new."""
    folder.mkdir()
    bank, ledger = folder / "bank.csv", folder.parent / "ledger.csv"
    currency = "CNY" if lang == "zh" else "EUR"
    bank.write_text(
        "Booking date,Amount,Currency,Counterparty,Remittance text,Own account\n"
        f"2026-03-26,89.99,{currency},Alder,INV-26006,DE02120300000000202051\n",
        "utf-8",
    )
    ledger.write_text(
        "Document no,Customer ID,Customer name,Document date,Due date,Currency,Amount\n"
        f"INV-26100,C001,Alder,2026-03-28,2026-04-28,{currency},77.10\n",
        "utf-8",
    )
    return bank, ledger


def pressed(path: Path, id: str, lang: str, rows: tuple[int, int] | None = None) -> tuple[str, int]:
    """Press a button on a file, on these rows, and save it where the button did what it is for: sentence and code."""
    folder = path.parent / "in"
    bank, ledger = inputs(folder, lang) if not folder.exists() else (folder / "bank.csv", path.parent / "ledger.csv")
    file = ledger if id == "import_ledger" else bank
    asks = Given(True, (file,), folder, "C001" if id == "statement" else None)
    book = ClosedBook(path, asks, NOON, lang, rows)
    if id in REFUSED:
        book.choose(_matches(lang) if id != "explain" else sheet_of(RECEIPTS, lang))
    done = press(id, book, path.parent / "log")
    if done.ok:
        book.save()
    return done.sentence, done.code


def _matches(lang: str) -> str:
    return say("xl_sheet_matches", lang)
