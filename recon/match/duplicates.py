"""Copies of one bank movement: read twice, imported twice. A copy is reported, never dropped and never matched.

The bank's own id decides where there is one: ids that differ are two movements, whatever else agrees. Without an id the
fingerprint decides, which counts equal rows. A running balance that moved twice proves two movements.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from recon.match.outcome import Share
from recon.rows import StatementLine


@dataclass(frozen=True, slots=True)
class Seen:
    """A bank line known from an earlier run, with what it settled."""

    line: StatementLine
    settled: tuple[tuple[str, int], ...] = ()  # item and minor units it fell by, signed as the item
    shares: tuple[Share, ...] = ()  # the same where the open amounts have it deducted already
    distinct: bool = False  # copies of it have been taken out already: an equal line is another movement


def order(line: StatementLine) -> tuple[object, ...]:
    """The canonical order of lines: by day, then by what they say, so that no file order matters."""
    return (
        line.booked,
        line.account,
        line.currency,
        line.amount_minor,
        line.payer_name,
        line.payer_account,
        line.remittance_text,
        line.reference,
        _natural(line.line_id),
        line.fingerprint,
    )


def _natural(line_id: str) -> tuple[int, str]:
    return (len(line_id), line_id)


def copies(lines: Sequence[StatementLine], seen: Iterable[Seen]) -> dict[int, str]:
    """Which lines are copies of which.

    Args:
        lines: the lines of this run.
        seen: lines of earlier runs.

    Returns:
        Position of each copy in `lines` -> line_id of the movement it is a copy of.
    """
    found: dict[int, str] = {}
    kept: dict[tuple[str, ...], list[StatementLine]] = {}
    earlier = sorted((s.line for s in seen if not s.distinct), key=order)
    for line in earlier:
        for key in _keys(line):
            kept.setdefault(key, []).append(line)
    spent: dict[tuple[str, ...], int] = {}
    for at in sorted(range(len(lines)), key=lambda n: order(lines[n])):
        line = lines[at]
        original = _original(line, kept, spent, {id(e) for e in earlier})
        if original is not None:
            found[at] = original.line_id
            continue
        for key in _keys(line):
            kept.setdefault(key, []).append(line)
    return found


def _keys(line: StatementLine) -> list[tuple[str, ...]]:
    keys: list[tuple[str, ...]] = [("fingerprint", line.fingerprint)]
    if line.bank_id:
        keys.append(("id", line.account, line.bank_id))
    else:
        content = (line.account, line.booked.isoformat(), str(line.amount_minor), line.currency, line.payer_name)
        text = (line.payer_account, line.remittance_text, line.reference, str(line.balance_minor))
        keys.append(("content", *content, *text))
    return keys


def _original(
    line: StatementLine,
    kept: dict[tuple[str, ...], list[StatementLine]],
    spent: dict[tuple[str, ...], int],
    earlier: set[int],
) -> StatementLine | None:
    for key in _keys(line):
        for at, other in enumerate(kept.get(key, ())):
            if key[0] == "content":
                # Equal rows of one run are separate receipts; equal rows of two runs are copies, one for one.
                if id(other) not in earlier or at < spent.get(key, 0):
                    continue
                spent[key] = at + 1
                return other
            if line.bank_id and other.bank_id and line.bank_id != other.bank_id:
                continue
            if _same_movement(line, other):
                return other
    return None


def _same_movement(one: StatementLine, other: StatementLine) -> bool:
    """Equal ids are one movement, unless amounts differ, both are details of a batch, or the balance moved twice."""
    if (one.amount_minor, one.currency) != (other.amount_minor, other.currency):
        return False
    if one.batch_id and other.batch_id and one.fingerprint != other.fingerprint:
        return False
    if one.balance_minor is None or other.balance_minor is None:
        return True
    return abs(one.balance_minor - other.balance_minor) != abs(one.amount_minor)
