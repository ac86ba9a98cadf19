"""Labelled worlds: made-up books, the receipts of their customers, and the truth of which line pays which item.

`python -m benchmarks.worlds FOLDER --seed 3 --items 5000 --difficulty 1` writes invoices.csv, customers.csv, bank.csv,
fx.csv (units per euro by date) and truth.csv. The same seed gives the same bytes. Difficulty 1 is an ordinary month;
above it more items have one amount, more customers have nearly one name, more numbers are damaged or left out, and
numbers of other documents stand in the texts.

truth.csv: `txn_id, invoice_no, applied_amount` (cash part in the item's currency), `kind`, `writeoff` (what a clerk
would write off), `ref_style`, `name_style`, `currency`, `twin_txn` (a payment made twice: either line may be posted,
not both).
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks._world_books import DAYS, FIRST, PRICES, Document, World, documents, rates
from benchmarks._world_names import Company, companies, spelt
from benchmarks._world_texts import STYLES, cite, damaged, listed, silent

_STRANGERS = (
    ("Finanzkasse Musterstadt", "Umsatzsteuer {n}", -1),
    ("Hausbank AG", "Kontofuehrung {n}", -1),
    ("Vermieterin Gruber", "Miete {n}", -1),
    ("Energiewerke Nord", "Abschlag {n}", -1),
    ("Versicherung Union", "Erstattung Schaden {n}", 1),
    ("Messe Service eG", "Gutschrift Standmiete", 1),
    ("", "BAREINZAHLUNG", 1),
    ("", "Zinsen Quartal", 1),
)
_THIRD = ("Anna Falk", "Nordfactor GmbH", "Borealis Factoring Ltd", "Li Wei", "PAYLANE LTD", "Marc Dubost")


def make(seed: int, items: int = 5000, difficulty: float = 1.0) -> World:
    """Make a world.

    Args:
        seed: the same seed, size and difficulty give the same world.
        items: documents in the ledger.
        difficulty: 1 ordinary, 2 hard, 3 very hard.
    """
    draw = Random(f"{seed} {items} {difficulty}")
    world = World()
    world.customers = companies(max(items // 9, 4), 0.12 * difficulty, draw)
    rates(world, draw)
    documents(world, items, difficulty, draw)
    _Payments(world, difficulty, draw).run()
    return world


class _Payments:
    """Lets customers pay, and keeps the truth."""

    def __init__(self, world: World, difficulty: float, draw: Random) -> None:
        self.world, self.level, self.draw = world, difficulty, draw
        self.by_customer: dict[str, list[Document]] = {}
        self.paid: set[str] = set()
        self.again: list[tuple[dict[str, Any], dict[str, Any]]] = []
        self.byname = {c.customer_id: c for c in world.customers}

    def run(self) -> None:
        for document in self.world.documents:
            self.by_customer.setdefault(document.customer.customer_id, []).append(document)
        for document in self.world.documents:
            if document.number in self.paid or document.opened <= 0 or self.draw.random() < 0.12:
                continue
            self._pay(document)
        self._strangers()
        self._finish()

    def _pay(self, first: Document) -> None:
        names = ("plain", "none", "multi", "instalment", "discount", "partial", "fee", "fx", "group", "third", "over")
        harder = self.level - 1
        weights = (48 - 14 * harder, 12 + 6 * harder, 9, 3.5, 4, 4, 3, 3, 3, 2, 2 + harder)
        kind = self.draw.choices((*names, "netting"), (*weights, 1))[0]
        pay = {"multi": self._multi, "instalment": self._instalment, "netting": self._netting}.get(kind)
        if pay is None:
            self._single(first, kind)
        else:
            pay(first)

    def _day(self, document: Document) -> date:
        late = self.draw.choice((-6, -2, 0, 0, 1, 3, 7, 14, 30, 60))
        return max(document.due + timedelta(late), document.issued)

    def _style(self) -> str:
        """How the number is written: as it is, damaged, by the order number, not at all."""
        noisy, none = 0.36 * min(self.level, 2), 0.04 * self.level
        dice = self.draw.random()
        if dice < none:
            return "none"
        if dice < none + noisy:
            return self.draw.choice((*STYLES, "po_number"))
        return "exact"

    def _text(self, document: Document, style: str, day: date) -> str:
        customer = document.customer
        if style == "none":
            return silent(customer.country, customer.customer_id, day.isoformat(), self.draw)
        number = document.number
        if style == "po_number":
            number = document.order or number
        elif style != "exact":
            number = damaged(number, style, self.draw)
        text = cite(number, customer.country, customer.customer_id, f"{document.issued:%d.%m.%Y}", self.draw)
        if self.draw.random() < 0.03 * (self.level - 1):  # another document's number, for no reason to do with money
            text += f" TEL 0{self.draw.randint(4170000, 4179999)}"
        return text

    def _line(self, day: date, minor: int, payer: Company, text: str, **more: Any) -> dict[str, Any]:
        name, style = spelt(payer, self.level, self.draw)
        line = {
            "booking_date": day,
            "amount": minor,
            "currency": payer.currency,
            "payer_name": name,
            "payer_account": payer.pays_from if self.draw.random() < 0.8 else "",
            "remittance": text,
            "account": f"Main {payer.currency}",
            "original_amount": "",
            "original_currency": "",
            "_name_style": style,
            **more,
        }
        line["account"] = f"Main {line['currency']}"
        self.world.lines.append(line)
        return line

    def _said(
        self, line: dict[str, Any], kind: str, style: str, parts: Sequence[tuple[Document | None, int, int]]
    ) -> None:
        for document, cash, off in parts:
            self.world.truth.append(
                {
                    "_line": line,
                    "invoice_no": document.number if document else "",
                    "applied_amount": cash,
                    "kind": kind,
                    "writeoff": off,
                    "ref_style": style,
                    "name_style": line["_name_style"],
                    "currency": document.customer.currency if document else line["currency"],
                    "_twin": None,
                }
            )

    def _single(self, document: Document, kind: str) -> None:
        draw, opened = self.draw, document.opened
        self.paid.add(document.number)
        style = "none" if kind == "none" else self._style()
        day = self._day(document)
        cash, off, payer = opened, 0, document.customer
        more: dict[str, Any] = {}
        if kind == "discount":
            off = opened * draw.choice((2, 3)) // 100
            cash, day = opened - off, max(document.issued, min(day, document.issued + timedelta(10)))
        elif kind == "fee":
            off = min(draw.choice((500, 750, 1000, 1500, 1800, 2500, 3000)), opened // 3)
            cash = opened - off
        elif kind == "partial":
            cash = max(opened * draw.choice((30, 40, 50, 50, 60, 70, 90)) // 10000 * 100, 100)
            cash = min(cash, opened - 1)
        elif kind == "group":
            payer = self.byname.get(payer.parent, payer)
        text = self._text(document, style, day)
        if kind == "third":
            more = {"payer_name": draw.choice(_THIRD), "payer_account": "", "_name_style": "third_party"}
            if draw.random() < 0.5:
                text += f" i.A. {payer.name}"
        received = cash
        if kind == "over":
            received = cash + draw.choice((100, 500, 600, 1000, cash // 10, cash // 2))
        elif kind == "fx":
            more, received = self._foreign(document, day, cash)
        if kind == "group":
            more["currency"] = document.customer.currency
        line = self._line(day, received, payer, text, **more)
        name = {"plain": "exact_ref" if style == "exact" else "noisy_ref", "none": "no_ref", "over": "overpayment"}
        label = {**name, "group": "group_payer", "third": "third_party"}.get(kind, kind)
        self._said(
            line, "no_ref" if label == "noisy_ref" and style == "none" else label, style, [(document, cash, off)]
        )
        if kind in ("plain", "none"):
            self._echo(line, style)

    def _foreign(self, document: Document, day: date, cash: int) -> tuple[dict[str, Any], int]:
        """The amount in another currency at the day's rate, the bank keeping up to half a percent."""
        own = document.customer.currency
        paid = self.draw.choice([c for c in ("EUR", "USD", "GBP", "CNY") if c != own])
        rate = self.world.rate(day, paid) / self.world.rate(day, own)
        shown = self.draw.random() < 0.5
        more = {
            "currency": paid,
            "original_amount": f"{cash / 100:.2f}" if shown else "",
            "original_currency": own if shown else "",
        }
        return more, int(cash * rate * (1 - self.draw.random() * 0.005))

    def _echo(self, line: dict[str, Any], style: str) -> None:
        """Some payments are made twice, some come back."""
        dice = self.draw.random()
        if dice < 0.015:
            twin = {**line, "booking_date": line["booking_date"] + timedelta(self.draw.choice((1, 3, 7, 30)))}
            self.world.lines.append(twin)
            self._said(twin, "duplicate", style, [(None, 0, 0)])
            self.world.truth[-1]["_twin"] = line
        elif dice < 0.027:
            mark = self.draw.choice(("RETURN ", "Ruecklastschrift ", "REFUND ", "退款 "))
            back = {**line, "amount": -line["amount"], "remittance": mark + line["remittance"]}
            back["booking_date"] = line["booking_date"] + timedelta(self.draw.randint(2, 20))
            self.world.lines.append(back)
            self._said(back, "refund", style, [(None, 0, 0)])

    def _multi(self, first: Document) -> None:
        near = [
            d
            for d in self.by_customer[first.customer.customer_id]
            if d.number not in self.paid and d.opened > 0 and abs((d.due - first.due).days) <= 40
        ]
        others = [d for d in near if d is not first]
        if not others:
            self._single(first, "plain")
            return
        count = min(len(others), self.draw.choice((1, 1, 2, 2, 3, 4, 6)))
        at = self.draw.randrange(len(others) - count + 1)
        chosen = sorted([first, *others[at : at + count]], key=lambda d: d.number)
        self.paid.update(d.number for d in chosen)
        day = max(self._day(first), *(d.issued for d in chosen))
        styles = (
            "list_full",
            "list_full",
            "list_full",
            "list_short",
            "list_first_only",
            "list_truncated",
            "list_noisy",
        )
        style = "none" if self.draw.random() < 0.2 * self.level else self.draw.choice(styles)
        text = (
            silent(first.customer.country, first.customer.customer_id, day.isoformat(), self.draw)
            if style == "none"
            else listed([d.number for d in chosen], style, self.draw)
        )
        line = self._line(day, sum(d.opened for d in chosen), first.customer, text)
        self._said(line, "multi", style, [(d, d.opened, 0) for d in chosen])

    def _instalment(self, document: Document) -> None:
        self.paid.add(document.number)
        count, left, day = self.draw.choice((2, 2, 3, 4)), document.opened, self._day(document)
        for at in range(count):
            part = left if at == count - 1 else max(document.opened // count // 100 * 100, 1)
            part = min(part, left)
            if part <= 0:
                break
            style = self._style()
            line = self._line(day, part, document.customer, self._text(document, style, day))
            self._said(line, "instalment", style, [(document, part, 0)])
            left, day = left - part, day + timedelta(self.draw.choice((7, 14, 30)))

    def _netting(self, document: Document) -> None:
        credits = [
            d
            for d in self.by_customer[document.customer.customer_id]
            if d.opened < 0 and -d.opened < document.opened and d.number not in self.paid
        ]
        if not credits:
            self._single(document, "plain")
            return
        credit = self.draw.choice(credits)
        self.paid |= {document.number, credit.number}
        day = max(self._day(document), credit.issued)
        style = self._style()
        text = self._text(document, style, day)
        if style == "exact" and self.draw.random() < 0.6:
            text += f" - {credit.number}"
        line = self._line(day, document.opened + credit.opened, document.customer, text)
        self._said(line, "netting", style, [(document, document.opened, 0), (credit, credit.opened, 0)])

    def _strangers(self) -> None:
        for _ in range(max(len(self.world.lines) * 3 // 100, 1)):
            name, text, sign = self.draw.choice(_STRANGERS)
            day = FIRST + timedelta(self.draw.randrange(DAYS))
            amount = self.draw.choice((*[p * 100 for p in PRICES], self.draw.randint(500, 900000)))
            payer = self.draw.choice(self.world.customers)
            said = text.replace("{n}", str(self.draw.randint(1000, 99999999)))
            more = {"payer_name": name, "payer_account": "", "_name_style": "other"}
            self._said(self._line(day, sign * amount, payer, said, **more), "non_customer", "none", [(None, 0, 0)])

    def _finish(self) -> None:
        lines = self.world.lines
        lines.sort(key=lambda line: (line["booking_date"], line["amount"], line["payer_name"], line["remittance"]))
        for at, line in enumerate(lines, start=1):
            line["txn_id"] = f"L{at:06}"
        for row in self.world.truth:
            row["txn_id"] = row["_line"]["txn_id"]
            row["twin_txn"] = row["_twin"]["txn_id"] if row["_twin"] else ""
        self.world.truth.sort(key=lambda row: (row["txn_id"], row["invoice_no"]))


_LINE = (
    "txn_id,booking_date,amount,currency,payer_name,payer_account,remittance,account,original_amount,original_currency"
)
_TRUTH = "txn_id,invoice_no,applied_amount,kind,writeoff,ref_style,name_style,currency,twin_txn"


def write(world: World, folder: Path) -> None:
    """Write the five files of a world."""
    folder.mkdir(parents=True, exist_ok=True)
    issued = [
        {
            "invoice_no": d.number,
            "customer_id": d.customer.customer_id,
            "customer_name": d.customer.name,
            "document_type": "credit_note" if d.amount < 0 else "invoice",
            "invoice_date": d.issued,
            "due_date": d.due,
            "currency": d.customer.currency,
            "amount": _money(d.amount),
            "open_amount": _money(d.opened),
            "po_number": d.order,
        }
        for d in world.documents
    ]
    customers = [
        {
            "customer_id": c.customer_id,
            "customer_name": c.name,
            "country": c.country,
            "currency": c.currency,
            "parent_customer_id": c.parent,
            "bank_account": c.account,
        }
        for c in world.customers
    ]
    known_rates = [
        {"date": day, "currency": currency, "units_per_eur": f"{units:.6f}"}
        for day, known in world.rates
        for currency, units in known.items()
    ]
    _table(folder / "invoices.csv", list(issued[0]), issued)
    _table(folder / "customers.csv", list(customers[0]), customers)
    _table(folder / "bank.csv", _LINE.split(","), [{**r, "amount": _money(r["amount"])} for r in world.lines])
    _table(folder / "fx.csv", list(known_rates[0]), known_rates)
    truth = [
        {**row, "applied_amount": _money(row["applied_amount"]), "writeoff": _money(row["writeoff"])}
        for row in world.truth
    ]
    _table(folder / "truth.csv", _TRUTH.split(","), truth)


def _money(minor: int) -> str:
    """Every made-up currency has two decimals."""
    return f"{minor / 100:.2f}"


def _table(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--items", type=int, default=5000)
    parser.add_argument("--difficulty", type=float, default=1.0)
    chosen = parser.parse_args()
    write(make(chosen.seed, chosen.items, chosen.difficulty), chosen.folder)


if __name__ == "__main__":
    main()
