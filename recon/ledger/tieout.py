"""The subledger against the general ledger: open items less unapplied cash, and the balances of the control accounts.

Control accounts are those of recon.toml (`ledger.control_accounts`); where it names none, the only account there is a
balance of, else the accounts of the posting files (`accounts.receivable`, `accounts.on_account`). A balance counts only
at the very day asked for. What was not given is not supplied: it is never taken for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from recon.config import Settings
from recon.errors import Finding, Severity, Where
from recon.money import show
from recon.rows import Balance, OpenItem, UnappliedCash
from recon.words import says


@dataclass(frozen=True, slots=True)
class TieOut:
    """One currency."""

    currency: str
    items_minor: int  # open items
    cash_minor: int  # unapplied cash, positive for money held
    balances: tuple[Balance, ...]  # of the control accounts at the day, by account
    missing: tuple[str, ...]  # control accounts without a balance at the day

    @property
    def subledger_minor(self) -> int:
        """Open items less unapplied cash."""
        return self.items_minor - self.cash_minor

    @property
    def general_minor(self) -> int | None:
        """The control accounts together, None where a balance is not supplied."""
        if self.missing or not self.balances:
            return None
        return sum(balance.balance_minor for balance in self.balances)

    @property
    def gap_minor(self) -> int | None:
        """General ledger less subledger, None where it is not supplied."""
        return None if self.general_minor is None else self.general_minor - self.subledger_minor


def control_accounts(balances: Iterable[Balance], settings: Settings) -> tuple[str, ...]:
    """The accounts that hold the receivables, empty where that is not known."""
    if settings.ledger.control_accounts:
        return tuple(dict.fromkeys(settings.ledger.control_accounts))
    given = sorted({balance.account for balance in balances})
    if len(given) == 1:
        return (given[0],)
    if settings.accounts.receivable not in given:
        return ()
    return tuple(a for a in (settings.accounts.receivable, settings.accounts.on_account) if a in given)


def tie_outs(
    items: Iterable[OpenItem],
    cash: Iterable[UnappliedCash],
    balances: Sequence[Balance],
    settings: Settings,
    day: date,
) -> tuple[TieOut, ...]:
    """The subledger at `day` beside the general ledger, by currency; amounts in minor units.

    Args:
        items: open at `day`.
        cash: unapplied at `day`.
        balances: of the general ledger, any accounts and days.
        settings: say which accounts count.
        day: key date.
    """
    wanted = control_accounts(balances, settings)
    ours = [balance for balance in balances if balance.account in wanted]
    sums: dict[str, list[int]] = {}
    for item in items:
        sums.setdefault(item.currency, [0, 0])[0] += item.open_minor
    for row in cash:
        sums.setdefault(row.currency, [0, 0])[1] += row.open_minor
    for balance in ours:
        if balance.day == day and balance.balance_minor:
            sums.setdefault(balance.currency, [0, 0])
    found = []
    for currency in sorted(sums):
        kept_in = {balance.account for balance in ours if balance.currency == currency}
        at_day = [balance for balance in ours if balance.currency == currency and balance.day == day]
        missing = sorted(kept_in - {balance.account for balance in at_day})
        at_day.sort(key=lambda balance: balance.account)
        open_minor, held_minor = sums[currency]
        found.append(TieOut(currency, open_minor, held_minor, tuple(at_day), tuple(missing)))
    return tuple(found)


def findings(found: Iterable[TieOut], balances: Sequence[Balance], settings: Settings, day: date) -> Iterator[Finding]:
    """What does not tie, and what was not supplied; nothing where no balance was given at all."""
    if not balances:
        return
    wanted = control_accounts(balances, settings)
    if not wanted:
        given = ", ".join(sorted({balance.account for balance in balances})[:6])
        what = says("control_account_unknown", accounts=given)
        yield Finding("ST555", Severity.LOOK, Where(), what, says("control_account_unknown_fix"))
        return
    for account in wanted:
        if all(balance.account != account for balance in balances):
            what = says("control_account_never", account=account)
            yield Finding("ST555", Severity.LOOK, Where(), what, says("control_account_never_fix"))
    for one in found:
        if one.gap_minor is None:
            what = says("general_ledger_not_supplied", currency=one.currency, day=day)
            yield Finding("ST556", Severity.NOTE, Where(), what, says("general_ledger_not_supplied_fix"))
        elif one.gap_minor:
            what = says(
                "general_ledger_differs",
                day=day,
                general=show(one.general_minor or 0, one.currency),
                subledger=show(one.subledger_minor, one.currency),
                gap=show(one.gap_minor, one.currency),
            )
            yield Finding("ST554", Severity.LOOK, Where(), what, says("general_ledger_differs_fix"))
