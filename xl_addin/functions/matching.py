"""Receipts and the documents they pay."""

from __future__ import annotations

from xl_addin.cells import NONE, Cells
from xl_addin.formula import sections
from xl_addin.formula.language import language_of
from xl_addin.formula.lookups import answer_of, answers
from xl_addin.formula.spills import spill
from xl_addin.formula.values import day_or_none
from xl_addin.registry import cell_function


@cell_function("=AR_MATCH(tblReceipts[#All], tblLedger[#All], tblCustomers[#All], as_of)")
def AR_MATCH(bank_lines: Cells, open_items: Cells, customers: Cells = NONE, as_of: Cells = NONE) -> Cells:
    """Match bank lines with open items: what each line pays, how sure it is, and why."""
    return spill(
        sections.matches(answers(bank_lines, open_items, customers, day_or_none(as_of)), language_of(bank_lines)),
        bank_lines,
    )


@cell_function(
    "=AR_MATCH_EXPLAIN(tblReceipts[#All], tblLedger[#All], INDEX(tblReceipts[#All], 2, 1), tblCustomers[#All], as_of)"
)
def AR_MATCH_EXPLAIN(
    bank_lines: Cells, open_items: Cells, line_id: Cells, customers: Cells = NONE, as_of: Cells = NONE
) -> Cells:
    """The reasons for and against each answer to one bank line, point by point."""
    return spill(
        sections.explained(answer_of(answers(bank_lines, open_items, customers, day_or_none(as_of)), line_id)),
        bank_lines,
    )
