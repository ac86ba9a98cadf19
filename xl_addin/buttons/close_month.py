"""Close month: post what is sure, draw every report of the month end, and lock it where the person says so.

Law: the figures are those of `recon close` on the same lists. Each month has sheets of its own, so that what is locked
stays beside what comes after. A locked month is left alone; pressed again, it may be opened, with a reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from recon.errors import ReconError
from recon.words import Said, listed, say, says
from xl_addin.book import Book, Page
from xl_addin.registry import Group, button

if TYPE_CHECKING:
    from recon.monthend import MonthEnd
    from recon.monthend.figures import Worked
    from recon.terms import Period
    from xl_addin.workbook.company import Company

ID = "close_month"
# Parts of the reports that only tell what stands in the workbook already: its tables, settings and allocations.
_ELSEWHERE = ("inputs", "settings", "accounts", "statements", "bank_files", "matches_")
_FOLDERS = {"items": "ledger", "customers": "masters", "rates": "rates", "balances": "gl"}


@button(Group.REPORTS, icon="CalendarInsert", key="RC", position=30, large=True)
def close_month(book: Book) -> str:
    """Close the month of the settings, else the newest: post what is sure, draw its reports, ask whether to lock it."""
    from recon.decisions import Pressed
    from xl_addin.buttons._deciding import allocations
    from xl_addin.layout import ALLOC
    from xl_addin.workbook import outputs, records
    from xl_addin.workbook.company import company, month_of, month_with, period_of
    from xl_addin.workbook.tables import in_line

    firm = company(book)
    period = period_of(firm)
    if str(period) in firm.decided.locked:
        return _open_again(book, firm, period)
    _refuse_before_lock(firm, period)
    worked = month_of(firm, book, period)
    month = worked.month
    drawn = outputs.place(book, pages(month, firm.lang), firm.ours(), firm.lang)
    if drawn is None:
        return say("sheets_kept", firm.lang)
    recorded = records.append(book, firm.recorded, (*worked.new, Pressed(ID, drawn)), month.run_id)
    after = firm.with_decided(recorded)
    in_line(book, ALLOC, allocations(after), firm.lang)
    book.show(next(iter(drawn)))
    waits = sum(one.stand.value == "open" for one in month.waiting)
    said = says("month_closed", period=period, posted=len(worked.posted), waits=waits, sheets=len(drawn))
    return says(
        "month_and", first=said, second=_locked(book, after, month_with(worked, after, book, period), drawn)
    ).text(firm.lang)


def pages(month: MonthEnd, lang: str) -> tuple[Page, ...]:
    """The reports of a month end, a sheet for each part that has rows; its name begins with the month."""
    from recon.reports import build_all
    from xl_addin.workbook.outputs import legal
    from xl_addin.workbook.pages import pages as drawn

    made: list[Page] = []
    for report in build_all(month):
        told = tuple(one for one in report.sections if one.rows and not one.name.startswith(_ELSEWHERE))
        made += drawn(replace(report, sections=told), lang) if told else ()
    return tuple(replace(page, name=legal(f"{month.period} {page.name}")) for page in made)


def _refuse_before_lock(firm: Company, period: Period) -> None:
    """Refuse a month that lies before a locked one."""
    from recon.monthend.locked import lock_of

    lock_of(firm.decided, period)


def _locked(book: Book, firm: Company, worked: Worked, drawn: Mapping[str, str]) -> Said:
    """Ask whether to lock the month that was just drawn, and do so; what came of it."""
    from recon.periods import locking
    from recon.terms import Period

    period = Period.parse(worked.month.period)
    left = locking.exceptions(worked.month)
    asked = says("lock_ask_left", period=period, left=listed(left)) if left else says("lock_ask", period=period)
    if not book.asks.confirm(asked.text(firm.lang)):
        return says("month_draft")
    accept = book.asks.text(say("lock_ask_why", firm.lang, left=listed(left))) if left else ""
    if left and not accept.strip():
        return says("month_draft_why")
    approver = book.asks.text(say("lock_ask_approver", firm.lang)) if firm.settings.review.four_eyes else ""
    try:
        locking.refuse_open_before(firm.inputs, firm.decided, firm.settings, period)
        locking.refuse_undecided(worked)
        locking.two_people(firm.settings, book.stamp.user, approver.strip())
    except ReconError as refusal:  # the month is closed and drawn all the same; only its lock is refused
        return says("month_not_locked", why=refusal.what)
    _lock(book, firm, replace(worked.month, draft=False), drawn, accept, approver.strip())
    return says("month_locked", period=period)


def _lock(book: Book, firm: Company, month: MonthEnd, drawn: Mapping[str, str], accept: str, approver: str) -> None:
    """Draw the reports without the stamp DRAFT and write the lock down, with what stands in each sheet."""
    from recon.decisions import Pressed
    from recon.periods.locking import lock_on
    from xl_addin.workbook import outputs, records

    final = outputs.place(book, pages(month, firm.lang), firm.ours(), firm.lang, agreed=drawn.keys()) or {}
    lock = lock_on(month, input_hashes(firm), final, accept, book.stamp.user, approver)
    records.append(book, firm.recorded, (Pressed(ID, final), lock), month.run_id)


def input_hashes(firm: Company) -> dict[str, str]:
    """What each list held, and the settings, as hashes, under the names their files would have in a folder."""
    hashes = {f"inputs/{_FOLDERS[file.kind]}/{file.name}": file.sha256 for file in firm.inputs.book_files}
    hashes |= {f"inputs/bank/{file.name}": file.sha256 for file in firm.inputs.bank_files}
    hashes["recon.toml"] = hashlib.sha256(repr(firm.settings).encode()).hexdigest()
    return dict(sorted(hashes.items()))


def _open_again(book: Book, firm: Company, period: Period) -> str:
    """Open a locked month where the person wants it and says why."""
    from recon.periods.locking import reopening, two_people
    from xl_addin.workbook import records

    if not book.asks.confirm(say("reopen_ask", firm.lang, period=period)):
        return say("month_stays_locked", firm.lang, period=period)
    decision = reopening(firm.decided, period, book.asks.text(say("reopen_ask_why", firm.lang, period=period)))
    if firm.settings.review.four_eyes:
        decision = replace(decision, approved_by=book.asks.text(say("lock_ask_approver", firm.lang)).strip())
    two_people(firm.settings, book.stamp.user, decision.approved_by)
    records.append(book, firm.recorded, [decision], firm.decided.locked[decision.period].run_id)
    return say("month_open_again", firm.lang, period=period)
