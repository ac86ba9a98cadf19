"""The slip that goes out with a statement of account: what the customer fills in and sends back with the payment."""

from __future__ import annotations

from datetime import datetime

from recon.aging import UNAPPLIED
from recon.statement_of_account import Entry, Part, Statement
from recon.writers._excel import FORMULA, GREY, LINE, NAVY, ROW, lines_of, number, number_format, width_of
from recon.writers._paper import Paper, set_up, summed
from recon.writers._shared import printable

_HEADS = ("statement_day", "col_item", "col_due", "col_open", "statement_slip_pay", "statement_slip_note")
_OPEN, _PAID, _NOTE = 3, 4, 5  # columns
_CELL: dict[str, object] = {"valign": "vcenter", "bottom": 1, "bottom_color": LINE}
_TYPED: dict[str, object] = {"bg_color": "#FFF9E5", "border": 1, "border_color": LINE}  # for the customer to fill in


def slip(page: Paper, one: Statement, part: Part) -> None:
    """Draw a row for each document, with a cell for what is paid of it."""
    documents = [e for e in part.entries if e.bucket != UNAPPLIED]
    numbers = max(18.0, *(min(26.0, width_of(printable(e.number)) + 1.0) for e in documents))
    page.lay_out((12.0, numbers, 12.0, 17.0, 17.0, 26.0))
    head = _top(page, one, part)
    first = page.row
    for entry in documents:
        _row(page, entry, part.currency)
    foot = page.next_row(ROW + 6)
    for at in range(len(_HEADS)):
        shown = page.say("statement_slip_total") if at == 0 else None
        page.sheet.write(foot, at, shown, page.styles.total())
    total = page.styles.total(num_format=number_format(part.currency))
    open_minor = sum(e.open_minor for e in documents)
    page.sheet.write_formula(foot, _OPEN, summed("D", first, foot), total, number(open_minor, part.currency))
    page.sheet.write_formula(foot, _PAID, summed("E", first, foot), total, 0)
    page.next_row()
    page.put(page.next_row(), 0, page.end, page.say("statement_slip_date"))
    set_up(page, one)
    page.sheet.print_area(0, 0, page.row - 1, page.end)
    page.sheet.repeat_rows(head)
    page.sheet.ignore_errors({"number_stored_as_text": f"B1:B{page.row}"})


def _top(page: Paper, one: Statement, part: Part) -> int:
    """Title, who and which statement, what to do, the head of the table. Returns the row of the head."""
    page.put(page.next_row(26), 0, page.end, page.say("statement_slip"), bold=True, font_size=16, font_color=NAVY)
    for id, fact in (
        ("statement_to", one.company.name),
        ("statement_customer", f"{one.customer.customer_id}  {one.customer.name}"),
        ("statement_number", one.number),
    ):
        row = page.next_row()
        page.put(row, 0, 0, page.say(id), font_color=GREY)
        page.put(row, 1, page.end, printable(fact), num_format="@")
    page.next_row(6)
    page.across(page.say("statement_slip_intro"))
    page.next_row(6)
    head = page.next_row(ROW + 6)
    for at, id in enumerate(_HEADS):
        amount = at in (_OPEN, _PAID)
        shown = f"{page.say(id)} {part.currency}" if amount else page.say(id)
        align: dict[str, object] = {"align": "right"} if amount else {"align": "left", "indent": int(at == _NOTE)}
        page.sheet.write_string(head, at, shown, page.styles.head(**align))
    return head


def _row(page: Paper, entry: Entry, currency: str) -> None:
    styles, sheet, shown = page.styles, page.sheet, printable(entry.number)
    row = page.next_row((ROW + 1) * lines_of(shown, page.widths[1]) + 4)
    dates = styles.of(num_format="yyyy-mm-dd", align="left", **_CELL)
    for at, day in ((0, entry.day), (2, entry.due)):
        if day is None:
            sheet.write_blank(row, at, None, dates)
        else:
            sheet.write_datetime(row, at, datetime(day.year, day.month, day.day), dates)  # noqa: DTZ001
    guarded: dict[str, object] = {"quote_prefix": True} if shown[:1] in FORMULA else {}
    sheet.write_string(row, 1, shown, styles.of(num_format="@", text_wrap=True, **guarded, **_CELL))
    money = styles.of(num_format=number_format(currency), **_CELL)
    sheet.write_number(row, _OPEN, number(entry.open_minor, currency), money)
    sheet.write_blank(row, _PAID, None, styles.of(num_format=number_format(currency), **_TYPED))
    sheet.write_blank(row, _NOTE, None, styles.of(**_TYPED))
