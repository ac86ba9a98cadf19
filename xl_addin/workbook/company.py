"""A workbook as a company's books: its tables are the inputs, its settings sheet recon.toml, its sheet Decisions the
journal. Everything else is the core's own month end.

Law: what is worked out follows from the cells and the decisions alone. A cell that cannot be used refuses the whole
reading, by its address, since a figure without it would be wrong without saying so. Sheets we drew are never read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from recon.config import Settings
from recon.decisions import Decided, replay
from recon.errors import Finding, InputError, PeriodLocked, ReconError, Where, address
from recon.ingest import books
from recon.ingest.books import BookFile
from recon.ingest.files import bank_of
from recon.ingest.lists.grids import Grid, Grids
from recon.ingest.profile import Profile
from recon.ingest.statement import BankFile, FileStatus, Statement, content_of, identified
from recon.inputs import Inputs, counted, inputs_of
from recon.journal import Recorded
from recon.rows import OpenItem, StatementLine
from recon.terms import Period
from recon.words import Said, says
from xl_addin import work
from xl_addin.book import Area, Book
from xl_addin.workbook import records, settings
from xl_addin.workbook.inspection import inspect
from xl_addin.workbook.lists import layout_at, left_aside, places_of
from xl_addin.workbook.outputs import ever_drawn, ours
from xl_addin.workbook.tables import cut, key_of

if TYPE_CHECKING:
    from recon.monthend.figures import Worked

_ORDER = ("items", "customers", "rates", "balances")
_MERGED = "XL150"
_REFUSING = (_MERGED, "XL154")  # merged cells, error values: no row of such a table can be trusted
_NOT_GIVEN = "IN306"  # no open amount: the whole amount is taken as open
_NOTED = ("XL151", "XL153")  # hidden rows and sheets: they count, and it is said
_FIXES = {  # what a file's reader advises, said for a workbook
    "header_fix_items": "xl_fix_items",
    "header_fix_bank": "xl_fix_bank",
    "header_fix_customers": "xl_fix_customers",
    "header_fix_balances": "xl_fix_balances",
    "currency_none_fix": "xl_fix_currency",
    "decimal_fix": "excel_fix_decimal",
    "dates_fix": "excel_day_fix",
    "posted_line_gone_fix": "xl_fix_line_gone",
    "statement_file_gone_fix": "xl_fix_line_gone",
    "tick_line_gone_fix": "xl_fix_line_gone",
}
_COPY = re.compile(r"(.+)#\d+")


@dataclass(frozen=True, slots=True)
class Company:
    """The books in a workbook."""

    file: str  # name of the workbook
    lang: str  # of what is said and drawn: the settings', else the person's
    settings: Settings
    inputs: Inputs
    recorded: Recorded
    decided: Decided
    places: Mapping[str, Area]  # where each list stands, by kind: "items", "customers", "bank", "rates", "balances"
    as_of: date | None = None  # key date of the settings sheet
    period: Period | None = None  # month of the settings sheet

    def ours(self) -> Mapping[str, str]:
        """The sheets that buttons have drawn, and what stood in each."""
        return ours(self.decided)

    def with_decided(self, recorded: Recorded) -> Company:
        """The same books after more decisions."""
        return replace(self, recorded=recorded, decided=replay(recorded.entries, self.file))


def company(book: Book, *, bad_rows: bool = False) -> Company:
    """Read the books of a workbook.

    Args:
        book: the workbook.
        bad_rows: go on where a row cannot be used; it is in the findings and the quarantine of its file.

    Raises:
        ConfigError: mistakes on the settings sheet, all at once.
        JournalError: the sheet Decisions was changed by hand.
        InputError: a list cannot be read, or a cell of it cannot be used; or several places could hold one list.
    """
    given = settings.read(book)
    recorded = records.read(book)
    decided = replay(recorded.entries, book.name)
    drawn = ever_drawn(decided)
    places = places_of(book, given.tables, drawn)
    reader = _Reader(book, given, places, bad_rows)
    reader.notes += left_aside(book, places, drawn)
    lists = [file for kind in _ORDER for file in reader.list_of(kind)]
    known = _as_read(given, lists)
    bank = [] if (place := places.get("bank")) is None else reader.bank(place, known.company.currency)
    lang = known.company.language if "company.language" in given.keys else book.lang
    inputs = inputs_of(bank, lists, reader.notes)
    return Company(book.name, lang, known, inputs, recorded, decided, places, given.as_of, given.period)


def month_of(firm: Company, book: Book, period: Period | None = None, *, balances_only: bool = False) -> Worked:
    """The month end of a workbook, and what it would decide. Nothing is written.

    Args:
        firm: the books.
        book: told how far it is; asked whether to stop.
        period: the month; else that of the settings sheet, of its key date, of the newest bank line or document.
        balances_only: see `month_end`.

    Raises:
        InputError: there are no documents.
        Stopped: the person stopped it.
        LedgerError: lists and decisions contradict each other.
    """
    from recon.monthend.figures import month_end

    _refuse_no_documents(firm)
    return work.run(
        book,
        partial(month_end, balances_only=balances_only),
        firm.inputs,
        firm.decided,
        firm.settings,
        period or period_of(firm),
        firm.recorded.rows,
        rows=len(firm.inputs.merged.lines),
        what=says("xl_matching"),
        lang=firm.lang,
    )


def month_with(worked: Worked, firm: Company, book: Book, period: Period) -> Worked:
    """The month end again, of the books it was worked out from with what was decided since.

    Nothing is matched where only its own postings were written down. Else as `month_of`.
    """
    from recon.monthend.again import standing

    return standing(worked, firm.decided, firm.recorded.rows) or month_of(firm, book, period)


def sure_postings(firm: Company, book: Book, period: Period) -> Worked | None:
    """The month end with what it would post; None where a press has worked out the same and posted all of it.

    Raises:
        as `month_of`.
    """
    from recon.monthend.again import is_posted

    _refuse_no_documents(firm)
    if is_posted(firm.recorded.batches, firm.inputs, firm.decided, firm.settings, period):
        return None
    return month_of(firm, book, period)


def _refuse_no_documents(firm: Company) -> None:
    if "items" not in firm.places:
        raise InputError(says("xl_no_ledger"), Where(firm.file), says("xl_no_ledger_fix"))
    if not any(isinstance(row, OpenItem) for file in firm.inputs.book_files for row in file.rows):
        place = firm.places["items"]
        where = Where(firm.file, place.sheet, cell=address(place.top, place.left))
        raise InputError(says("xl_empty_ledger"), where, says("xl_no_ledger_fix"))


def period_of(firm: Company) -> Period:
    """The month that is worked on.

    Raises:
        InputError: nothing says which.
    """
    if firm.period is not None:
        return firm.period
    if firm.as_of is not None:
        return Period.of(firm.as_of)
    days = [line.booked for line in firm.inputs.merged.lines]
    days = days or [row.issued for file in firm.inputs.book_files for row in file.rows if isinstance(row, OpenItem)]
    if not days:
        raise InputError(says("xl_no_period"), Where(firm.file), says("xl_no_period_fix"))
    return Period.of(max(days))


def refuse_locked(firm: Company, period: Period) -> None:
    """Refuse to decide anything in a month that is locked.

    Raises:
        PeriodLocked: it is.
    """
    until = firm.decided.locked_until
    if until is not None and period.last <= until:
        raise PeriodLocked(says("tick_locked", period=period), Where(firm.file), says("xl_locked_fix"))


class _Reader:
    """Reads the lists of a workbook."""

    def __init__(self, book: Book, given: settings.Given, places: Mapping[str, Area], bad_rows: bool) -> None:
        self._book, self._given, self._places, self._bad_rows = book, given, places, bad_rows
        self.notes: list[Finding] = []

    def list_of(self, kind: str) -> Iterator[BookFile]:
        """The list of a kind, where there is one with rows."""
        place = self._places.get(kind)
        grid = self._grid(place, kind) if place is not None else None
        if place is None or grid is None:
            return
        told = self._given.settings.company.currency if "company.currency" in self._given.keys else ""
        ledger = self._given.settings.ledger.kind if "ledger.kind" in self._given.keys else "documents"
        own = self._given.settings.company.currency if kind == "balances" else told
        profile = Profile(self._book.name, currency=own, ledger=ledger if kind == "items" else "")
        file = books.book_of(Grids([grid]), kind, profile)
        self._refuse(file, place)
        # Our own ledger has no open amounts to be read, so that there is nothing to say of their absence.
        own_ledger = layout_at(self._book, place) is not None and kind == "items"
        said = tuple(one for one in file.findings if not (own_ledger and one.code == _NOT_GIVEN))
        yield replace(file, findings=said)

    def bank(self, place: Area, currency: str) -> list[BankFile]:
        """The bank lines, where there are any."""
        grid = self._grid(place, "bank")
        if grid is None:
            return []
        own = layout_at(self._book, place) is not None
        # In a table of ours an amount carries its sign: no list of receipts needs a balance to prove itself.
        file = bank_of(Grids([grid]), Profile(self._book.name, currency=currency, signs="cell" if own else ""))
        self._refuse(file, place)
        return [counted(restored(file) if own else file)]

    def _grid(self, place: Area, kind: str) -> Grid | None:
        """The cells of a list without what is derived; None where it has headings only."""
        grid = cut(self._book.grid(place.sheet), place)
        layout = layout_at(self._book, place)
        if layout is not None and grid.rows:
            derived = {column.key for column in layout.columns if column.derived}
            at = {n for n, head in enumerate(grid.rows[0][1]) if key_of(head, layout) in derived}
            shown = [(row, ["" if n in at else cell for n, cell in enumerate(cells)]) for row, cells in grid.rows]
            grid = Grid(grid.sheet, list(shown), grid.left)
        if not any(cell not in ("", None) for _, cells in grid.rows[1:] for cell in cells):
            return None
        self._look(place, kind, grid)
        return grid

    def _look(self, place: Area, kind: str, grid: Grid) -> None:
        """Refuse what makes the cells of a table untrue, note what is hidden."""
        filled = {address(row, grid.left + n) for row, cells in grid.rows for n, cell in enumerate(cells) if cell != ""}
        try:
            seen = list(inspect(self._book, place, kind))
        except InputError:
            return  # its headings are not understood: the reader says so
        self.notes += [one for one in seen if one.code in _NOTED]
        wrong = [one for one in seen if one.code in _REFUSING and (one.code == _MERGED or one.where.cell in filled)]
        if wrong and not self._bad_rows:
            raise _refused(wrong)

    def _refuse(self, file: BankFile | BookFile, place: Area) -> None:
        if file.status is FileStatus.REJECTED and (reason := next(iter(file.findings[::-1]), None)) is not None:
            at = reason.where
            if not at.sheet:
                at = Where(at.file, place.sheet, cell=address(place.top, place.left))
            raise InputError(reason.what, at, advice(reason.fix))
        if file.quarantined and not self._bad_rows:
            raise _refused([one.finding for one in file.quarantined])


def advice(fix: Said | None) -> Said | None:
    """What to do, said for a workbook."""
    return says(_FIXES[fix.id]) if fix is not None and fix.id in _FIXES else fix


def _refused(found: Sequence[Finding]) -> ReconError:
    first = found[0]
    if len(found) == 1:
        return InputError(first.what, first.where, advice(first.fix))
    what = says("xl_rows_refused", count=len(found), first=first.what)
    return InputError(what, first.where, says("xl_rows_refused_fix"))


def _as_read(given: settings.Given, lists: Sequence[BookFile]) -> Settings:
    """The settings as the lists were read, so that reports tell them: a ledger of documents where nothing says another,
    and the currency of the documents where they have one.
    """
    known = given.settings
    if "ledger.kind" not in given.keys:
        known = replace(known, ledger=replace(known.ledger, kind="documents"))
    found = {row.currency for file in lists for row in file.rows if isinstance(row, OpenItem)}
    if "company.currency" in given.keys or len(found) != 1:
        return known
    return replace(known, company=replace(known.company, currency=found.pop()))


def restored(file: BankFile) -> BankFile:
    """Bank lines of our own table as the bank gave them: an id that we gave a line is not the bank's.

    So a line is known again by what it says, whichever file it comes in once more.
    """
    ids = {line.bank_id for statement in file.statements for line in statement.lines}

    def plain(line: StatementLine) -> StatementLine:
        base = found[1] if (found := _COPY.fullmatch(line.bank_id)) else line.bank_id
        bare = replace(line, bank_id="")
        if content_of(bare)[:12] == base:
            return bare
        return replace(line, bank_id=base) if base != line.bank_id and base in ids else line

    statements: list[Statement] = [
        replace(one, lines=tuple(plain(line) for line in one.lines)) for one in file.statements
    ]
    return replace(file, statements=identified(statements))
