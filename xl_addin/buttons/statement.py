"""Statement of account: what a customer owes, document by document, on a sheet in the customer's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from recon.words import say
from xl_addin.book import Block, Book, Formula, Page, Value
from xl_addin.registry import Group, button

if TYPE_CHECKING:
    from recon.monthend import MonthEnd
    from recon.statement_of_account import Statement

_ALL = ("all", "*", "全部", "所有")
_GAP = 2  # blank rows between two tables of a statement
_ROW = re.compile(r"(?<![A-Za-z0-9_])(\$?[A-Z]{1,3}\$?)(\d+)(?![\d(A-Za-z_])")


@button(Group.REPORTS, icon="MailMergeRecipientsEditList", key="RS", position=20)
def statement(book: Book) -> str:
    """Draw statements of account: of the customer of the selected row, of customers typed in, or of all."""
    from recon.statements import statements
    from xl_addin.buttons._drawing import caveats, draw, up_to_key_date
    from xl_addin.workbook.company import company, month_of

    firm = company(book)
    worked = month_of(firm, book, up_to_key_date(firm), balances_only=True)
    month = worked.month
    typed = book.asks.text(say("statement_ask", firm.lang), selected(book, month)).strip()
    if not typed:
        return say("statement_none_asked", firm.lang)
    wanted = (
        None if typed.casefold() in _ALL else [one.strip() for one in re.split(r"[,;，；、]", typed) if one.strip()]
    )
    found = statements(month, wanted)
    if not found.written:
        return say("statement_nobody_owes", firm.lang, day=month.last)
    drawn = draw(book, firm.recorded, "statement", [page(one) for one in found.written], firm.lang)
    if drawn is None:
        return say("sheets_kept", firm.lang)
    book.show(next(iter(drawn)))
    wrong = "".join(f"\n{one.text(firm.lang)}" for one in found.findings)
    return say("statement_drawn", firm.lang, count=len(drawn), day=month.last) + caveats(worked, firm.lang) + wrong


def selected(book: Book, month: MonthEnd) -> str:
    """The customer of the selected row: named in it, or that of its document or bank line; "" where it names none."""
    area = book.selection()
    if area.sheet not in book.sheets():
        return ""
    known = {one.customer_id: one.customer_id for one in month.customers}
    known |= {one.customer_id: one.customer_id for one in month.documents}
    papers = {one.item_id: one.customer_id for one in month.documents}
    papers |= {a.line.line_id: a.customer_id for a in (*month.answers, *month.carried)}
    cells = next((cells for row, cells in book.grid(area.sheet).rows if row == area.top), ())
    texts = [str(cell).strip() for cell in cells if cell not in ("", None)]
    return next((known[text] for text in texts if text in known), "") or next(
        (papers[text] for text in texts if papers.get(text)), ""
    )


def page(one: Statement) -> Page:
    """A statement on one sheet, in the customer's language."""
    from xl_addin.workbook.outputs import legal
    from xl_addin.workbook.pages import pages

    lang = one.language
    name = say("statement_sheet", lang, customer=f"{one.customer.customer_id} {one.customer.name}".strip())
    drawn = stacked(pages(one.report(), lang))
    first, *rest = drawn.blocks
    title = say("title_joint", lang, first=say("statement_title", lang), second=first.values[0][0])
    return replace(drawn, name=legal(name), blocks=[replace(first, values=[[title]]), *rest], landscape=False)


def stacked(pages: Sequence[Page]) -> Page:
    """Pages on one sheet, one table below the other; of all but the first only title, checks and table."""
    first, *others = pages
    blocks = list(first.blocks)
    for page in others:
        row = max(block.row + len(block.values) for block in blocks) + _GAP
        head = page.table.top if page.table is not None else max(block.row for block in page.blocks)
        above = [block for n, block in enumerate(page.blocks) if block.row < head and (n == 0 or _checks(block))]
        down = row + len(above) - head
        for block in above:
            blocks.append(replace(block, row=row, values=_moved(block, down)))
            row += 1
        blocks += [replace(b, row=b.row + down, values=_moved(b, down)) for b in page.blocks if b.row >= head]
    columns = max(len(page.widths) for page in pages)
    widths = [max(page.widths[n] if n < len(page.widths) else 0 for page in pages) for n in range(columns)]
    return replace(
        first, blocks=blocks, widths=widths, tab=next((p.tab for p in pages if p.tab != first.tab), first.tab)
    )


def _checks(block: Block) -> bool:
    return isinstance(block.values[0][0], Formula)


def _moved(block: Block, down: int) -> list[list[Value]]:
    """The cells of a block whose formulas speak of rows that have moved down."""

    def moved(cell: Value) -> Value:
        if not isinstance(cell, Formula):
            return cell
        parts = cell.text.split('"')  # texts within a formula stay as they are
        parts[::2] = [_ROW.sub(lambda found: f"{found[1]}{int(found[2]) + down}", part) for part in parts[::2]]
        return replace(cell, text='"'.join(parts))

    return [[moved(cell) for cell in row] for row in block.values]
