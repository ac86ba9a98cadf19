"""Bank files into cells, and what went wrong in a cell."""

from __future__ import annotations

from xl_addin.cells import NONE, Cells, one
from xl_addin.formula import sections
from xl_addin.formula.lookups import lines_in
from xl_addin.formula.refusals import message
from xl_addin.formula.spills import spill
from xl_addin.registry import cell_function


@cell_function('=AR_IMPORTBANK("C:\\Bank\\2026-03.xml")', fresh=True)
def AR_IMPORTBANK(bank_file: Cells) -> Cells:
    """The lines of a bank file, in the columns of the table of receipts."""
    return spill(sections.movements(lines_in(bank_file)))


@cell_function("=AR_LASTERROR(A1)", fresh=True)
def AR_LASTERROR(of_cell: Cells = NONE) -> Cells:
    """What the last refusal said, or that of one cell."""
    return one(message(of_cell))
