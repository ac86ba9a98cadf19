"""The exporter's files: weekly camt.053 and MT940 statements, the item list, customers and rates."""

from __future__ import annotations

from datetime import date

from sample_books import exporter, exporter_april, exporter_month, masters, planted
from sample_books.files import camt, mt940_day, table, workbook
from sample_books.story import Dice, Item, Movement, Story, plain, truth_rows, working_days

WEEKS = (
    (10, date(2026, 3, 2), date(2026, 3, 8)),
    (11, date(2026, 3, 9), date(2026, 3, 15)),
    (12, date(2026, 3, 16), date(2026, 3, 22)),
    (13, date(2026, 3, 23), date(2026, 3, 29)),
    (14, date(2026, 3, 30), date(2026, 3, 31)),
)
OVERLAP = (date(2026, 3, 18), date(2026, 3, 24))
SPOILT = 1_460_00  # amount of the row with a due date of 31 February


def files() -> dict[str, bytes]:
    """Every file by its path below the company's folder."""
    story = exporter_month.tell()
    made: dict[str, bytes] = {}
    found: dict[str, str] = {}
    made.update(_euro_statements(story, found))
    made.update(_dollar_statements(story, found))
    made["inputs/ledger/open_items_2026-02-28.xlsx"] = _items(story)
    made["inputs/masters/customers.csv"] = _customers()
    made["inputs/rates/rates.csv"] = _rates()
    made["inputs/gl/receivables_2026.csv"] = _general_ledger(story)
    made |= exporter_april.files(story, _spoilt(story))
    made["README.md"] = planted.exporter_page(story.movements).encode("utf-8")
    made["truth.csv"] = table(truth_rows(story.movements, found, exporter.CURRENCIES))
    return made


def _euro_statements(story: Story, found: dict[str, str]) -> dict[str, bytes]:
    account = exporter.EUR_ACCOUNT
    movements = [m for m in story.movements if m.account == account]
    files: dict[str, bytes] = {}

    def statement(name: str, number: int, first: date, last: date) -> None:
        inside = [m for m in movements if first <= m.day <= last]
        before = sum(m.amount for m in movements if m.day < first)
        for told in inside:
            found.setdefault(told.id, name)
        files[f"inputs/bank/{name}"] = camt(
            inside,
            account=account,
            owner=exporter.NAME,
            currency="EUR",
            number=number,
            span=(first, last),
            opening=exporter.OPENING[account] + before,
        )

    for week, first, last in WEEKS:
        statement(f"camt053_EUR_2026-W{week}.xml", week, first, last)
    # Saved twice by the browser, and asked for once more over other days: neither brings anything new.
    files["inputs/bank/camt053_EUR_2026-W11 (1).xml"] = files["inputs/bank/camt053_EUR_2026-W11.xml"]
    statement(f"camt053_EUR_{OVERLAP[0]:%m%d}-{OVERLAP[1]:%m%d}.xml", 901, *OVERLAP)
    return files


def _dollar_statements(story: Story, found: dict[str, str]) -> dict[str, bytes]:
    """One file a week, one statement a working day; that of the gap day is missing."""
    account = exporter.USD_ACCOUNT
    movements = [m for m in story.movements if m.account == account]
    files: dict[str, bytes] = {}
    number, balance = 40, exporter.OPENING[account]
    for week, first, last in WEEKS:
        name = f"mt940_USD_2026-W{week}.sta"
        content = b""
        for day in working_days(first, last):
            inside: list[Movement] = [m for m in movements if m.day == day]
            number += 1
            if day != exporter.GAP_DAY:
                content += mt940_day(inside, account=account, currency="USD", number=number, day=day, opening=balance)
                found.update({m.id: name for m in inside})
            balance += sum(m.amount for m in inside)
        files[f"inputs/bank/{name}"] = content
    return files


def _items(story: Story) -> bytes:
    head = ["Invoice no", "Document type", "Customer no", "Customer name", "Invoice date", "Due date", "Currency"]
    head += ["Amount", "Open amount", "Payment reference", "PO number", "Discount amount", "Discount until"]
    kinds = {"invoice": "Invoice", "credit_note": "Credit note"}
    rows: list[list[object]] = [list(head)]
    items = sorted(story.items, key=lambda i: (i.issued, i.id))
    text_number = next(i for i in items if i.party.id == "L5002" and i.open > 1_000_00)
    for item in items:
        amount, left = item.amount / 100, item.open / 100
        rows.append(
            [
                item.id,
                kinds[item.kind],
                item.party.id,
                item.party.name,
                item.issued,
                item.due,
                item.party.currency,
                amount,
                # A number somebody typed as text, blank and all.
                f" {left:,.2f}" if item is text_number else left,
                item.reference,
                item.order,
                item.discount / 100 if item.discount else "",
                item.discount_until or "",
            ]
        )
    # A due date that no calendar has: the row is kept apart and shown.
    rows.insert(len(rows) // 2, _spoilt(story))
    return workbook("Open items", rows, (12, 13, 11, 40, 11, 11, 9, 12, 12, 16, 11, 10, 11))


def _spoilt(story: Story) -> list[object]:
    items = sorted(story.items, key=lambda i: (i.issued, i.id))
    return _row_of_february_31(next(i for i in reversed(items) if i.party.currency == "EUR"))


def _row_of_february_31(like: Item) -> list[object]:
    return [
        "HI-104009",
        "Invoice",
        like.party.id,
        like.party.name,
        date(2026, 1, 29),
        "31.02.2026",
        like.party.currency,
        SPOILT / 100,
        SPOILT / 100,
        "",
        "PO-50112",
        "",
        "",
    ]


def _customers() -> bytes:
    head = ["Customer no", "Customer name", "Parent customer id", "Bank account", "Alias", "Country", "City"]
    rows = [[*head, "Address", "Contact", "Email", "Language", "Owner"]]
    parties = exporter.customers()
    for party in parties:
        account = party.account if party.listed else ""
        named = [party.id, party.name, party.parent, account, party.alias, party.country, party.city]
        card = masters.card(party, parties)
        rows.append([*named, card.address, card.contact, card.email, card.language, card.owner])
    return table(rows, ";", "utf-8-sig", "\r\n")


def _rates() -> bytes:
    """Dollars for one euro on every working day from the end of February."""
    dice = Dice(9)
    rows, units = [["date", "currency", "units_per_eur"]], 11_720
    for day in working_days(date(2026, 2, 27), date(2026, 3, 31)):
        units += dice.between(-28, 28)
        rows.append([day.isoformat(), "USD", f"{units / 10_000:.4f}"])
    return table(rows)


def _general_ledger(story: Story) -> bytes:
    """Balances of the two control accounts; that of the dollar account at the end of March is still to come."""
    rows = [["Account", "Account name", "Date", "Currency", "Balance"]]
    for day in (date(2026, 2, 28), date(2026, 3, 31)):
        for account, currency in (("1400", "EUR"), ("1410", "USD")):
            if (day.month, currency) == (3, "USD"):
                continue
            balance = masters.receivables(story, exporter.CURRENCIES, currency, day)
            # The books have the invoice whose due date the list has wrong.
            balance += SPOILT if currency == "EUR" else 0
            name = f"Trade receivables {currency}"
            rows.append([account, name, day.isoformat(), currency, plain(balance)])
    return table(rows, ";", "utf-8-sig", "\r\n")
