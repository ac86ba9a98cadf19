"""Lists that say what a payment is made of: which bank line each of them is of, and what that line settles.

A remittance advice or a processor's settlement list is read as if it stood in the payment's own text. Laws. It is used
where one line alone is its payment and one list alone is the line's. It is posted where every row is of one document
whose own number it gives, every amount fits what is open, and the rows come to the payment to the cent; otherwise what
it says is proposed, with what is lacking. What a processor keeps is a fee; what a customer deducts stays open, unless
it is his cash discount in time. A refund uses up a credit note, or opens again what was paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from recon.match.book import Book
from recon.match.candidate import Candidate, fit
from recon.match.candidates.processor import processor_fee
from recon.match.difference import Relation, Settlement, Told
from recon.match.outcome import Share
from recon.match.payers import Level
from recon.match.reading import Citation, Cited, Reading, cited_in, read
from recon.money import show
from recon.rows import Advised, ItemState, LineStatus, OpenItem, StatementLine
from recon.text import canonical_number, normal
from recon.words import Said, says, some

_DAYS = timedelta(days=14)  # from the last day of a list to its payment on the bank
_LONG_ENOUGH = 6  # letters and digits of a payment number that stands by itself
_NEVER = (ItemState.DRAFT, ItemState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Advice:
    """A list of what one payment is made of."""

    name: str  # the file, and the payment where the list names it
    payment: str
    currency: str
    rows: tuple[Advised, ...]  # in canonical order
    last: date | None  # last day it names
    net_minor: int  # what the payment must be
    doubts: tuple[Said, ...] = ()  # why it may not be the list of the line it is tied to


def advices_of(rows: Iterable[Advised]) -> list[Advice]:
    """The lists by payment, in canonical order; a list that was given twice counts once.

    Rows without a payment number are one list, and beside it one of each day: processors pay out day by day.
    """
    groups: dict[tuple[str, str, str, str, int, str], list[Advised]] = {}
    for row in rows:
        place = ("", "") if row.payment else (row.source.file, row.source.sheet)
        days = ("",) if row.payment or row.day is None else ("", row.day.isoformat())
        for day in days:
            groups.setdefault((row.payment, row.currency, *place, row.part, day), []).append(row)
    found: dict[tuple[object, ...], Advice] = {}
    for (payment, currency, *_, day), group in sorted(groups.items()):
        by_file: dict[str, list[Advised]] = {}
        for row in group:
            by_file.setdefault(row.source.file, []).append(row)
        # One payment in several files is one list told again, or its parts; rows that are alike count once a file.
        ordered = sorted((r for f in by_file for r in _new_in(by_file, f)), key=_order)
        files = ", ".join(sorted(by_file)[:2])
        advice = Advice(
            f"{files}: {payment or day}" if payment or day else files,
            payment,
            currency,
            tuple(ordered),
            max((r.day for r in ordered if r.day), default=None),
            sum(r.gross_minor - r.kept_minor for r in ordered),
        )
        found.setdefault((payment, currency, *map(_order, ordered)), advice)
    return list(found.values())


def _new_in(by_file: Mapping[str, Sequence[Advised]], file: str) -> Iterator[Advised]:
    """The rows of a file that no earlier file has as often."""
    before: dict[tuple[object, ...], int] = {}
    for other in sorted(by_file):
        if other == file:
            break
        counts: dict[tuple[object, ...], int] = {}
        for row in by_file[other]:
            counts[_order(row)] = counts.get(_order(row), 0) + 1
        before = {key: max(before.get(key, 0), counts.get(key, 0)) for key in {*before, *counts}}
    for row in by_file[file]:
        if before.get(_order(row), 0):
            before[_order(row)] -= 1
        else:
            yield row


def _order(row: Advised) -> tuple[object, ...]:
    return (row.document, row.gross_minor, row.kept_minor, row.day or date.min, row.processor)


def tied(
    lines: Sequence[StatementLine], left: Mapping[str, int], rows: Iterable[Advised], book: Book
) -> dict[str, Advice]:
    """Which line each list is of.

    Args:
        lines: bank lines in canonical order.
        left: what is left of lines used before, by fingerprint (minor units); others are whole.
        rows: the rows of all lists.
        book: the ledger.

    Returns:
        Fingerprint -> its list, with what makes the tie doubtful. A line whose payment number a list gives, or that is
        its sum to the cent, near its day, is tied; the number, the processor's name or the customer makes it certain.
    """
    advices = advices_of(rows)
    if not advices:
        return {}
    booked = [n for n in lines if n.status is LineStatus.BOOKED]
    found: dict[str, list[Advice]] = {}
    for advice in advices:
        fitting, doubts = _lines_of(advice, booked, left, book)
        if len(fitting) > 1:
            doubts = (*doubts, says("advice_lines", list=advice.name, lines=some([n.line_id for n in fitting])))
        for line in fitting:
            found.setdefault(line.fingerprint, []).append(replace(advice, doubts=doubts))
    for own, several in found.items():
        if len(several) > 1:
            doubt = says("advice_lists", lists=some([one.name for one in several]))
            several[0] = replace(several[0], doubts=(*several[0].doubts, doubt))
            found[own] = several
    return {own: several[0] for own, several in found.items()}


def _lines_of(
    advice: Advice, booked: Sequence[StatementLine], left: Mapping[str, int], book: Book
) -> tuple[list[StatementLine], tuple[Said, ...]]:
    near = [n for n in booked if n.currency == advice.currency and _near(n, advice)]
    exact = [n for n in near if left.get(n.fingerprint, n.amount_minor) == advice.net_minor]
    numbered = [n for n in near if _gives_number(n, advice.payment)]
    if both := [n for n in exact if n in numbered]:
        return both, ()
    if known := [n for n in exact if _pays(n, advice, book)]:
        return known, ()
    if numbered:
        return numbered, ()  # the sum differs, and that is said where it is settled
    return exact, (says("advice_amount_alone", list=advice.name),)


def _near(line: StatementLine, advice: Advice) -> bool:
    return advice.last is None or -timedelta(days=1) <= line.booked - advice.last <= _DAYS


def _gives_number(line: StatementLine, payment: str) -> bool:
    key = canonical_number(payment)
    if len(key) < _LONG_ENOUGH or not any(map(str.isdigit, key)):
        return False
    return any(key in canonical_number(t) for t in (line.remittance_text, line.reference, line.bank_id, line.bank_text))


def _pays(line: StatementLine, advice: Advice, book: Book) -> bool:
    """The line is from the processor whose list it is, or from the one customer whose documents are on it."""
    if _by_processor(line, advice, book):
        text = normal(f"{line.payer_name} {line.remittance_text}")
        names = {normal(name) for row in advice.rows for name in row.processor.split()}
        return not names or any(name in text for name in names)
    said = read(line, book)
    items = {i for row in advice.rows for i in _documents(row, book)}
    payer = fit(said, tuple(sorted({book.items[i].customer_id for i in items}))) if items else None
    return payer is not None and payer.level >= Level.NEAR


def _by_processor(line: StatementLine, advice: Advice, book: Book) -> bool:
    return any(row.processor for row in advice.rows) or processor_fee(line, line.amount_minor, book) is not None


def _documents(row: Advised, book: Book) -> dict[str, Citation]:
    """The documents whose own number, or whose order alone, a row gives in full: the surest of them."""
    cited = cited_in(row.document, book)
    whole = {i: c for i, c in cited.items() if c.shared == 1 and (c.level >= Cited.CORE or c.level == Cited.ORDER)}
    surest = max((c.level for c in whole.values()), default=Cited.TAIL)
    return {i: c for i, c in whole.items() if c.level == surest or surest >= Cited.CORE <= c.level}


def candidate(line: StatementLine, minor: int, said: Reading, advice: Advice, book: Book) -> Candidate | None:
    """What a line settles by its list, None where the list names no document of this ledger.

    Args:
        line: the bank line.
        minor: what is left of it, signed.
        said: what the line itself says.
        advice: its list.
        book: the ledger as it stands.
    """
    lacking = list(advice.doubts)
    if advice.net_minor != minor:
        lacking.append(says("advice_sum", list=advice.name, sum=show(advice.net_minor, advice.currency)))
    cited: dict[str, Citation] = {}
    falls: dict[str, int] = {}
    kept: dict[str, int] = {}
    at_large = 0  # fees of no document
    for row in advice.rows:
        documents = _documents(row, book)
        if not documents and not row.gross_minor:
            at_large += row.kept_minor
        elif len(documents) != 1:
            lacking.append(says("advice_row", list=advice.name, document=row.document or "-"))
        else:
            ((item_id, citation),) = documents.items()
            cited[item_id] = citation
            falls[item_id] = falls.get(item_id, 0) + row.gross_minor
            kept[item_id] = kept.get(item_id, 0) + row.kept_minor
    if not falls:
        return None
    by_processor = _by_processor(line, advice, book)
    bears = max(falls, key=lambda i: (falls[i], i))  # one entry, on a document large enough to bear it
    for item_id in [i for i, fallen in falls.items() if not fallen and i != bears]:
        at_large += kept.pop(item_id)
        del falls[item_id]
    kept[bears] += at_large
    ids = tuple(sorted(falls, key=lambda i: (book.items[i].due, i)))
    shares: list[Share] = []
    for item_id in ids:
        item, fallen, less = book.items[item_id], falls[item_id], kept[item_id]
        lacking += _unfit(item, fallen, advice.currency, book)
        reason = "fee"
        if not by_processor:
            reason, fallen, less = _deducted(line, item, fallen, less, book)
        shares.append(Share(item_id, item.currency, fallen - less, fallen - less, less, reason if less else ""))
    lacking = list(dict.fromkeys(lacking))
    if lacking:  # what is proposed stays within what is open
        shares = _affordable([s for s in shares if _within(s, book)], minor)
        ids = tuple(s.item_id for s in shares)
        if not shares:
            return None
    settled = Settlement(
        Relation.ADVISED,
        tuple(shares),
        minor - sum(s.line_minor for s in shares),
        -sum(s.written_off_minor for s in shares),
        told=Told(advice.name, len(advice.rows), tuple(lacking)),
    )
    customers = tuple(sorted({book.items[i].customer_id for i in ids}))
    told = replace(said, cited=dict(sorted({**said.cited, **cited}.items())))
    return Candidate(ids, "advised", customers, told, settled, fit(said, customers))


def _affordable(shares: list[Share], minor: int) -> list[Share]:
    """The shares, the last of them cut to what the payment has; none where it has nothing for them."""
    over = sum(s.line_minor for s in shares) - max(minor, 0)
    while over > 0 and shares:
        last = shares.pop()
        if last.line_minor > over:
            shares.append(replace(last, cash_minor=last.cash_minor - over, line_minor=last.line_minor - over))
        over -= min(over, last.line_minor)
    return shares if minor > 0 or not shares else []


def _within(share: Share, book: Book) -> bool:
    fallen, opened = share.cash_minor + share.written_off_minor, book.open_minor[share.item_id]
    return book.payable(share.item_id) and (0 < fallen <= opened or opened <= fallen < 0)


def _deducted(line: StatementLine, item: OpenItem, fallen: int, less: int, book: Book) -> tuple[str, int, int]:
    """Reason, fall and write-off of a customer's deduction: his discount in time, else it stays open."""
    in_time = item.discount_until is not None and line.booked <= item.discount_until
    if less and less == item.discount_minor and in_time and fallen == book.open_minor[item.item_id]:
        return "discount", fallen, less
    return "", fallen - less, 0


def _unfit(item: OpenItem, fallen: int, currency: str, book: Book) -> Iterator[Said]:
    """Why a document cannot fall by so much."""
    opened = book.open_minor[item.item_id]
    if item.currency != currency:
        yield says("advice_currency", item=item.item_id)
    elif item.state in _NEVER:
        yield says("advice_state", item=item.item_id)
    elif fallen > 0 or item.amount_minor < 0:
        if not book.payable(item.item_id) or not (0 < fallen <= opened or opened <= fallen < 0):
            yield says("advice_more", item=item.item_id, open=show(opened, currency), told=show(fallen, currency))
    elif fallen < 0:
        if -fallen > item.amount_minor - opened:
            yield says("advice_refund_more", item=item.item_id, told=show(-fallen, currency))
        elif any(book.open_minor[i] == fallen for i in book.open_items(item.customer_id, currency)):
            yield says("advice_credit_note", item=item.item_id, told=show(-fallen, currency))
