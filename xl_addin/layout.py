"""The sheets and tables of a workbook that is a company's books: one contract of all that read, write and draw it.

A table is known by its name, in any language and wherever it stands. The headings are `xl_col_<key>` in the words; the
readers of lists know them in both languages. Derived columns are formulas: they are shown, and no button reads them.
"""

from __future__ import annotations

from dataclasses import dataclass

from recon.report import Kind


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    key: str
    kind: Kind = Kind.TEXT
    width: float = 14  # characters
    derived: bool = False  # a formula
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """A table of the workbook."""

    table: str  # name of the Excel table
    sheet: str  # its sheet is called `xl_sheet_<sheet>` in the words
    role: str  # "customers", "items", "bank", "rates", "balances": what its rows are read as; "" = not an input
    columns: tuple[Column, ...]


SETTINGS, ABOUT, HELP = "settings", "about", "help"  # sheets without rows of business
CUSTOMERS = Layout(
    "tblCustomers",
    "customers",
    "customers",
    (
        Column("customer_id"),
        Column("customer_name", width=30),
        Column("customer_parent"),
        Column("customer_accounts", width=28),
        Column("customer_aliases", width=28),
        Column("customer_country", width=9),
        Column("customer_city"),
        Column("customer_contact", width=18),
        Column("customer_email", width=26),
        Column("customer_language", width=10),
        Column("customer_owner"),
    ),
)
LEDGER = Layout(
    "tblLedger",
    "ledger",
    "items",
    (
        Column("item_id", width=16),
        Column("kind", width=12),
        Column("customer_id"),
        Column("customer_name", width=28),
        Column("issued", Kind.DAY, 12),
        Column("due", Kind.DAY, 12),
        Column("currency", width=9),
        Column("amount", Kind.MONEY, 15),
        Column("payment_reference", width=18),
        Column("purchase_order"),
        Column("state", width=11),
        Column("discount", Kind.MONEY, 12),
        Column("discount_until", Kind.DAY, 13),
        Column("applied", Kind.MONEY, 15, derived=True),
        Column("open", Kind.MONEY, 15, derived=True),
        Column("days_late", Kind.COUNT, 10, derived=True),
        Column("bucket", width=12, derived=True),
    ),
)
RECEIPTS = Layout(
    "tblReceipts",
    "receipts",
    "bank",
    (
        Column("line_id", width=16),
        Column("account", width=26),
        Column("booked", Kind.DAY, 12),
        Column("value_date", Kind.DAY, 12),
        Column("currency", width=9),
        Column("amount", Kind.MONEY, 15),
        Column("payer_name", width=28),
        Column("payer_account", width=26),
        Column("remittance_text", width=44),
        Column("reference", width=20),
        Column("bank_text", width=20),
        Column("balance", Kind.MONEY, 15),
        Column("file", width=22),  # bank file it came in, "" where it was typed
        Column("original_amount", Kind.MONEY, 15, hidden=True),  # as instructed, where it was another currency
        Column("original_currency", width=9, hidden=True),
        Column("used", Kind.MONEY, 15, derived=True),
        Column("left", Kind.MONEY, 15, derived=True),
    ),
)
ALLOC = Layout(  # written by the add-in after every decision, never read back
    "tblAlloc",
    "alloc",
    "",
    (
        Column("decision", Kind.COUNT, 10),
        Column("line_id", width=20),
        Column("item_id", width=22),
        Column("customer_id"),
        Column("effective", Kind.DAY, 12),
        Column("currency", width=9),
        Column("cash", Kind.MONEY, 15),
        Column("written_off", Kind.MONEY, 14),
        Column("reason", width=14),
        Column("of_line", Kind.MONEY, 15),
    ),
)
RATES = Layout(
    "tblRates",
    "rates",
    "rates",
    (Column("rate_day", Kind.DAY, 12), Column("currency", width=9), Column("rate_base", width=9), Column("rate_units")),
)
BALANCES = Layout(
    "tblGL",
    "gl",
    "balances",
    (
        Column("gl_account"),
        Column("gl_name", width=28),
        Column("gl_day", Kind.DAY, 12),
        Column("currency", width=9),
        Column("gl_balance", Kind.MONEY, 16),
    ),
)
DECISIONS = Layout(  # the journal: one row a line of it, same records and same chain as journal.jsonl
    "tblDecisions",
    "decisions",
    "",
    (
        Column("row", Kind.COUNT, 7),
        Column("decided_at", width=20),
        Column("decided_by", width=14),
        Column("decision_kind", width=18),
        Column("line_id", width=16),
        Column("documents", width=26),
        Column("customer_id"),
        Column("currency", width=9),
        Column("amount", Kind.MONEY, 15),
        Column("decision_text", width=40),
        Column("undone", Kind.COUNT, 10),  # row of the decision that took this one back
        Column("record", width=12, hidden=True),  # the line of the journal, in pieces of at most PIECE characters
    ),
)
PIECE = 32_000  # an Excel cell holds 32,767 characters
INPUTS = (CUSTOMERS, LEDGER, RECEIPTS, RATES, BALANCES)
TABLES = (*INPUTS, ALLOC, DECISIONS)
NAMES = {  # defined names of cells on the settings sheet, and the settings they hold
    "as_of": "as_of",
    "period": "period",
    "company": "company.name",
    "currency": "company.currency",
}
