"""SWIFT MT940 (customer statement) and MT942 (interim report), as banks and their web pages really write them.

With or without the blocks {1:}..{4:}, several statements and accounts a file, pages (60M, 62M), any line end.

Source: SWIFT Standards MT, Category 9, MT940 and MT942; DFÜ agreement of the German banks, annex 3, chapter 8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import BinaryIO

from recon import money
from recon.errors import Finding, InputError, Severity, Where
from recon.ingest.checks import amount_text, declared_finding
from recon.ingest.formats._mt940_line import BadLineError, Movement, day_of, figure, minor_units, movement
from recon.ingest.formats._mt940_text import Told, told
from recon.ingest.lists.encoding import Decoded, decode
from recon.ingest.profile import Profile
from recon.ingest.statement import FileFacts, Quarantined, Statement, StatementKind, plain_account
from recon.rows import LineStatus, StatementLine
from recon.words import says

_TAGS = "13D?|20|21|25P?|28[CD]?|34F|60[FM]|61|62[FM]|64|65|86|90[CD]|NS|94[02]|12|11S"
_TAG = re.compile(rf":({_TAGS}):(.*)", re.IGNORECASE | re.DOTALL)
_SURE = re.compile(r"(?:^|[\r\n}\x01-\x1f ]):(?:20|25P?|28C?|60[FM]):[^\r\n]", re.IGNORECASE)
_LINE = re.compile(r"(?:^|[\r\n}]) ?:61:\s*\d{6}\s*(?:\d{4})?\s*(?:R|E)?[CD][A-Z]?\s*\d", re.IGNORECASE)
_END = re.compile(r"-(?:\}.*|X{1,3})?")
_BLOCKS = re.compile(r"^[\x00-\x20]*(?:\{[1235]:(?:[^{}]|\{[^{}]*\})*\})*\{4:")
_BALANCE = re.compile(r"(R?[CD])?\s*(\d{6})\s*([A-Z]{3})?\s*([\d.,]+)\s*", re.IGNORECASE)
_TOTAL = re.compile(r"(\d{1,6})\s*([A-Z]{3})\s*([\d.,]+)", re.IGNORECASE)
_SUMMARY = re.compile(r"D(\d{6})C(\d{6})D([\d.]+,\d*)C([\d.]+,\d*)|/SUM/(\d+)/(\d+)/([\d.]+,\d*)/([\d.]+,\d*)/?")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", re.IGNORECASE)


def claims(head: bytes) -> bool:
    """True when the first bytes can only be such a message: a statement's fields, or a movement."""
    text = head.replace(b"\x00", b"").decode("latin-1")
    if text.lstrip("\xef\xbb\xbf\xff\xfe \r\n").startswith("<"):
        return False
    return len(_SURE.findall(text)) >= 2 or _LINE.search(text) is not None


def read(stream: BinaryIO, profile: Profile) -> Iterator[Statement | Finding | Quarantined | FileFacts]:
    """Yield the statements of a file in file order. A line's place is the text line of its :61:.

    The bank's id of a line is its reference after `//`.

    Raises:
        InputError: a pinned encoding does not fit.
    """
    decoded = _decoded(stream.read(), profile)
    if decoded.guessed:
        said = says("encoding_was_guessed", encoding=decoded.encoding)
        yield Finding("IN135", Severity.NOTE, Where(profile.file), said)
    for message in _messages(_fields(decoded.text)):
        yield from _statement(message, profile)
    yield FileFacts(decoded.encoding)


def _decoded(data: bytes, profile: Profile) -> Decoded:
    """The text. The fields are plain ASCII: a stray byte in a narrative is no reason to refuse a statement."""
    try:
        return decode(data, profile.encoding, profile.file)
    except InputError:
        if profile.encoding:
            raise
        return Decoded(data.decode("latin-1"), "iso-8859-1", guessed=True)


@dataclass(slots=True)
class _Field:
    tag: str
    lines: list[str]
    row: int  # text line it begins on

    @property
    def value(self) -> str:
        return self.lines[0].strip()


@dataclass(slots=True)
class _Entry:
    """A :61: with the fields that tell more of it."""

    line: _Field
    texts: list[_Field] = field(default_factory=list)


@dataclass(slots=True)
class _Message:
    """The fields of one statement."""

    row: int
    fields: dict[str, list[_Field]] = field(default_factory=dict)
    entries: list[_Entry] = field(default_factory=list)
    notes: list[_Field] = field(default_factory=list)  # :86: and :NS: of the statement itself
    told: bool = False  # the last field but texts was a :61:

    def first(self, *tags: str) -> _Field | None:
        return next((self.fields[tag][0] for tag in tags if tag in self.fields), None)

    def last(self, *tags: str) -> _Field | None:
        return next((self.fields[tag][-1] for tag in tags if tag in self.fields), None)


def _fields(text: str) -> Iterator[_Field]:
    """The fields of the file; an empty tag stands for the end of a message."""
    current: _Field | None = None
    lines = re.split(r"\r\n|\n|\r", text)
    number = 0
    while number < len(lines):
        row, raw = number + 1, lines[number].strip("\x00\x01\x02\x03\x1a\ufeff")
        number += 1
        raw = _BLOCKS.sub("", raw) if "{" in raw else raw
        begin = raw.lstrip()
        if begin.startswith(":"):
            if begin.rstrip() == ":" and number < len(lines) and re.match(r"\d\d[A-Z]?:", lines[number]):
                begin, number = f":{lines[number]}", number + 1  # a tag broken over two lines
            found = _TAG.match(begin)
            if found:
                if current is not None:
                    yield current
                current = _Field(found[1].upper(), [found[2]], row)
                continue
        elif begin.startswith("-") and _END.fullmatch(begin.rstrip()):
            if current is not None:
                yield current
            current = None
            yield _Field("", [raw], row)
            continue
        if current is not None and not begin.startswith("{1:"):
            current.lines.append(raw)
    if current is not None:
        yield current


def _messages(fields: Iterator[_Field]) -> Iterator[_Message]:
    message: _Message | None = None
    ended = False
    for one in fields:
        if one.tag in ("", "940", "942", "12"):
            ended = ended or (one.tag == "" and message is not None)
            if message is not None and one.tag == "942":
                message.fields.setdefault("942", []).append(one)
            continue
        if message is None or _begins(one, message, ended):
            if message is not None:
                yield message
            message = _Message(one.row)
        ended = False
        _add(message, one)
    if message is not None:
        yield message


def _begins(one: _Field, message: _Message, ended: bool) -> bool:
    if one.tag == "20":
        # A second reference without anything between belongs to the same message.
        return bool(message.entries or set(message.fields) - {"20", "21", "NS"})
    if one.tag in ("25", "25P", "28", "28C", "60F", "60M"):
        return (ended or "62F" in message.fields or "62M" in message.fields) and "?" not in one.value
    return False


def _add(message: _Message, one: _Field) -> None:
    # Some writers put the text of a line into :25:; no account has subfields.
    is_text = one.tag in ("86", "NS") or (one.tag.startswith("25") and message.told and "?" in one.value)
    if is_text:
        (message.entries[-1].texts if message.told else message.notes).append(one)
        return
    message.told = one.tag == "61"
    if message.told:
        message.entries.append(_Entry(one))
    else:
        message.fields.setdefault(one.tag, []).append(one)


def _statement(message: _Message, profile: Profile) -> Iterator[Statement | Finding | Quarantined]:
    where = Where(profile.file, row=message.row)
    account, suffix = _account(message)
    account = account or plain_account(profile.account)
    currency = _currency(message) or profile.currency or suffix
    if not account:
        yield Finding("IN119", Severity.LOOK, where, says("no_account"), says("no_account_fix"))
    if not currency:
        yield Finding("IN124", Severity.LOOK, where, says("no_currency"), says("no_currency_fix"))
    opening, _, said_opening = _balance(message.first("60F", "60M"), currency, profile)
    closing, closed, said_closing = _balance(message.last("62F", "62M"), currency, profile)
    yield from (*said_opening, *said_closing)
    intraday = not {"60F", "60M", "62F", "62M"} & set(message.fields) and bool(
        {"34F", "13", "13D", "90D", "90C", "942"} & set(message.fields)
    )
    lines: list[StatementLine] = []
    spoiled = 0
    for entry in message.entries:
        try:
            found = movement(entry.line.lines, currency)
            line, findings = _line(entry, found, account, currency, profile)
        except BadLineError as error:
            spoiled += 1
            at = Where(profile.file, row=entry.line.row, column=":61:", value=error.value)
            finding = Finding("IN131", Severity.REFUSED, at, error.said, says("entry_refused_fix"))
            yield Quarantined(at, finding, _verbatim(entry))
            continue
        lines.append(line)
        yield from findings
    statement = Statement(
        account=account,
        currency=currency,
        lines=tuple(lines),
        entries=len(lines),
        in_minor=sum(line.amount_minor for line in lines if line.amount_minor > 0),
        out_minor=-sum(line.amount_minor for line in lines if line.amount_minor < 0),
        opening_minor=opening,
        closing_minor=closing,
        kind=StatementKind.INTRADAY if intraday else StatementKind.STATEMENT,
        number=_number(message),
        closed=closed or _made(message),
        account_name=_name(message),
        source=where,
    )
    if not spoiled:
        yield from _declared(message, statement, profile)
    yield statement


def _line(
    entry: _Entry, found: Movement, account: str, currency: str, profile: Profile
) -> tuple[StatementLine, list[Finding]]:
    where = Where(profile.file, row=entry.line.row)
    text: Told = told([(one.tag, one.lines) for one in entry.texts], found.supplement)
    findings = []
    for written, clamped in found.clamped:
        said = says("day_clamped", written=written, day=clamped.isoformat())
        findings.append(Finding("IN130", Severity.NOTE, where, said))
    others = [iban for iban in (text.account, found.payer_account) if iban and plain_account(iban) != account]
    original = _original(text.original or found.original)
    line = StatementLine(
        line_id="",
        fingerprint="",
        account=account,
        booked=found.booked,
        currency=currency,
        amount_minor=found.amount_minor,
        value_date=found.value_date,
        status=LineStatus.PENDING if found.is_expected else LineStatus.BOOKED,
        payer_name=text.name or found.payer_name,
        payer_account=plain_account(others[0]) if others else "",
        payer_address=text.address,
        payer_city=text.city,
        remittance_text=text.remittance,
        reference=text.reference or found.reference,
        bank_id=found.bank_id,
        bank_text=text.bank_text,
        type_code=found.type_code or text.type_code,
        is_reversal=found.is_reversal,
        source=where,
    )
    if original is not None and original != (abs(line.amount_minor), currency):
        line = replace(line, original_minor=original[0], original_currency=original[1])
    return line, findings


def _original(written: str) -> tuple[int, str] | None:
    found = re.fullmatch(r"\s*([A-Z]{3})\s*([\d.,]+)\s*", written) if written else None
    if found is None or not money.is_currency(found[1]):
        return None
    try:
        return minor_units(figure(found[2]), found[1], found[2]), found[1]
    except BadLineError:
        return None  # an original amount is a hint; without one nothing is lost


def _verbatim(entry: _Entry) -> tuple[str, ...]:
    parts = [entry.line, *entry.texts]
    return tuple(line for one in parts for line in (f":{one.tag}:{one.lines[0]}", *one.lines[1:]))


def _account(message: _Message) -> tuple[str, str]:
    """The account, letters and digits, and the currency written behind it.

    A bank code (BIC) before a slash is left out; a German bank code stays, since it is part of the account.
    """
    found = message.first("25", "25P")
    written = found.value if found is not None else ""
    currency = ""
    tail = re.fullmatch(r"(.*\d)[\s/]*([A-Za-z]{3})", written)
    if tail and money.is_currency(tail[2].upper()) and not re.match(r"(MU|SC)\d\d", written):  # IBANs that end so
        written, currency = tail[1], tail[2].upper()
    parts = [part for part in written.split("/") if part.strip()]
    if len(parts) > 1 and (_BIC.fullmatch(parts[0].strip()) or not any(c.isdigit() for c in parts[0])):
        parts = parts[1:]
    return plain_account("".join(parts)), currency


def _currency(message: _Message) -> str:
    for tags in (("60F", "60M"), ("62F", "62M"), ("64",), ("65",)):
        found = message.first(*tags)
        balance = _BALANCE.fullmatch(found.value) if found is not None else None
        if balance and balance[3] and money.is_currency(balance[3].upper()):
            return balance[3].upper()
    for one in (message.first("34F"), message.first("90D", "90C")):
        named = re.search(r"[A-Z]{3}", one.value.upper()) if one is not None else None
        if named and money.is_currency(named[0]):
            return named[0]
    return ""


def _balance(one: _Field | None, currency: str, profile: Profile) -> tuple[int | None, date | None, list[Finding]]:
    """A balance in minor units, its day, and why it is not used where it is not."""
    if one is None:
        return None, None, []
    where = Where(profile.file, row=one.row, column=f":{one.tag}:", value=one.value)
    found = _BALANCE.fullmatch(one.value)
    words = "balance_unreadable"
    if found is not None:
        named = (found[3] or "").upper()
        findings = []
        try:
            day, clamped = day_of(found[2])
            if not named:
                words = "balance_no_currency"
                raise BadLineError(says(words), one.value)
            minor = minor_units(figure(found[4]), named, one.value)
            if clamped:
                said = says("day_clamped", written=found[2], day=day.isoformat())
                findings.append(Finding("IN130", Severity.NOTE, where, said))
            if named != currency:
                said = says("balance_other_currency", kind=one.tag, named=named, currency=currency)
                findings.append(Finding("IN114", Severity.LOOK, where, said))
            return -minor if (found[1] or "C").upper() in ("D", "RC") else minor, day, findings
        except BadLineError:
            pass
    return None, None, [Finding("IN133", Severity.LOOK, where, says(words), says("balance_unused_fix"))]


def _number(message: _Message) -> str:
    found = message.first("28C", "28", "28D")
    return re.sub(r"\s", "", found.value) if found is not None else ""


def _made(message: _Message) -> date | None:
    """The day an interim report speaks of (:13D:), where there is no closing balance."""
    found = message.first("13D", "13")
    if found is None or not re.match(r"\d{6}", found.value):
        return None
    try:
        return day_of(found.value[:6])[0]
    except BadLineError:
        return None


def _name(message: _Message) -> str:
    """The holder of the account, which some banks write into :NS:, line 22."""
    for one in message.notes:
        if one.tag == "NS":
            found = next((line[2:].strip() for line in one.lines if line.startswith("22") and line[2:].strip()), "")
            if found and not found.isdigit():
                return found
    return ""


def _declared(message: _Message, statement: Statement, profile: Profile) -> Iterator[Finding]:
    """Compare what the bank declares (:90D:, :90C:, a summary in the last :86:) with the lines."""
    declared: list[tuple[str, int, int, _Field]] = []  # tag, count, sum, field
    currency = statement.currency
    for tag in ("90D", "90C"):
        for one in message.fields.get(tag, []):
            found = _TOTAL.fullmatch(one.value)
            if found:
                declared.append((tag, int(found[1]), _total(found[3], currency), one))
    for note in message.notes:
        found = _SUMMARY.search("".join(note.lines))
        if note.tag == "86" and found:
            debits, credits, out, into = [part for part in found.groups() if part is not None]
            declared.append(("90D", int(debits), _total(out, currency), note))
            declared.append(("90C", int(credits), _total(into, currency), note))
    for tag, count, total, one in declared:
        chosen = [abs(ln.amount_minor) for ln in statement.lines if (ln.amount_minor < 0) == (tag == "90D")]
        if tag == "90C" and count < len(chosen):
            chosen = [minor for minor in chosen if minor]  # some banks do not count entries of nothing
        where = Where(profile.file, row=one.row, column=f":{one.tag}:", value=one.value)
        label = {"count": says("declared_count", name=f":{tag}:"), "sum": says("declared_sum", name=f":{tag}:")}
        pairs = [(label["count"], str(count), str(len(chosen)))]
        if total >= 0:
            pairs.append((label["sum"], amount_text(total, currency), amount_text(sum(chosen), currency)))
        for name, said, counted in pairs:
            finding = declared_finding(name, said, counted, where)
            if finding is not None:
                yield finding


def _total(written: str, currency: str) -> int:
    try:
        return minor_units(figure(written), currency, written)
    except BadLineError:
        return -1  # not a figure: only the count is compared
