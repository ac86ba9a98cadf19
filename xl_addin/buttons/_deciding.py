"""What a button that decides does at its end: the decisions written, the table of allocations and the sheet Matches
brought in line with them.

Law: the journal first. What is cut off after it is made good by the next press, since everything else follows from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from recon import ledger
from recon.decisions import Decided, Decision, Posted, Pressed, WrittenOff
from recon.errors import Finding
from recon.journal import Recorded
from recon.monthend import MonthEnd
from recon.monthend.figures import Worked
from recon.review.applying import known_of
from recon.review.judge import Judged, judge
from recon.review.read import Row
from recon.rows import Allocation, OpenItem
from recon.terms import Period
from recon.words import say
from xl_addin.amounts import in_units
from xl_addin.book import Book, Page, Value
from xl_addin.layout import ALLOC, RECEIPTS
from xl_addin.workbook import matches, records
from xl_addin.workbook.company import Company, advice, month_of, month_with
from xl_addin.workbook.matches import Matches
from xl_addin.workbook.outputs import named
from xl_addin.workbook.tables import Row as Cells
from xl_addin.workbook.tables import in_line, place_of, read, sheet_name

MOST = 12  # findings that are told one by one
_GONE = "ST511"  # a receipt that was decided on is no longer among the receipts: somebody changed its row


@dataclass(frozen=True, slots=True)
class Drawn:
    """What stands on the sheets after a press."""

    firm: Company  # with the decisions of the press
    month: MonthEnd
    sheet: str  # Matches, "" where it was not drawn
    anew: int  # decisions that were not carried over, since they were about another proposal
    named: int = 0  # receipts that were given an id


def judged(book: Book, firm: Company, period: Period, found: Matches, rows: Sequence[Row]) -> Judged:
    """What some rows of the sheet Matches come to."""
    known = known_of(firm.inputs, firm.decided, firm.settings, period)
    return judge(found.ticked(rows, book.name), known, book.stamp.user, book.stamp.at.date())


def press(
    book: Book,
    firm: Company,
    period: Period,
    button: str,
    decisions: Sequence[Decision] = (),
    worked: Worked | None = None,
    *,
    before: Matches | None = None,
    done: Collection[str] = (),
) -> Drawn:
    """Write decisions down and bring the sheets in line with them.

    Args:
        book: the workbook.
        firm: its books as they were read.
        period: the month.
        button: id.
        decisions: new ones, in their order.
        worked: the month end without them, where it was worked out already.
        before: the sheet Matches as it stands.
        done: keys of payments whose filled-in cells were applied.

    Raises:
        JournalError: a decision does not fit; nothing was changed.
        BusyError: a sheet is protected.
    """
    records.refuse_protected(book)
    after = firm.with_decided(_with(book, firm, decisions))
    month = (month_with(worked, after, book, period) if worked else month_of(after, book, period)).month
    pages: list[Page] = []
    anew = 0
    if before is not None:
        page, anew = matches.page(month, firm.lang, before.sheet, before, done)
        pages.append(page)
    drawn = {page.name: matches.told_of_page(page) for page in pages}
    rows = allocations(after)
    if rows and place_of(book, ALLOC.table) is None:
        drawn[named(book, [sheet_name(ALLOC, firm.lang)], {})[0]] = ""
    recorded = records.append(book, firm.recorded, [*decisions, Pressed(button, drawn)], month.run_id)
    named_lines = name_lines(book, firm)
    in_line(book, ALLOC, rows, firm.lang)
    for page in pages:
        book.draw(page)
    return Drawn(firm.with_decided(recorded), month, pages[0].name if pages else "", anew, named_lines)


def name_lines(book: Book, firm: Company) -> int:
    """Write its id beside every receipt that has none, so that what was applied of it can be found by it.

    Only blank cells of the column of ids in our own table are filled. Returns how many were.
    """
    table = read(book, RECEIPTS)
    if table is None or "line_id" not in table.keys or firm.places.get("bank") != table.place:
        return 0
    column = table.place.left + table.keys.index("line_id")
    formulas = book.formulas(table.place.sheet)
    blank = {row for row, cells in table.rows if cells["line_id"] in ("", None) and (row, column) not in formulas}
    lines = firm.inputs.merged.lines
    ids: dict[tuple[int, int], Value] = {
        (row, column): line.line_id for line in lines if (row := line.source.row or 0) in blank
    }
    if ids:
        book.fill(table.place.sheet, ids)
    return len(ids)


def _with(book: Book, firm: Company, decisions: Sequence[Decision]) -> Recorded:
    """The journal as it will be, with nothing written."""
    return records.with_new(book, firm.recorded, decisions) if decisions else firm.recorded


def allocations(firm: Company) -> list[Cells]:
    """The rows of the table of allocations: what every decision does to documents, in the order of the journal.

    A decision that was taken back on a later day than it moved money has a row of the other sign.
    """
    from xl_addin.workbook.company import period_of

    if not firm.decided.allocations:
        return []
    start = ledger.opening(firm.inputs.book_files, firm.settings.ledger, _last(firm, period_of(firm)))
    counts = Counter(ledger.position(start, firm.decided.allocations, date.max).applied)
    items = {row.item_id: row for file in firm.inputs.book_files for row in file.rows if isinstance(row, OpenItem)}
    return [
        _cells(row, line_id, one, items.get(one.item_id), currency, firm.lang)
        for row, line_id, currency, one in _moves(firm.decided)
        if _counts(one, counts)
    ]


def _last(firm: Company, period: Period) -> date:
    days = [period.last, *(one.effective for one in firm.decided.allocations)]
    return max(days)


def _counts(one: Allocation, counts: Counter[Allocation]) -> bool:
    if not counts[one]:
        return False
    counts[one] -= 1
    return True


def _moves(decided: Decided) -> list[tuple[int, str, str, Allocation]]:
    """Row of the journal, bank line, its currency and allocation, as they count in `decided.allocations`."""
    back = {row: one for one in decided.reversals for row in one.of}
    standing = {p.row for of in (*decided.posted.values(), *decided.undone.values()) for p in of}
    found: list[tuple[int, str, str, Allocation]] = []
    for row, one in decided.everything.items():
        if isinstance(one, Posted) and one.row in standing:
            line = one.answer.line
            parts = [(line.line_id, line.currency, each) for each in one.allocations]
        elif isinstance(one, WrittenOff):
            parts = [("", one.allocation.currency, one.allocation)]
        else:
            continue
        for line_id, currency, each in parts:
            gone = back.get(row)
            day = max(each.effective, gone.effective or each.effective) if gone else each.effective
            if gone is None or day > each.effective:
                found.append((row, line_id, currency, each))
            if gone is not None and day > each.effective:
                found.append((gone.row, line_id, currency, _turned(each, day)))
    return sorted(found, key=lambda one: one[0])


def _turned(one: Allocation, day: date) -> Allocation:
    return Allocation(
        one.line,
        one.item_id,
        day,
        one.currency,
        -one.cash_minor,
        -one.written_off_minor,
        one.write_off_reason,
        -one.line_minor,
    )


def _cells(row: int, line_id: str, one: Allocation, item: OpenItem | None, currency: str, lang: str) -> Cells:
    cells: dict[str, Value] = {
        "decision": row,
        "line_id": line_id or None,
        "item_id": one.item_id,
        "customer_id": item.customer_id if item else None,
        "effective": one.effective,
        "currency": one.currency,
        "cash": in_units(one.cash_minor, one.currency),
        "written_off": in_units(one.written_off_minor, one.currency),
        "reason": say(f"reason_{one.write_off_reason}", lang) if one.write_off_reason else None,
        "of_line": in_units(one.line_minor, currency),
    }
    return cells


def told(findings: Sequence[Finding], lang: str) -> list[str]:
    """Findings line by line, the first ones of many."""
    lines = [replace(one, fix=advice(one.fix)).text(lang) for one in findings[:MOST]]
    if len(findings) > MOST:
        lines.append(say("xl_more", lang, count=len(findings) - MOST))
    return lines


def gone(month: MonthEnd, lang: str) -> list[str]:
    """That receipts which were decided on are no longer among the receipts, where it is so."""
    return told([one for one in month.findings if one.code == _GONE], lang)


def keys_done(rows: Sequence[Row], came_to: Judged) -> frozenset[str]:
    """The payments whose rows were applied, or stand decided already: those that were not refused."""
    refused = {(one.where.sheet, one.where.row) for one in came_to.refused}
    return frozenset(row.key for row in rows if (row.where.sheet, row.where.row) not in refused)


def sentence(parts: Sequence[str]) -> str:
    """Sentences below each other."""
    return "\n".join(part for part in parts if part)


def outcome(first: str, came_to: Judged, drawn: Drawn, lang: str) -> str:
    """What is said after rows were judged."""
    parts = [first]
    if came_to.already:
        parts.append(say("xl_already_rows", lang, count=came_to.already))
    if drawn.anew:
        parts.append(say("xl_matches_anew", lang, count=drawn.anew))
    if drawn.named:
        parts.append(say("xl_lines_named", lang, count=drawn.named))
    if came_to.refused:
        parts += [say("xl_refused_rows", lang, count=len(came_to.refused)), *told(came_to.refused, lang)]
    return sentence(parts)


__all__ = [
    "Drawn",
    "allocations",
    "gone",
    "judged",
    "keys_done",
    "outcome",
    "press",
    "sentence",
    "told",
]
