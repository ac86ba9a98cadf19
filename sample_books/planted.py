"""What is planted in the sample companies, and the page that says so: README.md of each, made with its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sample_books.story import Movement, plain

EXPORTER: Mapping[str, tuple[str, str]] = {
    "discount": ("Cash discount taken in time", "Posted: the discount is within the terms in the item list."),
    "late_discount": ("Cash discount taken too late", "The 2 % are not granted: they stay open, or the line waits."),
    "credit_note": ("Credit note deducted", "Both documents are named; invoice and credit note close together."),
    "partial": ("Part payments", "The invoice falls by what was paid; the rest stays open."),
    "short": ("Short payment with a reason", "The rest stays open; take it up with the customer."),
    "fee": ("A bank on the way kept a fee", "The fee is within `tolerance.bank_fee`: explained, not lost."),
    "overpaid": ("More paid than owed", "The invoice closes; 120.00 are the customer's, on account."),
    "batch": ("One entry with four receipts", "Each detail is a line of its own, with its own payer and text."),
    "batch_residual": (
        "What the bank kept of that entry",
        "The details do not add up to the entry; the rest is shown.",
    ),
    "third_party": ("Somebody else pays", "The text names invoice and customer; the payer is a stranger."),
    "group": ("The parent pays for its subsidiaries", "The master data know the parent; the numbers say the rest."),
    "currency": ("A dollar invoice paid in euro", "The instructed amount is the open amount in dollars."),
    "paid_twice": ("The same invoice paid twice", "One of the two may be posted, never both."),
    "returned": ("A payment comes back", "After the return the invoice is open again."),
    "refund": ("A credit note paid out", "Money out that settles the credit note."),
    "tie": ("Two invoices of one amount, no number", "Ambiguous: nobody can tell which one was meant."),
    "contradiction": ("A number and an amount that disagree", "Never posted: the words say one, the figure another."),
    "misread_reference": ("A reference with wrong check digits", "Never posted unasked: it was misread somewhere."),
    "order": ("Only a purchase order is named", "The item list knows the order; amount and payer must agree."),
    "no_reference": (
        "Nothing is named",
        "The payer, and an amount no other item has: posted only where nothing else fits.",
    ),
    "unidentified": ("Nobody knows this money", "Unmatched: it waits on the list of exceptions."),
    "own_transfer": ("Transfers between own accounts", "Not ours to match: `company.accounts` lists both."),
    "charge": ("Bank charges", "Not a receipt."),
    "missing_statement": ("Receipts on the missing statement", "Not in the inputs; their invoices stay open."),
}
MANUFACTURER: Mapping[str, tuple[str, str]] = {
    "short": ("扣质量款", "附言写明原因；差额留在应收，须与客户核对。"),
    "fee": ("付款行扣手续费", "在 tolerance.bank_fee 以内：可以解释，不会凭空消失。"),
    "rounding": ("抹去几分钱", "在尾差范围内，随款核销。"),
    "credit_note": ("红字发票冲抵", "两张发票号都写明，一并结清。"),
    "partial": ("分期付款", "发票按实收减少，余款仍未收。"),
    "overpaid": ("多付", "发票结清，多出的 1,000.00 元记为客户预收。"),
    "prepayment": ("预收款", "没有对应发票，记为客户未核销款项。"),
    "paid_twice": ("同一发票付了两次", "两笔中最多自动核销一笔，绝不会两笔都核。"),
    "returned": ("退汇", "退回之后，发票重新成为未收。"),
    "tie": ("两张发票金额相同，附言无号码", "无法判断是哪一张，留待人工。"),
    "contradiction": ("附言与金额互相矛盾", "绝不自动核销：附言指一张，金额指另一张。"),
    "pinyin": ("付款户名为拼音", "与中文全称是同一家。"),
    "traditional": ("付款户名为繁体或简体", "繁简写法视为同一名称。"),
    "third_party": ("他人代付", "附言写明代谁付款，付款方不是客户。"),
    "group": ("集团代付", "客户档案中有上级客户，发票号写明各张。"),
    "tail": ("只写发票尾号", "尾号在本账套中唯一时可作为依据。"),
    "order": ("只写合同号", "应收明细中有该合同；付款方和金额须一致。"),
    "no_reference": ("什么都没写", "付款方相符，且金额只对应一张：没有其他解释时才核销。"),
    "unidentified": ("不明来款", "无法匹配，列入例外清单。"),
    "own_transfer": ("本公司账户之间划转", "不是客户回款：company.accounts 中列有双方账号。"),
    "charge": ("银行收费", "不是回款。"),
    "missing_statement": ("缺失页上的回款", "不在输入文件中，对应发票仍未收。"),
}
_EXPORTER_HEAD = """# Halvensund Instruments GmbH: March 2026

An invented exporter with books in euro. Bank statements: the euro account as weekly camt.053 files, the dollar account
as weekly MT940 files with one statement a working day. `inputs/ledger` holds the open items at 28 February 2026
(receipts up to that day are deducted) and the invoices of March. `truth.csv` says what every bank line really settles;
it is read by nobody but you.

## Planted in the files

| What | Where | What to expect |
|---|---|---|
| A file saved twice | `camt053_EUR_2026-W11 (1).xml` | Every line is a copy: known, adds nothing. |
| A statement over days already there | `camt053_EUR_0318-0324.xml` | Every line is a copy: known, adds nothing. |
| A missing statement | `mt940_USD_2026-W12.sta`, 18 March | The balances do not follow on: a gap is reported. |
| A number typed as text | open items, an item of Officine Valdorsa S.r.l. | Read as the number it is. |
| A due date of 31 February | open items, HI-104009 | The row is set apart, and shown with its reason. |
| The books have that invoice | `inputs/gl`, account 1400 | March: 1,460.00 EUR above the open items, just that row. |
| A balance still to come | `inputs/gl`, account 1410 | March is "not supplied", which is never taken for 0. |

## Planted on the statements

| What | Lines | What to expect |
|---|---|---|
"""
_EXPORTER_LATER = """
## The next month

`later/` is not read until you copy its files to `inputs/bank` and `inputs/ledger`: the euro statement of April, and the
open items at 31 March as the accounting department has them by then. Close March once more: the comparison of lists
shows what differs, then close April.

| What | Where | What to expect |
|---|---|---|
| A receipt that was not posted back | HI-104243, paid by HVB260303E0006 | Their list still shows it open. |
| A receipt that was applied there only | HI-104167, with HVB260318E0063 | Here it waits, there it closed it. |
| Money nobody knows | HVB260319E0066, HVB260325E0085 | Their list has no such money; here it waits. |
"""
_MANUFACTURER_HEAD = """# 云岫澄工精密制造有限公司：2026 年 3 月

一家虚构的制造企业，本位币人民币，客户按月结付款。银行明细：东屿银行为 GB18030 编码的 CSV，汀桥银行为 Excel，
均有表头说明和合计行，借贷方向为银行角度（贷方为收款）。`inputs/ledger` 为 2026 年 2 月 28 日的应收未收明细
（此日及以前的回款已扣除）以及 3 月开出的发票。`truth.csv` 写明每一笔银行流水实际结清了什么，仅供您对照，程序不读取。

## 文件中埋设的问题

| 问题 | 位置 | 预期结果 |
|---|---|---|
| 同一文件保存了两次 | `东屿银行_20260301-20260315 - 副本.csv` | 每一行都是副本，不重复计入。 |
| 两份明细日期重叠 | `东屿银行_20260313-20260331.csv` 的 13 日 | 重叠的行只计一次。 |
| 缺少两天的明细 | 汀桥银行 3 月 11 日至 12 日 | 余额不连续，报告缺口。 |
| 金额是全角文字 | 应收明细，长沙橘屿洲工程机械有限公司的一张发票 | 按其数值读取。 |
| 金额写着“待定” | 应收明细，26322000000000417999 | 该行单独隔离，并说明原因。 |
| 总账科目余额 | `inputs/gl` 中的 1122 应收账款 | 3 月末与台账核对一致，分文不差。 |

## 流水中埋设的问题

| 问题 | 流水 | 预期结果 |
|---|---|---|
"""


def exporter_page(movements: Sequence[Movement]) -> str:
    """README.md of the exporter."""
    return _EXPORTER_HEAD + _table(movements, EXPORTER) + _EXPORTER_LATER


def manufacturer_page(movements: Sequence[Movement]) -> str:
    """README.md of the manufacturer."""
    return _MANUFACTURER_HEAD + _table(movements, MANUFACTURER)


def _table(movements: Sequence[Movement], kinds: Mapping[str, tuple[str, str]]) -> str:
    rows = []
    for kind, (title, expected) in kinds.items():
        lines = [m for m in movements if m.kind == kind]
        shown = "<br>".join(f"{m.day} `{m.id}` {plain(m.amount)} {m.payer}".rstrip() for m in lines[:4])
        more = f"<br>+ {len(lines) - 4}" if len(lines) > 4 else ""
        rows.append(f"| {title} | {shown}{more} | {expected} |\n")
    return "".join(rows)


TEA_TRADER: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "short": (
        ("Short payment with a reason", "The rest stays open; talk to the customer about the broken cups."),
        ("扣破损款", "附言写明原因；差额留在应收，须与客户核对。"),
    ),
    "fee": (
        ("A bank on the way kept a fee", "Within `tolerance.bank_fee` on Settings: explained, not lost."),
        ("途中银行扣手续费", "在设置中 tolerance.bank_fee 以内：可以解释，不会凭空消失。"),
    ),
    "discount": (
        ("Cash discount taken in time", "The ledger grants it: the invoice closes."),
        ("按期享受现金折扣", "台账中有折扣及截止日：发票结清。"),
    ),
    "late_discount": (
        ("Cash discount taken too late", "The 2 % are not granted: they stay open, or the line waits."),
        ("逾期仍扣折扣", "折扣期已过：2% 仍未收，或留待人工。"),
    ),
    "several": (
        ("One payment for several invoices", "All numbers are named; they add up to the payment."),
        ("一笔付多张发票", "附言写明各张号码，合计相符。"),
    ),
    "credit_note": (
        ("Credit note deducted", "Both documents are named and close together."),
        ("红字发票冲抵", "两张单据都写明，一并结清。"),
    ),
    "partial": (
        ("Part payments", "The invoice falls by what was paid; the rest stays open."),
        ("分期付款", "发票按实收减少，余款仍未收。"),
    ),
    "overpaid": (
        ("More paid than owed", "The invoice closes; the rest is the customer's, on account."),
        ("多付", "发票结清，多出部分记为客户款项。"),
    ),
    "prepayment": (
        ("Money before there is an invoice", "A person puts it on account of the customer."),
        ("预收款", "尚无发票，由人工记为客户预收。"),
    ),
    "paid_twice": (
        ("The same invoice paid twice", "One of the two may be posted, never both."),
        ("同一发票付了两次", "两笔中最多自动核销一笔。"),
    ),
    "refund": (
        ("A credit note paid out", "Money out that settles the credit note."),
        ("红字发票退款", "付款结清红字发票。"),
    ),
    "tie": (
        ("Two invoices of one amount, no number", "Ambiguous: nobody can tell which one was meant."),
        ("两张发票金额相同，附言无号码", "无法判断是哪一张，留待人工。"),
    ),
    "contradiction": (
        ("A number and an amount that disagree", "Never posted: the words say one, the figure another."),
        ("附言与金额互相矛盾", "绝不自动核销：附言指一张，金额指另一张。"),
    ),
    "other_name": (
        ("A customer under another name", "The name over the door stands in the customer list, the account does not."),
        ("客户用其他名称付款", "客户表中有此名称，账号则没有。"),
    ),
    "third_party": (
        ("The owner pays from a private account", "The text names invoice and customer; the payer is a stranger."),
        ("老板用个人账户代付", "附言写明客户和发票，付款方不是客户。"),
    ),
    "unidentified": (
        ("Nobody knows this money", "Unmatched: it waits."),
        ("不明来款", "无法匹配，留待处理。"),
    ),
    "own_transfer": (
        ("Transfer to the savings account", "Not ours to match: Settings list both accounts."),
        ("转入储蓄账户", "不是客户回款：设置中列有双方账号。"),
    ),
    "charge": (("Bank charges", "Not a receipt."), ("银行收费", "不是回款。")),
}
_TEA_TRADER_HEAD = {
    "en": """# Fernhollow Tea & Ceramics Ltd: February and March 2026

An invented trader who keeps the books in one workbook: `Fernhollow Tea & Ceramics.xlsx` holds the customers, every
document since November, and the bank lines of February. The bank's files of both months lie in `bank/`: March waits to
be imported. Nothing is decided yet. `lists/` has the customers and the documents as files, for a workbook that is still
empty. `truth.csv` says what every bank line really settles; it is read by nobody but you.

## Planted in the files

| What | Where | What to expect |
|---|---|---|
| A date typed as text | Ledger, {typed} | Red; counted on About, and named by the button Check workbook. |
| Days that are in both files | 26 to 28 February | The lines are in the workbook already: known, they add nothing. |
| A file that is imported already | `bank/saltmarsh-bank_2026-02.csv` | Every line is a copy. |

## Planted on the statements

| What | Lines | What to expect |
|---|---|---|
""",
    "zh": """# 蕨溪茶器有限公司：2026 年 2 月和 3 月

一家虚构的小商户，全部账目记在一个工作簿中：`蕨溪茶器.xlsx` 中有客户、11 月以来的所有单据和 2 月的银行流水。
两个月的银行文件在 `bank/` 中，3 月的尚待导入，尚未作任何决定。`lists/` 中是同样的客户和单据清单，供空白工作簿导入。
`truth.csv` 写明每一笔流水实际结清了什么，仅供您对照，程序不读取。

## 文件中埋设的问题

| 问题 | 位置 | 预期结果 |
|---|---|---|
| 日期按文本输入 | 应收台账，{typed} | 单元格为红色，“说明”中的核对计入，“检查工作簿”按钮指出该单元格。 |
| 两份文件日期重叠 | 2 月 26 日至 28 日 | 这些流水已在工作簿中，不重复计入。 |
| 已导入过的文件 | `bank/芦汀银行_202602.csv` | 每一行都是副本。 |

## 流水中埋设的问题

| 问题 | 流水 | 预期结果 |
|---|---|---|
""",
}


def tea_trader_page(movements: Sequence[Movement], lang: str, typed: str) -> str:
    """README.md of an edition of the small trader; `typed`: the document whose date is a text."""
    kinds = {kind: told[lang == "zh"] for kind, told in TEA_TRADER.items()}
    return _TEA_TRADER_HEAD[lang].format(typed=typed) + _table(movements, kinds)
