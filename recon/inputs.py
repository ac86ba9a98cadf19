"""All input files of a folder as rows: bank statements, open items, customers, rates, general ledger, payment advices.

Law: every file is accounted for. What cannot be used is in the file's own findings and quarantine, never dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

from recon.config import FileProfile
from recon.errors import Finding, InputError, Severity, Where
from recon.ingest.books import BookFile
from recon.ingest.merging import lines_of
from recon.ingest.profile import Profile
from recon.ingest.statement import BankFile, FileStatus, Merged
from recon.rows import Advised, Balance, Customer, Rate
from recon.words import Said, says
from recon.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that was read."""

    bank_files: tuple[BankFile, ...]  # in name order
    book_files: tuple[BookFile, ...]  # open items, customers, rates, balances, advices, in this order and then by name
    merged: Merged  # the bank lines, each movement once
    customers: tuple[Customer, ...]  # by customer id
    rates: tuple[Rate, ...]  # by currency and day
    findings: tuple[Finding, ...]  # about the files together
    balances: tuple[Balance, ...] = ()  # of the general ledger, by account, currency and day
    advices: tuple[Advised, ...] = ()  # what payments are made of, by file and row

    @property
    def files(self) -> tuple[BankFile | BookFile, ...]:
        """Every file that was read."""
        return (*self.bank_files, *self.book_files)


def read_inputs(books: Workspace) -> Inputs:
    """Read every input file of a folder.

    Raises:
        InputError: no list of open items can be used, or there are bank files and none can be used.
    """
    from recon.ingest.books import read_advices, read_balances, read_customers, read_items, read_rates
    from recon.ingest.files import read_files

    bank, passed_over = books.inputs("bank")
    ledgers, more = books.inputs("ledger")
    masters, masters_more = books.inputs("masters")
    rates, rates_more = books.inputs("rates")
    general, general_more = books.inputs("gl")
    told, told_more = books.inputs("advices")
    known = books.settings.profiles
    bank_files = tuple(counted(file) for path in bank for file in read_files([path], profile_of(path, known)))
    items = tuple(read_items(path, profile_of(path, known)) for path in ledgers)
    _usable(says("input_bank_statements"), bank_files, required=False)
    _usable(says("input_open_items"), items, required=True)
    customer_files = tuple(read_customers(path, profile_of(path, known)) for path in masters)
    rate_files = tuple(read_rates(path, profile_of(path, known)) for path in rates)
    own = books.settings.company.currency
    balance_files = tuple(read_balances(path, _in_own_currency(profile_of(path, known), own)) for path in general)
    advice_files = tuple(read_advices(path, _in_own_currency(profile_of(path, known), own)) for path in told)
    lists = (*items, *customer_files, *rate_files, *balance_files, *advice_files)
    left_out = (*passed_over, *more, *masters_more, *rates_more, *general_more, *told_more)
    return inputs_of(bank_files, lists, left_out)


def inputs_of(
    bank_files: Sequence[BankFile], book_files: Sequence[BookFile], findings: Sequence[Finding] = ()
) -> Inputs:
    """Files that were read, put together.

    Args:
        bank_files: see `Inputs`; statements without a currency taken out (`counted`).
        book_files: lists of open items, customers, rates, balances and advices, in this order.
        findings: about them together.
    """
    customers, twice = _customers([file for file in book_files if file.kind == "customers"])
    balances, twice_balances = _balances([file for file in book_files if file.kind == "balances"])
    return Inputs(
        tuple(bank_files),
        tuple(book_files),
        lines_of(bank_files),
        customers,
        _rates([file for file in book_files if file.kind == "rates"]),
        (*findings, *twice, *twice_balances),
        balances,
        tuple(row for file in book_files if file.kind == "advices" for row in file.rows if isinstance(row, Advised)),
    )


def counted(file: BankFile) -> BankFile:
    """The file without statements that name no currency: money of no currency can be added to nothing."""
    kept = tuple(statement for statement in file.statements if statement.currency)
    left_out = sum(len(statement.lines) for statement in file.statements if not statement.currency)
    if len(kept) == len(file.statements):
        return file
    fix = says("no_currency_left_out_fix", file=file.name.rpartition("/")[2])
    finding = Finding("ST533", Severity.REFUSED, Where(file.name), says("no_currency_left_out", count=left_out), fix)
    status = FileStatus.OK_WITH_WARNINGS if kept else FileStatus.REJECTED
    return replace(file, statements=kept, findings=(*file.findings, finding), status=status)


def profile_of(path: Path, known: Sequence[FileProfile]) -> Profile:
    """What recon.toml says of a file: the first profile whose pattern fits its name, upper and lower case alike."""
    name = path.name.casefold()
    pins = next((one for one in known if fnmatchcase(name, one.files.casefold())), None)
    if pins is None:
        return Profile(path.name)
    given = {field.name: getattr(pins, field.name) for field in fields(pins) if field.name != "files"}
    return Profile(path.name, **given)


def _usable(kind: Said, files: Sequence[BankFile] | Sequence[BookFile], *, required: bool) -> None:
    """Refuse to go on where no file of a kind can be used, saying what is wrong with each."""
    if not files and required:
        raise InputError(says("input_none", kind=kind), fix=says("input_none_fix"))
    if not files or any(file.status is not FileStatus.REJECTED for file in files):
        return
    reasons: Said = says("input_none_usable", kind=kind)
    for file in files:
        for finding in file.findings:
            reasons = says("input_reason", before=reasons, file=file.name, what=finding.what)
    raise InputError(reasons, fix=says("input_none_usable_fix"))


def _customers(files: Sequence[BookFile]) -> tuple[tuple[Customer, ...], list[Finding]]:
    """Each customer once; where two lists differ, the one that is later by file name counts and the other is named."""
    found: dict[str, Customer] = {}
    findings = []
    for file in sorted(files, key=lambda f: (f.name, f.sha256)):
        for row in file.rows:
            if not isinstance(row, Customer):
                continue
            before = found.get(row.customer_id)
            if before is not None and before != row:
                what = says("customer_twice", customer=row.customer_id, first=before.source)
                findings.append(
                    Finding("ST525", Severity.LOOK, _at(row.source, file), what, says("customer_twice_fix"))
                )
            found[row.customer_id] = row
    return tuple(found[number] for number in sorted(found)), findings


def _rates(files: Sequence[BookFile]) -> tuple[Rate, ...]:
    rates = {row for file in files for row in file.rows if isinstance(row, Rate)}
    return tuple(sorted(rates, key=lambda r: (r.base, r.currency, r.day, r.units)))


def _in_own_currency(profile: Profile, currency: str) -> Profile:
    """Balances and advices that name no currency are in the company's own."""
    return profile if profile.currency else replace(profile, currency=currency)


def _balances(files: Sequence[BookFile]) -> tuple[tuple[Balance, ...], list[Finding]]:
    """Each balance once; where two lists differ, neither counts: which one is right is for the books to say."""
    found: dict[tuple[str, str, date], Balance] = {}
    contradicted: dict[tuple[str, str, date], Finding] = {}
    for file in sorted(files, key=lambda f: (f.name, f.sha256)):
        for row in file.rows:
            if not isinstance(row, Balance):
                continue
            key = (row.account, row.currency, row.day)
            before = found.setdefault(key, row)
            if before.balance_minor != row.balance_minor:
                what = says("balance_twice", account=row.account, day=row.day, first=before.source)
                fix = says("balance_twice_fix")
                contradicted[key] = Finding("ST557", Severity.LOOK, _at(row.source, file), what, fix)
    kept = tuple(found[key] for key in sorted(found) if key not in contradicted)
    return kept, [contradicted[key] for key in sorted(contradicted)]


def _at(where: Where, file: BookFile) -> Where:
    return where if where.file else Where(file.name)
