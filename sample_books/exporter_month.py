"""The exporter's March 2026: invoices, planted problems, ordinary receipts, and the movements that pay nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sample_books.exporter import EUR_ACCOUNT, FIRST, GAP_DAY, LAST, NAME, SAVINGS, USD_ACCOUNT, customers, receipt
from sample_books.exporter_problems import dollars, euro_amounts, euro_payers
from sample_books.story import (
    Dice,
    Item,
    Movement,
    Party,
    Story,
    creditor_reference,
    iban,
    working_days,
)


def tell(seed: int = 20260331) -> Story:
    """The whole month: items at 28 February, invoices of March, and every movement on both accounts.

    Another seed tells the same problems in other amounts, days and words.
    """
    story = Story(Dice(seed))
    parties = {p.id: p for p in customers()}
    _issue(story, list(parties.values()))
    euro_amounts(story, parties)
    euro_payers(story, parties)
    dollars(story, parties)
    _ordinary(story, parties)
    _not_receipts(story)
    _number(story)
    return story


def _issue(story: Story, parties: list[Party]) -> None:
    """Invoices in date order, so that numbers grow with time as they do in real books."""
    dice = story.dice
    drafts: list[tuple[date, Party]] = []
    for party in parties:
        for n in range(party.items[0]):
            back = dice.between(3, 45) if n < party.items[0] - 2 else dice.between(46, 130)
            drafts.append((_weekday(date(2026, 2, 28) - timedelta(back)), party))
        drafts += [(_weekday(date(2026, 3, 2) + timedelta(dice.between(0, 27))), party) for _ in range(party.items[1])]
    number = 104_112
    for issued, party in sorted(drafts, key=lambda d: (d[0], d[1].id)):
        number += dice.between(1, 4)
        amount = dice.between(380_00, 9_800_00) if dice.below(5) else dice.between(9_800_00, 31_000_00)
        story.items.append(_invoice(number, party, issued, amount, f"PO-{dice.between(41_000, 79_000)}"))


def _weekday(day: date) -> date:
    return day - timedelta(max(0, day.weekday() - 4))


def _invoice(number: int, party: Party, issued: date, amount: int, order: str) -> Item:
    discount = (amount * party.discount_percent + 50) // 100
    return Item(
        id=f"HI-{number}",
        party=party,
        kind="invoice",
        issued=issued,
        due=issued + timedelta(party.net_days),
        amount=amount,
        open=amount,
        reference=creditor_reference(str(number)),
        order=order,
        discount=discount,
        discount_until=issued + timedelta(party.discount_days) if discount else None,
    )


def _ordinary(story: Story, who: dict[str, Party]) -> None:
    """The receipts every month is full of, in the words of many hands."""
    dice = story.dice
    days = [d for d in working_days(FIRST, LAST) if d != GAP_DAY]
    round_ = 0
    for party in who.values():
        left = [i for i in story.left(party.id) if i.issued < FIRST]
        last = 2 if len(left) > 3 else 1
        payable = left[: max(0, len(left) - last)]
        story.keep(payable)
        while payable:
            round_ += 1
            count = 1 if len(payable) < 2 or round_ % 3 != 1 else min(len(payable), dice.between(2, 3))
            items, payable = payable[:count], payable[count:]
            due = max(i.due for i in items)
            day = _near(dice, days, due) if FIRST <= due <= LAST else dice.one(days)
            text, structured, kind = _words(items, round_)
            told = receipt(day, party, kind, items, text, structured=structured)
            if round_ % 3 == 0:
                told = replace(told, payer=party.name.upper()[:35])
            if round_ % 5 == 0:
                told = replace(told, payer_account="")
            story.add(told)


def _near(dice: Dice, days: list[date], due: date) -> date:
    wanted = due + timedelta(dice.between(-3, 9))
    return min(days, key=lambda d: (abs((d - wanted).days), d))


def _words(items: list[Item], round_: int) -> tuple[str, str, str]:
    """What the payer writes: text, structured reference, and what a clerk calls it."""
    if len(items) > 1:
        if round_ % 2:
            return "Invoices HI-" + ", ".join(i.id.removeprefix("HI-") for i in items), "", "several"
        return " + ".join(i.id for i in items), "", "several"
    item = items[0]
    digits = item.id.removeprefix("HI-")
    dollar = item.party.currency == "USD"
    ways = (
        (f"Invoice {item.id}", "", "exact"),
        ("", item.reference, "exact") if not dollar else (item.reference, "", "exact"),
        (f"HI{digits} / {item.party.id}", "", "damaged"),
        (f"Payment {item.id} dated {item.issued:%d %b %Y}", "", "exact"),
        (f"HI {digits[:3]} {digits[3:]}", "", "damaged"),
        (f"Your invoice {digits}", "", "damaged"),
        (f"Order {item.order}", "", "order"),
        ("Payment as agreed", "", "no_reference"),
        (f"HI-{digits.replace('0', 'O')}", "", "damaged"),
    )
    return ways[round_ % len(ways)]


def _not_receipts(story: Story) -> None:
    """Movements that pay no invoice: charges, transfers between own accounts, suppliers, wages."""
    told = [
        (2, EUR_ACCOUNT, -14_90, "Account charges February", "", ""),
        (31, EUR_ACCOUNT, -14_90, "Account charges March", "", ""),
        (31, USD_ACCOUNT, -22_00, "ACCOUNT MAINTENANCE FEE", "", ""),
        (9, EUR_ACCOUNT, -60_000_00, "Transfer to deposit account", NAME, SAVINGS),
        (27, EUR_ACCOUNT, 25_000_00, "Transfer from deposit account", NAME, SAVINGS),
        (4, EUR_ACCOUNT, -8_412_77, "RG 88120", "Blechwerk Tannhorst GmbH", iban("DE", "991700000008800112")),
        (18, EUR_ACCOUNT, -3_260_00, "Miete April", "Speicherhof Verwaltung KG", iban("DE", "991700000008800345")),
        (30, EUR_ACCOUNT, -41_880_64, "Wages March", "", ""),
        (11, USD_ACCOUNT, -2_150_00, "FREIGHT 5512", "Longreach Forwarding Inc.", "8810042277"),
    ]
    for day, account, amount, text, payer, theirs in told:
        kind = "own_transfer" if theirs == SAVINGS else "charge" if not payer and amount > -100_00 else "outgoing"
        story.add(Movement(date(2026, 3, day), account, amount, kind, payer, theirs, text))


def _number(story: Story) -> None:
    """Bank ids in the order of the statement."""
    story.movements.sort(key=lambda m: (m.day, m.account, m.batch, m.kind == "batch_residual"))
    marks = {EUR_ACCOUNT: "E", USD_ACCOUNT: "U"}
    story.movements = [
        replace(m, id=f"HVB{m.day:%y%m%d}{marks[m.account]}{n:04d}") for n, m in enumerate(story.movements, 1)
    ]
