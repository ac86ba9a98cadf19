"""Tables of this workbook that no list in a file is like: what was applied to documents, and money not applied.

They are found by the headings of `xl_addin.layout`, in English or Chinese, in any order. A row that cannot be used
refuses the range, as in `xl_addin.formula.ranges`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from recon.errors import InputError
from recon.ingest.lists import headers, tabular
from recon.ingest.lists.grids import Grid
from recon.ingest.lists.headers import Name
from recon.ingest.lists.rows import BadRow, ListRows, exact
from recon.ingest.profile import Profile
from recon.ingest.statement import Quarantined
from recon.rows import UNAPPLIED, Allocation, StatementLine, UnappliedCash
from recon.words import LANGUAGES, Said, listed, say, says
from xl_addin.cells import Cells
from xl_addin.formula.ranges import advice, counted, grid_of, place_of

if TYPE_CHECKING:
    import pandas as pd

    from recon.ingest.lists.numbers import Cell

Read = TypeVar("Read")

_ALLOCATIONS = {
    "line_id": "line_id",
    "item_id": "item_id",
    "customer_id": "customer_id",
    "effective": "effective",
    "currency": "currency",
    "cash": "cash",
    "written_off": "written_off",
    "reason": "reason",
    "of_line": "of_line",
}
_UNAPPLIED = {
    "line_id": "line_id",
    "customer_id": "customer_id",
    "payer_name": "payer_name",
    "booked": "booked",
    "currency": "currency",
    "left": "left",
    "open": "left",
}


def left_of(cells: Cells, lines: Sequence[StatementLine]) -> dict[str, int]:
    """What is left of each line (fingerprint -> minor units), where the range has a column that says so.

    Raises:
        InputError: a cell of that column is no amount.
    """
    table = _own(grid_of(cells, "bank"), {"left": "left"}, ())
    if table is None:
        return {}
    reader = _Rows(table)
    rows = dict(table.rows)
    found: dict[str, int] = {}
    for line in lines:
        left = reader.minor(rows[line.source.row or 0], "left", line.currency)
        if left is not None:
            found[line.fingerprint] = left
    return found


def allocations(cells: Cells, lines: Sequence[StatementLine] = ()) -> tuple[tuple[Allocation, str], ...]:
    """What was applied to documents, each with the customer it names. A line goes by its fingerprint where it is known.

    Args:
        cells: a range with the columns of the table of allocations; left out, nothing was applied.
        lines: bank lines the allocations name.

    Raises:
        InputError: a column is missing, or a cell cannot be used; it is named.
    """
    if not cells.given:
        return ()
    reader = _Rows(_needed(cells, _ALLOCATIONS, ("item_id", "effective", "currency", "cash")))
    by_id = {line.line_id: line for line in lines}

    def allocation(_row: int, line: Sequence[Cell]) -> tuple[Allocation, str]:
        item = reader.word(line, "item_id")
        if not item:
            raise reader.bad(line, "item_id", says("item_no_number"))
        currency = reader.code(line)
        paid = by_id.get(reader.word(line, "line_id"))
        cash = reader.minor(line, "cash", currency)
        if cash is None:
            raise reader.bad(line, "cash", says("amount_missing"))
        of_line = reader.minor(line, "of_line", paid.currency if paid else currency)
        one = Allocation(
            paid.fingerprint if paid else reader.word(line, "line_id"),
            item,
            reader.needed_day(line, "effective"),
            currency,
            cash,
            reader.minor(line, "written_off", currency) or 0,
            reader.word(line, "reason"),
            cash if of_line is None else of_line,
        )
        return one, reader.word(line, "customer_id")

    return reader.all(allocation)


def unapplied_money(cells: Cells) -> pd.DataFrame | None:
    """Money received and not applied (`UNAPPLIED`), as AR_UNAPPLIED gives it; None where it was left out.

    Raises:
        InputError: as `allocations`.
    """
    if not cells.given:
        return None
    reader = _Rows(_needed(cells, _UNAPPLIED, ("customer_id", "currency", "left")))

    def money(row: int, line: Sequence[Cell]) -> UnappliedCash:
        currency = reader.code(line)
        left = reader.minor(line, "left", currency)
        if left is None:
            raise reader.bad(line, "left", says("amount_missing"))
        words = [reader.word(line, key) for key in ("line_id", "customer_id", "payer_name")]
        day = reader.day(line, reader.first("booked")) or date.min
        return UnappliedCash(f"{row}", words[0], words[1], words[2], day, currency, left)

    return UNAPPLIED.frame(reader.all(money))


# --- tables of our own, by their headings


def _headings(keys: Mapping[str, str]) -> dict[str, str]:
    """Heading as it is compared -> our name, in every language; what other lists call it too."""
    found: dict[str, str] = {}
    for key, name in keys.items():
        for lang in LANGUAGES:
            found[headers.key(say(f"xl_col_{key}", lang))] = name
        found[headers.key(key)] = name
    for kind in ("items", "bank"):
        for heading, (column, _) in headers.synonyms(kind).items():
            if column in ("item_id", "customer_id", "currency", "payer_name") and column in keys:
                found.setdefault(heading, column)
    return found


def _own(grid: Grid, keys: Mapping[str, str], need: Sequence[str]) -> tabular.Table | None:
    """The table of a grid by the headings of ours, None where no row has those it needs (any of them, if none)."""
    known = _headings(keys)
    for at, (_, cells) in enumerate(grid.rows[: headers.SEARCHED_ROWS]):
        columns = [known.get(headers.key(c), "") if isinstance(c, str) else "" for c in cells]
        names = set(columns) - {""}
        if names and set(need) <= names:
            heads = tuple(
                Name(column, 0, str(cell), headers.name_of(str(cell), "items").currency)
                for column, cell in zip(columns, cells, strict=True)
            )
            table = tabular.Table("", grid.sheet, heads, [], left=grid.left)
            table.rows += [(n, row) for n, row in grid.rows[at + 1 :] if not tabular.is_apart(table, row)]
            return table
    return None


def _needed(cells: Cells, keys: Mapping[str, str], need: Sequence[str]) -> tabular.Table:
    grid = grid_of(cells)
    table = _own(grid, keys, need)
    if table is None:
        shown = listed([says(f"xl_col_{name}") for name in need])
        raise InputError(says("header_lacks", columns=shown), place_of(cells), says("excel_fix_table"))
    return table


class _Rows(ListRows):
    """The rows of a table of ours."""

    def __init__(self, table: tabular.Table) -> None:
        order = tabular.date_order([table], ("effective", "booked"), Profile())
        super().__init__(table, Profile(), order)
        money = [at for name in ("cash", "written_off", "of_line", "left") for at in table.at(name)]
        for position, rows in self.decide_marks(money).items():
            raise tabular.ambiguous_decimal(table, position, rows)

    def all(self, read: Callable[[int, Sequence[Cell]], Read]) -> tuple[Read, ...]:
        """Every row.

        Raises:
            InputError: one cannot be used; its cell is named, and the others are counted.
        """
        found: list[Read] = []
        spoiled: list[Quarantined] = []
        for row, cells in self.table.rows:
            try:
                found.append(read(row, cells))
            except BadRow as bad:
                spoiled.append(self.quarantine(row, cells, bad))
        if spoiled:
            first = spoiled[0].finding
            raise InputError(counted(first.what, len(spoiled) - 1), first.where, advice(first))
        return tuple(found)

    def word(self, cells: Sequence[Cell], name: str) -> str:
        """The text of a column, "" where the table lacks it."""
        return self.text(cells, self.first(name))

    def code(self, cells: Sequence[Cell]) -> str:
        """The currency of a row.

        Raises:
            BadRow: it is none.
        """
        currency = self.currency(cells, self.first("currency"), "")
        if not currency:
            raise self.bad(cells, "currency", says("item_no_currency"), says("currency_fix"))
        return currency

    def minor(self, cells: Sequence[Cell], name: str, currency: str) -> int | None:
        """An amount in minor units, None where the cell is blank.

        Raises:
            BadRow: the cell is no amount, or finer than the currency.
        """
        position = self.first(name)
        found = self.needed(cells, position)
        if found is None:
            return None
        minor = exact(found.value, currency)
        if minor is None:
            raise self.bad(cells, name, says("amount_too_fine", currency=currency))
        return minor

    def needed_day(self, cells: Sequence[Cell], name: str) -> date:
        """A day that must be there.

        Raises:
            BadRow: it is blank, or no day.
        """
        found = self.day(cells, self.first(name))
        if found is None:
            raise self.bad(cells, name, says("excel_day_missing"))
        return found

    def bad(self, cells: Sequence[Cell], name: str, what: Said, fix: Said | None = None) -> BadRow:
        """Why a row cannot be used."""
        position = self.first(name)
        return BadRow("", what, fix or says("excel_fix_amount"), position, self.cell(cells, position))
