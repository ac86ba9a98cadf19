"""Names of companies as matching compares them."""

from __future__ import annotations

from recon.text import name_key
from xl_addin.cells import Cells
from xl_addin.formula.values import each, texts
from xl_addin.registry import cell_function


@cell_function('=AR_SIMILARITY("Müller Maschinenbau GmbH", "MUELLER MASCHINENBAU")')
def AR_SIMILARITY(one_name: Cells, other_name: Cells) -> Cells:
    """How alike two names are, 0 to 1."""
    from recon.match.payers import similarity

    return each(similarity, texts(one_name), texts(other_name))


@cell_function('=AR_NAMEKEY("Alpina Sport AG")')
def AR_NAMEKEY(one_name: Cells) -> Cells:
    """One key for all spellings of a name."""
    return each(name_key, texts(one_name))
