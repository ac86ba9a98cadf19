"""The payments that wait for a person, as the rows of a review book, for a sheet that is drawn elsewhere.

Law: keys, facts and seals are those of the book, so that a row is judged there as it is here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from recon.monthend import MonthEnd
from recon.review._cells import Cells
from recon.review._facts import book_id, items_of, rows_of
from recon.review._grid import Money
from recon.writers._excel import number

Shown = str | float | date | None


@dataclass(frozen=True, slots=True)
class Listing:
    """What waits."""

    book: str  # id of the book these rows belong to
    rows: Sequence[Mapping[str, Shown]]  # cells by key of the column; amounts in units of their currency


def listing(month: MonthEnd, lang: str) -> Listing:
    """The rows of a month end's book, those that are set aside last.

    Args:
        month: the figures.
        lang: language of the sentences.
    """
    said = Cells(month, lang, {}, {item.item_id: item for item in items_of(month)})
    waiting, aside = rows_of(month)
    rows = [{key: _shown(cell) for key, cell in said.line(row).items()} for row in (*waiting, *aside)]
    return Listing(book_id(month, lang), rows)


def _shown(cell: object) -> Shown:
    if isinstance(cell, Money):
        return None if cell.minor is None else number(cell.minor, cell.currency)
    assert cell is None or isinstance(cell, str | int | float | date)  # noqa: S101 - a row holds no formulas
    return cell
