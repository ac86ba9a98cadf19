"""The sheets and columns of the review book: one contract between the writer and the reader.

Every sheet with cells to fill in has a hidden row of stable keys above its headings. Column A is hidden and belongs to
the program: in the row of keys it holds `KEYS`, below it is empty; the keys stand from column B on. Sheets and columns
may be moved, sorted, filtered and widened, and rows inserted, without losing a tick. A row of the program carries its
own key in the hidden column `_key`; a row without one was added by a person.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum

EDITION = "1"
KEYS = f"recon.keys.{EDITION}"  # first cell of the row of keys
BOOK = f"recon.book.{EDITION}"  # on the first sheet: the cell to the right holds the id of this book
ABOUT, REVIEW, SPLIT, ITEMS, ASIDE, NOTES, LEARNED = "about", "review", "split", "items", "aside", "notes", "learned"


class Verb(StrEnum):
    """What a person may decide of a bank line. The cell shows the word of the book's language; `verb_<value>`."""

    ACCEPT = "accept"  # the first alternative as proposed
    RUNNER_UP = "runner_up"  # the second
    ITEM = "item"  # the documents named in `item`, in that order, as far as the money goes
    SPLIT = "split"  # by the rows of the sheet Split
    ON_ACCOUNT = "on_account"  # what is left is the customer's named in `customer`
    REFUND = "refund"  # money out: pays back the receipt, credit note or invoice named in `item`
    NOT_OURS = "not_ours"  # this once; `reason` says what it is
    NEVER_OURS = "never_ours"  # this one and every line the pattern in `pattern` fits
    REJECT = "reject"  # the proposals are wrong; the line stays open and they are not made again


class Reason(StrEnum):
    """Why a document is closed for less than it is open for, or what a line is that is not ours; `reason_<value>`."""

    LEAVE_OPEN = "leave_open"  # the rest of the document stays open (the same as an empty cell)
    FEE = "fee"
    DISCOUNT = "discount"
    ROUNDING = "rounding"
    SHORT_PAY = "short_pay"
    WRITE_OFF = "write_off"
    INTEREST = "interest"
    TAX = "tax"
    TRANSFER = "transfer"
    OTHER = "other"
    ON_ACCOUNT = "on_account"  # only on the sheet Split, in a row without a document


OF_DOCUMENT = (Reason.FEE, Reason.DISCOUNT, Reason.ROUNDING, Reason.SHORT_PAY, Reason.TAX, Reason.WRITE_OFF)
OF_LINE = (Reason.FEE, Reason.INTEREST, Reason.TAX, Reason.TRANSFER, Reason.OTHER)

# Keys of the columns, in the order they stand. `_key`, `_state`, `_seal`, `_find` are hidden; FILLED are for a person.
REVIEW_COLUMNS = (
    "_key",  # fingerprint of the line
    "_state",  # the facts the row rests on, as compact JSON (see `recon.review._facts`)
    "_seal",  # hash of _key, _state and the book's id: a row that was pasted over shows
    "check",  # formula: what the row still needs, or "OK"
    "no",  # number of the line in this book, for the sheet Split
    "decision",
    "payer",
    "text",
    "booked",
    "currency",
    "amount",
    "left",
    "outcome",
    "probability",
    "proposal",
    "next",  # what would settle it
    "difference",
    "for",
    "against",
    "item",
    "rest",  # formula: left over of the payment after the documents named, or after its rows on Split
    "reason",
    "customer",
    "pattern",
    "approved_by",
    "owner",
    "note",
    "runner_up",
    "runner_up_probability",
    "why",
    "known_customer",  # whose money it is, as far as matching knows: number and name
    "line_id",
)
REVIEW_FILLED = ("decision", "item", "reason", "customer", "pattern", "owner", "approved_by", "note")
SPLIT_COLUMNS = ("no", "item", "amount", "written_off", "reason", "left", "check")  # amount: of the line, its currency
SPLIT_FILLED = ("no", "item", "amount", "written_off", "reason")  # written_off: in the document's currency
ITEM_COLUMNS = (
    "_key",  # document number
    "_state",  # open and currency, as compact JSON
    "_seal",
    "_find",  # the number in capitals without blanks, between semicolons: what the check of a row looks for
    "item",
    "customer_id",
    "customer",
    "issued",
    "due",
    "days_late",
    "currency",
    "amount",
    "open",
    "state",
    "proposed_for",  # the payment it is proposed for, a link to its row
    "write_off",  # tick: give the rest of the document up
    "reason",
    "approved_by",
    "note",
    "check",  # formula, as on Review
)
ITEM_FILLED = ("write_off", "reason", "approved_by", "note")
NOTE_COLUMNS = (
    "_key",  # line of the journal of a note that stands, "" for a new one
    "kind",
    "customer",
    "item",
    "day",
    "amount",
    "currency",
    "until",
    "contact",
    "reason",
    "text",
    "by",
)
LEARNED_COLUMNS = (
    "_key",  # what the row stands for, "" for a new one
    "kind",  # name | account | habit | turned_down | pattern
    "payer",
    "account",
    "text",
    "customer",
    "direction",
    "reason",
    "from",  # the decisions that taught it
    "forget",  # tick: take it back
)

_JOINT = " · "  # between a customer's number and name where one is chosen from a list


def seal(book: str, key: str, state: str) -> str:
    """What stands in `_seal`: it breaks when the row's hidden facts, or the book, are others.

    Args:
        book: id of the book.
        key: content of `_key`.
        state: content of `_state`, as it stands in the cell.
    """
    return hashlib.sha256("\n".join((book, key, state)).encode()).hexdigest()[:16]


def customer_shown(customer_id: str, name: str) -> str:
    """A customer as the lists of the book offer it.

    >>> customer_shown("C1", "Alpina Sport AG")
    'C1 · Alpina Sport AG'
    """
    return f"{customer_id}{_JOINT}{name}" if name and name != customer_id else customer_id


def customer_meant(shown: str) -> str:
    """The part of such a cell that is the number; a cell typed by hand is given back as it is.

    >>> customer_meant("C1 · Alpina Sport AG"), customer_meant("C1")
    ('C1', 'C1')
    """
    return shown.partition(_JOINT)[0].strip()
