"""Money that goes back: a return, reversal or chargeback is tied to the receipt it takes back.

Equal amounts alone never tie two lines: the same item is cited, or the same counterpart stands on both and the line is
marked as a return. What the receipt had settled is open again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recon.match.payers import account_key
from recon.match.reading import Reading
from recon.rows import StatementLine
from recon.text import name_key

_WITHIN_DAYS = 120
_MARK = re.compile(
    r"(?<![A-Z])(?:RETURN(?:ED)?|REFUND|REVERSAL|REVERSED|CHARGEBACK|RUCKLASTSCHRIFT|RUECKLASTSCHRIFT|RETOURE?|STORNO|"
    r"R-TRANSACTION|REJET|IMPAYE|RIMBORSO|RECALL|BOUNCED|UNPAID)(?![A-Z])|退款|退汇|退票|冲正|撤销"
)


@dataclass(frozen=True, slots=True)
class Return:
    """A line out and the receipt it takes back."""

    receipt: StatementLine
    sure: bool  # certain enough to tie them unasked


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
        rivals = [s for s in scored[1:] if s[0] == best[0]]
        if best[0] + (line.is_reversal or marked(said)) >= 3:
            found[line.fingerprint] = Return(best[2], sure=not rivals)
            used.add(best[2].fingerprint)
    return found


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
