"""云岫澄工精密制造有限公司: a Chinese manufacturer, books in yuan, monthly terms, two banks with exports of their own.

Every name, number and account here is invented. One bank gives a csv in GB18030 with a preamble and control totals,
the other a workbook; debit and credit are from the bank's view in both (credit = money in).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sample_books.story import Dice, Item, Movement, Party, Settled, Story, day_after, in_full, working_days

NAME = "云岫澄工精密制造有限公司"
CSV_ACCOUNT = "9902001409200418862"
SHEET_ACCOUNT = "9913550106000271"
RESERVE = "9902001409200990017"
CURRENCIES = {CSV_ACCOUNT: "CNY", SHEET_ACCOUNT: "CNY"}
OPENING = {CSV_ACCOUNT: 1_286_430_17, SHEET_ACCOUNT: 540_072_90}
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
GAP = (date(2026, 3, 11), date(2026, 3, 12))  # days the second bank's exports leave out

PARTIES = (
    Party("K001", "杭州栖禾湾电气有限公司", "CN", "杭州", net_days=30, items=(9, 2)),
    Party("K002", "宁波澜渡港机械股份有限公司", "CN", "宁波", net_days=60, items=(9, 2)),
    Party("K003", "苏州枕溪桥自动化设备有限公司", "CN", "苏州", net_days=30, items=(9, 2), listed=False),
    Party("K004", "无锡青岚坞传动科技有限公司", "CN", "无锡", net_days=60, items=(8, 2)),
    Party("K005", "深圳市砚山湖电子有限公司", "CN", "深圳", net_days=30, items=(9, 2), alias="砚山湖电子"),
    Party("K006", "東莞市禾楓嶺五金製品有限公司", "CN", "东莞", net_days=30, items=(8, 2)),
    Party("K007", "广州岱云渡机电设备有限公司", "CN", "广州", net_days=90, items=(9, 2)),
    Party("K008", "重庆鹿鸣坪汽车零部件有限公司", "CN", "重庆", net_days=60, items=(9, 2), parent="K010"),
    Party("K009", "成都鹿鸣坪底盘系统有限公司", "CN", "成都", net_days=60, items=(7, 2), parent="K010"),
    Party("K010", "鹿鸣坪控股集团有限公司", "CN", "重庆", net_days=60),
    Party("K011", "武汉汀洲岸光电技术有限公司", "CN", "武汉", net_days=30, items=(8, 2)),
    Party("K012", "西安终南麓液压件厂", "CN", "西安", net_days=30, items=(8, 1), listed=False),
    Party("K013", "青岛栈潮里船舶配件有限公司", "CN", "青岛", net_days=60, items=(8, 2)),
    Party("K014", "长沙橘屿洲工程机械有限公司", "CN", "长沙", net_days=30, items=(8, 2)),
    Party(
        "K015",
        "Zhuhai Lanwanjiao Precision Co., Ltd.",
        "CN",
        "珠海",
        net_days=30,
        items=(8, 2),
        alias="珠海岚湾角精密有限公司",
    ),
    Party("K016", "合肥巢云畔智能装备有限公司", "CN", "合肥", net_days=60, items=(8, 2)),
)
PINYIN = {
    "K007": "GUANGZHOU DAIYUNDU JIDIAN SHEBEI YOUXIAN GONGSI",
    "K011": "WUHAN TINGZHOUAN GUANGDIAN JISHU YOUXIAN GONGSI",
}
TRADITIONAL = {"K005": "深圳市硯山湖電子有限公司", "K001": "杭州棲禾灣電氣有限公司"}
SIMPLIFIED = {"K006": "东莞市禾枫岭五金制品有限公司"}


def tell(seed: int = 20260318) -> Story:
    """The whole month: items at 28 February, invoices of March, and every movement on both accounts.

    Another seed tells the same problems in other amounts, days and words.
    """
    story = Story(Dice(seed))
    who = {p.id: p for p in customers()}
    _issue(story, list(who.values()))
    _differences(story, who)
    _payers(story, who)
    _ordinary(story, who)
    _not_receipts(story)
    _number(story)
    return story


def customers() -> list[Party]:
    """The master data: every customer with the account it pays from."""
    return [
        replace(p, currency="CNY", account=f"99{3_100_400_000_000_000 + int(p.id[1:]) * 7_351_913}") for p in PARTIES
    ]


def _month_end(day: date, days: int) -> date:
    """月结: counted from the end of the month of the invoice."""
    start = date(day.year + day.month // 12, day.month % 12 + 1, 1) - timedelta(1)
    return start + timedelta(days)


def _issue(story: Story, parties: list[Party]) -> None:
    dice = story.dice
    drafts: list[tuple[date, Party]] = []
    for party in parties:
        for n in range(party.items[0]):
            back = dice.between(5, 75) if n < party.items[0] - 1 else dice.between(95, 160)
            drafts.append((date(2026, 2, 28) - timedelta(back), party))
        drafts += [(date(2026, 3, 2) + timedelta(dice.between(0, 28)), party) for _ in range(party.items[1])]
    serial = 418_206
    for at, (issued, party) in enumerate(sorted(drafts, key=lambda d: (d[0], d[1].id))):
        serial += dice.between(11, 97)
        # Year, region and channel of a fully digital invoice, then fifteen digits.
        number = f"{issued:%y}322{serial:015d}"
        amount = dice.between(4_600_00, 88_000_00) if dice.below(4) else dice.between(88_000_00, 260_000_00)
        due = _month_end(issued, party.net_days)
        order = f"YX{issued:%y%m}-{at:03d}"
        story.items.append(Item(number, party, "invoice", issued, due, amount, amount, order=order))


def _tail(item: Item) -> str:
    return item.id[-8:]


def _receipt(day: int | date, party: Party, kind: str, items: list[Item], text: str, **more: object) -> Movement:
    settles = in_full(items)
    first = sum(map(ord, party.id)) % 5 < 3
    base = Movement(
        day=day if isinstance(day, date) else date(2026, 3, day),
        account=CSV_ACCOUNT if first else SHEET_ACCOUNT,
        amount=sum(s.cash for s in settles),
        kind=kind,
        payer=party.name,
        payer_account=party.account,
        text=text,
        settles=settles,
    )
    return replace(base, **more)  # type: ignore[arg-type]


def _short(item: Item, less: int, given_up: int = 0) -> dict[str, object]:
    return {"amount": item.open - less, "settles": (Settled(item.id, item.open - less, given_up),)}


def _differences(story: Story, who: dict[str, Party]) -> None:
    """Payments that are not what the invoice says, one a paragraph."""
    add, take = story.add, story.take

    # Quality deduction: the customer says how much and why; the rest stays open.
    (item,) = take("K002")
    add(_receipt(6, who["K002"], "short", [item], f"货款 发票{item.id} 扣质量款2600元", **_short(item, 2_600_00)))

    # The paying bank's charge was kept from the amount.
    (item,) = take("K013")
    text = f"发票号{item.id} 扣手续费"
    add(_receipt(9, who["K013"], "fee", [item], text, **_short(item, 15_00, 15_00)))

    # Cents left off.
    (item,) = take("K014")
    item = story.change(item, amount=36_480_04, open=36_480_04)
    add(_receipt(10, who["K014"], "rounding", [item], f"货款 {item.id}", **_short(item, 4, 4)))

    # A red-letter invoice deducted.
    (item,) = take("K004")
    issued = date(2026, 2, 11)
    note = Item(f"26322{419_007:015d}", who["K004"], "credit_note", issued, issued, -3_150_00, -3_150_00)
    story.items.append(note)
    text = f"发票{item.id} 冲红字发票{note.id}"
    add(_receipt(5, who["K004"], "credit_note", [item, note], text))

    # Two instalments of one invoice, and one whose rest stays open.
    (item,) = take("K016")
    half = item.open // 2
    for day, cash, word in ((4, half, "第一笔"), (20, item.open - half, "第二笔")):
        settled = (Settled(item.id, cash),)
        add(_receipt(day, who["K016"], "partial", [item], f"发票{item.id}{word}", amount=cash, settles=settled))
    (item,) = take("K007")
    item = story.change(item, amount=96_200_00, open=96_200_00)
    settled = (Settled(item.id, 50_000_00),)
    text = f"部分货款 发票{item.id}"
    add(_receipt(17, who["K007"], "partial", [item], text, amount=50_000_00, settles=settled))

    # More than is owed.
    (item,) = take("K011")
    add(_receipt(18, who["K011"], "overpaid", [item], f"货款{item.id}", amount=item.open + 1_000_00))

    # Advance payments: one stands in the item list as a negative item, one arrives now, for no invoice yet.
    advance = Item(
        "YS-2602-017", who["K001"], "prepayment", date(2026, 2, 10), date(2026, 2, 10), -20_000_00, -20_000_00
    )
    story.items.append(advance)
    add(_receipt(19, who["K001"], "prepayment", [], "预付货款 合同YX-2026-088", amount=30_000_00))

    # Paid twice; the second payment is the customer's money.
    (item,) = take("K005")
    for paid in (9, 16):
        add(_receipt(paid, who["K005"], "paid_twice", [item], f"货款 发票{item.id}"))

    # Came back from the bank: wrong account name. The invoice is open again.
    (item,) = take("K012")
    sent = add(_receipt(13, who["K012"], "returned", [item], f"发票{item.id}"))
    add(
        replace(
            sent,
            day=date(2026, 3, 16),
            amount=-sent.amount,
            text=f"退汇 户名不符 发票{item.id}",
            settles=(Settled(item.id, -item.open),),
        )
    )

    # Two invoices of one amount, and one payment without a number.
    two = [story.change(i, amount=18_800_00, open=18_800_00) for i in take("K003", 2)]
    add(_receipt(20, who["K003"], "tie", [two[0]], "货款", settles=()))

    # The number of one invoice with the exact amount of another.
    cited, meant = take("K013", 2)
    add(_receipt(24, who["K013"], "contradiction", [meant], f"付发票{cited.id}", settles=()))


def _payers(story: Story, who: dict[str, Party]) -> None:
    """Payments by others, under other names, or by nobody known."""
    add, take = story.add, story.take

    # Pinyin, traditional and simplified writing of the registered name.
    for customer, names in (("K007", PINYIN), ("K011", PINYIN), ("K005", TRADITIONAL), ("K001", TRADITIONAL)):
        (item,) = take(customer)
        written = {"payer": names[customer], "payer_account": ""}
        text = f"INV {item.id}" if names is PINYIN else f"貨款 發票{item.id}"
        kind = "pinyin" if names is PINYIN else "traditional"
        add(_receipt(16 + int(customer[1:]) % 5, who[customer], kind, [item], text, **written))
    for day in (12, 25):
        (item,) = take("K006")
        written = {"payer": SIMPLIFIED["K006"], "payer_account": ""}
        add(_receipt(day, who["K006"], "traditional", [item], f"货款{_tail(item)}", **written))

    # A sister company, and the owner himself, pay and say for whom.
    (item,) = take("K014")
    other = {"payer": "长沙市岳湘汀贸易有限公司", "payer_account": "9931004000771200"}
    add(_receipt(23, who["K014"], "third_party", [item], f"代橘屿洲付发票{item.id}", **other))
    (item,) = take("K012")
    other = {"payer": "贺终麓", "payer_account": "9962284800330017715"}
    add(_receipt(26, who["K012"], "third_party", [item], f"液压件厂货款 {item.id}", **other))

    # The group's head pays for two subsidiaries in one sum.
    items = [*take("K008", 2), *take("K009", 1)]
    text = "集团代付 发票" + "、".join(i.id for i in items)
    add(_receipt(18, who["K010"], "group", items, text))

    # Nobody knows.
    add(
        Movement(date(2026, 3, 19), CSV_ACCOUNT, 6_600_00, "unidentified", "扬之水商贸行", "9931004000998877", "往来款")
    )
    add(Movement(date(2026, 3, 27), SHEET_ACCOUNT, 12_345_67, "unidentified", "", "", "他行汇入"))

    # These stand on the days the second bank's exports leave out.
    for customer, gone in (("K016", GAP[0]), ("K009", GAP[1])):
        (item,) = take(customer)
        there = {"account": SHEET_ACCOUNT, "missing": True}
        add(_receipt(gone, who[customer], "missing_statement", [item], f"货款 发票{item.id}", **there))


def _ordinary(story: Story, who: dict[str, Party]) -> None:
    """The receipts every month is full of: by full number, by its tail, several in one sum, by no number at all."""
    dice = story.dice
    days = [d for d in working_days(FIRST, LAST) if d not in GAP]
    round_ = 0
    for party in who.values():
        payable = [i for i in story.left(party.id) if i.due <= date(2026, 4, 30) and i.issued < FIRST]
        payable = payable[: max(0, len(payable) - 1)]
        story.keep(payable)
        while payable:
            round_ += 1
            count = min(len(payable), dice.between(2, 3)) if round_ % 3 == 0 else 1
            items, payable = payable[:count], payable[count:]
            due = max(i.due for i in items)
            wanted = day_after(due, dice.between(-1, 15)) if FIRST <= due < LAST else dice.one(days)
            paid = _nearest(days, wanted)
            text, kind = _words(items, round_)
            told = _receipt(paid, party, kind, items, text)
            if round_ % 4 == 0:
                told = replace(told, payer_account="")
            story.add(told)


def _nearest(days: list[date], wanted: date) -> date:
    return min(days, key=lambda d: (abs((d - wanted).days), d))


def _words(items: list[Item], round_: int) -> tuple[str, str]:
    if len(items) > 1:
        if round_ % 2:
            return "货款 发票尾号" + "/".join(_tail(i) for i in items), "several"
        return "付" + "，".join(i.id for i in items), "several"
    item = items[0]
    ways = (
        (f"货款 发票号码：{item.id}", "exact"),
        (f"货款 尾号{_tail(item)}", "tail"),
        (f"付{item.issued.month}月货款 {item.id}", "exact"),
        (f"合同{item.order}货款", "order"),
        (f"发票 {item.id[:5]} {item.id[5:]}", "damaged"),
        ("货款", "no_reference"),
        (f"數電票{item.id}", "exact"),
    )
    return ways[round_ % len(ways)]


def _not_receipts(story: Story) -> None:
    told = [
        (3, CSV_ACCOUNT, -50_00, "charge", "", "", "账户管理费"),
        (31, CSV_ACCOUNT, -18_00, "charge", "", "", "对公跨行汇款手续费"),
        (20, CSV_ACCOUNT, 1_108_36, "interest", "", "", "存款利息"),
        (10, CSV_ACCOUNT, -300_000_00, "own_transfer", NAME, RESERVE, "内部转账"),
        (25, SHEET_ACCOUNT, 150_000_00, "own_transfer", NAME, CSV_ACCOUNT, "资金调拨"),
        (25, CSV_ACCOUNT, -150_000_00, "own_transfer", NAME, SHEET_ACCOUNT, "资金调拨"),
        (6, SHEET_ACCOUNT, -86_420_00, "outgoing", "马鞍山采石矶特钢有限公司", "9931005500112233", "材料款"),
        (13, CSV_ACCOUNT, -212_760_45, "outgoing", "", "", "代发工资"),
        (16, CSV_ACCOUNT, -43_118_22, "outgoing", "国家金库昆山市支库", "", "增值税"),
    ]
    for day, account, amount, kind, payer, theirs, text in told:
        story.add(Movement(date(2026, 3, day), account, amount, kind, payer, theirs, text))


def _number(story: Story) -> None:
    """Bank ids in the order of the statement."""
    story.movements.sort(key=lambda m: (m.day, m.account))
    marks = {CSV_ACCOUNT: "1", SHEET_ACCOUNT: "2"}
    story.movements = [
        replace(m, id=f"{m.day:%Y%m%d}{marks[m.account]}{n:07d}") for n, m in enumerate(story.movements, 1)
    ]
