"""The small trader's files: a workbook with customers, ledger and the receipts of February, the same customers and
documents as lists, and the bank's files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from recon.words import say
from sample_books import masters, planted
from sample_books.files import stored, table
from sample_books.story import Item, Movement, Story, plain, truth_rows
from sample_books.tea_trader import EDITIONS, FIRST, LAST, MARCH, OPENING_UNITS, Edition, customers, tell
from xl_addin.layout import BALANCES, CUSTOMERS, LEDGER, RECEIPTS
from xl_addin.start import Row, Rows, start_workbook
from xl_addin.start.figures import word

WORKBOOK = {"en": "Fernhollow Tea & Ceramics.xlsx", "zh": "蕨溪茶器.xlsx"}
# The second export begins before the first one ended.
SPANS = ((FIRST, date(2026, 2, 28)), (date(2026, 2, 26), LAST))
_BANK = {"en": "saltmarsh-bank_{:%Y-%m}.csv", "zh": "芦汀银行_{:%Y%m}.csv"}
_LISTS = {"en": ("customers.csv", "documents.csv"), "zh": ("客户.csv", "应收单据.csv")}
_TYPES = {
    "en": {"": "Credit transfer", "charge": "Charges", "interest": "Interest", "out": "Debit transfer"},
    "zh": {"": "汇入", "charge": "收费", "interest": "结息", "out": "汇出"},
}
TEXT_DATE = "C13"  # a document of this customer has its date typed as text


def files() -> dict[str, bytes]:
    """Every file of both editions by its path below the company's folder."""
    made: dict[str, bytes] = {}
    for lang, edition in EDITIONS.items():
        story = tell(lang)
        made[f"{lang}/{WORKBOOK[lang]}"] = stored(start_workbook(lang, rows(story, edition)))
        found: dict[str, str] = {}
        for first, last in SPANS:
            name = bank_file(lang, last)
            made[f"{lang}/bank/{name}"] = _bank(story.movements, first, last, edition)
            for told in story.movements:
                if first <= told.day <= last:
                    found.setdefault(told.id, name)
        made |= {f"{lang}/lists/{name}": content for name, content in _lists(story, edition).items()}
        currencies = {edition.account: edition.currency}
        made[f"{lang}/truth.csv"] = table(truth_rows(story.movements, found, currencies))
        page = planted.tea_trader_page(story.movements, lang, _text_date(story).id)
        made[f"{lang}/README.md"] = page.encode("utf-8")
    return made


def bank_file(lang: str, day: date) -> str:
    """The name of the bank's file of a month."""
    return _BANK[lang].format(day)


def rows(story: Story, edition: Edition) -> Rows:
    """What stands in the workbook: February is imported, nothing is decided yet."""
    lang = edition.lang
    february = [m for m in story.movements if m.day < MARCH]
    return Rows(
        {
            CUSTOMERS.table: _customers(edition),
            LEDGER.table: _documents(story, lang),
            RECEIPTS.table: _lines(story.movements, february, edition),
            BALANCES.table: _balances(story, edition),
        },
        {
            "company.name": edition.name,
            "company.currency": edition.currency,
            "company.language": lang,
            "company.accounts": f"{edition.account}; {edition.savings}",
            "period": f"{LAST:%Y-%m}",
            "as_of": LAST,
            "tolerance.bank_fee": 10 * edition.times,
        },
    )


def _customers(edition: Edition) -> list[Row]:
    parties = customers(edition)
    found: list[Row] = []
    for party in parties:
        card = masters.card(party, parties)
        found.append(
            {
                "customer_id": party.id,
                "customer_name": party.name,
                "customer_accounts": party.account if party.listed else None,
                "customer_aliases": party.alias or None,
                "customer_country": party.country,
                "customer_city": party.city,
                "customer_contact": card.contact or None,
                "customer_email": card.email or None,
                "customer_language": edition.lang,
                "customer_owner": card.owner,
            }
        )
    return found


def _text_date(story: Story) -> Item:
    return next(i for i in story.items if i.party.id == TEXT_DATE and i.kind == "invoice" and i.issued >= FIRST)


def _documents(story: Story, lang: str) -> list[Row]:
    typed = _text_date(story).id
    return [
        {
            "item_id": item.id,
            "kind": word(f"kind_{item.kind}", lang),
            "customer_id": item.party.id,
            "customer_name": item.party.name,
            "issued": item.issued.isoformat() if item.id == typed else item.issued,
            "due": item.due,
            "currency": item.party.currency,
            "amount": item.amount / 100,
            "purchase_order": item.order or None,
            "state": word("state_open", lang),
            "discount": item.discount / 100 if item.discount else None,
            "discount_until": item.discount_until,
        }
        for item in sorted(story.items, key=lambda i: (i.issued, i.id))
    ]


def _lists(story: Story, edition: Edition) -> dict[str, bytes]:
    """Customers and documents as the invoicing program writes them, for a workbook that is still empty."""
    customers_file, documents_file = _LISTS[edition.lang]
    return {
        customers_file: _listed(_customers(edition), edition.lang),
        documents_file: _listed(_documents(story, edition.lang), edition.lang),
    }


def _listed(rows: Sequence[Row], lang: str) -> bytes:
    keys = [key for key in rows[0] if any(row[key] is not None for row in rows)]
    heads = [say(f"xl_col_{key}", lang) for key in keys]
    return table([heads, *([_as_text(row[key]) for key in keys] for row in rows)], ",", "utf-8-sig", "\r\n")


def _as_text(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else "" if value is None else str(value)


def _lines(movements: Sequence[Movement], shown: Sequence[Movement], edition: Edition) -> list[Row]:
    return [
        {
            "line_id": told.id,
            "account": edition.account,
            "booked": told.day,
            "value_date": told.day,
            "currency": edition.currency,
            "amount": told.amount / 100,
            "payer_name": told.payer or None,
            "payer_account": told.payer_account or None,
            "remittance_text": told.text or None,
            "bank_text": _type(told, edition.lang),
            "balance": _balance(movements, told, edition) / 100,
            "file": bank_file(edition.lang, told.day),
        }
        for told in shown
    ]


def _balance(movements: Sequence[Movement], until: Movement, edition: Edition) -> int:
    """Balance of the account after a movement."""
    before = movements[: movements.index(until) + 1]
    return OPENING_UNITS * 100 * edition.times + sum(told.amount for told in before)


def _type(told: Movement, lang: str) -> str:
    return _TYPES[lang].get(told.kind) or _TYPES[lang]["" if told.amount >= 0 else "out"]


def _balances(story: Story, edition: Edition) -> list[Row]:
    """Trade receivables of the general ledger at both month ends."""
    account, name = ("1100", "Trade receivables") if edition.lang == "en" else ("1122", "应收账款")
    currencies = {edition.account: edition.currency}
    return [
        {
            "gl_account": account,
            "gl_name": name,
            "gl_day": day,
            "currency": edition.currency,
            "gl_balance": masters.receivables(story, currencies, edition.currency, day) / 100,
        }
        for day in (date(2026, 2, 28), LAST)
    ]


def _bank(movements: Sequence[Movement], first: date, last: date, edition: Edition) -> bytes:
    """The bank's own file of some days."""
    inside = [told for told in movements if first <= told.day <= last]
    opening = OPENING_UNITS * 100 * edition.times + sum(told.amount for told in movements if told.day < first)
    write = _chinese if edition.lang == "zh" else _english
    return write(movements, inside, (first, last, opening), edition)


def _english(
    movements: Sequence[Movement], inside: Sequence[Movement], span: tuple[date, date, int], edition: Edition
) -> bytes:
    first, last, opening = span
    lines: list[list[str]] = [
        ["Saltmarsh Bank: account statement"],
        ["Account", edition.account, "Currency", edition.currency],
        ["From", first.isoformat(), "To", last.isoformat(), "Opening balance", plain(opening)],
        [],
        [
            *("Booking date", "Value date", "Transaction ID", "Transaction type", "Counterparty"),
            *("Counterparty account", "Remittance text", "Amount", "Balance"),
        ],
    ]
    for told in inside:
        day = f"{told.day:%d/%m/%Y}"
        what = [told.id, _type(told, "en"), told.payer, told.payer_account, told.text]
        lines.append([day, day, *what, plain(told.amount), plain(_balance(movements, told, edition))])
    return table(lines, ",", "utf-8", "\r\n")


def _chinese(
    movements: Sequence[Movement], inside: Sequence[Movement], span: tuple[date, date, int], edition: Edition
) -> bytes:
    first, last, opening = span
    paid = -sum(told.amount for told in inside if told.amount < 0)
    received = sum(told.amount for told in inside if told.amount > 0)
    heads = ("交易日期", "起息日", "交易流水号", "交易类型", "借方发生额", "贷方发生额")
    lines: list[list[str]] = [
        ["芦汀银行企业账户交易明细"],
        ["账号：", f"{edition.account}\t", "户名：", edition.name, "币种：", "人民币"],
        ["起始日期：", first.isoformat(), "截止日期：", last.isoformat(), "期初余额：", plain(opening)],
        [],
        [*heads, "余额", "对方户名", "对方账号", "附言"],
    ]
    for told in inside:
        day = f"{told.day:%Y%m%d}"
        money = [plain(-told.amount) if told.amount < 0 else "", plain(told.amount) if told.amount > 0 else ""]
        other = [told.payer, f"{told.payer_account}\t" if told.payer_account else "", told.text]
        balance = plain(_balance(movements, told, edition))
        lines.append([day, day, f"{told.id}\t", _type(told, "zh"), *money, balance, *other])
    closing = plain(opening + received - paid)
    lines.append(["合计", "", f"共{len(inside)}笔", "", plain(paid), plain(received), closing, "", "", ""])
    return table(lines, ",", "gb18030", "\r\n")
