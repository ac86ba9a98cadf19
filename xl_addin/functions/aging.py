"""How old what is owed is."""

from __future__ import annotations

from recon import aging
from recon.reports import aged_balance
from recon.terms import due_date
from xl_addin.cells import NONE, Cells
from xl_addin.formula.language import language
from xl_addin.formula.own_tables import unapplied_money
from xl_addin.formula.ranges import frame
from xl_addin.formula.spills import spill
from xl_addin.formula.values import bounds, choice, day, days, each, terms
from xl_addin.registry import cell_function


@cell_function("=AR_AGING(tblLedger[#All], as_of)")
def AR_AGING(
    open_items: Cells, as_of: Cells, basis: Cells = NONE, buckets: Cells = NONE, unapplied: Cells = NONE
) -> Cells:
    """Aged balance of a range of open items: one row per customer and currency."""
    return spill(
        aged_balance.table(frame(open_items), day(as_of), choice(basis), bounds(buckets), unapplied_money(unapplied)),
        open_items,
    )


@cell_function("=AR_AGING_DETAIL(tblLedger[#All], as_of)")
def AR_AGING_DETAIL(open_items: Cells, as_of: Cells, basis: Cells = NONE, buckets: Cells = NONE) -> Cells:
    """The open items behind an aged balance, each with its days and its bucket."""
    return spill(aged_balance.detail(frame(open_items), day(as_of), choice(basis), bounds(buckets)), open_items)


@cell_function("=AR_BUCKET(DATE(2026,2,14), as_of)")
def AR_BUCKET(due: Cells, as_of: Cells, buckets: Cells = NONE) -> Cells:
    """The bucket a document stands in."""
    spans = aging.buckets(bounds(buckets))
    return each(lambda due, on: aging.bucket_of((on - due).days, spans).label.text(language()), days(due), days(as_of))


@cell_function('=AR_DUE(DATE(2026,3,10), "2/10 net 30")')
def AR_DUE(issued: Cells, payment_terms: Cells) -> Cells:
    """The last day on which an invoice is paid in time."""
    return each(lambda issued, agreed: due_date(agreed, issued), days(issued), terms(payment_terms))


@cell_function("=AR_DAYSLATE(DATE(2026,3,10), as_of)")
def AR_DAYSLATE(due: Cells, as_of: Cells) -> Cells:
    """Days past due; 0 up to the due day."""
    return each(lambda due, on: float(max(0, (on - due).days)), days(due), days(as_of))
