"""How the customers of a made-up world pay, and what else comes to the bank account: each kind adds lines and truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import accumulate, pairwise
from random import Random

from benchmarks._world_books import DAYS, FIRST, PRICES, STRUCTURED, Document, Line, Paid, World
from benchmarks._world_mix import PAYMENTS, Mix
from benchmarks._world_names import Company, spelt
from benchmarks._world_texts import LISTS, STYLES, advice, chatter, cite, damaged, listed, silent, structured

_WEEKS_AFTER = 4
OWN = "Haldenbach Werke"
_STRANGERS = (  # payer, text, sign, what the amounts are
    ("Finanzkasse Musterstadt", "Umsatzsteuer Erstattung {n}", 1, "any"),
    ("Finanzkasse Musterstadt", "Umsatzsteuer {n}", -1, "any"),
    ("国家税务总局", "退税 {n}", 1, "any"),
    ("Hausbank AG", "Zinsen 31.03.2026", 1, "any"),
    ("Hausbank AG", "Kontofuehrung {n}", -1, "price"),
    ("Bank of Testland", "INTEREST Q2 2026", 1, "any"),
    ("中国某某银行", "利息", 1, "any"),
    (OWN + " GmbH", "Umbuchung", 1, "round"),
    (OWN, "Cash pooling {n}", 1, "round"),
    (OWN + " (Shanghai) Co., Ltd.", "内部转账", 1, "round"),
    (OWN + " Ltd", "SWEEP {n}", -1, "round"),
    ("Vermieterin Gruber", "Miete {n}", -1, "price"),
    ("{company}", "Rent", 1, "round"),
    ("Energiewerke Nord", "Abschlag {n}", -1, "price"),
    ("Versicherung Union", "Schaden {n}", 1, "any"),
    ("ASSURANCES DU LAC", "CLAIM {n}", 1, "any"),
    ("Messe Service eG", "Gutschrift Standmiete", 1, "any"),
    ("CARD SETTLEMENT", "BATCH {n}", 1, "any"),
    ("{person}", "", 1, "price"),
    ("{person}", "Deposit return", 1, "round"),
    ("", "BAREINZAHLUNG", 1, "price"),
    ("Lohn und Gehalt", "LOHN 03/26", -1, "any"),
)
_FIRST_NAMES = ("Anna", "Marc", "Julia", "Oliver", "Claire", "Emily", "Paul", "Grace")
_MARKS = ("RETURN ", "Ruecklastschrift ", "REFUND ", "退款 ", "CHARGEBACK ", "RETURN R-TRANSACTION ")
_PROCESSORS = ("PAYLANE LTD", "Zahlwerk AG", "付易通支付有限公司")


class Payments:
    """Lets customers pay, and keeps the truth."""

    def __init__(self, world: World, mix: Mix, draw: Random) -> None:
        self.world, self.mix, self.draw = world, mix, draw
        self.by_customer: dict[str, list[Document]] = {}
        self.known = {c.customer_id: c for c in world.customers}
        self.last: dict[str, Document] = {}  # what a customer paid last by an ordinary payment
        self.kinds = [k for k in PAYMENTS if k != "group"]
        self.weights = list(accumulate(getattr(mix, k) for k in self.kinds))
        special: dict[str, Callable[[Document], None]] = {
            "multi": self._multi,
            "instalment": self._instalment,
            "netting": self._netting,
            "stale": self._stale,
            "processor": self._processor,
        }
        self.special = special

    def run(self) -> None:
        """All payments, in the order the documents were issued, then what has nothing to do with them."""
        for document in self.world.documents:
            self.by_customer.setdefault(document.customer.customer_id, []).append(document)
        for at, document in enumerate(self.world.documents):
            if document.paid or document.opened <= 0 or self.draw.random() < self.mix.unpaid:
                continue
            self.at = at
            self._pay(document)
        for _ in range(max(round(len(self.world.lines) * self.mix.strangers), 1)):
            self._stranger()
        for _ in range(round(len(self.world.lines) * self.mix.advance)):
            self._advance()
        self._cut()

    def _cut(self) -> None:
        """The statements end some weeks after the last invoice: what comes later is not known yet."""
        end = FIRST + timedelta(DAYS + _WEEKS_AFTER * 7)
        self.world.lines = [line for line in self.world.lines if line.day <= end]
        self.world.truth = [paid for paid in self.world.truth if paid.line.day <= end]

    def _pay(self, first: Document) -> None:
        kind = self.draw.choices(self.kinds, cum_weights=self.weights)[0]
        if not first.listed:
            kind = "plain"
        elif first.customer.parent and self.draw.random() < self.mix.group / 6.3:
            kind = "group"
        if kind in self.special:
            self.special[kind](first)
        else:
            self._single(first, kind)

    def _day(self, document: Document) -> date:
        late = self.draw.choice((-9, -6, -2, 0, 0, 1, 3, 7, 14, 30, 60))
        return max(document.due + timedelta(late), document.issued)

    def _style(self, document: Document) -> str:
        """How the number is written: as it is, by its structured reference, damaged, or not at all."""
        dice = self.draw.random()
        if dice < self.mix.silent:
            return "none"
        if dice < self.mix.silent + self.mix.damaged:
            return self.draw.choice(STYLES)
        return "structured" if document.reference and self.draw.random() < 0.6 else "exact"

    def _text(self, document: Document, style: str, day: date) -> str:
        customer, draw = document.customer, self.draw
        scheme = STRUCTURED.get(customer.country, "")
        if style == "none":
            text = silent(customer.country, customer.customer_id, day.isoformat(), draw)
        elif style == "structured":
            text = structured(document.reference, scheme, draw)
        elif style == "typo" and document.reference and draw.random() < 0.5:
            text = structured(damaged(document.reference, style, draw), scheme, draw)
        else:
            number = document.number
            if style == "po_number":
                number = document.order or number
            elif style != "exact":
                number = damaged(number, style, draw)
            text = cite(number, customer.country, customer.customer_id, f"{document.issued:%d.%m.%Y}", draw)
        return chatter(text, draw) if draw.random() < self.mix.chatter else text

    def _line(self, day: date, minor: int, payer: Company, text: str, number: str = "") -> Line:
        """A line of the bank account in the currency of the payer."""
        name, style = spelt(payer, self.mix, self.draw)
        account = payer.pays_from if self.draw.random() < self.mix.account else ""
        own = ""
        if self.draw.random() < self.mix.end_to_end:
            junk = f"{self.draw.randint(10**5, 10**7)}"
            own = self.draw.choice(("NOTPROVIDED", f"PAY-{junk}", f"E2E{junk}", number or f"{day:%Y%m%d}-{junk}"))
        line = Line(day, minor, payer.currency, name, account, text[:140].strip(), own, "", "", style)
        self.world.lines.append(line)
        return line

    def _said(self, line: Line, kind: str, style: str, parts: Sequence[tuple[Document | None, int, int]]) -> None:
        self.world.truth.extend(Paid(line, document, cash, off, kind, style) for document, cash, off in parts)

    def _single(self, document: Document, kind: str) -> None:
        draw, payer = self.draw, document.customer
        document.paid = True
        style, day = self._style(document), self._day(document)
        cash, off, received = self._amounts(document, kind)
        if kind == "discount" and draw.random() < 0.8:
            day = max(document.issued, min(day, document.issued + timedelta(10)))
        elif kind == "group":
            payer = self.known[payer.parent]
        text = self._text(document, style, day)
        if kind == "third" and draw.random() < 0.5:
            text += draw.choice((" i.A. ", " o/b/o ", " 代 ")) + spelt(payer, self.mix, draw)[0]
        line = self._line(day, received, payer, text, document.number if style == "exact" else "")
        line.currency = document.customer.currency
        if kind == "third":
            line.payer, line.account, line.name_style = self._someone(), "", "third_party"
        elif kind == "fx":
            self._foreign(line, document, cash)
        elif kind == "group":
            line.name_style = f"parent:{line.name_style}"
        if not document.listed:
            self._said(line, "not_in_list", style, [(None, 0, 0)])
            return
        self._said(line, _label(kind, style), style, [(document, cash, off)])
        if kind == "plain":
            self.last[payer.customer_id] = document
            self._echo(line, style)

    def _amounts(self, document: Document, kind: str) -> tuple[int, int, int]:
        """Cash for the document, what a clerk would write off, and what is received, in minor units."""
        draw, opened = self.draw, document.opened
        cash = opened
        if kind == "discount":
            off = document.discount if 0 < document.discount < opened else opened * draw.choice((2, 3)) // 100
            return opened - off, off, opened - off
        if kind == "fee":
            off = min(draw.choice((500, 750, 1000, 1500, 1800, 2500, 3000)), opened // 6)
            return opened - off, off, opened - off
        if kind == "tax":
            off = opened * draw.choice((5, 6, 10, 15, 20)) // 100
            return opened - off, off, opened - off
        if kind == "retention":
            cash = max(opened * draw.choice((90, 90, 95)) // 100, 1)
        elif kind == "partial":
            cash = max(opened * draw.randint(20, 80) // 10000 * 100, min(100, opened - 1))
        elif kind == "slip":
            received = _transposed(opened, draw)
            return min(opened, received), 0, received
        elif kind == "over":
            more = draw.choice((100, 500, 1000, opened // 10, opened // 2, -opened % 1000, -opened % 10000))
            return opened, 0, opened + (more or 1000)
        return cash, 0, cash

    def _someone(self) -> str:
        """A payer who is no customer."""
        draw = self.draw
        name = draw.choice(self.world.customers).name.split()[0]
        person = f"{draw.choice(_FIRST_NAMES)} {name}" if name.isascii() else "李伟"
        return draw.choice((person, f"{name} Factoring {draw.choice(('GmbH', 'Ltd', 'Inc.'))}", "PAYLANE LTD"))

    def _foreign(self, line: Line, document: Document, cash: int) -> None:
        """The amount in another currency at the day's rate, the bank keeping up to half a percent."""
        own = document.customer.currency
        line.currency = self.draw.choice([c for c in ("EUR", "USD", "GBP", "CNY") if c != own])
        rate = self.world.rate(line.day, line.currency) / self.world.rate(line.day, own)
        line.minor = max(int(cash * rate * (1 - self.draw.random() * 0.005)), 1)
        shown = self.draw.random()
        if shown < 0.5:
            line.original, line.original_currency = f"{cash / 100:.2f}", own
        elif shown < 0.75:
            line.text = f"{line.text} {own} {cash / 100:.2f}"

    def _echo(self, line: Line, style: str) -> None:
        """Some payments are made twice, some come back."""
        dice = self.draw.random()
        if dice < self.mix.twice:
            again = self._copy(line, line.day + timedelta(self.draw.choice((1, 3, 7, 30))), line.minor, line.text)
            self._said(again, "duplicate", style, [(None, 0, 0)])
            self.world.truth[-1].twin = line
        elif dice < self.mix.twice + self.mix.returned:
            day = line.day + timedelta(self.draw.randint(2, 20))
            back = self._copy(line, day, -line.minor, self.draw.choice(_MARKS) + line.text)
            self._said(back, "refund", style, [(None, 0, 0)])

    def _copy(self, of: Line, day: date, minor: int, text: str) -> Line:
        line = Line(day, minor, of.currency, of.payer, of.account, text, of.reference, "", "", of.name_style)
        self.world.lines.append(line)
        return line

    def _multi(self, first: Document) -> None:
        draw = self.draw
        others = [
            d
            for d in self.by_customer[first.customer.customer_id]
            if d is not first and not d.paid and d.opened > 0 and d.listed and abs((d.due - first.due).days) <= 40
        ]
        if not others:
            self._single(first, "plain")
            return
        count = min(len(others), draw.choice((1, 1, 1, 2, 2, 3, 4, 6, 9)))
        if draw.random() < 0.6:
            at = draw.randrange(len(others) - count + 1)
            chosen = [first, *others[at : at + count]]
        else:
            chosen = [first, *draw.sample(others, count)]
        chosen.sort(key=lambda d: (d.issued, d.number))
        for document in chosen:
            document.paid = True
        day = max(self._day(first), *(d.issued for d in chosen))
        text, style = self._list(chosen, day)
        payer = first.customer
        if payer.parent and draw.random() < 0.3:
            payer = self.known[payer.parent]
        line = self._line(day, sum(d.opened for d in chosen), payer, text)
        line.currency = first.customer.currency
        self._said(line, "multi", style if len(line.text) == len(text) else "list_truncated", _in_full(chosen))

    def _list(self, chosen: list[Document], day: date) -> tuple[str, str]:
        """The text of a payment of several documents, and the style of it."""
        draw, customer = self.draw, chosen[0].customer
        numbers = [d.number for d in chosen]
        if draw.random() < self.mix.silent_multi:
            return silent(customer.country, customer.customer_id, day.isoformat(), draw), "none"
        if draw.random() < self.mix.advice:
            rows = [(d.number, f"{d.opened / 100:,.2f}", f"{d.issued:%d.%m.%y}") for d in chosen]
            return advice(rows, draw), "list_advice"
        style = draw.choice(LISTS)
        if style == "range" and not _runs_on(numbers):
            style = "list_full"
        list_of = listed(numbers, style, draw)
        return cite(list_of, customer.country, customer.customer_id, f"{day:%d.%m.%Y}", draw).strip(), style

    def _instalment(self, document: Document) -> None:
        document.paid = True
        count, left, day = self.draw.choice((2, 2, 3, 4)), document.opened, self._day(document)
        numbered = self.draw.random() < 0.5
        for at in range(count):
            part = left if at == count - 1 else max(document.opened // count // 100 * 100, 1)
            part = min(part, left)
            if part <= 0:
                break
            style = self._style(document)
            text = self._text(document, style, day) + (f" Rate {at + 1}/{count}" if numbered else "")
            self._said(self._line(day, part, document.customer, text), "instalment", style, [(document, part, 0)])
            left, day = left - part, day + timedelta(self.draw.choice((7, 14, 30)))

    def _netting(self, document: Document) -> None:
        credits = [
            d
            for d in self.by_customer[document.customer.customer_id]
            if d.opened < 0 and -d.opened < document.opened and not d.paid
        ]
        if not credits:
            self._single(document, "plain")
            return
        draw = self.draw
        credit = draw.choice(credits)
        document.paid = credit.paid = True
        day = max(self._day(document), credit.issued)
        style = self._style(document)
        text = self._text(document, style, day)
        if style == "exact" and draw.random() < 0.5:
            style = "list_full"
            text += draw.choice((" - ", ", ", " abzgl. Gutschrift ", " less CN ", " / ")) + credit.number
        line = self._line(day, document.opened + credit.opened, document.customer, text)
        self._said(line, "netting", style, _in_full([document, credit]))

    def _stale(self, document: Document) -> None:
        """Last month's text on this month's money."""
        before = self.last.get(document.customer.customer_id)
        if before is None or before.opened == document.opened:
            self._single(document, "plain")
            return
        document.paid = True
        day = self._day(document)
        text = self._text(before, "exact", day)
        self._said(
            self._line(day, document.opened, document.customer, text), "stale_ref", "stale", _in_full([document])
        )

    def _processor(self, document: Document) -> None:
        """Several customers paid by card; the processor pays out what it took, less its fee."""
        near = [
            d
            for d in self.world.documents[self.at + 1 : self.at + 80]
            if not d.paid and d.listed and d.opened > 0 and d.customer.currency == document.customer.currency
        ]
        if not near:
            self._single(document, "plain")
            return
        draw = self.draw
        chosen = [document, *draw.sample(near, min(len(near), draw.randint(1, 4)))]
        chosen.sort(key=lambda d: d.number)
        rate = draw.choice((14, 19, 25, 29))
        parts: list[tuple[Document | None, int, int]] = []
        for each in chosen:
            each.paid = True
            fee = each.opened * rate // 1000
            parts.append((each, each.opened - fee, fee))
        day = max(d.issued for d in chosen) + timedelta(draw.randint(1, 4))
        cited = draw.random() < 0.5
        text = " ".join(d.number for d in chosen) if cited else f"BATCH {draw.randint(10**6, 10**7)}"
        line = self._line(day, sum(cash for _, cash, _ in parts), document.customer, f"PAYOUT {text}")
        line.payer, line.account, line.name_style = draw.choice(_PROCESSORS), "", "third_party"
        self._said(line, "processor", "list_full" if cited else "none", parts)

    def _stranger(self) -> None:
        draw = self.draw
        name, text, sign, what = draw.choice(_STRANGERS)
        amounts = {"price": draw.choice(PRICES) * 100, "round": draw.randint(1, 12) * 100_000}
        amount = amounts.get(what) or draw.randint(2000, 500_000)
        payer = draw.choice(self.world.customers)
        name = name.replace("{person}", self._someone()).replace("{company}", payer.name)
        line = self._line(_some_day(draw), sign * amount, payer, text.replace("{n}", str(draw.randint(1000, 99999999))))
        line.payer, line.account, line.name_style, line.reference = name, "", "other", ""
        if draw.random() < 0.5:
            line.account = f"DE{draw.randint(10**17, 10**18 - 1)}"
        self._said(line, "non_customer", "none", [(None, 0, 0)])

    def _advance(self) -> None:
        """Money of a customer before there is an invoice."""
        draw = self.draw
        payer = draw.choice(self.world.customers)
        text = draw.choice(("Vorauszahlung", "Deposit PO{n}", "预付款", "Acompte commande {n}", "Anzahlung {n}"))
        text = text.replace("{n}", str(draw.randint(10**8, 10**9)))
        line = self._line(_some_day(draw), draw.randint(1, 99) * 10_000, payer, text)
        self._said(line, "advance", "none", [(None, 0, 0)])


def _label(kind: str, style: str) -> str:
    """The kind as the truth names it."""
    if kind == "plain":
        return {"exact": "exact_ref", "structured": "exact_ref", "none": "no_ref"}.get(style, "noisy_ref")
    names = {"group": "group_payer", "third": "third_party", "over": "overpayment", "tax": "withheld_tax"}
    return {**names, "slip": "amount_slip"}.get(kind, kind)


def _in_full(chosen: list[Document]) -> list[tuple[Document | None, int, int]]:
    return [(d, d.opened, 0) for d in chosen]


def _runs_on(numbers: list[str]) -> bool:
    """True where the numbers follow each other without a gap."""
    tails = [int("".join(c for c in n if c.isdigit())[-6:]) for n in numbers]
    return all(b == a + 1 for a, b in pairwise(tails))


def _transposed(minor: int, draw: Random) -> int:
    """An amount with two neighbouring digits changed over."""
    digits = str(minor)
    places = [at for at in range(len(digits) - 1) if digits[at] != digits[at + 1] and (at or digits[1] != "0")]
    if not places:
        return minor + 900
    at = draw.choice(places)
    return int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])


def _some_day(draw: Random) -> date:
    return FIRST + timedelta(draw.randrange(DAYS))
