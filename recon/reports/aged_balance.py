"""Aged balance: what each customer owes, by days past due, one section per currency, with the items behind it.

Buckets plus unapplied money equal the ledger at the key date; whatever is left out stands in a section of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from recon.aging import UNAPPLIED, Bucket, aged_items, aging, buckets, left_out
from recon.monthend import MonthEnd
from recon.report import Chart, Check, Column, Kind, Report, Section
from recon.reports import tie_out
from recon.reports._shared import Policy, policy, verbatim
from recon.rows import OPEN_ITEMS
from recon.rows import UNAPPLIED as UNAPPLIED_CASH
from recon.words import Said, says

if TYPE_CHECKING:
    import pandas as pd

POSITION = 20
_CUSTOMER = (
    Column("customer_id", says("col_customer_id")),
    Column("customer_name", says("col_customer_name")),
)


def build(month: MonthEnd) -> Report:
    """The aged balance at the last day of the period, on the basis and in the buckets of the settings."""
    aged = month.settings.aging
    return of(
        OPEN_ITEMS.frame(month.items),
        month.last,
        aged.basis,
        aged.bounds,
        UNAPPLIED_CASH.frame(month.unapplied),
        head=(*policy(month), *tie_out.lines(month)),
        draft=month.draft,
    )


def of(
    items: pd.DataFrame,
    as_of: date,
    basis: str = "due",
    bounds: Sequence[int] = (30, 60, 90),
    unapplied: pd.DataFrame | None = None,
    *,
    head: Policy = (),
    draft: bool = False,
) -> Report:
    """The aged balance of any table of open items (columns as in `recon.aging.aging`).

    Args:
        items: open items, in whole minor units.
        as_of: key date.
        basis: "due" or "invoice".
        bounds: last day of each bucket.
        unapplied: money received and not applied, or None where the list holds none.
        head: policy lines that come first; the key date where there are none.
        draft: stamp it DRAFT.

    Raises:
        ConfigError, InputError, LedgerError: as `recon.aging.aging`.
    """
    spans = buckets(bounds, basis)
    aged = aging(items, as_of, basis, bounds, unapplied)
    detail, missing = aged_items(items, as_of, basis, bounds), left_out(items, as_of)
    money = _held(unapplied, as_of)
    sections = [
        _by_customer(currency, aged, spans, _ledger(currency, items, missing, money))
        for currency in sorted(set(aged["currency"]))
    ]
    sections.append(_items(detail, spans, aged))
    if money is not None and len(money):
        sections.append(_unapplied(money))
    if len(missing):
        sections.append(_left_out(missing))
    return Report(
        "aged_balance",
        says("aged_title"),
        (
            *(head or ((says("policy_as_of"), verbatim(as_of)),)),
            (says("policy_basis"), says(f"basis_{basis}")),
            (says("policy_buckets"), says("buckets_inclusive", bounds=", ".join(map(str, bounds)))),
            (says("policy_unapplied"), says("unapplied_apart")),
        ),
        tuple(sections),
        draft,
    )


def table(
    items: pd.DataFrame,
    as_of: date,
    basis: str = "due",
    bounds: Sequence[int] = (30, 60, 90),
    unapplied: pd.DataFrame | None = None,
) -> Section:
    """All customers and currencies in one section, the currency in a column: the form for csv files and screens."""
    spans = buckets(bounds, basis)
    rows = _rows(aging(items, as_of, basis, bounds, unapplied), ("customer_id", "customer_name", "currency"), spans)
    currency = Column("currency", says("col_currency"))
    return Section("aged", says("aged_title"), (*_CUSTOMER, currency, *_money(spans)), rows)


def detail(items: pd.DataFrame, as_of: date, basis: str = "due", bounds: Sequence[int] = (30, 60, 90)) -> Section:
    """The open items behind the aged balance, each with its days and its bucket."""
    spans = buckets(bounds, basis)
    return _items(aged_items(items, as_of, basis, bounds), spans, aging(items, as_of, basis, bounds))


def _by_customer(currency: str, aged: pd.DataFrame, spans: Sequence[Bucket], ledger_minor: int) -> Section:
    part = aged[aged["currency"] == currency]
    return Section(
        f"aged_{currency}",
        says("aged_in", currency=currency),
        (*_CUSTOMER, *_money(spans)),
        _rows(part, ("customer_id", "customer_name"), spans),
        currency,
        checks=(
            Check(
                says("aged_check", currency=currency),
                int(part["balance_minor"].sum()),
                ledger_minor,
                currency,
                "balance",
            ),
        ),
        chart=Chart(
            says("aged_chart", currency=currency), "stacked", "customer_name", tuple(span.key for span in spans)
        ),
        share_of="total",
    )


def _money(spans: Sequence[Bucket]) -> tuple[Column, ...]:
    keys = tuple(span.key for span in spans)
    return (
        *(Column(span.key, span.label, Kind.MONEY, total=True) for span in spans),
        Column("total", says("col_total"), Kind.MONEY, total=True, adds=keys),
        Column("unapplied", says("col_unapplied"), Kind.MONEY, total=True),
        Column("balance", says("col_balance"), Kind.MONEY, total=True, adds=("total", "unapplied")),
    )


def _rows(aged: pd.DataFrame, texts: Sequence[str], spans: Sequence[Bucket]) -> list[tuple[Any, ...]]:
    amounts = (*(span.column for span in spans), "total_minor", "unapplied_minor", "balance_minor")
    rows = zip(*(aged[name].tolist() for name in (*texts, *amounts)), strict=True)
    # An id of "" is money whose payer is not known: it has a row of its own, so that it is in the balance.
    return [row if row[0] else ("", says("payer_unknown"), *row[2:]) for row in rows]


def _ledger(currency: str, items: pd.DataFrame, missing: pd.DataFrame, money: pd.DataFrame | None) -> int:
    """The ledger at the key date by plain addition: open items, less what is left out, less what is held."""

    def added(frame: pd.DataFrame | None) -> int:
        return 0 if frame is None else int(frame.loc[frame["currency"] == currency, "open_minor"].sum())

    return added(items) - added(missing) - added(money)


def _held(unapplied: pd.DataFrame | None, as_of: date) -> pd.DataFrame | None:
    import pandas as pd

    if unapplied is None or "booked" not in unapplied:
        return unapplied
    by = [c for c in ("customer_id", "currency", "booked", "line_id") if c in unapplied]
    return unapplied[~(unapplied["booked"] > pd.Timestamp(as_of))].sort_values(by, kind="stable")


def _items(detail: pd.DataFrame, spans: Sequence[Bucket], aged: pd.DataFrame) -> Section:
    labels: dict[str, Said] = {span.key: span.label for span in spans} | {UNAPPLIED: says("col_unapplied")}
    rows = [
        (
            *(cells[name] for name in ("customer_id", "customer_name", "item_id")),
            says(f"kind_{cells['kind'] or 'invoice'}"),
            says("state_disputed") if cells["state"] == "disputed" else None,
            _day(cells["issued"]),
            _day(cells["due"]),
            cells["days"],
            labels[cells["bucket"]],
            cells["currency"],
            cells["amount_minor"],
            cells["open_minor"],
        )
        for cells in _cells(detail)
    ]
    checks = [
        Check(
            says("items_check", currency=currency),
            int(detail.loc[(detail["currency"] == currency) & (detail["bucket"] != UNAPPLIED), "open_minor"].sum()),
            int(aged.loc[aged["currency"] == currency, "total_minor"].sum()),
            currency,
        )
        for currency in sorted(set(detail["currency"]))
    ]
    columns = (
        *_CUSTOMER,
        Column("item_id", says("col_item")),
        Column("kind", says("col_kind")),
        Column("state", says("col_state")),
        Column("issued", says("col_issued"), Kind.DAY),
        Column("due", says("col_due"), Kind.DAY),
        Column("days", says("col_days"), Kind.COUNT),
        Column("bucket", says("col_bucket")),
        Column("currency", says("col_currency")),
        Column("amount", says("col_amount"), Kind.MONEY, total=True),
        Column("open", says("col_open"), Kind.MONEY, total=True),
    )
    return Section("aged_items", says("items_title"), columns, rows, checks=tuple(checks))


def _unapplied(money: pd.DataFrame) -> Section:
    rows = [
        (
            cells["customer_id"],
            cells["payer_name"] or says("payer_unknown"),
            cells["line_id"],
            _day(cells["booked"]),
            cells["currency"],
            cells["open_minor"],
        )
        for cells in _cells(money)
    ]
    columns = (
        Column("customer_id", says("col_customer_id")),
        Column("payer_name", says("col_payer")),
        Column("line_id", says("col_line")),
        Column("booked", says("col_booked"), Kind.DAY),
        Column("currency", says("col_currency")),
        Column("open", says("col_unapplied"), Kind.MONEY, total=True),
    )
    return Section("unapplied", says("unapplied_title"), columns, rows)


def _left_out(missing: pd.DataFrame) -> Section:
    rows = [
        (
            *(cells[name] for name in ("customer_id", "customer_name", "item_id")),
            _day(cells["issued"]),
            cells["currency"],
            cells["open_minor"],
            says(f"left_out_{cells['reason']}"),
        )
        for cells in _cells(missing)
    ]
    columns = (
        *_CUSTOMER,
        Column("item_id", says("col_item")),
        Column("issued", says("col_issued"), Kind.DAY),
        Column("currency", says("col_currency")),
        Column("open", says("col_open"), Kind.MONEY, total=True),
        Column("reason", says("col_why_left_out")),
    )
    return Section("left_out", says("left_out_title"), columns, rows)


def _cells(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dicts; a column the caller's table does not have is empty."""
    known = {str(name): frame[name].tolist() for name in frame.columns}
    for name in ("customer_name", "item_id", "kind", "state", "payer_name", "line_id"):
        known.setdefault(name, [""] * len(frame))
    for name in ("amount_minor", "booked"):
        known.setdefault(name, [None] * len(frame))
    return [dict(zip(known, values, strict=True)) for values in zip(*known.values(), strict=True)]


def _day(value: Any) -> date | None:
    import pandas as pd

    return None if pd.isna(value) else date(value.year, value.month, value.day)
