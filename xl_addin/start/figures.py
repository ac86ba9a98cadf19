"""What the formulas of the start workbook give, for whoever opens it without recalculating.

Law: every figure here is what the formula beside it gives, to the cent. A live test works the formulas out anew.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from recon.aging import Bucket, buckets
from recon.words import say
from xl_addin.layout import ALLOC, CUSTOMERS, LEDGER, RECEIPTS
from xl_addin.start.rows import Cell, Row, Rows

NOTHING = Decimal(0)
LATER, NO_DATE, PREPAID = "later", "no_date", "prepaid"  # of a document that stands in no bucket
Shown = str | float


def word(kind: str, lang: str) -> str:
    """A word of the workbook: the kind or state of a document, or why it is not aged."""
    return say(f"xl_start_{kind}", lang)


def labels(lang: str) -> tuple[str, ...]:
    """The headings of the buckets: not due, up to 30, 60 and 90 days, and beyond."""
    return tuple(bucket.label.text(lang) for bucket in buckets())


def amount(value: Cell) -> Decimal:
    """An amount in units, 0 for what is no number."""
    return Decimal(str(value)) if isinstance(value, int | float) else NOTHING


def same(value: Cell) -> str:
    """A text as formulas compare it: without its case."""
    return str("" if value is None else value).casefold()


@dataclass(frozen=True)
class Document:
    """What the derived columns of a document show. `open` is "" on a row without a number."""

    row: Row
    applied: Decimal
    open: Decimal
    days: int | None  # overdue, 0 where not; None where nothing is open, nothing falls due, or the date is missing
    bucket: str  # key of a bucket, LATER, NO_DATE, PREPAID, or "" where nothing is open


@dataclass(frozen=True)
class Figures:
    """All figures of a workbook."""

    rows: Rows
    lang: str

    @property
    def as_of(self) -> date | None:
        """Key date."""
        day = self.rows.settings.get("as_of")
        return day if isinstance(day, date) else None

    @property
    def currency(self) -> str:
        """The company's currency, which the aging is in."""
        return str(self.rows.settings.get("company.currency") or "")

    @cached_property
    def documents(self) -> Sequence[Document]:
        """The ledger."""
        falls: dict[str, Decimal] = defaultdict(Decimal)
        for row in self._counted:
            falls[same(row.get("item_id"))] += amount(row.get("cash")) + amount(row.get("written_off"))
        return [self._document(row, falls[same(row.get("item_id"))]) for row in self.rows.of(LEDGER)]

    @cached_property
    def used(self) -> Sequence[Decimal]:
        """What of each bank line is applied."""
        taken: dict[str, Decimal] = defaultdict(Decimal)
        for row in self._counted:
            taken[same(row.get("line_id"))] += amount(row.get("of_line"))
        return [taken[same(row.get("line_id"))] for row in self.rows.of(RECEIPTS)]

    @property
    def _counted(self) -> Sequence[Row]:
        """Allocations up to the key date."""
        as_of = self.as_of
        days = ((row, row.get("effective")) for row in self.rows.of(ALLOC))
        return [row for row, day in days if as_of and isinstance(day, date) and day <= as_of]

    @property
    def _numbered(self) -> Sequence[Row]:
        """The rows of the ledger that count: those with a number."""
        return [row for row in self.rows.of(LEDGER) if row.get("item_id")]

    def _document(self, row: Row, applied: Decimal) -> Document:
        state, as_of = row.get("state"), self.as_of
        words = {name: word(f"state_{name}", self.lang) for name in ("cancelled", "draft", "paid")}
        gone = state in (words["cancelled"], words["draft"]) or (state == words["paid"] and not applied)
        left = NOTHING if gone else amount(row.get("amount")) - applied
        if not row.get("item_id"):
            return Document(row, NOTHING, NOTHING, None, "")
        if not left or as_of is None:
            return Document(row, applied, left, None, "")
        issued, due = row.get("issued"), row.get("due")
        since = due if due is not None else issued
        if row.get("kind") == word("kind_prepayment", self.lang):
            return Document(row, applied, left, None, PREPAID)
        days = max(0, (as_of - since).days) if isinstance(since, date) else None
        if isinstance(issued, date) and issued > as_of:
            bucket = LATER
        else:
            bucket = NO_DATE if days is None else _bucket(days).key
        return Document(row, applied, left, days, bucket)

    def shown(self, bucket: str) -> str:
        """The word the ledger shows for a bucket."""
        return self._words[bucket]

    @cached_property
    def _words(self) -> Mapping[str, str]:
        known = {b.key: label for b, label in zip(buckets(), labels(self.lang), strict=True)}
        return {**known, **{kind: word(kind, self.lang) for kind in (LATER, NO_DATE, PREPAID)}, "": ""}

    @cached_property
    def opened(self) -> Mapping[str, Decimal]:
        """Open amounts in the company's currency by bucket."""
        found: dict[str, Decimal] = defaultdict(Decimal)
        for by in self._by_customer.values():
            for bucket, amount_ in by.items():
                found[bucket] += amount_
        return found

    @cached_property
    def _by_customer(self) -> Mapping[str, Mapping[str, Decimal]]:
        found: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for document in self.documents:
            if same(document.row.get("currency")) == same(self.currency):
                found[same(document.row.get("customer_id"))][document.bucket] += document.open
        return found

    @cached_property
    def aged(self) -> Sequence[tuple[str, str, Mapping[str, Decimal]]]:
        """Customer, name and open amounts by bucket, in the order of the list of customers."""
        return [
            (number, str(row.get("customer_name") or ""), self._by_customer.get(same(number), {}))
            for row in self.rows.of(CUSTOMERS)
            for number in [str(row.get("customer_id") or "")]
        ]

    @cached_property
    def ranks(self) -> Sequence[int | None]:
        """Rank of each customer by what it owes, the first in the list first where two owe the same; None: nothing."""
        totals = [self.total(by) for _, _, by in self.aged]
        order = sorted((at for at, total in enumerate(totals) if total > 0), key=lambda at: (-totals[at], at))
        places = {at: rank for rank, at in enumerate(order, 1)}
        return [places.get(at) for at in range(len(totals))]

    @staticmethod
    def total(by: Mapping[str, Decimal]) -> Decimal:
        """What is aged of open amounts by bucket."""
        return sum((by.get(bucket.key, NOTHING) for bucket in buckets()), NOTHING)

    def not_applied(self) -> Decimal:
        """Money in up to the key date, in the company's currency, that is applied to nothing."""
        as_of = self.as_of
        return sum(
            (
                amount(row.get("amount")) - used
                for row, used in zip(self.rows.of(RECEIPTS), self.used, strict=True)
                if as_of
                and same(row.get("currency")) == same(self.currency)
                and amount(row.get("amount")) > 0
                and isinstance(day := row.get("booked"), date)
                and day <= as_of
            ),
            NOTHING,
        )

    def waiting(self) -> int:
        """Bank lines with money in, up to the key date, that are not applied in full."""
        as_of = self.as_of
        return sum(
            as_of is not None
            and amount(row.get("amount")) > max(used, NOTHING)
            and isinstance(day := row.get("booked"), date)
            and day <= as_of
            for row, used in zip(self.rows.of(RECEIPTS), self.used, strict=True)
        )

    def duplicates(self) -> int:
        """Rows of the ledger whose number stands there already."""
        numbers = Counter(same(row["item_id"]) for row in self.rows.of(LEDGER) if row.get("item_id"))
        return sum(count - 1 for count in numbers.values())

    def nameless(self) -> int:
        """Rows of the ledger with an amount and no number."""
        return sum(not row.get("item_id") and row.get("amount") is not None for row in self.rows.of(LEDGER))

    def strangers(self) -> int:
        """Documents whose customer is not in the list of customers."""
        known = {same(row["customer_id"]) for row in self.rows.of(CUSTOMERS) if row.get("customer_id")}
        return sum(same(row.get("customer_id")) not in known for row in self._numbered)

    def bad_days(self) -> int:
        """Documents and bank lines with a day that is none: missing, or typed as text."""
        documents = (all(isinstance(row.get(key), date) for key in ("issued", "due")) for row in self._numbered)
        received = self.rows.of(RECEIPTS)
        lines = (isinstance(row.get("booked"), date) for row in received if row.get("amount") is not None)
        return sum(not fine for fine in (*documents, *lines))

    def bad_amounts(self) -> int:
        """Documents and bank lines with an amount that is no number."""
        booked = [row for row in self.rows.of(RECEIPTS) if row.get("booked") is not None]
        return sum(not isinstance(row.get("amount"), int | float) for row in (*self._numbered, *booked))

    def overdone(self) -> int:
        """Documents that more is applied to than they come to."""
        return sum(amount(d.row.get("amount")) * d.open < 0 for d in self.documents)

    def other_currencies(self) -> int:
        """Open documents in another currency than the aging, or none."""
        return sum(bool(d.open) and same(d.row.get("currency")) != same(self.currency) for d in self.documents)


def _bucket(days: int) -> Bucket:
    return next(b for b in buckets() if b.last is None or days <= b.last)
