"""Aged balance: what each customer owes by days past due, with the items behind it, tied to the ledger."""

from __future__ import annotations

from recon.words import say
from xl_addin.book import Book
from xl_addin.registry import Group, button


@button(Group.REPORTS, icon="PivotTableInsert", key="RA", position=10, large=True)
def aging(book: Book) -> str:
    """Draw the aged balance at the key date on sheets of our own, each with the check that proves it."""
    from recon.reports import aged_balance
    from xl_addin.buttons._drawing import caveats, draw, up_to_key_date
    from xl_addin.workbook.company import company, month_of
    from xl_addin.workbook.pages import pages

    firm = company(book)
    worked = month_of(firm, book, up_to_key_date(firm), balances_only=True)
    month = worked.month
    drawn = draw(book, firm.recorded, "aging", pages(aged_balance.build(month), firm.lang), firm.lang)
    if drawn is None:
        return say("sheets_kept", firm.lang)
    book.show(next(iter(drawn)))
    owing = {item.customer_id for item in month.items}
    return say("aging_drawn", firm.lang, day=month.last, count=len(owing)) + caveats(worked, firm.lang)
