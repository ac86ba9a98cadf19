"""Check workbook: everything in it that wants a person, each with a link to its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from recon.errors import ConfigError, Finding, InputError, ReconError, Severity, Where, address
from recon.words import say, says
from xl_addin.book import Area, Book, Formula, Page, Value
from xl_addin.registry import Group, button
from xl_addin.work import Stopped

if TYPE_CHECKING:
    from recon.inputs import Inputs
    from recon.monthend import MonthEnd
    from xl_addin.workbook.company import Company

MOST = 5_000  # rows on the sheet; more than that nobody works through one by one
_ORDER = (Severity.REFUSED, Severity.LOOK, Severity.NOTE)


@button(Group.HELP, icon="ErrorChecking", key="HC", position=10)
def check(book: Book) -> str:
    """Draw the sheet of exceptions: of tables, of the lists in them, of the month end; or say that there is none."""
    from xl_addin.buttons._drawing import draw, language_of
    from xl_addin.workbook import records

    recorded, lang = records.read(book), language_of(book)
    found = sorted_findings(book, everything(book))
    drawn = draw(book, recorded, "check", [page(book, found, lang)], lang)
    if drawn is None:
        return say("sheets_kept", lang)
    book.show(next(iter(drawn)))
    wanted = sum(one.severity is not Severity.NOTE for one in found)
    return say("check_found" if wanted else "check_nothing", lang, count=wanted)


def everything(book: Book) -> Iterator[Finding]:
    """Every finding about the workbook, in any order; notes of the core are left out."""
    from xl_addin.layout import INPUTS
    from xl_addin.workbook.company import company, month_of
    from xl_addin.workbook.inspection import inspect

    places = {one.role: area for area in book.tables() for one in INPUTS if one.table == area.name}
    try:
        firm = company(book, bad_rows=True)
        places |= firm.places
    except (InputError, ConfigError) as refusal:
        firm = None
        yield _refused(refusal)
    for role, area in places.items():
        yield from inspect(book, area, role)
    if firm is None:
        return
    yield from _of_locks(book, firm)
    try:
        yield from _of_month(month_of(firm, book).month)
    except Stopped:
        raise
    except ReconError as refusal:
        yield from _of_inputs(firm.inputs)
        yield _refused(refusal)


def _refused(refusal: ReconError) -> Finding:
    return Finding("XL162", Severity.REFUSED, refusal.where, says("xl162", why=refusal.what), refusal.fix)


def _of_inputs(inputs: Inputs) -> Iterator[Finding]:
    of_files = (one for file in inputs.files for one in file.findings)
    found = (*of_files, *inputs.findings, *inputs.merged.findings)
    yield from (one for one in found if one.severity is not Severity.NOTE)


def _of_month(month: MonthEnd) -> Iterator[Finding]:
    """What the month end found, its lists and book tests included; the document a finding names is its place."""
    from recon.reports.exceptions import findings_of

    documents = {item.item_id: item.source for item in month.documents}
    for file in month.files:
        yield from (one.finding for one in file.quarantined)
    for one in findings_of(month):
        if one.severity is not Severity.NOTE:
            source = documents.get(one.where.value)
            yield replace(one, where=replace(source, value=one.where.value)) if source and not one.where.cell else one


def _of_locks(book: Book, firm: Company) -> Iterator[Finding]:
    """Sheets of locked months that are no longer what was locked."""
    from xl_addin.workbook.outputs import is_changed

    there = set(book.sheets())
    for period, lock in sorted(firm.decided.locked.items()):
        for sheet, was in sorted(lock.outputs.items()):
            if sheet not in there or is_changed(book, sheet, was):
                gone = "xl163" if sheet in there else "xl163_gone"
                where = Where(book.name, sheet, cell="A1" if sheet in there else "")
                yield Finding("XL163", Severity.LOOK, where, says(gone, period=period), says("xl163_fix"))


def sorted_findings(book: Book, found: Iterator[Finding]) -> list[Finding]:
    """Each once: the refused first, then by sheet, row and column."""
    from xl_addin.workbook.company import advice

    sheets = {name: n for n, name in enumerate(book.sheets())}
    said = (replace(one, fix=advice(one.fix)) for one in found)
    each = {(one.code, one.where.sheet, one.where.cell or one.where.row, one.what): one for one in said}

    def place(one: Finding) -> tuple[int, int, int, int, str, str, str]:
        where = one.where
        sheet = sheets.get(where.sheet, len(sheets))
        return (
            _ORDER.index(one.severity),
            sheet,
            where.row or 0,
            len(where.cell),
            where.cell,
            one.code,
            one.what.text(),
        )

    return sorted(each.values(), key=place)


def page(book: Book, found: list[Finding], lang: str) -> Page:
    """The sheet of exceptions."""
    from xl_addin.buttons._list import Listed, list_page

    heads = [say(id, lang) for id in ("col_severity", "check_col_place", "col_what", "col_fix", "col_code")]
    places = {area.sheet: area for area in book.tables()}
    rows: list[tuple[Value, ...]] = [
        (
            say(f"severity_{one.severity.value}", lang),
            link(book, one.where, places) or one.where.text(lang),
            f"{one.what.text(lang)}{_value(one.where, lang)}",
            one.fix.text(lang) if one.fix is not None else "",
            one.code,
        )
        for one in found[:MOST]
    ]
    if len(found) > MOST:
        rows.append(("", "", say("check_more", lang, count=len(found) - MOST), "", ""))
    title = say("check_title", lang)
    lead = say("check_lead" if found else "check_clean", lang)
    return list_page(say("check_sheet", lang), title, lead, [Listed("", heads, rows)], (12, 26, 70, 50, 10))


def link(book: Book, where: Where, tables: Mapping[str, Area]) -> Formula | None:
    """A formula that leads to a cell; of a place without one, to the row of its table; None where there is no sheet."""
    if where.sheet not in book.sheets():
        return None
    table = tables.get(where.sheet)
    cell = where.cell or address(where.row or 1, table.left if table else 1)
    shown = f"{where.sheet}!{cell}"
    sheet = where.sheet.replace("'", "''")
    target, label = (text.replace('"', '""') for text in (f"#'{sheet}'!{cell}", shown))
    return Formula(f'=HYPERLINK("{target}","{label}")', shown)


def _value(where: Where, lang: str) -> str:
    shown = replace(where, file="", sheet="", row=None, cell="", column="").text(lang)
    return f" ({shown})" if shown else ""
