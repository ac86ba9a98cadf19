"""Matches: every receipt and refund that was posted, the items it settles, and the reasons an accountant can check.

One section per currency of the bank account. What is used on items plus what stays on account is the receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from recon.match.outcome import Alternative, Answer, Outcome, Share
from recon.monthend import MonthEnd
from recon.report import Check, Column, Kind, Report, Section, Value
from recon.reports._shared import customer_names, masked_in, masker, policy, reasons, sure, verbatim
from recon.rows import Allocation, StatementLine
from recon.words import Said, says

POSITION = 40
_REASONS = ("discount", "fee", "rounding", "short_pay", "tax")


@dataclass(frozen=True, slots=True)
class Posting:
    """What was posted of one bank line, and why."""

    line: StatementLine
    shares: tuple[Share, ...]
    outcome: Said
    by: Alternative | None  # the alternative it follows, None where a person decided otherwise
    said: Said  # the answer in one sentence: the reason where the alternative carries no evidence of its own
    customer_id: str
    on_account_minor: int  # what the ledger holds of the line unapplied
    in_ledger: bool

    @property
    def used_minor(self) -> int:
        """Part of the line used on items, in the line's currency."""
        return sum(share.line_minor for share in self.shares)


def build(month: MonthEnd) -> Report:
    """Every posting of the period."""
    posted = tuple(postings(month))
    names = customer_names(month)
    # A month without a posting has an empty section of the company's own currency.
    currencies = sorted({posting.line.currency for posting in posted}) or [month.settings.company.currency]
    # The cash of a currency no account is kept in is proved beside the first account's.
    ledgers: dict[str, dict[str, int]] = {currency: {} for currency in currencies}
    for currency, cash_minor in sorted(_ledger(month).items()):
        ledgers[currency if currency in ledgers else currencies[0]][currency] = cash_minor
    limits = says(
        "match_policy",
        probability=f"{month.settings.matching.post_probability * 100:f}".rstrip("0").rstrip(".") + " %",
        rounding=month.settings.tolerance.rounding,
        short=month.settings.tolerance.short_pay,
        oldest=says("yes" if month.settings.matching.policy == "oldest_first" else "no"),
    )
    return Report(
        "matches",
        says("matches_title"),
        (*policy(month), (says("policy_matching"), limits)),
        tuple(_section(currency, posted, names, masker(month), ledgers[currency]) for currency in currencies),
        month.draft,
    )


def postings(month: MonthEnd) -> Iterator[Posting]:
    """What was posted in the period, in order of day and line id.

    The ledger's allocations rule; a line that is posted and not in the ledger yet stands as it was answered.
    """
    booked: dict[str, list[Allocation]] = {}
    for allocation in sorted(month.allocations, key=lambda a: (a.line, a.item_id, a.effective, a.cash_minor)):
        booked.setdefault(allocation.line, []).append(allocation)
    unapplied = {money.line: money.open_minor for money in month.unapplied}
    for answer in sorted(
        (*month.answers, *month.carried), key=lambda a: (a.line.booked, a.line.line_id, a.line.fingerprint)
    ):
        own = booked.get(answer.line.fingerprint)
        proposed = answer.posting
        if own is None and proposed is None:
            continue
        shares = tuple(_share(allocation) for allocation in own) if own is not None else proposed.shares  # type: ignore[union-attr]
        by = next((a for a in answer.alternatives if _same(a.shares, shares)), None)
        rest = unapplied.get(answer.line.fingerprint, 0) if own is not None else proposed.remainder_minor  # type: ignore[union-attr]
        customer = (by.customer_id if by else "") or answer.customer_id
        yield Posting(answer.line, shares, _outcome(answer, by), by, answer.said, customer, rest, own is not None)


def _share(a: Allocation) -> Share:
    return Share(a.item_id, a.currency, a.cash_minor, a.line_minor, a.written_off_minor, a.write_off_reason)


def _same(one: tuple[Share, ...], other: tuple[Share, ...]) -> bool:
    def marks(shares: tuple[Share, ...]) -> list[tuple[str, int, int]]:
        return sorted((share.item_id, share.cash_minor, share.written_off_minor) for share in shares)

    return marks(one) == marks(other)


def _outcome(answer: Answer, by: Alternative | None) -> Said:
    if answer.outcome is Outcome.REFUND:
        return says("outcome_refund")
    if answer.posting is not None and by is answer.posting:
        return says("outcome_posted")
    return says("outcome_decided")


def _ledger(month: MonthEnd) -> dict[str, int]:
    """Cash the ledger allocated in the period to items of each currency."""
    sums: dict[str, int] = {}
    for allocation in month.allocations:
        sums[allocation.currency] = sums.get(allocation.currency, 0) + allocation.cash_minor
    return sums


def _section(
    currency: str,
    posted: tuple[Posting, ...],
    names: dict[str, str],
    mask: Callable[[str], str],
    ledger: dict[str, int],
) -> Section:
    rows: list[tuple[Value, ...]] = []
    received = applied = 0
    mine = [posting for posting in posted if posting.line.currency == currency]
    for posting in mine:
        line = posting.line
        received += line.amount_minor
        applied += posting.used_minor + posting.on_account_minor
        for number, share in enumerate(posting.shares or (None,)):
            first = number == 0
            rows.append(
                (
                    line.booked,
                    line.line_id,
                    posting.outcome,
                    line.payer_name,
                    names.get(posting.customer_id, posting.customer_id),
                    line.amount_minor if first else None,
                    share.line_minor if share else None,
                    posting.on_account_minor or None if first else None,
                    share.item_id if share else "",
                    share.currency if share else currency,
                    share.cash_minor if share else None,
                    share.written_off_minor or None if share else None,
                    _reason(share.reason) if share else None,
                    sure(posting.by.probability) if posting.by and first else None,
                    posting.by.rule if posting.by and first else "",
                    masked_in(_why(posting), mask) if first else None,
                )
            )
    columns = (
        Column("booked", says("col_booked"), Kind.DAY),
        Column("line_id", says("col_line")),
        Column("outcome", says("col_outcome")),
        Column("payer", says("col_payer")),
        Column("customer", says("col_customer_name")),
        Column("received", says("col_received"), Kind.MONEY, total=True),
        Column("used", says("col_used"), Kind.MONEY, total=True),
        Column("on_account", says("col_on_account"), Kind.MONEY, total=True),
        Column("item_id", says("col_item")),
        Column("item_currency", says("col_item_currency")),
        Column("cash", says("col_cash"), Kind.MONEY, total=True, currency="item_currency"),
        Column("written_off", says("col_written_off"), Kind.MONEY, total=True, currency="item_currency"),
        Column("reason", says("col_write_off_reason")),
        Column("probability", says("col_probability"), Kind.PERCENT),
        Column("rule", says("col_rule")),
        Column("why", says("col_why")),
    )
    checks = [Check(says("matches_check", currency=currency), received, applied, currency, "received")] if rows else []
    for of, cash_minor in ledger.items():
        shown = sum(share.cash_minor for p in posted if p.in_ledger for share in p.shares if share.currency == of)
        checks.append(Check(says("matches_ledger_check", currency=of), shown, cash_minor, of))
    return Section(
        f"matches_{currency}",
        says("matches_in", currency=currency),
        columns,
        rows,
        currency,
        checks=tuple(checks),
    )


def _reason(reason: str) -> Said | None:
    if not reason:
        return None
    return says(f"write_off_{reason}") if reason in _REASONS else verbatim(reason)


def _why(posting: Posting) -> Said:
    if posting.by is None:
        return says("decided_by_person")
    reason, against = reasons(posting.by, against=False), reasons(posting.by, against=True)
    if against is None:
        return reason or posting.said
    return says("for_and_against", reasons=reason or "", against=against)
