"""Money that goes back: a return, reversal or chargeback is tied to the receipt it takes back.

Equal amounts alone never tie two lines: the same item is cited, or the same counterpart stands on both and the line is
marked as a return. What the receipt had settled is open again. Where a receipt that came back is paid once more, the
two lines only cancel out, and the later payment settles what the first would have. Of two payments of one item, the one
that settled nothing is paid back; and what stayed on account of an over-payment may be paid back alone. A return of
less, for the one item that its receipt cites too, opens so much of that item again. A return that is larger than its
receipt by a bank's fee is shown to a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recon.match.book import Book
from recon.match.payers import account_key
from recon.match.reading import Cited, Reading
from recon.money import exponent
from recon.rows import StatementLine
from recon.text import name_key

_WITHIN_DAYS = 120
_LARGEST_FEE = 50  # currency units by which a return may be larger than its receipt
_MARK = re.compile(
    r"(?<![A-Z])(?:RETURN(?:ED)?|REFUND|REVERSAL|REVERSED|CHARGEBACK|RUCKLASTSCHRIFT|RUECKLASTSCHRIFT|RETOURE?|STORNO|"
    r"R-TRANSACTION|REJET|IMPAYE|RIMBORSO|RECALL|BOUNCED|UNPAID)(?![A-Z])|退款|退汇|退票|冲正|撤销"
)


@dataclass(frozen=True, slots=True)
class Return:
    """A line out and the receipt it takes back."""

    receipt: StatementLine
    sure: bool  # certain enough to tie them unasked
    rivals: tuple[StatementLine, ...] = ()  # receipts that fit as well
    fee_minor: int = 0  # what was taken back beyond the receipt, positive
    part_of: str = ""  # the item of which only a part goes back


def marked(said: Reading) -> bool:
    """True where the text itself calls a line a return, a refund or a chargeback."""
    return bool(_MARK.search(said.text))


def find(
    lines: Sequence[StatementLine],
    readings: Mapping[str, Reading],
    earlier: Sequence[StatementLine] = (),
) -> dict[str, Return]:
    """The returns among the lines.

    Args:
        lines: lines in canonical order.
        readings: what each line says, by fingerprint.
        earlier: receipts of earlier runs.

    Returns:
        Fingerprint of the line out -> the receipt; each receipt is taken back once.
    """
    receipts: dict[tuple[str, int], list[StatementLine]] = {}
    for line in (*earlier, *lines):
        if line.amount_minor > 0:
            receipts.setdefault((line.currency, line.amount_minor), []).append(line)
    found: dict[str, Return] = {}
    used: set[str] = set()
    for line in lines:
        if line.amount_minor >= 0:
            continue
        said = readings[line.fingerprint]
        scored = []
        for receipt in receipts.get((line.currency, -line.amount_minor), ()):
            days = (line.booked - receipt.booked).days
            if receipt.fingerprint in used or not 0 <= days <= _WITHIN_DAYS or line.account != receipt.account:
                continue
            score = _alike(line, said, receipt, readings.get(receipt.fingerprint))
            if score:
                scored.append((score, days, receipt))
        if not scored:
            continue
        scored.sort(key=lambda s: (-s[0], s[1], s[2].line_id))
        best = scored[0]
        rivals = tuple(s[2] for s in scored[1:] if s[0] == best[0])
        if best[0] + (line.is_reversal or marked(said)) >= 3:
            found[line.fingerprint] = Return(best[2], not rivals, rivals)
            used.add(best[2].fingerprint)
    larger = [n for n in lines if n.amount_minor < 0 and n.fingerprint not in found]
    found |= _with_fee(
        [n for n in larger if n.is_reversal or marked(readings[n.fingerprint])], receipts, readings, used
    )
    return found | _in_part([n for n in larger if n.fingerprint not in found], receipts, readings, used)


def _in_part(
    lines: Sequence[StatementLine],
    receipts: Mapping[tuple[str, int], Sequence[StatementLine]],
    readings: Mapping[str, Reading],
    used: set[str],
) -> dict[str, Return]:
    """Lines that take back a part of the one receipt that cites the same item."""
    by_item: dict[str, list[StatementLine]] = {}
    cited = {n.fingerprint: item_id for n in lines if (item_id := _one_item(readings[n.fingerprint]))}
    wanted = set(cited.values())
    for receipt in (r for held in receipts.values() for r in held) if wanted else ():
        said = readings.get(receipt.fingerprint)
        for item_id in wanted & set(said.cited if said else ()):
            by_item.setdefault(item_id, []).append(receipt)
    found: dict[str, Return] = {}
    for line in (n for n in lines if n.fingerprint in cited):
        item_id = cited[line.fingerprint]
        fitting = [
            receipt
            for receipt in by_item.get(item_id, ())
            if (receipt.account, receipt.currency) == (line.account, line.currency)
            and receipt.amount_minor > -line.amount_minor
            and 0 <= (line.booked - receipt.booked).days <= _WITHIN_DAYS
            and receipt.fingerprint not in used
        ]
        if len(fitting) == 1:
            (receipt,) = fitting
            sure = _same_party(line, receipt) and (line.is_reversal or marked(readings[line.fingerprint]))
            found[line.fingerprint] = Return(receipt, sure, part_of=item_id)
            used.add(receipt.fingerprint)
    return found


def _one_item(said: Reading) -> str:
    """The one item a text cites, in full and beyond doubt; "" where there is none."""
    sure = [i for i, c in said.cited.items() if c.level >= Cited.CORE and c.shared == 1]
    return sure[0] if len(said.cited) == len(sure) == 1 and not said.strangers and not said.broken else ""


def _same_party(line: StatementLine, receipt: StatementLine) -> bool:
    account, name = account_key(line.payer_account), name_key(line.payer_name)
    by_account = bool(account) and account == account_key(receipt.payer_account)
    return by_account or (bool(name) and name == name_key(receipt.payer_name))


def _with_fee(
    lines: Sequence[StatementLine],
    receipts: Mapping[tuple[str, int], Sequence[StatementLine]],
    readings: Mapping[str, Reading],
    used: set[str],
) -> dict[str, Return]:
    """Marked returns that are larger than the one receipt they take back, by no more than a fee."""
    if not lines:
        return {}
    by_mark: dict[str, list[StatementLine]] = {}
    for held in receipts.values():
        for receipt in held:
            for mark in _marks(receipt, readings.get(receipt.fingerprint)):
                by_mark.setdefault(mark, []).append(receipt)
    found: dict[str, Return] = {}
    for line in lines:
        said = readings[line.fingerprint]
        near = {r.fingerprint: r for mark in _marks(line, said) for r in by_mark.get(mark, ())}
        most = 10 ** exponent(line.currency) * _LARGEST_FEE
        fitting = [
            receipt
            for receipt in near.values()
            if (receipt.account, receipt.currency) == (line.account, line.currency)
            and 0 < -line.amount_minor - receipt.amount_minor <= most
            and 0 <= (line.booked - receipt.booked).days <= _WITHIN_DAYS
            and receipt.fingerprint not in used
            and _alike(line, said, receipt, readings.get(receipt.fingerprint)) >= 2
        ]
        if len(fitting) == 1:
            (receipt,) = fitting
            found[line.fingerprint] = Return(receipt, sure=False, fee_minor=-line.amount_minor - receipt.amount_minor)
            used.add(receipt.fingerprint)
    return found


def _marks(line: StatementLine, said: Reading | None) -> list[str]:
    """What two lines can have in common: cited items, the other party's account and name."""
    own = (f"account {account_key(line.payer_account)}", f"name {name_key(line.payer_name)}")
    return [*(f"item {i}" for i in (said.cited if said else ())), *(o for o in own if not o.endswith(" "))]


def paid_again(
    found: Mapping[str, Return], lines: Sequence[StatementLine], readings: Mapping[str, Reading], book: Book
) -> dict[str, StatementLine]:
    """Receipts that came back for certain and were paid once more afterwards: with their return they only cancel out.

    A later payment that cites nothing is such a one where it can mean no other document: the receipt cites none either,
    or its customer has no second one of this amount.

    Args:
        found: the returns among the lines.
        lines: the lines, in any order.
        readings: what each line says, by fingerprint.
        book: the ledger.

    Returns:
        Fingerprint of the receipt -> the line that takes it back.
    """
    by_item: dict[str, list[StatementLine]] = {}
    by_payment: dict[tuple[str, int, str], list[StatementLine]] = {}
    whole = {own: back for own, back in found.items() if back.sure and not back.part_of}
    backs = [(n, whole[n.fingerprint]) for n in lines if n.fingerprint in whole]
    if not backs:
        return {}
    for line in lines:
        if line.amount_minor > 0:
            for item_id in readings[line.fingerprint].cited:
                by_item.setdefault(item_id, []).append(line)
            by_payment.setdefault((line.currency, line.amount_minor, name_key(line.payer_name)), []).append(line)
    taken = {back.receipt.fingerprint for _, back in backs}
    cancelled: dict[str, StatementLine] = {}
    for line, back in backs:
        receipt = back.receipt
        paid = readings.get(receipt.fingerprint)
        key = (receipt.currency, receipt.amount_minor, name_key(receipt.payer_name))
        again = [n for item_id in (paid.cited if paid else ()) for n in by_item.get(item_id, ())]
        if key[2] and not (paid and any(_one_of_several(i, receipt, book) for i in paid.cited)):
            again += (n for n in by_payment.get(key, ()) if not readings[n.fingerprint].cited)
        if any(n.fingerprint not in taken and n.booked >= line.booked for n in again):
            cancelled[receipt.fingerprint] = line
    return cancelled


def _one_of_several(item_id: str, receipt: StatementLine, book: Book) -> bool:
    """The customer of an item has another one of this amount."""
    equal = book.with_amount.get((receipt.currency, receipt.amount_minor), ())
    return any(i != item_id and book.items[i].customer_id == book.items[item_id].customer_id for i in equal)


def excess_of(
    line: StatementLine, said: Reading, over: Sequence[tuple[StatementLine, Reading, int]]
) -> StatementLine | None:
    """The one over-payment whose excess a line pays back to the cent, None where there is none or several.

    Args:
        line: money out.
        said: what it says.
        over: receipts with what they say and what stayed on account of them (minor units).
    """
    fitting = [
        receipt
        for receipt, paid, left in over
        if left == -line.amount_minor
        and (receipt.currency, receipt.account) == (line.currency, line.account)
        and 0 <= (line.booked - receipt.booked).days <= _WITHIN_DAYS
        and _alike(line, said, receipt, paid) + marked(said) >= 2
    ]
    return fitting[0] if len(fitting) == 1 else None


def _alike(line: StatementLine, said: Reading, receipt: StatementLine, paid: Reading | None) -> int:
    """How much the two lines have in common beyond the amount."""
    score = 0
    if paid is not None and set(said.cited) & set(paid.cited):
        score += 3
    elif paid is not None and said.cited and paid.cited:
        return 0  # each cites something else
    if paid is not None and len(paid.text) >= 6 and paid.text in said.text and any(map(str.isdigit, paid.text)):
        score += 2
    if account_key(line.payer_account) and account_key(line.payer_account) == account_key(receipt.payer_account):
        score += 2
    if name_key(line.payer_name) and name_key(line.payer_name) == name_key(receipt.payer_name):
        score += 2
    if line.bank_id and line.bank_id == receipt.bank_id:
        score += 3
    return score
