"""Bank-to-customer cash management messages of ISO 20022: camt.052 (report), camt.053 (statement), camt.054 (advice).

Every version from .01 to .14, with or without a namespace, in any encoding. An entry (`Ntry`) is the control total; its
details (`TxDtls`) are the lines, and what the details do not explain is a line of its own.

Source: ISO 20022 message definition reports "Bank-to-Customer Cash Management", camt.052/053/054.001, versions 1 to 14.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, BinaryIO

from recon import money
from recon.errors import Finding, Severity, Where
from recon.ingest.checks import declared_finding
from recon.ingest.formats._camt_entry import Entry, Party, entry_of, lines_of_entry
from recon.ingest.formats._camt_values import EntryError, amount_of, day_of, exact
from recon.ingest.formats._xml import Node, child, children, document, elements, local, text
from recon.ingest.profile import Profile
from recon.ingest.statement import FileFacts, Quarantined, Statement, StatementKind, plain_account
from recon.rows import LineStatus, StatementLine
from recon.words import Said, says

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROOT = re.compile(r"camt\.05[234]\.|<(?:[\w.\-]+:)?BkToCstmr(?:Stmt|AcctRpt|DbtCdtNtfctn)(?:V\d+)?[\s>/]")
_KINDS = {"Stmt": StatementKind.STATEMENT, "Rpt": StatementKind.INTRADAY, "Ntfctn": StatementKind.ADVICE}
_OPENING = ("OPBD", "PRCD")
_BOOKED = (*_OPENING, "CLBD", "ITBD")


def claims(head: bytes) -> bool:
    """True when the first bytes can only be such a message."""
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith(b"<") and _ROOT.search(start.decode("latin-1")) is not None


def read(stream: BinaryIO, profile: Profile) -> Iterator[Statement | Finding | Quarantined | FileFacts]:
    """Yield the statements, reports and advices of a message in file order.

    A line's place is the text line of its entry. The bank's id of a line is the account servicer's reference, else the
    entry reference; details of a batch that have none of their own are numbered.

    Raises:
        InputError: no well-formed XML, or a document type in it.
    """
    whole = document(stream.read(), profile.encoding, profile.file)
    if whole.lied:
        said = says("xml_encoding_lied", encoding=whole.encoding)
        yield Finding("IN118", Severity.LOOK, Where(profile.file), said, says("xml_encoding_lied_fix"))
    if whole.forbidden:
        said = says("xml_signs", count=whole.forbidden)
        yield Finding("IN117", Severity.NOTE, Where(profile.file), said)
    open_: _Open | None = None
    for event, element in elements(whole.data, profile.file, (*_KINDS, "Ntry")):
        name = local(element)
        if event == "start":
            if name in _KINDS and open_ is None:
                open_ = _Open(element, name, Where(profile.file, row=Node(element).line))
            continue
        if open_ is None:
            continue
        if element is open_.element:
            yield from _closed(open_, profile)
            open_ = None
            element.clear()
        elif name == "Ntry" and element.getparent() is open_.element:
            yield from open_.take(element, profile)
            _forget(element)
    yield FileFacts(whole.encoding)


def _forget(element: _Element) -> None:
    """Empty an entry that was read, and take the one before it away, so that a long statement stays small."""
    element.clear()
    before, parent = element.getprevious(), element.getparent()
    if before is not None and parent is not None and local(before) == "Ntry":
        parent.remove(before)


@dataclass(slots=True)
class _Open:
    """A statement being read: its entries are kept as values, so that the file is never in memory as a tree."""

    element: _Element
    name: str
    where: Where
    entries: list[Entry] = field(default_factory=list)
    spoiled: int = 0  # entries that could not be used
    stand_in: tuple[str, date | None] | None = None  # currency and day of entries that name none

    def take(self, element: _Element, profile: Profile) -> Iterator[Quarantined]:
        """Keep an entry, or yield why it cannot be used."""
        if self.stand_in is None:  # account and balances stand before the first entry
            head = Node(self.element, without="Ntry")
            named = text(head, "Acct", "Ccy").upper() or _balance_currency(head) or profile.currency
            self.stand_in = named, _stand_in(head) or _made(self.element)
        node = Node(element)
        currency, day = self.stand_in
        try:
            self.entries.append(entry_of(node, currency, day, Where(profile.file, row=node.line)))
        except EntryError as error:
            self.spoiled += 1
            at = Where(profile.file, row=node.line, column=error.column, value=error.value)
            found = Finding("IN115", Severity.REFUSED, at, error.said, says("entry_refused_fix"))
            yield Quarantined(at, found, (_verbatim(element),))


def _closed(open_: _Open, profile: Profile) -> Iterator[Statement | Finding]:
    element, where, entries = Node(open_.element, without="Ntry"), open_.where, open_.entries
    account = plain_account(_account(element) or profile.account)
    currency = _currency(element, entries, profile)
    if not account:
        yield Finding("IN119", Severity.LOOK, where, says("no_account"), says("no_account_fix"))
    if not currency and entries:
        yield Finding("IN124", Severity.LOOK, where, says("no_currency"), says("no_currency_fix"))
    opening, closing, closed, said = _balances(element, currency, where)
    yield from said
    opened, closed = _period(element, closed)
    own = Party(text(element, "Acct", "Ownr", "Nm") or text(element, "Acct", "Nm"), account)
    lines: list[StatementLine] = []
    for entry in entries:
        yield from _entry_findings(entry)
        lines += lines_of_entry(entry, own)
    ins, outs = _sums(entries, currency)
    statement = Statement(
        account=account,
        currency=currency,
        lines=tuple(lines),
        entries=len(entries),
        in_minor=ins,
        out_minor=outs,
        opening_minor=opening,
        closing_minor=closing,
        kind=_KINDS[open_.name],
        number=_number(element),
        opened=opened,
        closed=closed,
        account_name=own.name,
        source=where,
    )
    yield from _collected(entries, where, currency)
    if not open_.spoiled:
        yield from _declared(element, entries, statement)
    yield statement


def _kind_of(balance: Node) -> str:
    """OPBD, CLBD, ...: since version 2 within `CdOrPrtry`, in version 1 without."""
    kind = child(balance, "Tp")
    within = child(kind, "CdOrPrtry") or kind
    return text(within, "Cd") or text(within, "Prtry")


def _stand_in(node: Node) -> date | None:
    """The day of an entry that names none: the closing balance's, else the day the statement was made."""
    closing = [balance for balance in children(node, "Bal") if _kind_of(balance) == "CLBD"]
    days = (*(day_of(balance, "Dt") for balance in closing), day_of(node, "CreDtTm"))
    return next((day for day in days if day is not None), None)


def _made(element: _Element) -> date | None:
    message = element.getparent()
    header = next(message.iterchildren("{*}GrpHdr"), None) if message is not None else None
    return day_of(Node(header), "CreDtTm") if header is not None else None


def _account(element: Node) -> str:
    ident = child(element, "Acct", "Id")
    return text(ident, "IBAN") or text(ident, "Othr", "Id") or text(ident, "BBAN") or text(ident, "PrtryAcct", "Id")


def _balance_currency(node: Node, kinds: tuple[str, ...] = ()) -> str:
    for balance in children(node, "Bal"):
        amount = child(balance, "Amt")
        wanted = not kinds or _kind_of(balance) in kinds
        if wanted and amount is not None and amount.currency:
            return amount.currency
    return ""


def _currency(node: Node, entries: list[Entry], profile: Profile) -> str:
    """The account's currency: as named, else of its booked balances, of its entries, of any balance."""
    named = {entry.currency for entry in entries}
    return (
        text(node, "Acct", "Ccy").upper()
        or _balance_currency(node, _BOOKED)
        or (min(named) if len(named) == 1 else "")
        or _balance_currency(node)
        or profile.currency
        or min(named, default="")
    )


def _balances(element: Node, currency: str, where: Where) -> tuple[int | None, int | None, date | None, list[Finding]]:
    """Opening and closing booked balance, the closing day, and what is odd about them.

    Opening is OPBD, else PRCD, else the first ITBD (the page before); closing is CLBD, else an ITBD that is not the
    opening. A missing sign is credit.
    """
    found: dict[str, list[tuple[int, date | None]]] = {}
    findings = []
    unsigned = 0
    for balance in children(element, "Bal"):
        kind = (
            text(balance, "Tp", "CdOrPrtry", "Cd")
            or text(balance, "Tp", "CdOrPrtry", "Prtry")
            or text(balance, "Tp", "Cd")
        )
        at = Where(where.file, row=balance.line)
        try:
            amount, named = amount_of(child(balance, "Amt"), currency)
            minor = exact(amount, currency, "Bal")
        except EntryError as error:
            findings.append(Finding("IN125", Severity.LOOK, at, error.said, says("balance_unused_fix")))
            continue
        sign = text(balance, "CdtDbtInd").upper()
        unsigned += not sign
        if named != currency and kind in _BOOKED:
            said = says("balance_other_currency", kind=kind, named=named, currency=currency)
            findings.append(Finding("IN114", Severity.LOOK, at, said))
        found.setdefault(kind, []).append((-minor if sign == "DBIT" else minor, day_of(balance, "Dt")))
    if unsigned:
        findings.append(Finding("IN110", Severity.NOTE, where, says("balance_unsigned", count=unsigned)))
    interim = found.get("ITBD", [])
    first = next((found[kind][0] for kind in _OPENING if kind in found), None)
    if first is None and interim:
        first, interim = interim[0], interim[1:]
    last = found["CLBD"][-1] if "CLBD" in found else interim[-1] if interim else None
    return (first[0] if first else None, last[0] if last else None, last[1] if last else None, findings)


def _period(element: Node, closed: date | None) -> tuple[date | None, date | None]:
    """First and last day. The declared period is believed only where it agrees with the closing balance."""
    first, last = day_of(child(element, "FrToDt"), "FrDtTm", "FrDt"), day_of(child(element, "FrToDt"), "ToDtTm", "ToDt")
    if (
        first
        and last
        and last > first
        and re.search(r"T00:00(:00(\.0*)?)?(Z|[+-]|$)", text(element, "FrToDt", "ToDtTm"))
    ):
        last -= timedelta(days=1)  # midnight is the end of the day before
    if first and last and (closed is None or abs((last - closed).days) <= 3):
        return first, closed or last
    return None, closed


def _number(element: Node) -> str:
    number = text(element, "ElctrncSeqNb") or text(element, "LglSeqNb") or text(element, "Id")
    page = next(
        (text(one, "PgNb") for name in ("StmtPgntn", "RptPgntn", "NtfctnPgntn") for one in children(element, name)), ""
    )
    return f"{number}/{page}" if number and page else number


def _sums(entries: list[Entry], currency: str) -> tuple[int, int]:
    """Sum of the entries in and out, in minor units of the statement's currency, figures as they stand."""
    ins = outs = 0
    for entry in entries:
        minor = _rescaled(entry, currency)
        ins, outs = (ins + minor, outs) if minor >= 0 else (ins, outs - minor)
    return ins, outs


def _rescaled(entry: Entry, currency: str) -> int:
    if entry.currency == currency or not money.is_currency(entry.currency) or not money.is_currency(currency):
        return entry.amount_minor
    return money.rounded(money.to_decimal(entry.amount_minor, entry.currency), currency)


def _entry_findings(entry: Entry) -> Iterator[Finding]:
    if not entry.has_booking_day:
        said = says("entry_no_day", day=entry.booked.isoformat())
        yield Finding("IN111", Severity.NOTE, entry.where, said)
    if entry.unknown_status:
        said = says("entry_status_unknown", status=entry.unknown_status)
        yield Finding("IN112", Severity.LOOK, entry.where, said, says("entry_status_unknown_fix"))
    if entry.declared_details is not None and len(entry.details) not in (0, entry.declared_details):
        said = says("batch_count", declared=entry.declared_details, found=len(entry.details))
        yield Finding("IN116", Severity.NOTE, entry.where, said)


def _collected(entries: list[Entry], where: Where, currency: str) -> Iterator[Finding]:
    unsigned = sum(entry.unsigned for entry in entries)
    if unsigned:
        yield Finding("IN110", Severity.LOOK, where, says("entry_unsigned", count=unsigned))
    others = sorted({entry.currency for entry in entries} - {currency})
    if others:
        said = says("entry_other_currency", named=", ".join(others), currency=currency)
        yield Finding("IN113", Severity.LOOK, where, said)


def _declared(element: Node, entries: list[Entry], statement: Statement) -> Iterator[Finding]:
    """Compare the totals the bank declares (`TxsSummry`) with the entries: all of them, or the booked ones."""
    summary = child(element, "TxsSummry")
    if summary is None:
        return
    booked = [entry for entry in entries if entry.status is LineStatus.BOOKED]
    for name, chosen in (
        ("TtlNtries", lambda _minor: True),
        ("TtlCdtNtries", lambda minor: minor >= 0),
        ("TtlDbtNtries", lambda minor: minor < 0),
    ):
        total = child(summary, name)
        if total is None:
            continue
        groups = [[e for e in some if chosen(e.amount_minor)] for some in (entries, booked)]
        count = text(total, "NbOfNtries")
        if count.isdigit():
            yield from _compared(name, "count", str(int(count)), [str(len(group)) for group in groups], statement)
        try:
            declared = exact(amount_of(child(total, "Sum"), statement.currency)[0], statement.currency, name)
        except EntryError:
            continue  # no sum is declared
        sums = [str(sum(abs(_rescaled(e, statement.currency)) for e in group)) for group in groups]
        yield from _compared(name, "sum", str(declared), sums, statement)


def _compared(name: str, what: str, declared: str, found: list[str], statement: Statement) -> Iterator[Finding]:
    if declared in found:
        return
    label: Said = says(f"declared_{what}", name=name)
    shown = [declared, found[0]]
    if what == "sum" and money.is_currency(statement.currency):
        shown = [money.show(int(one), statement.currency) for one in shown]
    finding = declared_finding(label, shown[0], shown[1], statement.source)
    if finding is not None:
        yield finding


def _verbatim(element: _Element) -> str:
    from lxml import etree

    return etree.tostring(element, encoding="unicode", with_tail=False)
