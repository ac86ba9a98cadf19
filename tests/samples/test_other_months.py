"""The same problems in other amounts, days and words: nothing is posted wrongly there either."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import ModuleType

import pytest

from recon import config
from recon.match.outcome import Answer
from recon.match.propose import propose
from recon.resources import path
from recon.rows import Customer, ItemKind, OpenItem, Rate, StatementLine
from sample_books import exporter, exporter_month, manufacturer
from sample_books.story import Item, Movement, Party
from tests.samples.truth import Told, wrong_postings

TOLD: dict[str, tuple[ModuleType, ModuleType]] = {
    "exporter": (exporter_month, exporter),
    "manufacturer": (manufacturer, manufacturer),
}
SEEDS = (24, 35, 37, 55)  # months in which an expired discount is as small as a bank's fee, among others


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("company", sorted(TOLD))
def test_another_month_is_closed_without_a_wrong_posting(company: str, seed: int) -> None:
    month, who = TOLD[company]
    story = month.tell(seed)
    movements = [told for told in story.movements if not told.missing]
    answers = propose(
        [_line(told, n, who.CURRENCIES) for n, told in enumerate(movements)],
        [_item(item) for item in story.items],
        [_customer(party) for party in who.customers()],
        [Rate(date(2026, 3, 2), "USD", "EUR", Decimal("1.1722"))],
        config.read(path(f"sample_books/{company}/recon.toml")),
        as_of=date(2026, 3, 31),
    )
    told = {m.id: _told(m) for m in movements}
    assert wrong_postings(answers, told) == []
    assert _share_posted(answers, told) > 0.9


def _share_posted(answers: tuple[Answer, ...], told: dict[str, Told]) -> float:
    payable = [a for a in answers if told[a.line.bank_id].cash]
    return sum(a.posting is not None for a in payable) / len(payable)


def _line(told: Movement, n: int, currencies: dict[str, str]) -> StatementLine:
    original, currency = told.original or (None, "")
    return StatementLine(
        line_id=told.id,
        fingerprint=f"{n:032d}",
        account=told.account,
        booked=told.day,
        currency=currencies[told.account],
        amount_minor=told.amount,
        payer_name=told.payer,
        payer_account=told.payer_account,
        remittance_text=told.text,
        reference=told.structured,
        bank_id=told.id,
        is_reversal=bool(told.returned),
        original_minor=original,
        original_currency=currency,
    )


def _item(item: Item) -> OpenItem:
    in_yuan = item.party.currency == "CNY"  # there the contract is named, elsewhere the customer's order
    return OpenItem(
        item.id,
        item.party.id,
        item.party.name,
        item.issued,
        item.due,
        item.party.currency,
        item.amount,
        item.open,
        ItemKind(item.kind),
        payment_reference=item.reference,
        discount_minor=item.discount,
        discount_until=item.discount_until,
        purchase_order="" if in_yuan else item.order,
        contract=item.order if in_yuan else "",
    )


def _customer(party: Party) -> Customer:
    accounts = (party.account,) if party.listed else ()
    aliases = (party.alias,) if party.alias else ()
    return Customer(party.id, party.name, party.parent, accounts, aliases, party.country, party.city)


def _told(told: Movement) -> Told:
    cash = {part.item: part.cash for part in told.settles}
    return Told(told.kind, told.amount, cash, {part.item: part.written_off for part in told.settles})
