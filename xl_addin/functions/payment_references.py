"""References and document numbers in the texts of payments."""

from __future__ import annotations

from xl_addin.cells import NONE, Cells
from xl_addin.formula.lookups import cited_in
from xl_addin.formula.values import each, scheme, texts
from xl_addin.registry import cell_function


@cell_function('=AR_REFERENCES("Payment of " & INDEX(tblLedger[#All], 2, 1), tblLedger[#All])')
def AR_REFERENCES(remittance_text: Cells, open_items: Cells = NONE) -> Cells:
    """The documents and valid payment references a text cites, parted by commas."""
    return each(cited_in(open_items), texts(remittance_text))


@cell_function('=AR_CHECKREF("RF18 5390 0754 7034")')
def AR_CHECKREF(payment_reference: Cells, check_scheme: Cells = NONE) -> Cells:
    """Whether the check digits of a payment reference are right."""
    from recon.match.references import is_valid

    return each(
        lambda reference, named: is_valid(reference, scheme(reference, named)),
        texts(payment_reference),
        texts(check_scheme),
    )
