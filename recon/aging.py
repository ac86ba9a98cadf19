"""Aged balance: what each customer owes, by days past due (or days since the document), at a key date.

Law: nothing falls out. Buckets and unapplied money of a customer and currency add up to its balance; what is left out
(documents dated after the key date, drafts, cancelled documents) is listed by `left_out` with its reason. Amounts are
whole minor units and two currencies never share a row. The remainder of a part-paid invoice keeps the invoice's age; a
credit note stands in the bucket of its own age; money received and not applied stands apart and is not aged.

Source: days past due start at 1 on the day after the due day, buckets are inclusive and contiguous, the last one is
open, as aging methods of ledger systems define them (e.g. Oracle Receivables, "Create an aging method").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from recon.errors import ConfigError, InputError, LedgerError, Where
from recon.money import LARGEST
from recon.words import Said, says

if TYPE_CHECKING:
    import pandas as pd

BASES = ("due", "invoice")
BOUNDS = (30, 60, 90)
LONGEST = 36_500  # days; a bound beyond a century is a slip of the pen
UNAPPLIED = "unapplied"  # bucket of money received and not applied
_NOT_ISSUED = ("draft", "cancelled")  # states of documents that are no receivable
_NEEDED = ("customer_id", "currency", "issued", "due", "open_minor")


@dataclass(frozen=True, slots=True)
class Bucket:
    """A span of days, both ends inclusive; `None` is an open end."""

    key: str  # "not_due", "days_1_30", "days_91"
    first: int | None
    last: int | None

    @property
    def column(self) -> str:
        """Its column in the frame of `aging`, in minor units."""
        return f"{self.key}_minor"

    @property
    def label(self) -> Said:
        """Its heading. The open bucket names its first day, since "over 90" is read both ways."""
        if self.first is None:
            return says("bucket_not_due")
        if self.last is None:
            return says("bucket_open", first=self.first)
        return says("bucket_days", first=self.first, last=self.last)


def buckets(bounds: Sequence[int] = BOUNDS, basis: str = "due") -> tuple[Bucket, ...]:
    """The buckets that end at `bounds`, contiguous, without overlap, the last one open.

    Basis "due" begins with what is not due yet (the due day itself is not overdue); basis "invoice" with day 0.

    Raises:
        ConfigError: the basis is not known, or the bounds are not positive whole days in ascending order.

    >>> [b.key for b in buckets()]
    ['not_due', 'days_1_30', 'days_31_60', 'days_61_90', 'days_91']
    >>> [b.key for b in buckets((30, 60), "invoice")]
    ['days_0_30', 'days_31_60', 'days_61']
    """
    if basis not in BASES:
        raise ConfigError(says("aging_basis", basis=basis), fix=says("aging_basis_fix"))
    ends = list(bounds)
    whole = all(type(end) is int and 0 < end <= LONGEST for end in ends)
    if not ends or not whole or any(a >= b for a, b in pairwise(ends)):
        shown = ", ".join(str(end) for end in ends)
        raise ConfigError(says("aging_bounds", bounds=shown), fix=says("aging_bounds_fix"))
    starts = [1 if basis == "due" else 0, *(end + 1 for end in ends)]
    spans = [Bucket(f"days_{a}_{b}", a, b) for a, b in zip(starts, ends, strict=False)]
    opened = Bucket(f"days_{starts[-1]}", starts[-1], None)
    return (*([Bucket("not_due", None, 0)] if basis == "due" else []), *spans, opened)


def bucket_of(days: int, spans: Sequence[Bucket]) -> Bucket:
    """The bucket a number of days past due (or since the document) stands in.

    >>> bucket_of(30, buckets()).key, bucket_of(31, buckets()).key, bucket_of(-5, buckets()).key
    ('days_1_30', 'days_31_60', 'not_due')
    """
    return next(span for span in spans if span.last is None or days <= span.last)


def aging(
    items: pd.DataFrame,
    as_of: date,
    basis: str = "due",
    bounds: Sequence[int] = BOUNDS,
    unapplied: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Age open items: one row per customer and currency.

    Args:
        items: open items (`OPEN_ITEMS`); needs `customer_id, currency, issued, due, open_minor`, and knows
            `customer_name, kind, state`. Items of kind "prepayment" are money and stand with the unapplied.
        as_of: key date. Documents issued after it, drafts and cancelled documents are left out (see `left_out`).
        basis: "due" (days past due) or "invoice" (days since the document date). A missing due date is the
            document date, and the other way round.
        bounds: last day of each bucket, ascending; the last bucket is open.
        unapplied: money received and not applied (`UNAPPLIED`), positive; what is booked after `as_of` is left out.

    Returns:
        `customer_id, customer_name, currency`, one `..._minor` column a bucket (`Bucket.column`), `total_minor` (their
        sum), `unapplied_minor` (negative for money held), `balance_minor` (total + unapplied). In order of customer
        id, then currency; money of an unknown payer (customer id "") last.

    Raises:
        ConfigError: basis or bounds cannot be used.
        InputError: a column is missing, or an item has neither date.
        LedgerError: the amounts are too large to be added up exactly.
    """
    import numpy as np
    import pandas as pd

    spans = buckets(bounds, basis)
    _columns(items)
    aged = _aged(items, as_of)
    kept = items if aged.all() else items[aged]
    place = np.searchsorted(_edges(spans), _days(kept, as_of, basis), side="left")
    place[_is(kept, "kind", "prepayment")] = len(spans)
    ids, codes, held = kept["customer_id"], kept["currency"], kept["open_minor"].to_numpy("int64")
    names = kept["customer_name"] if "customer_name" in kept else pd.Series("", index=kept.index, dtype="str")
    if unapplied is not None and len(unapplied):
        money = unapplied[_days_to(unapplied["booked"], as_of) >= 0] if "booked" in unapplied else unapplied
        ids, codes = pd.concat([ids, money["customer_id"]]), pd.concat([codes, money["currency"]])
        names = pd.concat([names, pd.Series("", index=money.index, dtype="str")])
        held = np.concatenate([held, -money["open_minor"].to_numpy("int64")])
        place = np.concatenate([place, np.full(len(money), len(spans))])
    if np.abs(held, dtype="float64").sum() >= LARGEST:
        raise LedgerError(says("aging_too_large"), fix=says("aging_too_large_fix"))

    customer, customers = _coded(ids)
    currency, known = _coded(codes)
    group = customer * len(known) + currency
    width = len(spans) + 1
    sums = np.zeros(len(customers) * len(known) * width, "int64")
    np.add.at(sums, group * width + place, held)  # exact, where a weighted count would go through floats
    met = np.flatnonzero(np.bincount(group, minlength=1))
    whose, which = np.divmod(met, max(len(known), 1))
    names_by_customer = _names(names, customer, len(customers))
    order = np.lexsort((_ranks(known)[which], _ranks(customers)[whose]))
    met, whose, which = met[order], whose[order], which[order]
    by_bucket = sums.reshape(-1, width)[met]
    total = by_bucket[:, :-1].sum(axis=1)
    return pd.DataFrame(
        {
            "customer_id": pd.Series(customers[whose], dtype="str"),
            "customer_name": pd.Series(names_by_customer[whose], dtype="str"),
            "currency": pd.Series(known[which], dtype="str"),
            **{span.column: by_bucket[:, at] for at, span in enumerate(spans)},
            "total_minor": total,
            "unapplied_minor": by_bucket[:, -1],
            "balance_minor": total + by_bucket[:, -1],
        }
    )


def balances(items: pd.DataFrame, as_of: date) -> dict[str, dict[str, int]]:
    """What each customer owes: customer id -> currency -> minor units, credit notes and prepayments deducted.

    Raises:
        InputError: a column is missing, or an item has neither date.
    """
    aged = aging(items, as_of)
    owed: dict[str, dict[str, int]] = {}
    for who, currency, minor in zip(aged["customer_id"], aged["currency"], aged["balance_minor"], strict=True):
        owed.setdefault(str(who), {})[str(currency)] = int(minor)
    return owed


def aged_items(items: pd.DataFrame, as_of: date, basis: str = "due", bounds: Sequence[int] = BOUNDS) -> pd.DataFrame:
    """The items behind an aged balance, each with its age: what `aging` adds up.

    Returns:
        The kept rows of `items` with all their columns, and `days` (past due, or since the document date) and `bucket`
        (key of its bucket, "unapplied" for a prepayment). In order of customer id, currency, due date, item id.

    Raises:
        ConfigError: basis or bounds cannot be used.
        InputError: a column is missing, or an item has neither date.
    """
    import numpy as np

    spans = buckets(bounds, basis)
    _columns(items)
    kept: pd.DataFrame = items[_aged(items, as_of)].copy()
    kept["days"] = _days(kept, as_of, basis)
    keys = np.array([span.key for span in spans] + [UNAPPLIED], dtype=object)
    place = np.searchsorted(_edges(spans), kept["days"].to_numpy(), side="left")
    place[_is(kept, "kind", "prepayment")] = len(spans)
    kept["bucket"] = keys[place]
    by = [c for c in ("customer_id", "currency", "due", "item_id") if c in kept]
    ordered: pd.DataFrame = kept.sort_values(by, kind="stable", na_position="first").reset_index(drop=True)
    return ordered


def left_out(items: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The open items an aged balance leaves out, with `reason`: "future", "draft" or "cancelled".

    In order of customer id, currency, item id. Together with `aged_items` it holds every item with an open amount.

    Raises:
        InputError: a column is missing.
    """
    import numpy as np

    _columns(items)
    missing = items[~_aged(items, as_of) & (items["open_minor"].to_numpy() != 0)].copy()
    reason = np.full(len(missing), "future", dtype=object)
    for state in _NOT_ISSUED:
        reason[_is(missing, "state", state)] = state
    missing["reason"] = reason
    by = [c for c in ("customer_id", "currency", "item_id") if c in missing]
    ordered: pd.DataFrame = missing.sort_values(by, kind="stable").reset_index(drop=True)
    return ordered


def _columns(items: pd.DataFrame) -> None:
    for name in _NEEDED:
        if name not in items:
            raise InputError(says("aging_column", name=name), Where(column=name), says("aging_column_fix"))


def _aged(items: pd.DataFrame, as_of: date) -> Any:
    """True for what has an open amount and existed at the key date."""
    kept = items["open_minor"].to_numpy() != 0
    kept &= _days_to(items["issued"], as_of) >= 0  # without a document date it is taken to be there
    if "state" in items and len(items) and not _is(items, "state", items["state"].iloc[0]).all():
        for state in _NOT_ISSUED:
            kept &= ~_is(items, "state", state)
    elif "state" in items and len(items) and items["state"].iloc[0] in _NOT_ISSUED:
        kept[:] = False
    return kept


def _days(items: pd.DataFrame, as_of: date, basis: str) -> Any:
    """Days from the base date to the key date; the due day itself is 0."""
    first, second = ("due", "issued") if basis == "due" else ("issued", "due")
    base = items[first]
    if base.isna().any():
        base = base.fillna(items[second])
    if base.isna().any():
        at = base.index[base.isna()][0]
        item = str(items.loc[at, "item_id"]) if "item_id" in items else ""
        raise InputError(says("aging_no_date"), Where(column=first, value=item), says("aging_no_date_fix"))
    return _days_to(base, as_of)


def _days_to(days: pd.Series[Any], as_of: date) -> Any:
    import numpy as np
    import pandas as pd

    counted = pd.to_datetime(days).to_numpy("datetime64[D]")
    return np.where(np.isnat(counted), 0, (np.datetime64(as_of, "D") - counted).astype("int64"))


def _edges(spans: Sequence[Bucket]) -> list[int]:
    return [span.last for span in spans if span.last is not None]


def _is(items: pd.DataFrame, column: str, value: str) -> Any:
    import numpy as np
    import pandas as pd

    if column not in items:
        return np.zeros(len(items), bool)
    texts = items[column]
    if isinstance(texts.dtype, pd.CategoricalDtype):
        return (texts == value).to_numpy()
    return np.asarray(texts.to_numpy(object) == value, bool)


def _coded(texts: pd.Series[Any]) -> Any:
    """Codes of the texts and the texts they stand for; a missing text is ""."""
    import numpy as np
    import pandas as pd

    code, known = pd.factorize(texts if isinstance(texts.dtype, pd.CategoricalDtype) else texts.to_numpy(object))
    words = [str(word) for word in known]
    if (code < 0).any():
        if "" not in words:
            words.append("")
        code[code < 0] = words.index("")
    return code, np.array(words, dtype=object)


def _names(names: pd.Series[Any], customer: Any, count: int) -> Any:
    """One name a customer: the alphabetically first that is not empty, whatever the order of the rows."""
    import numpy as np

    texts = names.to_numpy(object)
    row = np.zeros(count, "int64")
    row[customer] = np.arange(len(customer))
    one: Any = texts[row] if len(texts) else texts
    if (texts == one[customer]).all():
        return np.array([name if isinstance(name, str) else "" for name in one], dtype=object)
    code, known = _coded(names)
    rank = _ranks(known)
    best = np.full(count, len(known) - 1, "int64")
    np.minimum.at(best, customer, rank[code])
    return known[np.argsort(rank)][best]


def _ranks(texts: Any) -> Any:
    """Place of each text in alphabetical order, "" being last."""
    import numpy as np

    rank = np.empty(len(texts), "int64")
    rank[sorted(range(len(texts)), key=lambda at: (texts[at] == "", texts[at]))] = np.arange(len(texts))
    return rank
