"""What a row of the review book says of a payment: the proposal, how the money adds up, the runner-up, the reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from recon.match.explain import next_step, runner_up
from recon.match.outcome import Alternative, Share
from recon.money import show
from recon.monthend import Stand
from recon.reports._shared import joined, masked_in, reasons
from recon.review._facts import Row, offers_too_much
from recon.rows import OpenItem
from recon.words import Said, listed, says

_IN_LINES = 5  # documents of a proposal shown one below the other with their amounts


class Sentences:
    """Sentences about the rows of one month end.

    Args:
        items: open documents by number.
        mask: cuts account numbers in a text.
        lang: of the book.
    """

    def __init__(self, items: Mapping[str, OpenItem], mask: Callable[[str], str], lang: str) -> None:
        self._items = items
        self._mask = mask
        self._lang = lang

    def proposal(self, row: Row) -> str:
        """The documents the first alternative pays, each with the cash it gets."""
        if row.first is not None and row.first.shares:
            return self._documents(row.first.shares)
        if row.waiting.answer.related and row.first is not None:
            return says("proposal_return", line=row.waiting.answer.related).text(self._lang)
        return ""

    def runner_up(self, row: Row) -> str:
        """The second alternative, in what it differs from the first, and why it lost."""
        if row.first is None or row.second is None or not row.second.shares:
            return ""
        shown = self._documents(row.second.shares)
        lost = runner_up(row.waiting.answer)
        why = self.said(lost.said) if lost is not None and lost.differs else ""
        return f"{shown}\n{_instead(row.first, row.second).text(self._lang)}\n{why}".rstrip()

    def next(self, row: Row) -> str:
        """What a person can do about it."""
        if row.waiting.stand is Stand.ON_ACCOUNT:
            return says("then_answer_on_account").text(self._lang)
        return self.said(next_step(row.waiting.answer))

    def difference(self, row: Row) -> str:
        """How what is left of the line and what is open on the documents go together."""
        line, answer = row.waiting.answer.line, row.waiting.answer
        left = show(row.waiting.left_minor, line.currency)
        if row.first is None:
            return says("difference_none", left=left).text(self._lang)
        if not row.first.shares:
            said = says("difference_return", left=left, line=answer.related) if answer.related else None
            return (said or says("difference_none", left=left)).text(self._lang)
        shares = row.first.shares
        opened = [(self._items[s.item_id].open_minor if s.item_id in self._items else 0) for s in shares]
        stays = sum(opened) - sum(s.cash_minor + s.written_off_minor for s in shares)
        currency = shares[0].currency
        facts = {"left": left, "open": show(sum(opened), currency)}
        if currency == line.currency and row.waiting.left_minor == sum(opened) and not _written_off(shares):
            return says("difference_exact", **facts).text(self._lang)
        parts = [says("part_cash", amount=show(sum(s.cash_minor for s in shares), currency))]
        if currency != line.currency:
            paid = show(sum(s.line_minor for s in shares), line.currency)
            parts = [says("part_fx", line=paid, amount=show(sum(s.cash_minor for s in shares), currency))]
        for reason, minor in sorted(_written_off(shares).items()):
            named = says(f"reason_{reason}")
            parts.append(says("part_written_off", amount=show(minor, currency), reason=named))
        if stays:
            parts.append(says("part_stays_open", amount=show(stays, currency)))
        if row.first.remainder_minor:
            parts.append(says("part_on_account", amount=show(row.first.remainder_minor, line.currency)))
        return says("difference_parts", **facts, parts=listed(parts)).text(self._lang)

    def reasons(self, alternative: Alternative | None, against: bool) -> str:
        """The evidence for or against, the strongest first."""
        return self.said(reasons(alternative, against)) if alternative is not None else ""

    def why(self, row: Row) -> str:
        """Why the line waits."""
        count = offers_too_much(row.waiting)
        return self.said(joined([row.waiting.answer.said, says("proposal_too_long", count=count) if count else None]))

    def said(self, said: Said | None) -> str:
        """A sentence without account numbers."""
        masked = masked_in(said, self._mask)
        return masked.text(self._lang) if masked else ""

    def _documents(self, shares: Sequence[Share]) -> str:
        if len(shares) <= _IN_LINES:
            return "\n".join(self._share(share) for share in shares)
        cash = show(sum(s.cash_minor for s in shares), shares[0].currency)
        names = ", ".join(s.item_id for s in shares)
        return says("proposal_many", count=len(shares), amount=cash, items=names).text(self._lang)

    def _share(self, share: Share) -> str:
        amount = show(share.cash_minor, share.currency)
        known = share.item_id in self._items
        return says("proposal_share" if known else "proposal_gone", item=share.item_id, amount=amount).text(self._lang)


def _instead(first: Alternative, second: Alternative) -> Said:
    one, other = ({s.item_id for s in a.shares} for a in (first, second))
    without, more = ", ".join(sorted(one - other)), ", ".join(sorted(other - one))
    if without and more:
        return says("runner_instead", without=without, with_these=more)
    if more:
        return says("runner_also", with_these=more)
    return says("runner_without", without=without) if without else says("runner_amounts")


def _written_off(shares: Sequence[Share]) -> dict[str, int]:
    found: dict[str, int] = {}
    for share in shares:
        if share.written_off_minor:
            reason = share.reason or "write_off"
            found[reason] = found.get(reason, 0) + share.written_off_minor
    return found
