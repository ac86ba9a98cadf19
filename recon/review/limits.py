"""Who may decide: what one person may give up alone, and what needs a second one.

Law: a row that gives up more than `review.write_off_alone` names somebody else who approved it. A cash discount that
the document grants on the day of the payment is owed and counts for nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from recon.config import Settings
from recon.money import convert, rounded, show
from recon.review.read import Row
from recon.review.refusing import Refused
from recon.rows import OpenItem, Rate
from recon.words import Said, says


@dataclass(frozen=True, slots=True)
class GivenUp:
    """What a row gives up of one document."""

    item: OpenItem
    minor: int  # in the document's currency
    reason: str


class Limits:
    """The limits of recon.toml."""

    def __init__(self, settings: Settings, rates: Iterable[Rate]) -> None:
        self._review = settings.review
        self._currency = settings.company.currency
        self._rates = tuple(rates)

    def check(self, row: Row, prepared_by: str, given_up: Iterable[GivenUp], day: date) -> None:
        """Let a row through, or refuse it.

        Args:
            row: its approver stands in `approved_by`.
            prepared_by: who decided it.
            given_up: of each document.
            day: of the payment.

        Raises:
            Refused: it needs an approver, or another one; or there is no rate to compare it with the limit.
        """
        limit = rounded(self._review.write_off_alone, self._currency)
        total = sum(abs(self._worth(one, row, day)) for one in given_up if not _is_granted(one, day))
        approver = row.text("approved_by")
        fix = says("tick_approver_fix")
        if total > limit:
            shown = {"total": show(total, self._currency), "limit": show(limit, self._currency)}
            self._approved(row, prepared_by, approver, says("tick_above_limit", **shown) if not approver else None)
        elif self._review.four_eyes:
            self._approved(row, prepared_by, approver, says("tick_four_eyes") if not approver else None)
        elif approver and _same(approver, prepared_by):
            raise Refused("ST612", row.place("approved_by"), says("tick_approves_own", name=approver), fix)

    def _approved(self, row: Row, prepared_by: str, approver: str, lacking: Said | None) -> None:
        where, fix = row.place("approved_by"), says("tick_approver_fix")
        if lacking is not None:
            raise Refused("ST612", where, says("tick_needs_approver", why=lacking), fix)
        if _same(approver, prepared_by):
            raise Refused("ST612", where, says("tick_approves_own", name=approver), fix)
        may = self._review.approvers
        if may and not any(_same(approver, name) for name in may):
            what = says("tick_may_not_approve", name=approver, known=", ".join(may))
            raise Refused("ST612", where, what, fix)

    def _worth(self, one: GivenUp, row: Row, day: date) -> int:
        """What is given up in the company's own currency."""
        rate = _rate(self._rates, one.item.currency, self._currency, day)
        if rate is None:
            what = says("tick_no_rate", currency=one.item.currency, into=self._currency)
            raise Refused("ST613", row.place("reason"), what, says("tick_no_rate_fix"))
        return convert(one.minor, one.item.currency, self._currency, rate)


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _is_granted(one: GivenUp, day: date) -> bool:
    item = one.item
    in_time = item.discount_until is not None and day <= item.discount_until
    return one.reason == "discount" and in_time and abs(one.minor) <= abs(item.discount_minor)


def _rate(rates: Iterable[Rate], currency: str, into: str, day: date) -> Decimal | None:
    """Units of `into` for one unit of `currency`, at the newest rate not after the day; None where there is none."""
    if currency == into:
        return Decimal(1)
    known = [r for r in rates if r.day <= day and r.units and {r.currency, r.base} == {currency, into}]
    if not known:
        return None
    newest = max(known, key=lambda r: (r.day, r.base == currency))
    return newest.units if newest.base == currency else 1 / newest.units
