"""The review book on the disk: `work/<period>/review.xlsx`.

Law: a book is never overwritten while something is filled in that the journal does not have, nor when it cannot be
read; owners and notes beside open rows are carried over. What has not changed is not written again. It is written
beside its place, synced and moved there in one step.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from recon.decisions import Decided
from recon.durable import refusals, sync_folder, write_synced
from recon.errors import Finding, InputError, Severity, Where
from recon.monthend import MonthEnd
from recon.publish import refuse_open
from recon.review import layout
from recon.review.judge import decided_rows, open_rows
from recon.review.read import Ticked, read
from recon.review.understood import Ledger
from recon.review.write import Kept, as_xlsx, book_id
from recon.rows import Customer, OpenItem
from recon.words import says
from recon.workspace import Workspace

WORK, NAME = "work", "review.xlsx"


def book_path(books: Workspace, period: str) -> Path:
    """Where the review book of a period lies."""
    return books.folder / WORK / period / NAME


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to become of the book on the disk."""

    path: Path
    content: bytes | None  # None: it stays as it is
    findings: tuple[Finding, ...]  # why it stays although there is something new

    def refuse_locked(self) -> None:
        """Say now what would stand in the way of writing.

        Raises:
            BusyError: the book is open in another program or read-only.
        """
        if self.content is not None:
            refuse_open(self.path)

    def write(self) -> bool:
        """Put the new book in its place; False where it stays as it is.

        Raises:
            BusyError: it cannot be written, or the disk is full; the one from before is still there.
        """
        if self.content is None:
            return False
        self.refuse_locked()
        beside = self.path.with_name(f".new-{self.path.name}")
        with refusals(self.path):
            work = self.path.parent.parent
            new = not work.exists()
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_synced(beside, self.content)
            beside.replace(self.path)
            sync_folder(self.path.parent)
            sync_folder(work)
            if new:
                sync_folder(work.parent)
        return True


def draft(books: Workspace, month: MonthEnd, lang: str) -> Draft:
    """The book of a month end, as far as the one on the disk lets it be written."""
    path = book_path(books, month.period)
    if not path.exists():
        return Draft(path, as_xlsx(month, lang), ())
    try:
        ticked = read(path)
    except InputError as error:
        return Draft(path, None, (_unreadable(path, error),))
    waiting = _open(ticked, month.decided, month.documents, month.customers, month.settings.company.currency)
    if waiting:
        return Draft(path, None, (waiting,))
    if _is_current(ticked, month, lang):
        return Draft(path, None, ())
    content = as_xlsx(month, lang, _kept(ticked, month.decided))
    return Draft(path, None if content == path.read_bytes() else content, ())


def unapplied(
    books: Workspace, period: str, decided: Decided, items: Iterable[OpenItem], customers: Iterable[Customer]
) -> tuple[Finding, ...]:
    """A finding where the book of a period holds something that is not in the journal, or cannot be read."""
    path = book_path(books, period)
    if not path.exists():
        return ()
    try:
        ticked = read(path)
    except InputError as error:
        return (_unreadable(path, error),)
    found = _open(ticked, decided, items, customers, books.settings.company.currency)
    return (found,) if found else ()


def periods(books: Workspace) -> tuple[str, ...]:
    """The periods that have a review book, the oldest first."""
    return tuple(sorted(path.parent.name for path in (books.folder / WORK).glob(f"*/{NAME}")))


def _open(
    ticked: Ticked, decided: Decided, items: Iterable[OpenItem], customers: Iterable[Customer], currency: str
) -> Finding | None:
    known = {item.item_id: item for item in items}
    names = {item.customer_id: item.customer_name for item in known.values()}
    names |= {event.customer_id: "" for event in decided.events if event.customer_id not in names}
    names |= {customer.customer_id: customer.name for customer in customers}
    rows = open_rows(ticked, decided, Ledger(known, names), currency)
    if not rows:
        return None
    what = says("tick_open_rows", count=len(rows), first=rows[0].where)
    return Finding("ST600", Severity.LOOK, Where(ticked.file), what, says("tick_open_rows_fix"))


def _unreadable(path: Path, error: InputError) -> Finding:
    what = says("tick_unreadable", why=error.what)
    return Finding("ST601", Severity.LOOK, Where(path.name), what, says("tick_unreadable_fix"))


def _is_current(ticked: Ticked, month: MonthEnd, lang: str) -> bool:
    """True where the book on the disk shows what a new one would, so that its filters and widths may stay."""
    if ticked.book != book_id(month, lang) or decided_rows(ticked, month.decided):
        return False
    there = {row.key for row in ticked.of(layout.REVIEW)}
    return there >= {waiting.answer.line.fingerprint for waiting in month.waiting}


def _kept(ticked: Ticked, decided: Decided) -> dict[str, Kept]:
    """Owner and note of the rows nobody has decided on, by fingerprint."""
    settled = {id(row) for row in decided_rows(ticked, decided)}
    return {
        row.key: Kept(row.text("owner"), row.text("note"))
        for row in ticked.of(layout.REVIEW)
        if row.key and id(row) not in settled and (row.text("owner") or row.text("note"))
    }
