"""Returns in a run: which lines take a receipt back (`returns`), and what they open again.

Law: a return opens what its receipt settled, in this run or an earlier one, so it is answered after the rounds. Only
what is sure is posted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from recon.match import duplicates, returns
from recon.match.book import Book
from recon.match.duplicates import Seen
from recon.match.outcome import Alternative, Answer, Outcome, Share
from recon.match.reading import read
from recon.match.work import Run, Work
from recon.money import show
from recon.rows import StatementLine
from recon.words import says


def find(run: Run, known: Sequence[Seen]) -> tuple[dict[str, returns.Return], dict[str, StatementLine]]:
    """The returns, and the receipts that were paid once more after they had come back."""
    out = [w for w in run.works if w.minor < 0 and w.advice is None and not _cites_credit(w, run.book)]
    receipts = [w for w in run.works if w.minor > 0]
    readings = {w.line.fingerprint: w.said for w in (*out, *receipts)}
    for seen in known:
        readings.setdefault(seen.line.fingerprint, read(seen.line, run.book))
    ordered = sorted((w.line for w in (*out, *receipts)), key=duplicates.order)
    if not out:
        return {}, {}
    found = returns.find(ordered, readings, [s.line for s in known if s.line.amount_minor > 0])
    return found, returns.paid_again(found, ordered, readings, run.book)


def _cites_credit(work: Work, book: Book) -> bool:
    return any(book.open_minor[i] < 0 and book.payable(i) for i in work.said.cited)


def answer(run: Run, work: Work, back: returns.Return, known: Mapping[str, Seen]) -> Answer:
    """A line that takes a receipt back: what the receipt settled, in this run or an earlier one, is open again.

    Of several receipts that fit as well, the one that settled nothing has come back.
    """
    idle = [n for n in (back.receipt, *back.rivals) if not _settled(run, n, known) and n.fingerprint not in run.repaid]
    back = replace(back, receipt=idle[0], sure=not back.fee_minor) if back.rivals and idle else back
    run.repaid.add(back.receipt.fingerprint)
    shares = tuple(
        Share(s.item_id, s.currency, -s.cash_minor, -s.line_minor, -s.written_off_minor, s.reason)
        for s in _settled(run, back.receipt, known)
    )
    customer = next((run.book.items[s.item_id].customer_id for s in shares), "")
    names, kind = ", ".join(s.item_id for s in shares), "answer_return_open" if shares else "answer_return"
    said = says(kind, line=back.receipt.line_id, items=names)
    if back.fee_minor:
        fee = show(back.fee_minor, work.line.currency)
        said = says("answer_return_fee", line=back.receipt.line_id, fee=fee)
    sure = 0.999 if back.sure else 0.5
    remainder = work.minor - sum(s.line_minor for s in shares)
    one = Alternative(shares, sure, 7.0 if back.sure else 0.0, "returned_payment", (), customer, remainder)
    outcome = Outcome.REFUND if back.sure else Outcome.PROPOSED
    return Answer(work.line, outcome, (one,), said, back.receipt.line_id, customer)


def part_back(run: Run, work: Work, back: returns.Return | None, known: Mapping[str, Seen]) -> Answer | None:
    """A line that takes back a part of what a receipt settled of one item: so much of it is open again.

    A person decides where a credit note may be what is paid out, where another party is paid, or where nothing calls it
    a return; None where the receipt settled less of the item, or was more than it settled.
    """
    if back is None or work.posted is not None:
        return None
    receipt, seen = back.receipt, known.get(back.receipt.fingerprint)
    paid = _settled(run, receipt, known) or (seen.shares if seen is not None else ())
    cash = sum(s.line_minor for s in paid if s.item_id == back.part_of and s.currency == work.line.currency)
    if cash < -work.minor or sum(s.line_minor for s in paid) != receipt.amount_minor:
        return None
    item = run.book.items[back.part_of]
    credits = [i for i in run.book.open_items(item.customer_id, item.currency) if run.book.open_minor[i] < 0]
    sure = back.sure and not credits and work.line.fingerprint not in run.rulings.held
    share = Share(item.item_id, item.currency, work.minor, work.minor)
    said = says("answer_return_part", line=receipt.line_id, items=item.item_id)
    one = Alternative((share,), 0.999 if sure else 0.5, 7.0 if sure else 0.0, "returned_payment", (), item.customer_id)
    outcome = Outcome.REFUND if sure else Outcome.PROPOSED
    return Answer(work.line, outcome, (one,), said, receipt.line_id, item.customer_id)


def _settled(run: Run, receipt: StatementLine, known: Mapping[str, Seen]) -> tuple[Share, ...]:
    """What a receipt settled, in this run or an earlier one."""
    work = run.by_line.get(receipt.fingerprint)
    if work is not None:
        return work.shares
    seen = known.get(receipt.fingerprint)
    items = run.book.items
    own = [(i, m) for i, m in (seen.settled if seen else ()) if i in items and items[i].currency == receipt.currency]
    return tuple(Share(item_id, receipt.currency, minor, minor) for item_id, minor in own)


def excess_back(work: Work, over: Iterable[Work]) -> Answer | None:
    """Money out that is what stayed on account of one over-payment: shown to a person, nothing opens again."""
    if work.minor >= 0 or work.posted is not None:
        return None
    receipt = returns.excess_of(work.line, work.said, [(w.line, w.said, -work.minor) for w in over])
    if receipt is None:
        return None
    one = Alternative((), 0.9, 2.0, "returned_payment", (), "", work.minor)
    said = says("answer_excess_back", line=receipt.line_id)
    return Answer(work.line, Outcome.PROPOSED, (one,), said, receipt.line_id, work.payer)
