"""Statements of account of a month end: a letter for each customer, and the list that proves they are the ledger.

Laws. Every balance of the month end is in the list, once: in a customer's statement, as money of an unknown payer, or
with the reason why no letter was written. So the list adds up to open items less unapplied cash, in each currency.
Statements are drawn from the figures of the month as it stands; they decide nothing and nothing of them is read back.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path

from recon.close import close
from recon.decisions.events import with_disputes
from recon.durable import refusals, write_together
from recon.errors import ConfigError, Finding, InputError, Severity, Where
from recon.journal import Stamp
from recon.lease import lease
from recon.money import show, to_decimal
from recon.monthend import MonthEnd
from recon.publish import MANIFEST, staged
from recon.report import Check, Column, Kind, Report, Section, Value
from recon.reports._shared import policy
from recon.rows import OPEN_ITEMS, UNAPPLIED, Customer
from recon.statement_of_account import Statement, nothing_open, statements_of
from recon.terms import Period
from recon.words import Said, says
from recon.workspace import Workspace

INDEX = "statements"  # name of the list
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")  # names Windows keeps for itself
_LONGEST = 80  # bytes of a file name before the hash
_OURS = re.compile(r".+-[0-9a-f]{8}\.xlsx|\..*|Thumbs\.db")  # a letter; what a system leaves in any folder


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements of a month end."""

    written: tuple[Statement, ...]  # by customer id
    index: Report  # every customer with a balance, and what is nobody's
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What was written."""

    folder: Path
    files: tuple[str, ...]  # names; of a run for all customers, the list is one of them
    statements: Statements


def write_statements(
    books: Workspace,
    period: Period | str | None,
    stamp: Stamp,
    *,
    customers: Collection[str] | None = None,
    folder: Path | None = None,
    lang: str = "",
    zero: bool = False,
    minimum: Decimal = Decimal(0),
) -> Written:
    """Write the statements of account of a month end.

    Args:
        books: the company's folder.
        period: the month; that of the newest booked line where it is None.
        stamp: who writes them, for the lease of the folder.
        customers: their numbers; None: all, and the list `statements.xlsx` beside the letters.
        folder: where to; `work/<period>/statements` where it is None. For all customers it is replaced as a whole,
            what others have put there is kept.
        lang: language of every letter; "" for each customer's own.
        zero: also customers whose balance is nothing.
        minimum: balances below it, in every currency, get no letter; in units of the currency.

    Raises:
        ConfigError: the minimum is negative.
        InputError: a customer is not known; nothing was written.
        BusyError: a statement is open in Excel, the folder is in use, or the disk is full.
    """
    closed = close(books, period, stamp, dry_run=True)
    found = statements(closed.month, customers, zero=zero, minimum=minimum)
    if closed.posted:
        what = says("re660", count=len(closed.posted))
        ahead = Finding("RE660", Severity.LOOK, Where(), what, says("re660_fix"))
        found = Statements(found.written, found.index, (ahead, *found.findings))
    target = (folder or books.folder / "work" / closed.month.period / INDEX).resolve()
    made = drawn(found, lang, listed=customers is None, company_lang=books.settings.company.language)
    with lease(books.folder, stamp):
        _put(target, made, closed.month.run_id, whole=customers is None)
    return Written(target, tuple(sorted(made)), found)


def drawn(found: Statements, lang: str, *, listed: bool, company_lang: str) -> dict[str, bytes]:
    """The letters by file name, each in its customer's language where `lang` is "", and the list where it is wanted."""
    from recon.writers import xlsx
    from recon.writers._letter import letter

    made = {file_name(one.customer): letter(one, lang or one.language) for one in found.written}
    return made | (xlsx.files([found.index], lang or company_lang) if listed else {})


def file_name(customer: Customer) -> str:
    """A name every file system takes, never that of another customer: number and name, and a hash of the number.

    >>> file_name(Customer("D 1", "Müller/Söhne: KG."))
    'D 1 Müller Söhne KG-8dd6d00b.xlsx'
    """
    raw = unicodedata.normalize("NFC", f"{customer.customer_id} {customer.name}")
    plain = "".join(" " if c in '<>:"/\\|?*' or unicodedata.category(c)[0] == "C" else c for c in raw)
    name = " ".join(plain.split()).strip(". ")
    name = f"_{name}" if _RESERVED.match(name) else name
    short = name.encode()[:_LONGEST].decode("utf-8", "ignore").strip(". ")
    return f"{short}-{hashlib.sha256(customer.customer_id.encode()).hexdigest()[:8]}.xlsx"


def statements(
    month: MonthEnd, customers: Collection[str] | None = None, *, zero: bool = False, minimum: Decimal = Decimal(0)
) -> Statements:
    """The statements of a month end, and the list of all balances.

    Args:
        month: the figures.
        customers: numbers of those to write to; None: all.
        zero: also customers whose balance is nothing.
        minimum: balances below it, in every currency, get no letter; in units of the currency.

    Raises:
        ConfigError: the minimum is negative or no number.
        InputError: a customer is not known.
    """
    if not minimum.is_finite() or minimum < 0:
        raise ConfigError(says("statements_minimum_wrong"))
    known = {customer.customer_id: customer for customer in month.customers}
    items = OPEN_ITEMS.frame(with_disputes(month.items, month.decided, month.last))
    money = UNAPPLIED.frame(month.unapplied)
    about = {"first": month.first, "run_id": month.run_id}
    found = {
        one.customer.customer_id: one
        for one in statements_of(items, money, known, month.last, month.settings, **about)  # type: ignore[arg-type]
    }
    wanted = set(customers or ())
    for unknown in sorted(wanted - known.keys() - found.keys()):
        near = get_close_matches(unknown, sorted(known.keys() | found.keys()), n=1)
        hint = says("statements_near", customer=near[0]) if near else ""
        raise InputError(
            says("statements_no_customer", customer=unknown), fix=says("statements_no_customer_fix", near=hint)
        )
    for who in sorted((known.keys() if zero and customers is None else wanted) - found.keys()):
        found[who] = nothing_open(known[who], month.last, month.settings, **about)  # type: ignore[arg-type]
    why = {who: _why_not(one, customers, zero, minimum) for who, one in found.items()}
    written = tuple(found[who] for who in sorted(found) if why[who] is None)
    return Statements(written, _index(month, found, why, zero, minimum), tuple(_wrong(written)))


def _why_not(one: Statement, customers: Collection[str] | None, zero: bool, minimum: Decimal) -> Said | None:
    """Why a statement is not written, None where it is. Who is asked for by number always gets one."""
    if customers is not None:
        return None if one.customer.customer_id in customers else says("statements_not_asked")
    if not zero and not any(part.balance_minor for part in one.parts):
        return says("statements_not_written")
    if not any(abs(to_decimal(part.balance_minor, part.currency)) >= minimum for part in one.parts):
        return says("statements_too_small")
    return None


def _wrong(written: Collection[Statement]) -> list[Finding]:
    """A statement that is not the ledger's: it must not be sent."""
    return [
        Finding(
            "RE661",
            Severity.REFUSED,
            Where(),
            says(
                "re661",
                customer=one.customer.customer_id,
                statement=show(part.balance_minor, part.currency),
                ledger=show(part.ledger_minor, part.currency),
            ),
            says("re661_fix"),
        )
        for one in written
        for part in one.parts
        if part.balance_minor != part.ledger_minor
    ]


def _index(
    month: MonthEnd, found: Mapping[str, Statement], why: Mapping[str, Said | None], zero: bool, minimum: Decimal
) -> Report:
    currencies = {item.currency for item in month.items} | {row.currency for row in month.unapplied}
    below = says("statements_left_out_zero" if zero else "statements_left_out", minimum=f"{minimum:f}")
    left_out = below if minimum else says("statements_left_out_nothing")
    return Report(
        INDEX,
        says("statements_list"),
        (
            *policy(month),
            (says("policy_unapplied"), says("statement_unapplied")),
            *(((says("statements_minimum"), left_out),) if minimum or not zero else ()),
            (says("statements_state"), says("statements_draft" if month.draft else "statements_locked")),
        ),
        tuple(_listed(month, currency, found, why) for currency in sorted(currencies)),
    )


def _listed(month: MonthEnd, currency: str, found: Mapping[str, Statement], why: Mapping[str, Said | None]) -> Section:
    rows: list[tuple[Value, ...]] = []
    for who in sorted(found):
        one = found[who]
        for part in one.parts:
            if part.currency == currency and (part.entries or why[who] is None):
                names = (who, one.customer.name, one.customer.owner, one.language)
                amounts = (part.open_minor, part.unapplied_minor, part.balance_minor, part.ledger_minor)
                difference = part.balance_minor - part.ledger_minor
                shown = why[who] or file_name(one.customer)
                rows.append((*names, *amounts, difference, part.due_minor, shown))
    nobody = -sum(r.open_minor for r in month.unapplied if r.currency == currency and not r.customer_id)
    if nobody:
        rows.append(("", says("payer_unknown"), "", "", 0, nobody, nobody, nobody, 0, 0, says("statements_nobody")))
    columns = (
        Column("customer_id", says("col_customer_id")),
        Column("customer_name", says("col_customer_name")),
        Column("owner", says("statements_col_owner")),
        Column("language", says("statements_col_language")),
        Column("open", says("statements_col_open"), Kind.MONEY, total=True),
        Column("unapplied", says("col_unapplied"), Kind.MONEY, total=True),
        Column("statement", says("statements_col_statement"), Kind.MONEY, total=True, adds=("open", "unapplied")),
        Column("ledger", says("statements_col_ledger"), Kind.MONEY, total=True),
        Column("difference", says("col_difference"), Kind.MONEY, total=True, adds=("statement", "-ledger")),
        Column("due_now", says("statement_due_now"), Kind.MONEY, total=True),
        Column("file", says("statements_col_file")),
    )
    # The right side by plain addition over the month end, which the letters were not made from.
    whole = sum(item.open_minor for item in month.items if item.currency == currency)
    whole -= sum(row.open_minor for row in month.unapplied if row.currency == currency)
    checks = (
        Check(
            says("statements_check", currency=currency),
            _added(rows, columns, "statement"),
            whole,
            currency,
            "statement",
        ),
        Check(
            says("statements_per_statement", currency=currency),
            _added(rows, columns, "statement"),
            _added(rows, columns, "ledger"),
            currency,
            "statement",
        ),
    )
    return Section(f"{INDEX}_{currency}", says("statements_index", currency=currency), columns, rows, currency, checks)


def _added(rows: Collection[tuple[Value, ...]], columns: tuple[Column, ...], key: str) -> int:
    at = [column.key for column in columns].index(key)
    return sum(cell for row in rows if isinstance(cell := row[at], int))


def _put(target: Path, made: Mapping[str, bytes], run_id: str, *, whole: bool) -> None:
    """Put the files in their place: for all customers the folder as a whole, else each file by itself."""
    if not whole:
        write_together(target, made)
        return
    with refusals(target):
        there = sorted(path.name for path in target.iterdir()) if target.exists() else []
    if MANIFEST not in there and not all(_OURS.fullmatch(name) for name in there):
        raise InputError(says("statements_folder_used"), Where(target.name), says("statements_folder_used_fix"))
    with refusals(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    with staged(target.parent, target.name) as stage:
        stage.fill(made)
        stage.publish({"run_id": run_id})
