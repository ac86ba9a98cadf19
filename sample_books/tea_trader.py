"""Fernhollow Tea & Ceramics / 蕨溪茶器: a small trader who keeps his books in one workbook, February and March 2026.

The story is told once and comes in two editions, English in euro and Chinese in yuan: the same customers, documents and
payments under other names, amounts eight times as high. Every name, number and account here is invented.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sample_books.story import Dice, Item, Movement, Party, Settled, Story, day_after, iban, in_full, working_days
from sample_books.tea_trader_names import CITIES, CUSTOMERS, PAYERS, SAYS

FIRST, MARCH, LAST = date(2026, 2, 1), date(2026, 3, 1), date(2026, 3, 31)
OPENING_UNITS = 8_412  # on the bank account at the end of January, in units of the English edition


@dataclass(frozen=True, slots=True)
class Edition:
    """One of the two languages the company comes in."""

    lang: str
    name: str
    currency: str
    times: int  # amounts, against those of the English edition
    account: str
    savings: str

    def own(self, number: int) -> str:
        """An invented bank account of a customer."""
        if self.lang == "zh":
            return f"99{4_200_700_000_000_000 + number * 8_461_127}"
        return iban("IE", f"ZZZZ9902{number * 7_391_047 % 10**10:010d}")


EDITIONS = {
    "en": Edition(
        "en",
        "Fernhollow Tea & Ceramics Ltd",
        "EUR",
        1,
        iban("IE", "ZZZZ99024477001826"),
        iban("IE", "ZZZZ99024477009945"),
    ),
    "zh": Edition("zh", "蕨溪茶器有限公司", "CNY", 8, "9926001804477001826", "9926001804477009945"),
}
# By customer: documents before February, in February, in March; days of payment; percent of discount for 8 days.
_SHAPES = (
    *((2, 1, 1, 30, 0), (2, 1, 0, 30, 0), (1, 1, 1, 14, 2), (2, 0, 1, 30, 0), (1, 1, 0, 14, 2)),
    *((3, 0, 1, 30, 0), (1, 1, 1, 30, 0), (2, 1, 0, 30, 0), (1, 0, 1, 30, 0), (2, 1, 0, 30, 0)),
    *((1, 1, 1, 30, 0), (3, 0, 0, 30, 0), (1, 1, 0, 30, 0), (1, 1, 1, 30, 0), (2, 0, 0, 30, 0)),
    *((1, 1, 0, 30, 0), (2, 0, 1, 30, 0), (1, 0, 1, 14, 2), (1, 1, 0, 30, 0), (2, 0, 0, 30, 0)),
    *((1, 1, 0, 60, 0), (1, 0, 1, 60, 0), (2, 0, 0, 30, 0), (1, 1, 0, 30, 0), (1, 0, 0, 30, 0)),
)
_LISTED_WITHOUT_ACCOUNT = (4, 11, 19)


def customers(edition: Edition) -> list[Party]:
    """The customers, C01 to C25."""
    found = []
    for n, (shape, name) in enumerate(zip(_SHAPES, CUSTOMERS[edition.lang], strict=True), 1):
        before, february, march, days, percent = shape
        found.append(
            Party(
                f"C{n:02d}",
                name,
                "CN" if edition.lang == "zh" else "IE",
                CITIES[edition.lang][n % len(CITIES[edition.lang])],
                edition.currency,
                net_days=days,
                discount_days=8 if percent else 0,
                discount_percent=percent,
                account=edition.own(n),
                listed=n not in _LISTED_WITHOUT_ACCOUNT,
                alias=PAYERS[edition.lang]["alias"] if n == 6 else "",
                items=(before, february + march),
            )
        )
    return found


class Teller:
    """Tells the two months in one edition. The dice fall the same way in both."""

    def __init__(self, edition: Edition, seed: int) -> None:
        self.edition = edition
        self.says, self.payers = SAYS[edition.lang], PAYERS[edition.lang]
        self.story = Story(Dice(seed))
        self.who = {p.id: p for p in customers(edition)}
        self.papers = 0  # credit notes and prepayments so far

    def money(self, units: float) -> int:
        """Minor units of an amount that is told in units of the English edition."""
        return round(units * 100) * self.edition.times

    def tell(self) -> Story:
        """Documents, then payments: the planted ones first."""
        self.issue()
        self.differences()
        self.payers_and_strangers()
        self.ordinary()
        self.not_receipts()
        self.story.movements.sort(key=lambda m: (m.day, m.kind, m.payer, m.amount))
        mark = {"en": "SM{:%y%m%d}{:04d}", "zh": "{:%Y%m%d}60{:06d}"}[self.edition.lang]
        self.story.movements = [replace(m, id=mark.format(m.day, n)) for n, m in enumerate(self.story.movements, 1)]
        return self.story

    def issue(self) -> None:
        """Invoices from November to March, numbered by day."""
        dice, drafts = self.story.dice, []
        for party, (before, february, march, *_) in zip(self.who.values(), _SHAPES, strict=True):
            for n in range(before):
                back = dice.between(4, 45) if n == 0 else dice.between(46, 80)
                drafts.append((date(2026, 1, 31) - timedelta(back), party))
            drafts += [(FIRST + timedelta(dice.between(1, 26)), party) for _ in range(february)]
            drafts += [(MARCH + timedelta(dice.between(1, 27)), party) for _ in range(march)]
        serial = 52_310
        for at, (issued, party) in enumerate(sorted(drafts, key=lambda d: (d[0], d[1].id)), 1):
            serial += dice.between(7, 61)
            number = f"FT-{2600 + at}" if self.edition.lang == "en" else f"{issued:%y}412{serial:015d}"
            amount = (dice.between(38_00, 940_00) + dice.between(0, 1) * 600_00) * self.edition.times
            order = f"PO-{dice.between(1100, 9900)}" if at % 4 == 0 else ""
            until = issued + timedelta(party.discount_days) if party.discount_percent else None
            discount = amount * party.discount_percent // 100
            due = issued + timedelta(party.net_days)
            self.story.items.append(
                Item(number, party, "invoice", issued, due, amount, amount, "", order, discount, until)
            )

    def paper(self, customer: str, kind: str, issued: date, units: float) -> Item:
        """A credit note or prepayment."""
        self.papers += 1
        english = {"credit_note": "FC", "prepayment": "FP"}[kind]
        chinese = f"{issued:%y}412{70_000 + self.papers:015d}" if kind == "credit_note" else f"YS-{self.papers:03d}"
        number = f"{english}-{260 + self.papers}" if self.edition.lang == "en" else chinese
        amount = self.money(units)
        item = Item(number, self.who[customer], kind, issued, issued, amount, amount)
        self.story.items.append(item)
        return item

    def pays(self, day: date, customer: str, kind: str, items: list[Item], text: str, **more: object) -> Movement:
        """A receipt, by default of all that is open of its items; `text` is a sentence of the edition."""
        party = self.who[customer]
        settles = in_full(items)
        numbers = (", " if self.edition.lang == "en" else "、").join(i.id for i in items)
        said = self.says[text].format(n=numbers, first=items[0].id if items else "", last=items[-1].id if items else "")
        account = self.edition.account
        base = Movement(day, account, sum(s.cash for s in settles), kind, party.name, party.account, said, "", settles)
        return self.story.add(replace(base, **more))  # type: ignore[arg-type]

    def less(self, item: Item, units: float, given_up: float = 0) -> dict[str, object]:
        """A payment that is short."""
        cash = item.open - self.money(units)
        return {"amount": cash, "settles": (Settled(item.id, cash, self.money(given_up)),)}

    def differences(self) -> None:
        """Payments that are not what the invoice says, one kind a paragraph."""
        take, pays = self.story.take, self.pays

        # Broken cups: the customer says how much and why; the rest stays open.
        (item,) = take("C01")
        pays(date(2026, 2, 6), "C01", "short", [item], "broken", **self.less(item, 18.40))

        # A bank on the way kept its fee.
        (item,) = take("C02")
        pays(date(2026, 2, 11), "C02", "fee", [item], "invoice", **self.less(item, 6, 6))

        # Cash discount in time, twice, and once too late.
        for customer in ("C03", "C05"):
            (item,) = take(customer, since=FIRST)
            cut = {"amount": item.open - item.discount}
            settled = (Settled(item.id, item.open - item.discount, item.discount),)
            pays(day_after(item.issued, 5), customer, "discount", [item], "discount", **cut, settles=settled)
        (item,) = take("C18", before=FIRST)
        cash = item.open - item.discount
        late: dict[str, object] = {"amount": cash, "settles": (Settled(item.id, cash),)}
        pays(date(2026, 2, 24), "C18", "late_discount", [item], "discount", **late)

        # One payment for several invoices: three at once, and two by the ends of their numbers.
        pays(date(2026, 2, 18), "C06", "several", take("C06", 3), "several")
        pays(date(2026, 3, 4), "C08", "several", take("C08", 2), "tails")

        # A credit note deducted.
        (item,) = take("C04", before=FIRST)
        note = self.paper("C04", "credit_note", date(2026, 1, 28), -42.50)
        pays(date(2026, 2, 13), "C04", "credit_note", [item, note], "credit_note")

        # Two instalments, and a part payment whose rest stays open.
        (item,) = take("C07", before=FIRST)
        half = item.open // 2
        for day, cash, text in ((date(2026, 2, 5), half, "half_1"), (date(2026, 3, 5), item.open - half, "half_2")):
            part: dict[str, object] = {"amount": cash, "settles": (Settled(item.id, cash),)}
            pays(day, "C07", "partial", [item], text, **part)
        (item,) = take("C10", before=FIRST)
        item = self.story.change(item, amount=self.money(1180), open=self.money(1180))
        cash = self.money(500)
        pays(date(2026, 3, 12), "C10", "partial", [item], "part", amount=cash, settles=(Settled(item.id, cash),))

        # More than is owed.
        (item,) = take("C13", before=FIRST)
        pays(date(2026, 2, 20), "C13", "overpaid", [item], "invoice", amount=item.open + self.money(50))

        # Money before there is an invoice: one stands in the ledger, one arrives now.
        self.paper("C21", "prepayment", date(2026, 1, 20), -300)
        pays(date(2026, 3, 18), "C22", "prepayment", [], "prepayment", amount=self.money(450))

        # The same invoice paid twice.
        (item,) = take("C09", before=FIRST)
        for day in (date(2026, 2, 10), date(2026, 2, 25)):
            pays(day, "C09", "paid_twice", [item], "invoice")

        # Cups that came back: the credit note is paid out.
        note = self.paper("C16", "credit_note", date(2026, 2, 16), -96.20)
        pays(date(2026, 3, 6), "C16", "refund", [note], "refund")

        # Two invoices of one amount, and a payment without a number.
        two = [self.story.change(i, amount=self.money(264), open=self.money(264)) for i in take("C12", 2)]
        pays(date(2026, 3, 10), "C12", "tie", [two[0]], "thanks", settles=())

        # The number of one invoice with the amount of another.
        cited, meant = take("C17", 2)
        text = self.says["invoice"].format(n=cited.id, first="", last="")
        told = pays(date(2026, 3, 17), "C17", "contradiction", [meant], "thanks", settles=())
        self.story.movements[-1] = replace(told, text=text)

    def payers_and_strangers(self) -> None:
        """Payments under other names, and money nobody knows."""
        take, pays = self.story.take, self.pays

        # Under the name over the door, which is in the list; then the owner herself, from an account nobody knows.
        (item,) = take("C06")
        alias = {"payer": self.payers["alias"], "payer_account": self.edition.own(61)}
        pays(date(2026, 3, 24), "C06", "other_name", [item], "invoice", **alias)
        (item,) = take("C14", before=FIRST)
        owner = {"payer": self.payers["owner"], "payer_account": self.edition.own(62)}
        pays(date(2026, 2, 27), "C14", "third_party", [item], "owner", **owner)

        for day, units, payer, text in (
            (date(2026, 2, 19), 118.00, self.payers["stranger"], "thanks"),
            (date(2026, 3, 26), 73.35, "", "deposit"),
        ):
            account = self.edition.own(63) if payer else ""
            said = self.says[text].format(n="", first="", last="")
            self.story.add(Movement(day, self.edition.account, self.money(units), "unidentified", payer, account, said))

    def ordinary(self) -> None:
        """The receipts every month is full of. The newest invoice of a customer mostly stays open."""
        dice, days = self.story.dice, working_days(date(2026, 2, 3), LAST)
        round_ = 0
        for party in self.who.values():
            left = self.story.left(party.id)
            payable = [i for i in left if i.due <= date(2026, 4, 2)]
            if party.id in ("C15", "C20", "C23", "C12"):
                payable = payable[:-1]  # these pay late
            if party.id == "C25":
                payable = []  # and this one not at all
            self.story.keep(payable)
            for item in payable:
                round_ += 1
                wanted = max(day_after(item.due, dice.between(-3, 12)), day_after(item.issued, 4), days[0])
                paid = min((d for d in days), key=lambda d: (abs((d - wanted).days), d))
                text = ("invoice", "payment_of", "only_number", "invoice", "order", "damaged", "no_number")[round_ % 7]
                if text == "order" and not item.order:
                    text = "invoice"
                kind = {"order": "order", "damaged": "damaged", "no_number": "no_reference"}.get(text, "exact")
                told = self.pays(paid, party.id, kind, [item], text)
                said = self.says[text].format(n=item.id, first=item.order, last=item.id[:3] + " " + item.id[3:])
                more = {"payer_account": ""} if round_ % 5 == 0 else {}
                self.story.movements[-1] = replace(told, text=said, **more)  # type: ignore[arg-type]

    def not_receipts(self) -> None:
        """What else is on a bank statement."""
        own = self.edition
        told = (
            (date(2026, 2, 27), -9.50, "charge", "", "", "charge"),
            (date(2026, 3, 31), -9.50, "charge", "", "", "charge"),
            (date(2026, 3, 31), 4.18, "interest", "", "", "interest"),
            (date(2026, 3, 2), -4000, "own_transfer", own.name, own.savings, "transfer"),
            (date(2026, 2, 4), -1866.40, "outgoing", self.payers["supplier"], own.own(71), "goods"),
            (date(2026, 3, 9), -1420.00, "outgoing", self.payers["supplier"], own.own(71), "goods"),
            (date(2026, 2, 26), -2310.75, "outgoing", "", "", "wages"),
            (date(2026, 3, 27), -2310.75, "outgoing", "", "", "wages"),
        )
        for day, units, kind, payer, account, text in told:
            said = self.says[text].format(n="", first="", last="")
            self.story.add(Movement(day, own.account, self.money(units), kind, payer, account, said))


def tell(lang: str = "en", seed: int = 20260215) -> Story:
    """February and March: every document of the ledger, and every movement on the bank account."""
    return Teller(EDITIONS[lang], seed).tell()
