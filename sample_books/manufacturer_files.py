"""The manufacturer's files: two banks' exports with preamble and totals, and the lists in Chinese headers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sample_books import manufacturer as told
from sample_books import masters, planted
from sample_books.files import table, workbook
from sample_books.story import Item, Movement, Story, plain, truth_rows

# The second export of each bank; the first bank's begins before the first one ended.
CSV_SPANS = ((date(2026, 3, 1), date(2026, 3, 15)), (date(2026, 3, 13), date(2026, 3, 31)))
SHEET_SPANS = ((date(2026, 3, 1), date(2026, 3, 10)), (date(2026, 3, 13), date(2026, 3, 31)))


def files() -> dict[str, bytes]:
    """Every file by its path below the company's folder."""
    story = told.tell()
    found: dict[str, str] = {}
    made: dict[str, bytes] = {}
    for account, spans, write, ending in (
        (told.CSV_ACCOUNT, CSV_SPANS, _csv, "csv"),
        (told.SHEET_ACCOUNT, SHEET_SPANS, _sheet, "xlsx"),
    ):
        movements = [m for m in story.movements if m.account == account]
        bank = {"csv": "东屿银行", "xlsx": "汀桥银行"}[ending]
        for first, last in spans:
            inside = [m for m in movements if first <= m.day <= last]
            opening = told.OPENING[account] + sum(m.amount for m in movements if m.day < first)
            name = f"{bank}_{first:%Y%m%d}-{last:%Y%m%d}.{ending}"
            made[f"inputs/bank/{name}"] = write(inside, first, last, opening)
            for movement in inside:
                found.setdefault(movement.id, name)
    first_csv = next(name for name in made if name.endswith(".csv"))
    made[first_csv.replace(".csv", " - 副本.csv")] = made[first_csv]
    made["inputs/ledger/应收未收明细_2026-02-28.xlsx"] = _items(story)
    made["inputs/masters/客户档案.csv"] = _customers()
    made["inputs/gl/科目余额_2026.csv"] = _general_ledger(story)
    made["README.md"] = planted.manufacturer_page(story.movements).encode("utf-8")
    made["truth.csv"] = table(truth_rows(story.movements, found, told.CURRENCIES))
    return made


def _grouped(minor: int) -> str:
    """Thousands separated, as the banks print them."""
    whole, cents = plain(minor).split(".")
    return f"{int(whole):,}.{cents}"


def _sums(inside: Sequence[Movement]) -> tuple[int, int]:
    return -sum(m.amount for m in inside if m.amount < 0), sum(m.amount for m in inside if m.amount > 0)


def _csv(inside: Sequence[Movement], first: date, last: date, opening: int) -> bytes:
    paid, received = _sums(inside)
    rows: list[list[str]] = [
        ["东屿银行企业网上银行账户交易明细"],
        ["账号：", f"{told.CSV_ACCOUNT}\t", "户名：", told.NAME, "币种：", "人民币"],
        ["起始日期：", f"{first:%Y-%m-%d}", "截止日期：", f"{last:%Y-%m-%d}", "期初余额：", _grouped(opening)],
        [],
        [
            "交易日期",
            "交易时间",
            "交易流水号",
            "摘要",
            "借方发生额",
            "贷方发生额",
            "余额",
            "对方户名",
            "对方账号",
            "附言",
        ],
    ]
    balance = opening
    for m in inside:
        balance += m.amount
        n = int(m.id[-3:])  # the time is the movement's own: the same in every export
        summary = _summary(m)
        rows.append(
            [
                f"{m.day:%Y%m%d}",
                f"{9 + n % 8:02d}:{n * 7 % 60:02d}:{n * 13 % 60:02d}",
                f"{m.id}\t",
                summary,
                _grouped(-m.amount) if m.amount < 0 else "",
                _grouped(m.amount) if m.amount > 0 else "",
                _grouped(balance),
                m.payer,
                f"{m.payer_account}\t" if m.payer_account else "",
                m.text,
            ]
        )
    rows += [
        ["合计", "", f"共{len(inside)}笔", "", _grouped(paid), _grouped(received), _grouped(balance), "", "", ""],
        ["以上数据仅供参考，具体内容请以柜台为准。"],
    ]
    return table(rows, ",", "gb18030", "\r\n")


def _sheet(inside: Sequence[Movement], first: date, last: date, opening: int) -> bytes:
    paid, received = _sums(inside)
    closing = opening + received - paid
    rows: list[list[object]] = [
        ["汀桥银行对公账户交易明细查询"],
        ["账号", told.SHEET_ACCOUNT, "户名", told.NAME],
        ["币种", "人民币", "查询期间", f"{first:%Y-%m-%d}至{last:%Y-%m-%d}"],
        ["期初余额", opening / 100, "期末余额", closing / 100],
        [],
        ["记账日期", "流水号", "业务摘要", "借方金额", "贷方金额", "账户余额", "对方单位名称", "对方账号", "用途"],
    ]
    balance = opening
    for m in inside:
        balance += m.amount
        rows.append(
            [
                f"{m.day:%Y-%m-%d}",
                m.id,
                _summary(m),
                -m.amount / 100 if m.amount < 0 else "",
                m.amount / 100 if m.amount > 0 else "",
                balance / 100,
                m.payer,
                m.payer_account,
                m.text,
            ]
        )
    rows.append(["合计", f"{len(inside)}笔", "", paid / 100, received / 100])
    return workbook("交易明细", rows, (12, 20, 12, 14, 14, 16, 34, 22, 46), header=5)


def _summary(m: Movement) -> str:
    kinds = {"charge": "收费", "interest": "结息", "own_transfer": "转账", "outgoing": "付款", "returned": "退汇"}
    return "汇入" if m.kind == "returned" and m.amount > 0 else kinds.get(m.kind, "汇入")


def _items(story: Story) -> bytes:
    head = [
        "发票号码",
        "单据类型",
        "客户编码",
        "客户名称",
        "开票日期",
        "到期日",
        "币种",
        "价税合计",
        "未收金额",
        "合同号",
    ]
    kinds = {"invoice": "发票", "credit_note": "红字发票", "prepayment": "预收款"}
    items = sorted(story.items, key=lambda i: (i.issued, i.id))
    text_number = next(i for i in items if i.party.id == "K014" and i.open > 10_000_00)
    rows: list[list[object]] = [list(head)]
    for item in items:
        who = [item.id, kinds[item.kind], item.party.id, item.party.name, item.issued, item.due, "CNY"]
        # One number is typed as text in full-width digits.
        left = _full_width(item) if item is text_number else item.open / 100
        rows.append([*who, item.amount / 100, left, item.order])
    # Nobody has filled in the amount yet: the row is kept apart and shown.
    like = items[-1]
    spoilt = [f"26322{417_999:015d}", "发票", like.party.id, like.party.name, date(2026, 2, 26), like.due, "CNY"]
    rows.insert(len(rows) // 2, [*spoilt, "待定", "待定", "YX2602-999"])
    return workbook("应收明细", rows, (24, 10, 10, 36, 12, 12, 8, 14, 14, 14))


def _full_width(item: Item) -> str:
    return _grouped(item.open).translate({ord(a): ord(a) + 0xFEE0 for a in "0123456789.,"})


def _customers() -> bytes:
    rows = [
        ["客户编码", "客户名称", "上级客户", "银行账号", "别名", "城市", "地址", "联系人", "邮箱", "语言", "负责人"]
    ]
    parties = told.customers()
    for party in parties:
        account = f"{party.account}\t" if party.listed else ""
        named = [party.id, party.name, party.parent, account, party.alias, party.city]
        card = masters.card(party, parties)
        rows.append([*named, card.address, card.contact, card.email, card.language, card.owner])
    return table(rows, ",", "gb18030", "\r\n")


def _general_ledger(story: Story) -> bytes:
    rows = [["科目编码", "科目名称", "日期", "币种", "期末余额"]]
    for day in (date(2026, 2, 28), date(2026, 3, 31)):
        balance = masters.receivables(story, told.CURRENCIES, "CNY", day)
        rows.append(["1122", "应收账款", day.isoformat(), "人民币", plain(balance)])
    return table(rows, ",", "gb18030", "\r\n")
