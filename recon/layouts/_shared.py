"""What layouts do alike: csv files, plain amounts, texts that fit."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from recon.harmless import harmless
from recon.layouts import Context
from recon.money import plain, to_decimal
from recon.postings import Entry, EntryLine

Cell = str | Decimal | int
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a file format's field, not a moment: outputs never show the clock


def csv_file(
    header: Sequence[str], rows: Iterable[Sequence[Cell]], delimiter: str = ",", encoding: str = "utf-8"
) -> bytes:
    """A csv file with line ends as Windows writes them; texts harmless, amounts as they are."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else f"{cell}" for cell in row])
    return out.getvalue().encode(encoding, "replace")


def xlsx_file(sheet_name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[float]) -> bytes:
    """A workbook of one sheet: texts are text, amounts are numbers."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(out, options)
    book.set_properties({"created": _CREATED})
    sheet = book.add_worksheet(sheet_name)
    head = book.add_format({"bold": True, "bottom": 1})
    text, money = book.add_format({"num_format": "@"}), book.add_format({"num_format": "#,##0.00######"})
    for at, (name, width) in enumerate(zip(header, widths, strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, name, head)
    for number, row in enumerate(rows, 1):
        for at, cell in enumerate(row):
            if cell == "":
                continue
            if isinstance(cell, str):
                sheet.write_string(number, at, cell, text)
            else:
                sheet.write_number(number, at, float(cell), money if isinstance(cell, Decimal) else None)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def amount(minor: int, currency: str) -> Decimal | str:
    """An amount as a number; nothing where there is none."""
    return Decimal(plain(minor, currency)) if minor else ""


def valued(entry: Entry) -> list[tuple[EntryLine, int]]:
    """The lines with an amount in the company's currency, and that amount: debit less credit."""
    return [(line, line.base_minor) for line in entry.lines if line.base_minor]


def rate(entry: Entry, line: EntryLine) -> Decimal:
    """Units of the company's currency for one of the entry's, six decimals; 1 where they are the same or not known."""
    if entry.currency == entry.base_currency or not line.base_minor or not line.net_minor:
        return Decimal(1)
    ratio = to_decimal(line.base_minor, entry.base_currency) / to_decimal(line.net_minor, entry.currency)
    return ratio.quantize(Decimal("0.000001"))


def said(entry: Entry, context: Context, most: int = 1000, before: str = "") -> str:
    """The entry's own text after `before`, on one line, cut to what the system holds."""
    whole = " ".join(f"{before} {entry.text.text(context.lang)}".split())
    return whole if len(whole) <= most else f"{whole[: most - 1]}…"


def text(entry: Entry, line: EntryLine, context: Context, most: int) -> str:
    """What the line is for: the document, then the entry's own text."""
    return said(entry, context, most, line.item_id)
