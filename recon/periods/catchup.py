"""Several months at once: every month end that is still to do, in order, each as `recon.close` does it.

The first is the month of the go-live, or the one after the newest locked month where that is later; without a go-live
the month of the first bank line after the oldest list. The last is the one asked for, or that of the newest bank line.
A month without a line is closed too: its balances are asked for like any other's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from recon import recording
from recon.close import Closed, close
from recon.decisions import Decided
from recon.inputs import Inputs, read_inputs
from recon.journal import Stamp
from recon.ledger import openings
from recon.monthend.figures import newest_period
from recon.rows import LineStatus
from recon.terms import Period
from recon.workspace import Workspace


def catchup(
    books: Workspace,
    stamp: Stamp,
    until: Period | str | None = None,
    *,
    lang: str = "",
    advance: Callable[[Closed], None] = lambda _closed: None,
) -> tuple[Closed, ...]:
    """Close every month that is still to do.

    Args:
        books: the company's folder.
        stamp: who runs it and when.
        until: the last month, that of the newest booked line where it is None.
        lang: language of the reports, "" for the one in recon.toml.
        advance: told of each month as it is closed.

    Raises:
        ReconError: as `recon.close.close`; the months before the one that was refused stay closed.
    """
    done = []
    for period in months(books, until):
        closed = close(books, period, stamp, lang=lang)
        advance(closed)
        done.append(closed)
    return tuple(done)


def months(books: Workspace, until: Period | str | None = None) -> tuple[Period, ...]:
    """The months to close, in order.

    Raises:
        InputError: no file can be used, or there is no booked line at all.
        JournalError: the journal was changed by hand.
    """
    inputs = read_inputs(books)
    decided = recording.read(books).decided
    last = Period.parse(until) if isinstance(until, str) else until or newest_period(inputs)
    first = _first(books, inputs, decided)
    return () if first is None else tuple(_from(first, last))


def _first(books: Workspace, inputs: Inputs, decided: Decided) -> Period | None:
    day = books.settings.ledger.go_live
    if day is None:
        lists = openings.key_dates(inputs.book_files, books.settings.ledger)
        opened = lists[0] if lists else date.min
        booked = [line.booked for line in inputs.merged.lines if line.status is LineStatus.BOOKED]
        day = min((on for on in booked if on > opened), default=None)
    days = [day] if day else []
    if decided.first_open_day:
        days.append(decided.first_open_day)
    return Period.of(max(days)) if days else None


def _from(first: Period, last: Period) -> Iterator[Period]:
    period = first
    while period.last <= last.last:
        yield period
        period = period.next
