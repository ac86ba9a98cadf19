"""Tables into cells: headings in a language, amounts in units, dates as dates, blank as blank."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from recon.report import Column, Kind, Section, Value, currencies
from recon.words import Said
from xl_addin.amounts import in_units
from xl_addin.cells import Cell, Cells
from xl_addin.formula.language import language, language_of

Row = tuple[Value, ...]


def spill(section: Section, like: Cells | None = None) -> Cells:
    """A section as cells: a row of headings, then its rows.

    Args:
        section: money cells in whole minor units, with their currency (see `recon.report.Section`).
        like: the table it came from, whose language its headings have.
    """
    lang = language() if like is None else language_of(like)
    heads = tuple(column.label.text(lang) for column in section.columns)
    shown = [_shown(section, column, lang) for column in section.columns]
    return Cells(
        (heads, *(tuple(show(row, row[at]) for at, show in enumerate(shown)) for row in section.rows)),
    )


def _shown(section: Section, column: Column, lang: str) -> Callable[[Row, Value], Cell]:
    """How the cells of a column are shown, told their row."""
    if column.kind is Kind.MONEY:
        of = currencies(section, column)
        return lambda row, value: None if value is None else in_units(int(str(value)), of(row))
    if column.kind is Kind.COUNT:
        return lambda _row, value: None if value is None else float(str(value))
    return lambda _row, value: _plain(value, lang)


def _plain(value: Value, lang: str) -> Cell:
    if isinstance(value, Said):
        return value.text(lang)
    return value if isinstance(value, date | int | float) else value or None
