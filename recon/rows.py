"""The rows everything is decided on: one frozen dataclass each, every field with its meaning and unit.

Money fields end in `_minor`: whole minor units of the row's currency. An ingested row carries `source`, its place.
The tables of these rows (`OPEN_ITEMS`, ...) stand at the end; a frame's schema is derived from the row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from recon.errors import Where
from recon.tables import Table


class ItemKind(StrEnum):
    """What a document in the ledger is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"  # amounts negative
    DEBIT_NOTE = "debit_note"
    PREPAYMENT = "prepayment"  # money already received and not applied: amounts negative


class ItemState(StrEnum):
    """Whether a document can be paid."""

    OPEN = "open"
    DISPUTED = "disputed"
    DRAFT = "draft"  # never a candidate for a receipt
    CANCELLED = "cancelled"  # never a candidate for a receipt
    PAID = "paid"  # never a candidate for a receipt


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An invoice (positive) or credit note (negative) of the ledger."""

    item_id: str  # document number, unique in the ledger
    customer_id: str
    customer_name: str
    issued: date
    due: date
    currency: str  # ISO 4217
    amount_minor: int  # gross as issued
    open_minor: int  # what is still open; same sign as amount_minor
    kind: ItemKind = ItemKind.INVOICE
    state: ItemState = ItemState.OPEN
    payment_reference: str = ""  # structured or free reference printed on the document
    purchase_order: str = ""  # the customer's own order number
    contract: str = ""
    discount_minor: int = 0  # cash discount that may be deducted up to discount_until
    discount_until: date | None = None  # last day on which the discount may be taken, inclusive
    base_minor: int | None = None  # amount booked in the company's own currency, where the list gives it
    base_currency: str = ""
    source: Where = field(default=Where(), compare=False)


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of the master data."""

    customer_id: str
    name: str
    parent_id: str = ""  # customer id (or name) of the group's head, who may pay for this one
    accounts: tuple[str, ...] = ()  # bank accounts the customer pays from: IBAN or any number, letters and digits only
    aliases: tuple[str, ...] = ()  # other names the customer pays under
    country: str = ""  # ISO 3166 alpha-2
    city: str = ""
    address: str = ""
    contact: str = ""  # whom a statement of account is addressed to
    email: str = ""
    language: str = ""  # of letters and statements, "" = the company's
    owner: str = ""  # who looks after the customer
    source: Where = field(default=Where(), compare=False)


@dataclass(frozen=True, slots=True)
class Balance:
    """The balance of an account in the general ledger at the end of a day."""

    account: str  # number of the account in the general ledger
    day: date
    currency: str  # ISO 4217
    balance_minor: int  # debit positive
    name: str = ""  # of the account
    source: Where = field(default=Where(), compare=False)


@dataclass(frozen=True, slots=True)
class Rate:
    """An exchange rate of one day: units of `currency` for one unit of `base`."""

    day: date
    currency: str
    base: str
    units: Decimal
    source: Where = field(default=Where(), compare=False)


@dataclass(frozen=True, slots=True)
class Advised:
    """One row of a list that says what a payment is made of: a remittance advice, or a processor's settlement list.

    The document falls by `gross_minor`; the payment has `gross_minor` less `kept_minor` of it.
    """

    document: str  # number of the invoice, order or credit note as the list gives it, "" where the row is of none
    currency: str  # ISO 4217
    gross_minor: int  # negative for a refund, a chargeback or a credit note
    kept_minor: int = 0  # a processor's fee, or what a customer deducts; negative where a fee is given back
    payment: str = ""  # the payment's own number, "" where the list gives none
    part: int = 0  # of a list without payment numbers: pay-outs that stand before the row
    day: date | None = None  # of the payment, or of the transaction where the list gives only that
    processor: str = ""  # names a processor pays under, parted by blanks; "" for a customer's advice
    source: Where = field(default=Where(), compare=False)


class LineStatus(StrEnum):
    """Whether a bank line is booked. Only booked lines are matched; the others are shown."""

    BOOKED = "booked"
    PENDING = "pending"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement on a bank account, as fine as it can be matched (a batch entry is one line for each detail)."""

    line_id: str  # the bank file's own id where it has one, else the short fingerprint; unique in a run
    fingerprint: str  # identity: account, day, amount, currency, references, text, occurrence number; 32 hex digits
    account: str  # own bank account: IBAN or number
    booked: date
    currency: str  # ISO 4217
    amount_minor: int  # signed, + = money in
    value_date: date | None = None
    status: LineStatus = LineStatus.BOOKED
    payer_name: str = ""  # the other party: who paid, or who was paid
    payer_account: str = ""
    payer_address: str = ""
    payer_city: str = ""
    remittance_text: str = ""  # free text of the payer, parts joined by a blank
    reference: str = ""  # structured creditor reference, or the payer's own reference / end-to-end id
    bank_id: str = ""  # the bank's own unique id of the movement, "" where there is none
    bank_text: str = ""  # what the bank says of it: booking text, purpose code
    type_code: str = ""  # the bank's transaction type (camt bank transaction code, MT940 type, ...)
    is_reversal: bool = False  # the bank marks it as the reversal of an earlier movement
    original_minor: int | None = None  # instructed amount, in minor units of original_currency
    original_currency: str = ""
    balance_minor: int | None = None  # running balance after the line, where the file gives one
    batch_id: str = ""  # fingerprint of the entry this line is a detail of, "" for a line of its own
    is_residual: bool = False  # the part of a batch entry that its details do not explain
    source: Where = field(default=Where(), compare=False)


WRITE_OFF_REASONS = ("discount", "fee", "rounding", "short_pay", "tax", "write_off")


@dataclass(frozen=True, slots=True)
class Allocation:
    """What one bank line settles of one item. The item falls by cash_minor + written_off_minor."""

    line: str  # fingerprint of the bank line, "" where a document is written off without money
    item_id: str
    effective: date  # day the item falls: the booking day of the line, or a later one
    currency: str  # currency of the item
    cash_minor: int  # cash part; negative where a credit note is used up
    written_off_minor: int = 0  # discount, fee, rounding or short payment given up, sign as cash
    write_off_reason: str = ""  # one of WRITE_OFF_REASONS, "" where nothing is written off
    line_minor: int = 0  # the part of the bank line used, in the line's currency


BOOKING_REASONS = ("fee", "interest", "tax", "transfer", "other", "refund")


@dataclass(frozen=True, slots=True)
class Booking:
    """What of a bank line settles no document, and what it is booked to instead."""

    line: str  # fingerprint of the bank line
    effective: date
    currency: str  # of the line
    line_minor: int  # part of the line, sign as the line
    reason: str  # one of BOOKING_REASONS; "refund": the two lines of a refund carry one row each, which sum to nothing
    contra: str = ""  # fingerprint of the other line of a refund
    account: str = ""  # account of the general ledger, "" = the one in recon.toml for the reason


@dataclass(frozen=True, slots=True)
class UnappliedCash:
    """Money of a bank line that has not been applied to any item."""

    line: str  # fingerprint of the bank line
    line_id: str
    customer_id: str  # "" where the payer is not known
    payer_name: str  # as the bank gives it
    booked: date
    currency: str  # of the line
    open_minor: int  # what is left of the line, positive for money in


OPEN_ITEMS = Table(OpenItem, key="item_id")
CUSTOMERS = Table(Customer, key="customer_id")
STATEMENT_LINES = Table(StatementLine, key="fingerprint")
RATES = Table(Rate)
UNAPPLIED = Table(UnappliedCash, key="line")
