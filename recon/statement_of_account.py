"""Statement of account, open item: what a customer owes at a day, document by document, for the customer to check.

Laws. Documents and money received and not applied stand line by line; their sum is the balance, and the balance is the
ledger's, shown as a check. One part a currency; two currencies are never added up. Only what is the customer's own is
in it: money of an unknown payer is in nobody's statement.

Source: open item lists at a key date, as account statements of ledger systems show them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from recon.aging import UNAPPLIED, Bucket, aged_items, aging, buckets
from recon.config import Company, Settings
from recon.report import Check, Column, Kind, Report, Section
from recon.rows import Customer, ItemState
from recon.words import LANGUAGES, Said, says

if TYPE_CHECKING:
    import pandas as pd

_ENGLISH = ("english", "englisch", "英文", "英语")  # as customer lists name a language, besides its code
_CHINESE = ("chinese", "chinesisch", "中文", "汉语", "简体中文", "chs", "cn")
_LANGUAGE_NAMES = {**dict.fromkeys(_ENGLISH, "en"), **dict.fromkeys(_CHINESE, "zh")}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a statement: a document, or money received and not applied (negative)."""

    day: date | None  # of the document; booking day of money
    number: str  # of the document; of the bank line
    kind: Said
    order: str  # the customer's own order, or the contract
    due: date | None  # None for money
    original_minor: int | None  # gross as issued, None for money
    paid_minor: int | None  # original less open: paid, credited or written off
    open_minor: int
    days: int | None  # past due, 1 on the day after the due day; None where it is not overdue, and for money
    bucket: str  # key of its bucket, "unapplied" for money
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A statement's entries in one currency, amounts in its minor units."""

    currency: str
    entries: tuple[Entry, ...]  # documents by date and number, then money
    ledger_minor: int  # balance of the customer as the ledger has it
    as_of: date

    @property
    def open_minor(self) -> int:
        """Open documents, credit notes deducted."""
        return sum(e.open_minor for e in self.entries if e.bucket != UNAPPLIED)

    @property
    def unapplied_minor(self) -> int:
        """Money received and not applied, negative."""
        return sum(e.open_minor for e in self.entries if e.bucket == UNAPPLIED)

    @property
    def balance_minor(self) -> int:
        """What the customer owes, negative where it has money to its credit."""
        return self.open_minor + self.unapplied_minor

    @property
    def due_minor(self) -> int:
        """What is to be paid now, never below nothing.

        Due up to the key date, disputed documents left out; credit notes and money not applied are deducted.
        """
        return max(0, sum(e.open_minor for e in self.entries if e.open_minor < 0 or self._is_due(e)))

    def _is_due(self, entry: Entry) -> bool:
        return not entry.disputed and (entry.due or self.as_of) <= self.as_of

    def in_bucket(self, key: str) -> int:
        """What stands in a bucket."""
        return sum(e.open_minor for e in self.entries if e.bucket == key)


@dataclass(frozen=True, slots=True)
class Statement:
    """The statement of account of one customer at a day."""

    company: Company
    customer: Customer
    number: str
    first: date | None  # first day of the period it closes
    as_of: date
    parts: tuple[Part, ...]  # by currency
    basis: str  # of the aging: "due" or "invoice"
    spans: tuple[Bucket, ...]
    run_id: str = ""

    @property
    def reply_by(self) -> date:
        """The last day to object."""
        return self.as_of + timedelta(days=self.company.reply_days)

    @property
    def language(self) -> str:
        """The customer's language where there are words in it, else the company's."""
        asked = self.customer.language.strip().casefold()
        asked = _LANGUAGE_NAMES.get(asked, asked.replace("_", "-").partition("-")[0])
        return asked if asked in LANGUAGES else self.company.language

    def report(self) -> Report:
        """The statement as a report: a section of entries and one of ages for each currency."""
        sections = [s for part in self.parts for s in (_entries(part), _ages(part, self.spans))]
        period = says("period_span", period=f"{self.as_of:%Y-%m}", first=self.first, last=self.as_of)
        return Report(
            "statement_of_account",
            says("statement_title"),
            (
                *(((says("policy_company"), _plain(self.company.name)),) if self.company.name else ()),
                (says("col_customer_name"), _plain(f"{self.customer.customer_id} {self.customer.name}".strip())),
                (says("statement_number"), _plain(self.number)),
                *(((says("policy_period"), period),) if self.first else ()),
                (says("policy_as_of"), _plain(self.as_of)),
                (says("policy_basis"), says(f"basis_{self.basis}")),
                (says("policy_unapplied"), says("statement_unapplied")),
                *(((says("policy_run"), _plain(self.run_id)),) if self.run_id else ()),
            ),
            tuple(sections),
        )


def statement_of_account(
    items: pd.DataFrame,
    unapplied: pd.DataFrame | None,
    customer: Customer,
    as_of: date,
    settings: Settings | None = None,
) -> Report:
    """The statement of account of one customer, from any tables of open items and money.

    Args:
        items: open items (`OPEN_ITEMS`), of any customers; needs `customer_id, currency, issued, due, open_minor`.
        unapplied: money received and not applied (`UNAPPLIED`), positive, of any customers; None where there is none.
        customer: whose statement it is.
        as_of: key date.
        settings: the company, and basis and buckets of the aging.

    Returns:
        For each currency a section `open_EUR` (entries with a running balance; its check is balance per statement =
        balance per ledger) and a section `age_EUR` (one row).

    Raises:
        ConfigError, InputError, LedgerError: as `recon.aging.aging`.
    """
    mine = items[items["customer_id"] == customer.customer_id]
    money = None if unapplied is None else unapplied[unapplied["customer_id"] == customer.customer_id]
    known = settings or Settings()
    found = statements_of(mine, money, {customer.customer_id: customer}, as_of, known)
    one = found[0] if found else nothing_open(customer, as_of, known)
    return one.report()


def statements_of(
    items: pd.DataFrame,
    unapplied: pd.DataFrame | None,
    customers: Mapping[str, Customer],
    as_of: date,
    settings: Settings,
    *,
    first: date | None = None,
    run_id: str = "",
) -> tuple[Statement, ...]:
    """The statements of all customers that have a document or money open, by customer id; money of nobody is left out.

    Args:
        items, unapplied, as_of, settings: as `statement_of_account`.
        customers: master data by id; a customer that is not in it goes by the name on its documents.
        first: first day of the period.
        run_id: of the month end.
    """
    spans = buckets(settings.aging.bounds, settings.aging.basis)
    entries: dict[str, dict[str, list[Entry]]] = {}
    names: dict[str, str] = {}
    for cells in _cells(aged_items(items, as_of, settings.aging.basis, settings.aging.bounds)):
        who = str(cells["customer_id"])
        names[who] = min(filter(None, (names.get(who), str(cells.get("customer_name") or ""))), default="")
        entry = _document(cells, as_of)
        entries.setdefault(who, {}).setdefault(str(cells["currency"]), []).append(entry)
    for cells in _cells(unapplied) if unapplied is not None else ():
        booked = _day(cells.get("booked"))
        if booked is None or booked <= as_of:
            entries.setdefault(str(cells["customer_id"]), {}).setdefault(str(cells["currency"]), []).append(
                _money(cells, booked)
            )
    ledger = aging(items, as_of, settings.aging.basis, settings.aging.bounds, unapplied)
    balances = {
        (str(who), str(currency)): int(minor)
        for who, currency, minor in zip(ledger["customer_id"], ledger["currency"], ledger["balance_minor"], strict=True)
    }
    return tuple(
        Statement(
            settings.company,
            customers.get(who) or Customer(who, names.get(who) or who),
            number_of(who, as_of),
            first,
            as_of,
            tuple(
                Part(currency, _ordered(found), balances.get((who, currency), 0), as_of)
                for currency, found in sorted(by_currency.items())
            ),
            settings.aging.basis,
            spans,
            run_id,
        )
        for who, by_currency in sorted(entries.items())
        if who
    )


def nothing_open(
    customer: Customer, as_of: date, settings: Settings, *, first: date | None = None, run_id: str = ""
) -> Statement:
    """The statement of a customer that owes nothing and has nothing to its credit."""
    spans = buckets(settings.aging.bounds, settings.aging.basis)
    part = Part(settings.company.currency, (), 0, as_of)
    number = number_of(customer.customer_id, as_of)
    return Statement(settings.company, customer, number, first, as_of, (part,), settings.aging.basis, spans, run_id)


def number_of(customer_id: str, as_of: date) -> str:
    """The number of a statement: key date and customer, the same however often it is written.

    >>> number_of("C1", date(2026, 3, 31))
    '20260331/C1'
    """
    return f"{as_of:%Y%m%d}/{customer_id}"


def _document(cells: Mapping[str, Any], as_of: date) -> Entry:
    issued, due = _day(cells.get("issued")), _day(cells.get("due"))
    left = int(cells["open_minor"])
    kind, state = str(cells.get("kind") or "invoice"), cells.get("state")
    number = str(cells.get("item_id") or "")
    original = cells.get("amount_minor")
    is_money = cells["bucket"] == UNAPPLIED
    late = (as_of - (due or issued or as_of)).days
    return Entry(
        issued or due,
        number,
        says(f"kind_{kind}"),
        str(cells.get("purchase_order") or cells.get("contract") or ""),
        None if is_money else (due or issued),
        None if original is None else int(original),
        None if original is None else int(original) - left,
        left,
        late if late > 0 and left > 0 and not is_money else None,
        str(cells["bucket"]),
        state == ItemState.DISPUTED.value,
    )


def _money(cells: Mapping[str, Any], booked: date | None) -> Entry:
    left = -int(cells["open_minor"])
    kind = says("kind_received" if left < 0 else "kind_paid_out")
    return Entry(booked, str(cells.get("line_id") or ""), kind, "", None, None, None, left, None, UNAPPLIED)


def _ordered(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda e: (e.bucket == UNAPPLIED, e.day or date.min, e.number, e.open_minor)))


def _entries(part: Part) -> Section:
    rows, running = [], 0
    for e in part.entries:
        running += e.open_minor
        mark = says("state_disputed") if e.disputed else None
        rows.append(
            (
                e.day,
                e.number,
                e.kind,
                mark,
                e.order,
                e.due,
                e.original_minor,
                e.paid_minor,
                e.open_minor,
                e.days,
                running,
            )
        )
    columns = (
        Column("day", says("statement_day"), Kind.DAY),
        Column("number", says("col_item")),
        Column("kind", says("col_kind")),
        Column("state", says("col_state")),
        Column("order", says("statement_order")),
        Column("due", says("col_due"), Kind.DAY),
        Column("original", says("statement_original"), Kind.MONEY),
        Column("paid", says("statement_paid"), Kind.MONEY),
        Column("open", says("col_open"), Kind.MONEY, total=True),
        Column("days", says("statement_days"), Kind.COUNT),
        Column("running", says("col_balance"), Kind.MONEY),
    )
    label = says("statement_check", currency=part.currency)
    check = Check(label, part.balance_minor, part.ledger_minor, part.currency, "open")
    title = says("statement_in", currency=part.currency)
    return Section(f"open_{part.currency}", title, columns, rows, part.currency, checks=(check,))


def _ages(part: Part, spans: Sequence[Bucket]) -> Section:
    amounts = [part.in_bucket(span.key) for span in spans]
    columns = (
        *(Column(span.key, span.label, Kind.MONEY) for span in spans),
        Column("open", says("col_total"), Kind.MONEY, adds=tuple(span.key for span in spans)),
        Column("unapplied", says("col_unapplied"), Kind.MONEY),
        Column("balance", says("col_balance"), Kind.MONEY, adds=("open", "unapplied")),
        Column("due_now", says("statement_due_now"), Kind.MONEY),
    )
    row = (*amounts, part.open_minor, part.unapplied_minor, part.balance_minor, part.due_minor)
    return Section(f"age_{part.currency}", says("statement_ages"), columns, [row], part.currency)


def _cells(frame: pd.DataFrame) -> list[dict[str, Any]]:
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*(frame[n].tolist() for n in names), strict=True)]


def _day(value: Any) -> date | None:
    import pandas as pd

    return None if value is None or pd.isna(value) else date(value.year, value.month, value.day)


def _plain(text: object) -> Said:
    return says("verbatim", text=text)
