"""Statement proof: opening balance + money in - money out = closing balance, for each statement and each account.

A statement that came twice counts once. Statements of an account are chained: the opening balance of one is the closing
balance of the one before; where it is not, statements are missing or were cut, and the row says by how much. A
statement that begins with days of the one before is chained after them: entries that are in both count once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from recon.ingest.statement import BankFile, Statement, StatementKind
from recon.money import show
from recon.monthend import MonthEnd
from recon.report import Check, Column, Kind, Report, Section
from recon.reports._shared import first_day, masked, policy
from recon.words import Said, says

POSITION = 30


@dataclass(frozen=True, slots=True)
class Link:
    """A statement in its chain."""

    file: str
    statement: Statement
    before_minor: int | None  # closing balance of the statement before, None for the first of an account
    copy_of: str = ""  # file the same statement already came in
    known_in_minor: int = 0  # entries in and out that a statement before it has as well: they count once
    known_out_minor: int = 0

    @property
    def computed_minor(self) -> int | None:
        """Opening + in - out, None where the file gives no opening balance."""
        s = self.statement
        return None if s.opening_minor is None else s.opening_minor + s.in_minor - s.out_minor

    @property
    def difference_minor(self) -> int | None:
        """Stated closing less computed closing."""
        closing, computed = self.statement.closing_minor, self.computed_minor
        return None if closing is None or computed is None else closing - computed

    @property
    def step_minor(self) -> int | None:
        """Opening, moved on by the entries that are known already, less the closing before."""
        opening = self.statement.opening_minor
        if opening is None or self.before_minor is None:
            return None
        return opening + self.known_in_minor - self.known_out_minor - self.before_minor

    @property
    def overlaps(self) -> bool:
        """True when it begins with days of the statement before."""
        return bool(self.known_in_minor or self.known_out_minor)


def build(month: MonthEnd) -> Report:
    """The proof of every bank account of the period, and how each bank file came through."""
    chains = chained(month.bank_files)
    return Report(
        "statement_proof",
        says("proof_title"),
        (*policy(month), (says("policy_proof"), says("proof_policy"))),
        (_accounts(chains), _statements(chains), _files(month.bank_files)),
        month.draft,
    )


def chained(files: Iterable[BankFile]) -> dict[tuple[str, str], tuple[Link, ...]]:
    """The end-of-day statements by account and currency, each account's in the order of its balances.

    Statements of one day are put in the order in which each opens with what the one before closed with.
    """
    by_account: dict[tuple[str, str], list[tuple[str, Statement]]] = {}
    for file in files:
        for statement in file.statements:
            if statement.kind is StatementKind.STATEMENT:
                by_account.setdefault((statement.account, statement.currency), []).append((file.name, statement))
    return {key: tuple(_chain(by_account[key])) for key in sorted(by_account)}


def _chain(found: list[tuple[str, Statement]]) -> Iterator[Link]:
    left = sorted(found, key=lambda each: _order(each[1], each[0]))
    seen: dict[tuple[object, ...], str] = {}
    copies = []
    once = []
    for file, statement in left:
        identity = _identity(statement)
        if identity in seen:
            copies.append(Link(file, statement, None, seen[identity]))
        else:
            seen[identity] = file
            once.append((file, statement))
    before: int | None = None
    counted: dict[str, str] = {}  # line -> file that brought it first
    covered = date.min
    while once:
        day = _first(once[0][1])
        same_day = [n for n, (_, statement) in enumerate(once) if _first(statement) == day]
        closings = {once[n][1].closing_minor for n in same_day} if before is None else set()
        # The first of an account opens with what no other of that day closed with.
        fits = (n for n in same_day if _follows(once[n][1].opening_minor, before, closings))
        at = next(fits, 0)
        file, statement = once.pop(at)
        link = Link(file, statement, before, "", *_known(statement, counted))
        holders = {counted.get(line.fingerprint, "") for line in statement.lines}
        if link.step_minor and statement.lines and "" not in holders and (_last(statement) or date.max) <= covered:
            copies.append(Link(file, statement, None, min(holders)))  # days within a statement that is there
            continue
        yield link
        before = statement.closing_minor
        covered = max(covered, _last(statement) or date.min)
        for line in statement.lines:
            counted.setdefault(line.fingerprint, file)
    yield from copies


def _known(statement: Statement, counted: Mapping[str, str]) -> tuple[int, int]:
    """Entries in and out of a statement whose lines have all been counted before; a batch is one entry."""
    nets: dict[str, int] = {}
    new: set[str] = set()
    for line in statement.lines:
        entry = line.batch_id or line.fingerprint
        nets[entry] = nets.get(entry, 0) + line.amount_minor
        if line.fingerprint not in counted:
            new.add(entry)
    known = [net for entry, net in nets.items() if entry not in new]
    return sum(net for net in known if net > 0), -sum(net for net in known if net < 0)


def _follows(opening: int | None, before: int | None, closings: set[int | None]) -> bool:
    return opening == before if before is not None else opening not in closings


def _identity(s: Statement) -> tuple[object, ...]:
    marks = tuple(sorted(line.fingerprint for line in s.lines))
    return (s.number, _first(s), _last(s), s.opening_minor, s.closing_minor, s.in_minor, s.out_minor, marks)


def _order(s: Statement, file: str) -> tuple[object, ...]:
    return (_first(s) or date.min, _last(s) or date.min, s.number.zfill(12), file, s.source.row or 0)


def _first(s: Statement) -> date | None:
    return s.opened or first_day(*(line.booked for line in s.lines)) or s.closed


def _last(s: Statement) -> date | None:
    return s.closed or max((line.booked for line in s.lines), default=None) or s.opened


def _verdict(link: Link) -> Said:
    s = link.statement
    if link.copy_of:
        return says("proof_copy", file=link.copy_of)
    if link.difference_minor:
        return says("proof_gap", gap=show(link.difference_minor, s.currency))
    if link.step_minor:
        return says("proof_break", gap=show(link.step_minor, s.currency))
    if link.difference_minor is None:
        return says("proof_no_balances")
    return says("proof_overlap") if link.overlaps else says("proof_ties")


def _statements(chains: dict[tuple[str, str], tuple[Link, ...]]) -> Section:
    rows = []
    for (account, currency), links in chains.items():
        for link in links:
            s = link.statement
            rows.append(
                (
                    account,
                    currency,
                    s.number,
                    _first(s),
                    _last(s),
                    link.before_minor,
                    s.opening_minor,
                    s.in_minor,
                    s.out_minor,
                    link.computed_minor,
                    s.closing_minor,
                    link.difference_minor,
                    s.entries,
                    len(s.lines),
                    _verdict(link),
                    link.file,
                )
            )
    columns = (
        Column("account", says("col_account")),
        Column("currency", says("col_currency")),
        Column("number", says("col_number")),
        Column("first", says("col_from"), Kind.DAY),
        Column("last", says("col_to"), Kind.DAY),
        Column("before", says("col_before"), Kind.MONEY),
        *_balances(),
        Column("entries", says("col_entries"), Kind.COUNT),
        Column("lines", says("col_lines"), Kind.COUNT),
        Column("verdict", says("col_verdict")),
        Column("file", says("col_file")),
    )
    return Section("statements", says("statements_title"), columns, rows)


def _accounts(chains: dict[tuple[str, str], tuple[Link, ...]]) -> Section:
    rows, checks = [], []
    for (account, currency), links in chains.items():
        counted = [link for link in links if not link.copy_of]
        with_balance = [link for link in counted if link.difference_minor is not None]
        money_in = sum(link.statement.in_minor - link.known_in_minor for link in counted)
        money_out = sum(link.statement.out_minor - link.known_out_minor for link in counted)
        opening = counted[0].statement.opening_minor
        closing = counted[-1].statement.closing_minor
        computed = None if opening is None else opening + money_in - money_out
        breaks = sum(1 for link in counted if link.difference_minor or link.step_minor)
        difference = None if computed is None or closing is None else closing - computed
        rows.append(
            (
                account,
                currency,
                _first(counted[0].statement),
                max((day for link in counted if (day := _last(link.statement))), default=None),
                opening,
                money_in,
                money_out,
                computed,
                closing,
                difference,
                len(counted),
                len(links) - len(counted),
                breaks,
                _account_verdict(breaks, difference == 0, len(with_balance) == len(counted)),
            )
        )
        if computed is not None and closing is not None:
            label = says("proof_check", account=masked(account), currency=currency)
            checks.append(Check(label, computed, closing, currency))
    columns = (
        Column("account", says("col_account")),
        Column("currency", says("col_currency")),
        Column("first", says("col_from"), Kind.DAY),
        Column("last", says("col_to"), Kind.DAY),
        *_balances(),
        Column("statements", says("col_statements"), Kind.COUNT, total=True),
        Column("copies", says("col_copies"), Kind.COUNT, total=True),
        Column("breaks", says("col_breaks"), Kind.COUNT, total=True),
        Column("verdict", says("col_verdict")),
    )
    return Section("accounts", says("accounts_title"), columns, rows, checks=tuple(checks))


def _account_verdict(breaks: int, ties: bool, all_balances: bool) -> Said:
    if breaks:
        return says("proof_broken", count=breaks)
    if not all_balances:
        return says("proof_no_balances")
    return says("proof_ties") if ties else says("proof_not_tied")


def _balances() -> tuple[Column, ...]:
    return (
        Column("opening", says("col_opening"), Kind.MONEY),
        Column("in", says("col_in"), Kind.MONEY, total=True),
        Column("out", says("col_out"), Kind.MONEY, total=True),
        Column("computed", says("col_computed"), Kind.MONEY, adds=("opening", "in", "-out")),
        Column("closing", says("col_closing"), Kind.MONEY),
        Column("difference", says("col_difference"), Kind.MONEY, total=True, adds=("closing", "-computed")),
    )


def _files(files: Iterable[BankFile]) -> Section:
    rows = [
        (
            file.name,
            file.format,
            file.encoding,
            says(f"file_{file.status.value}"),
            len(file.statements),
            sum(s.entries for s in file.statements),
            sum(len(s.lines) for s in file.statements),
            len(file.quarantined),
            len(file.findings),
            file.sha256[:12],
        )
        for file in sorted(files, key=lambda f: (f.name, f.sha256))
    ]
    columns = (
        Column("file", says("col_file")),
        Column("format", says("col_format")),
        Column("encoding", says("col_encoding")),
        Column("status", says("col_status")),
        Column("statements", says("col_statements"), Kind.COUNT, total=True),
        Column("entries", says("col_entries"), Kind.COUNT, total=True),
        Column("lines", says("col_lines"), Kind.COUNT, total=True),
        Column("quarantined", says("col_quarantined"), Kind.COUNT, total=True),
        Column("findings", says("col_findings"), Kind.COUNT, total=True),
        Column("sha256", says("col_sha256")),
    )
    return Section("bank_files", says("bank_files_title"), columns, rows)
