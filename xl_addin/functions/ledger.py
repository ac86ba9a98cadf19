"""What is open, of documents and of receipts."""

from __future__ import annotations

from recon.statement_of_account import statement_of_account
from xl_addin.cells import NONE, Cells
from xl_addin.formula import sections
from xl_addin.formula.lookups import customer_of, owed
from xl_addin.formula.own_tables import allocations, unapplied_money
from xl_addin.formula.ranges import bank, frame, issued
from xl_addin.formula.spills import spill
from xl_addin.formula.values import day, day_or_none, each, texts
from xl_addin.registry import cell_function


@cell_function("=AR_OPEN(tblLedger[#All], tblAlloc[#All], as_of)")
def AR_OPEN(documents: Cells, allocations_made: Cells, as_of: Cells) -> Cells:
    """The documents issued up to a day, with what was applied to them by then and what is open."""
    return spill(sections.documents(issued(documents), allocations(allocations_made), day(as_of)), documents)


@cell_function("=AR_BALANCE(tblLedger[#All], INDEX(tblCustomers[#All], 2, 1), as_of)")
def AR_BALANCE(open_items: Cells, customer: Cells, as_of: Cells = NONE, in_currency: Cells = NONE) -> Cells:
    """What customers owe."""
    return each(owed(open_items, day_or_none(as_of)), texts(customer), texts(in_currency))


@cell_function("=AR_UNAPPLIED(tblReceipts[#All], tblAlloc[#All], as_of)")
def AR_UNAPPLIED(bank_lines: Cells, allocations_made: Cells, as_of: Cells) -> Cells:
    """What is left of each receipt booked up to a day."""
    lines = bank(bank_lines).lines
    return spill(sections.not_applied(lines, allocations(allocations_made, lines), day(as_of)), bank_lines)


@cell_function("=AR_STATEMENT(tblLedger[#All], INDEX(tblCustomers[#All], 2, 1), as_of)")
def AR_STATEMENT(open_items: Cells, customer: Cells, as_of: Cells, unapplied: Cells = NONE) -> Cells:
    """Statement of account of one customer: document by document, with a running balance."""
    return spill(
        sections.entries(
            statement_of_account(
                frame(open_items), unapplied_money(unapplied), customer_of(open_items, customer), day(as_of)
            )
        ),
        open_items,
    )
