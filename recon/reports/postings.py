"""Posting journal: every line of the entries that decisions come to, dated in the period, and the file each is in.

One section per currency of the entries, and one that adds them up by account. Debits equal credits in each
currency; the company's own currency is added up where the value is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from recon.config import Accounts
from recon.layouts import book_of
from recon.monthend import MonthEnd
from recon.postings import Entry, PostingBook
from recon.report import Check, Column, Kind, Report, Section, Value
from recon.reports._shared import policy, verbatim
from recon.words import Said, says

POSITION = 45


def build(month: MonthEnd) -> Report:
    """The entries dated in the period."""
    book = book_of(month)
    entries = sorted(
        (e for e in book.entries if month.first <= e.day <= month.last), key=lambda e: (e.day, e.row, e.number)
    )
    # A month without an entry has an empty section of the company's own currency.
    currencies = sorted({entry.currency for entry in entries}) or [month.settings.company.currency]
    files = _files(month, book)
    sections: list[Section] = []
    for currency in currencies:
        mine = [entry for entry in entries if entry.currency == currency]
        sections += [_entries(currency, mine, files), _accounts(currency, mine)]
    rules = ((says("posting_policy"), _policy(month)), (says("posting_rule"), says("posting_rule_says")))
    return Report("postings", says("postings_title"), (*policy(month), *rules), tuple(sections), month.draft)


def _policy(month: MonthEnd) -> Said:
    accounts = month.settings.accounts
    named = says(
        "posting_policy_says",
        bank=accounts.bank,
        receivable=accounts.receivable,
        on_account=accounts.on_account,
        discount=accounts.discount,
        fee=accounts.fee,
        write_off=accounts.write_off,
        tax=f"{accounts.discount_tax_percent.normalize():f}",
    )
    return says("posting_policy_default", accounts=named) if accounts == Accounts() else named


def _files(month: MonthEnd, book: PostingBook) -> Mapping[str, str]:
    """The first file of each entry, by its number."""
    found: dict[str, str] = {}
    for one in month.decided.exported:
        for entry in book.exported[one.row]:
            found.setdefault(entry.number, one.file)
    return found


def _entries(currency: str, entries: Sequence[Entry], files: Mapping[str, str]) -> Section:
    rows: list[tuple[Value, ...]] = []
    debit = credit = base = 0
    for entry in entries:
        file = files.get(entry.number)
        status: Said = verbatim(file) if file else says("posting_not_yet")
        for line in entry.lines:
            debit, credit, base = debit + line.debit_minor, credit + line.credit_minor, base + (line.base_minor or 0)
            rows.append(
                (
                    entry.day,
                    entry.number,
                    line.account,
                    says(f"posting_role_{line.role}"),
                    line.debit_minor or None,
                    line.credit_minor or None,
                    line.base_minor if entry.currency != entry.base_currency else None,
                    line.customer_name or line.customer_id,
                    line.item_id,
                    entry.line_id,
                    entry.text,
                    status,
                    entry.base_currency,
                )
            )
    columns = [
        Column("day", says("posting_col_day"), Kind.DAY),
        Column("entry", says("posting_col_entry")),
        Column("account", says("posting_col_account")),
        Column("reason", says("posting_col_reason")),
        Column("debit", says("posting_col_debit"), Kind.MONEY, total=True),
        Column("credit", says("posting_col_credit"), Kind.MONEY, total=True),
        Column("base", says("posting_col_base"), Kind.MONEY, total=True, currency="base_currency"),
        Column("customer", says("posting_col_customer_name")),
        Column("document", says("posting_col_document")),
        Column("bank_line", says("posting_col_bank_line")),
        Column("text", says("posting_col_text")),
        Column("file", says("posting_col_status")),
        Column("base_currency", says("posting_col_base_currency")),
    ]
    checks = [Check(says("posting_check", currency=currency), debit, credit, currency, "debit")] if rows else []
    foreign = [entry for entry in entries if entry.base_currency != currency]
    if foreign:
        own = foreign[0].base_currency
        checks.append(Check(says("posting_check_base", currency=own), base, 0, own, "base"))
    else:
        columns = [column for column in columns if not column.key.startswith("base")]
        rows = [(*row[:6], *row[7:12]) for row in rows]
    title = says("posting_in", currency=currency)
    return Section(f"postings_{currency}", title, tuple(columns), rows, currency, checks=tuple(checks))


def _accounts(currency: str, entries: Sequence[Entry]) -> Section:
    """The same by account and meaning."""
    sums: dict[tuple[str, str], list[int]] = {}
    for entry in entries:
        for line in entry.lines:
            of = sums.setdefault((line.account, line.role), [0, 0, 0])
            of[0], of[1], of[2] = of[0] + 1, of[1] + line.debit_minor, of[2] + line.credit_minor
    rows: list[tuple[Value, ...]] = [
        (account, says(f"posting_role_{role}"), count, debit, credit, debit - credit)
        for (account, role), (count, debit, credit) in sorted(sums.items())
    ]
    columns = (
        Column("account", says("posting_col_account")),
        Column("reason", says("posting_col_reason")),
        Column("lines", says("posting_col_entries"), Kind.COUNT, total=True),
        Column("debit", says("posting_col_debit"), Kind.MONEY, total=True),
        Column("credit", says("posting_col_credit"), Kind.MONEY, total=True),
        Column("balance", says("posting_col_balance"), Kind.MONEY, total=True, adds=("debit", "-credit")),
    )
    debit = sum(of[1] for of in sums.values())
    held = sum(line.debit_minor for entry in entries for line in entry.lines)
    checks = (Check(says("posting_check_accounts", currency=currency), debit, held, currency, "debit"),) if rows else ()
    title = says("posting_accounts_in", currency=currency)
    return Section(f"postings_accounts_{currency}", title, columns, rows, currency, checks=checks)
