"""The exporter's April, kept apart in later/: the list of open items at the end of March, and April's euro statement.

The list is what the accounting department shows once it has posted back what was decided in March. Two things differ,
on purpose: a receipt that was not posted back, and one that was applied there only. Money that waits stands on account.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sample_books import exporter
from sample_books.files import camt, table, workbook
from sample_books.story import Item, Movement, Story, day_after, truth_rows

KEY_DATE = date(2026, 3, 31)
STATEMENT = "camt053_EUR_2026-04.xml"
LIST = "open_items_2026-03-31.xlsx"
_ON_ACCOUNT = ("tie", "contradiction", "overpaid")  # kinds of money they hold, and have applied to nothing


def files(story: Story, spoilt: list[object]) -> dict[str, bytes]:
    """The files by path below the company's folder. `spoilt`: the row of the first list that nobody has mended."""
    left = open_then(story)
    movements = april(story, left)
    euro = [m for m in story.movements if m.account == exporter.EUR_ACCOUNT]
    statement = camt(
        movements,
        account=exporter.EUR_ACCOUNT,
        owner=exporter.NAME,
        currency="EUR",
        number=15,
        span=(date(2026, 4, 1), date(2026, 4, 30)),
        opening=exporter.OPENING[exporter.EUR_ACCOUNT] + sum(m.amount for m in euro),
    )
    truth = truth_rows(movements, {m.id: STATEMENT for m in movements}, exporter.CURRENCIES)
    return {
        f"later/bank/{STATEMENT}": statement,
        f"later/ledger/{LIST}": _list(story, left, spoilt),
        "later/truth.csv": table(truth),
    }


def open_then(story: Story) -> dict[str, int]:
    """What each document is open for at the end of March by their list, in minor units; what is closed is 0."""
    left = {item.id: item.open for item in story.items}
    twice: set[str] = set()
    for told in story.movements:
        again = told.kind == "paid_twice" and any(part.item in twice for part in told.settles)
        if not told.missing and not again:
            for part in told.settles:
                left[part.item] -= part.cash + part.written_off
        if told.kind == "paid_twice":
            twice |= {part.item for part in told.settles}
    left[applied_there_only(story).id] = 0
    back = not_posted_back(story)
    left[back.id] = back.open
    return left


def not_posted_back(story: Story) -> Item:
    """The document that a receipt of March has closed, and that their list still shows."""
    told = next(m for m in story.movements if m.kind == "exact" and m.account == exporter.EUR_ACCOUNT)
    return _item(story, told.settles[0].item)


def applied_there_only(story: Story) -> Item:
    """The document they closed with the money whose reference was misread; here that line waits for a person."""
    told = next(m for m in story.movements if m.kind == "misread_reference")
    return next(i for i in story.items if i.party.name == told.payer and i.open == told.amount)


def april(story: Story, left: dict[str, int]) -> list[Movement]:
    """A quiet month: one receipt a customer, each naming its invoice, and a bank charge."""
    told: list[Movement] = []
    paid: set[str] = set()
    apart = {not_posted_back(story).id, applied_there_only(story).id}
    for item in sorted(story.items, key=lambda i: (i.due, i.id)):
        usual = item.kind == "invoice" and item.party.currency == "EUR" and left[item.id] == item.open
        if not usual or item.party.id in paid or item.id in apart or item.due < date(2026, 3, 20):
            continue
        paid.add(item.party.id)
        day = day_after(max(item.due, date(2026, 4, 1)), 1)
        told.append(exporter.receipt(day, item.party, "exact", [item], f"Invoice {item.id}"))
    charge = Movement(date(2026, 4, 30), exporter.EUR_ACCOUNT, -14_90, "charge", text="Account charges April")
    kept = sorted((m for m in told if m.day <= date(2026, 4, 29)), key=lambda m: (m.day, m.payer))
    return [replace(m, id=f"HVB{m.day:%y%m%d}E{n:04d}") for n, m in enumerate([*kept, charge], 201)]


def _item(story: Story, number: str) -> Item:
    return next(i for i in story.items if i.id == number)


def _list(story: Story, left: dict[str, int], spoilt: list[object]) -> bytes:
    head = ["Invoice no", "Document type", "Customer no", "Customer name", "Invoice date", "Due date", "Currency"]
    head += ["Amount", "Open amount", "Payment reference", "PO number", "Discount amount", "Discount until"]
    kinds = {"invoice": "Invoice", "credit_note": "Credit note"}
    rows: list[list[object]] = [list(head)]
    for item in sorted(story.items, key=lambda i: (i.issued, i.id)):
        if left[item.id]:
            who = [item.id, kinds[item.kind], item.party.id, item.party.name, item.issued, item.due]
            money = [item.party.currency, item.amount / 100, left[item.id] / 100, item.reference, item.order]
            rows.append([*who, *money, item.discount / 100 if item.discount else "", item.discount_until or ""])
    rows += _on_account(story)
    rows.insert(len(rows) // 2, spoilt)
    return workbook("Open items", rows, (12, 13, 11, 40, 11, 11, 9, 12, 12, 16, 11, 10, 11))


def _on_account(story: Story) -> list[list[object]]:
    """Money they hold for customers, as prepayments: what waits here, less what nobody has identified."""
    parties = {p.name.casefold(): p for p in exporter.customers()}
    seen: set[str] = set()
    rows: list[list[object]] = []
    for told in story.movements:
        rest = told.amount - sum(part.cash for part in told.settles)
        if told.kind == "paid_twice":
            rest = told.amount if told.payer in seen else 0
            seen.add(told.payer)
        elif told.kind not in _ON_ACCOUNT:
            rest = 0
        if rest:
            party = parties[told.payer.casefold()]
            who = [f"OA-{len(rows) + 1:03d}", "Prepayment", party.id, party.name, told.day, told.day]
            rows.append([*who, exporter.CURRENCIES[told.account], -rest / 100, -rest / 100, "", "", "", ""])
    return rows
