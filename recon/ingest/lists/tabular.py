"""Grids -> tables: header, data rows, totals, and what the rows around the data say of it.

Every row of a grid is counted once: header, preamble, data, footer or blank. Nothing is judged here cell by cell; the
decimal mark and the order of dates are decided for a whole column and a whole file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import islice

from recon.errors import Finding, InputError, Severity, Where, address
from recon.ingest.lists import dates, headers, numbers
from recon.ingest.lists.grids import Grid
from recon.ingest.lists.headers import Header, Name
from recon.ingest.lists.numbers import Cell, is_empty, text_of
from recon.ingest.profile import Profile
from recon.words import listed, says

_TOTALS = re.compile(
    r"(?:人民币|人民幣|美元|港币|欧元|本页|本頁|本期|本月|本年|本日|当前页|收入|支出|借方|贷方|金额)*"
    r"(?:合计|合計|总计|總計|小计|小計|累计|累計|共计|共計)(?:金额|金額|笔数|数)?[:：]?.*"
    r"|(?:sub|grand|page|report|column|overall)?[ -]?totals?\b.*"
    r"|total(?:s|es|e)?[: ].*|summe\b.*|gesamt\w*|zwischensumme\b.*|sum:?"
    r"|(?:end of (?:report|statement|list|file)|\*+ ?end\b).*",
    re.IGNORECASE,
)
_TOTALS_HINT = re.compile(r"[计計*]|total|sum|gesamt|end of", re.IGNORECASE)  # what every totals row has in it
_DIGIT = re.compile(r"[1-9]")
_DIGITS = "0123456789"
_BALANCE_ROW = re.compile(
    r"期初余额|期末余额|期初餘額|期末餘額|上期结转|上期余额|承前页|过次页|上年结转|本期余额|结转下[页期年]"
    r"|(?:opening|closing|starting|ending|previous|brought forward|carried forward) ?(?:ledger )?balance\b.*"
    r"|balance (?:b/?f|c/?f|brought forward|carried forward|at (?:start|end) of period)\b.*"
    r"|(?:anfangs|end|start|schluss)saldo\b.*"
    r"|solde (?:initial|final|précédent)\b.*|saldo (?:inicial|final|anterior)\b.*",
    re.IGNORECASE,
)
_CLOSING_WORDS = re.compile(r"期末|过次|结转下|本期余额|closing|ending|carried|c/?f|end|schluss|final", re.IGNORECASE)


MOVING = ("amount", "booked_amount", "debit", "credit", "booked_debit", "booked_credit")
COUNTS = ("header", "preamble", "data", "footer", "blank", "quarantined")  # every row of a file is one of these


@dataclass(slots=True)
class Table:
    """One list: its columns, its data rows, and what stands around them."""

    file: str
    sheet: str
    names: tuple[Name, ...]  # what each column means, by position
    rows: list[tuple[int, Sequence[Cell]]]  # data rows with their numbers
    around: list[tuple[int, Sequence[Cell]]] = field(default_factory=list)  # preamble and footer rows
    balances: list[tuple[int, Sequence[Cell], bool]] = field(default_factory=list)  # balance rows; True = closing
    counts: Counter[str] = field(default_factory=Counter)  # header, preamble, data, footer, blank
    findings: list[Finding] = field(default_factory=list)
    money_at: tuple[int, ...] = ()  # columns whose amounts move the account
    left: int = 0  # see Grid.left

    def __post_init__(self) -> None:
        self.money_at = tuple(i for i, name in enumerate(self.names) if name.column in MOVING)

    def at(self, column: str) -> list[int]:
        """Positions of the columns that mean `column`, the best name first."""
        found = [i for i, name in enumerate(self.names) if name.column == column]
        return sorted(found, key=lambda i: (self.names[i].rank, i))

    def cells(self, position: int) -> list[Cell]:
        """The cells of a column, blank where a row is shorter."""
        return [cells[position] if position < len(cells) else "" for _, cells in self.rows]

    def where(self, row: int, position: int | None = None, value: Cell = "") -> Where:
        """The place of a cell; `row` is the row's number in the file."""
        column = self.names[position].header or f"#{position + 1}" if position is not None else ""
        cell = address(row, self.left + position) if self.left and position is not None else ""
        return Where(self.file, self.sheet, row, column, text_of(value) if value != "" else "", cell)

    def said_around(self) -> str:
        """The text of the rows around the data, one row a line."""
        return "\n".join(" ".join(text_of(c) for c in cells if not is_empty(c)) for _, cells in self.around)


def tables(grids: Sequence[Grid], kind: str, profile: Profile) -> Iterator[Table | Finding]:
    """The tables of a file, and a note for each sheet that holds none.

    Raises:
        InputError: no grid holds a table of this kind; the message names what is missing in the best one.
    """
    found = 0
    skipped: list[Grid] = []
    for grid in grids:
        table = _table(grid, kind, profile)
        if table is not None:
            found += 1
            yield table
        elif any(not _blank(cells) for _, cells in grid.rows):
            skipped.append(grid)
    if not found:
        raise _no_table(grids, kind, profile)
    for grid in skipped:
        yield Finding("IN206", Severity.NOTE, Where(profile.file, sheet=grid.sheet), says("sheet_no_table"))


def rows_outside(all_grids: Sequence[Grid], found: Sequence[Table]) -> int:
    """How many rows stand on sheets that hold no table."""
    used = {table.sheet for table in found}
    return sum(len(grid.rows) for grid in all_grids if grid.sheet not in used)


def _blank(cells: Sequence[Cell]) -> bool:
    if cells and (lead := cells[0]) and (not isinstance(lead, str) or lead[0].isalnum()):
        return False  # the usual row, at a glance
    return all(isinstance(cell, str) and not cell.strip('" \t\r\n\u3000\xa0') for cell in cells)


def _table(grid: Grid, kind: str, profile: Profile) -> Table | None:
    rows = [cells for _, cells in grid.rows]
    found = headers.find(rows, kind, profile.columns)
    if found is None:
        found = headers.find(rows, kind, profile.columns, misspelt=True)
    if found is not None:
        return _divided(grid, found, kind, profile)
    return _bare_table(grid, profile) if kind == "bank" else None


def _divided(grid: Grid, header: Header, kind: str, profile: Profile) -> Table:
    table = Table(profile.file, grid.sheet, header.names, [], left=grid.left)
    for name in header.names:
        if name.like:
            what = says("header_like", header=name.header, like=name.like)
            at = Where(profile.file, grid.sheet, grid.rows[header.last][0], name.header)
            table.findings.append(Finding("IN207", Severity.LOOK, at, what, says("header_like_fix")))
    for number, cells in grid.rows[: header.first]:
        table.counts["blank" if _blank(cells) else "preamble"] += 1
        table.around.append((number, cells))
    table.counts["header"] += header.last - header.first + 1
    _fill(table, grid.rows[header.last + 1 :], _repeated(grid, header), kind)
    return table


def _repeated(grid: Grid, header: Header) -> set[tuple[str, ...]]:
    """The header's rows as compared, to know them again at the top of a later page."""
    return {_compared(cells) for _, cells in grid.rows[header.first : header.last + 1]}


def _compared(cells: Sequence[Cell]) -> tuple[str, ...]:
    keys = [headers.key(cell) if isinstance(cell, str) else str(cell) for cell in cells]
    while keys and not keys[-1]:
        keys.pop()
    return tuple(keys)


def _fill(table: Table, rows: Sequence[tuple[int, Sequence[Cell]]], repeated: set[tuple[str, ...]], kind: str) -> None:
    firsts = frozenset(names[0] for names in repeated if names)
    for row in rows:
        number, cells = row
        if _is_usual(table, cells, firsts, kind):
            table.rows.append(row)
        elif _blank(cells):
            table.counts["blank"] += 1
        elif isinstance(cells[0], str) and headers.key(cells[0]) in firsts and _compared(cells) in repeated:
            table.counts["header"] += 1
        elif kind == "bank" and (said := _balance_row(table, cells)):
            table.counts["footer"] += 1
            table.balances.append((number, cells, bool(_CLOSING_WORDS.search(said))))
        elif _is_footer(table, cells):
            table.counts["footer"] += 1
            table.around.append((number, cells))
        else:
            table.rows.append(row)
    table.counts["data"] += len(table.rows)


def _is_usual(table: Table, cells: Sequence[Cell], firsts: frozenset[str], kind: str) -> bool:
    """True for a row that is data at a glance: no blank, header, balance or total. False says nothing."""
    if len(cells) < 2 or not isinstance(lead := cells[0], str) or not lead or is_empty(cells[1]):
        return False
    if kind == "bank" and not any(i < len(cells) and _moves(cells[i]) for i in table.money_at):
        return False
    # Numbers of documents and dates differ in their last digits alone, in which no word can stand.
    stem = lead.rstrip(_DIGITS)
    return lead[0].isalnum() and not _opens_else(stem, stem != lead, firsts)


@lru_cache(maxsize=4096)
def _opens_else(stem: str, numbered: bool, firsts: frozenset[str]) -> bool:
    """Whether a first cell that begins so, with digits after it where `numbered`, may open a total or a header."""
    begins = headers.key(stem)
    if numbered:
        heads = any(first[-1:].isdigit() and first.startswith(begins) for first in firsts)
    else:
        heads = begins in firsts or is_empty(stem)
    return heads or _TOTALS_HINT.search(stem) is not None


def is_apart(table: Table, cells: Sequence[Cell]) -> bool:
    """True for a row that is none of the list's own: blank, a total, a sentence about the list."""
    return _blank(cells) or _is_footer(table, cells)


def _balance_row(table: Table, cells: Sequence[Cell]) -> str:
    """The words of a row that carries a balance and moves nothing, "" for any other row."""
    if any(_moves(cells[i]) for i in table.money_at if i < len(cells)):
        return ""
    return next((c.strip() for c in cells if isinstance(c, str) and _BALANCE_ROW.fullmatch(c.strip())), "")


def _moves(cell: Cell) -> bool:
    """True where a cell holds an amount other than zero."""
    return bool(cell) and (not isinstance(cell, str) or _DIGIT.search(cell) is not None)


def _hints(lead: Cell) -> bool:
    return isinstance(lead, str) and _TOTALS_HINT.search(lead) is not None


def _is_footer(table: Table, cells: Sequence[Cell]) -> bool:
    if len(cells) > 1 and not is_empty(cells[0]) and not is_empty(cells[1]) and not _hints(cells[0]):
        return False  # the usual row, at a glance
    filled = list(islice(((i, cell) for i, cell in enumerate(cells) if not is_empty(cell)), 2))
    if not filled:
        return True  # nothing but dashes
    position, lead = filled[0]
    if not isinstance(lead, str):
        return False
    if _TOTALS.fullmatch(" ".join(lead.split())):
        # A customer or a purpose may be called so too: a totals row has no date or document of its own.
        named = {"booking_date", "transaction_date", "booking_time", "value_date", "invoice_date", "day"}
        dated = any(i < len(cells) and is_dated(cells[i]) for i, n in enumerate(table.names) if n.column in named)
        return not dated
    if len(filled) > 1 or len(table.names) < 3:
        return False
    # One cell in a wide table: a sentence about the list, not a row of it.
    return not is_dated(lead) and not numbers.is_amount(lead) and (position == 0 or len(lead) > 12)


def is_dated(cell: Cell) -> bool:
    """True where a cell can be read as a date in some order."""
    for order in dates.ORDERS:
        try:
            return dates.parse(cell, dates.DateOrder(order, (date(2000, 1, 1), date(2000, 12, 31)))) is not None
        except ValueError:
            continue
    return False


def _bare_table(grid: Grid, profile: Profile) -> Table | None:
    """A bank's list without a header, its columns told by the kind of their cells."""
    filled = [(number, cells) for number, cells in grid.rows if not _blank(cells)]
    if not filled:
        return None
    width = Counter(len(cells) for _, cells in filled).most_common(1)[0][0]
    rows = [(number, cells) for number, cells in filled if len(cells) == width]
    dated = [
        [isinstance(cell, date) or (isinstance(cell, str) and is_dated(cell)) for cell in cells] for _, cells in rows
    ]
    columns = headers.without_header([cells for _, cells in rows], dated)
    if columns is None or len(rows) * 2 <= len(filled):
        return None
    table = Table(profile.file, grid.sheet, tuple(Name(c, 0, "") for c in columns), [], left=grid.left)
    first = rows[0][0]
    for number, cells in grid.rows:
        if number < first and not _blank(cells):
            table.counts["preamble"] += 1
            table.around.append((number, cells))
    _fill(table, [(n, c) for n, c in grid.rows if n >= first or _blank(c)], set(), "bank")
    shown = ", ".join(f"{i + 1} = {c}" for i, c in enumerate(columns) if c)
    what = says("header_none", columns=shown)
    at = Where(profile.file, grid.sheet)
    table.findings.append(Finding("IN208", Severity.LOOK, at, what, says("header_none_fix")))
    return table


def _no_table(grids: Sequence[Grid], kind: str, profile: Profile) -> InputError:
    """Name what the most promising row lacks, so that the user knows which column to add or to name."""
    best: tuple[int, Grid, int, tuple[Name, ...]] | None = None
    for grid in grids:
        for number, cells in grid.rows[: headers.SEARCHED_ROWS]:
            names = tuple(
                headers.name_of(c, kind) if isinstance(c, str) and c.strip() else Name("", 0, "") for c in cells
            )
            known = sum(1 for name in names if name.column)
            if known and (best is None or known > best[0]):
                best = known, grid, number, names
    fix = says(f"header_fix_{kind}")
    missing = headers.lacking({name.column for name in best[3]}, kind) if best else []
    if best is None or not missing:
        return InputError(says("header_not_found"), Where(profile.file), fix)
    _, grid, number, _ = best
    shown = listed([says(need) for need in missing])
    where = Where(profile.file, grid.sheet, number)
    return InputError(says("header_lacks", columns=shown), where, fix)


def decimal_marks(table: Table, positions: Sequence[int], profile: Profile) -> dict[int, str | tuple[int, int]]:
    """The decimal mark of each money column of a table.

    A column that does not show its own takes the one all others of the table show.

    Returns:
        By position: "." or ",", or two row numbers where the column's cells may be read either way and no other shows.

    Raises:
        InputError: a column shows both marks.
    """
    if profile.decimal:
        return dict.fromkeys(positions, profile.decimal)
    seen = {i: numbers.votes(table.cells(i)) for i in positions}
    decided: dict[int, str | tuple[int, int]] = {}
    for i, votes in seen.items():
        if votes.point >= 0 and votes.comma >= 0:
            first, second = (table.rows[at] for at in (votes.point, votes.comma))
            what = says("decimal_mixed", row=second[0], other=text_of(second[1][i]))
            raise InputError(what, table.where(first[0], i, first[1][i]), says("decimal_fix"))
        if votes.point >= 0 or votes.comma >= 0:
            decided[i] = "." if votes.point >= 0 else ","
    marks = set(decided.values())
    for i, votes in seen.items():
        if i in decided:
            continue
        if len(marks) == 1:
            decided[i] = next(iter(marks))
        elif votes.open:
            decided[i] = (table.rows[votes.open[0]][0], table.rows[votes.open[-1]][0])
        else:
            decided[i] = "."
    return decided


def ambiguous_decimal(table: Table, position: int, rows: tuple[int, int]) -> InputError:
    """The refusal of a column whose decimal mark nothing shows, naming two of its cells."""
    cells = dict(table.rows)
    first, second = (cells[row][position] for row in rows)
    what = says("decimal_open", row=rows[1], other=text_of(second))
    return InputError(what, table.where(rows[0], position, first), says("decimal_fix"))


def date_order(found: Sequence[Table], columns: Sequence[str], profile: Profile) -> dates.DateOrder:
    """The one order of day and month for all tables of a file.

    Raises:
        InputError: the order stays open or changes within the file; two cells are named.
    """
    places = [(table, i) for table in found for name in columns for i in table.at(name)]
    said = " ".join(table.said_around()[:4000] for table in found)
    days = dates.period(said) or dates.period(profile.file)
    result = dates.decide([table.cells(i) for table, i in places], profile.dates, days)
    if isinstance(result, dates.DateOrder):
        if result.inferred:
            table, position = places[0]
            where = Where(table.file, table.sheet, column=table.names[position].header)
            what = says("dates_inferred", order=result.order)
            table.findings.append(Finding("IN228", Severity.NOTE, where, what, says("dates_fix")))
        return result
    (table, i), (other, j) = places[result.first[0]], places[result.second[0]]
    (row, cells), (other_row, other_cells) = table.rows[result.first[1]], other.rows[result.second[1]]
    message = "dates_mixed" if result.mixed else "dates_open"
    what = says(message, row=other_row, other=text_of(other_cells[j]))
    raise InputError(what, table.where(row, i, cells[i]), says("dates_fix"))


def scaled(figure: numbers.Figure | None, unit: Decimal) -> numbers.Figure | None:
    """The amount with a unit multiplied out (万元, in thousands)."""
    if figure is None:
        return None
    return figure._replace(value=(figure.value * unit).normalize() + Decimal(0))
