"""Builds the workbooks of this folder: `python -m templates.build`.

Empty lists, each column of which tells what belongs in it, and the start workbook of a firm that works in Excel alone.
"""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sample_books.files import stored


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an empty list: header and what belongs in it, per language, and how its cells are shown."""

    en: str
    zh: str
    en_help: str
    zh_help: str
    shown: str = "@"  # text: numbers of documents, customers and accounts keep their zeros
    width: int = 14


_DAY, _MONEY = "yyyy-mm-dd", "#,##0.00"
OPEN_ITEMS = (
    Column("Invoice no", "发票号码", "Number as printed on the document.", "与单据一致，按文本填写。", width=20),
    Column(
        "Document type",
        "单据类型",
        "Invoice, Credit note, Debit note or Prepayment.",
        "发票、红字发票或预收款。",
    ),
    Column("Customer no", "客户编码", "Number of the customer in your books.", "账套中的客户编码。"),
    Column("Customer name", "客户名称", "Registered name.", "客户全称。", width=34),
    Column("Invoice date", "开票日期", "Date of the document.", "单据日期。", _DAY),
    Column("Due date", "到期日", "Last day of payment.", "最后付款日。", _DAY),
    Column("Currency", "币种", "Three letters, e.g. EUR.", "三位代码，如 CNY。", width=9),
    Column("Amount", "价税合计", "Gross; credit notes negative.", "含税金额；红字发票、预收款为负数。", _MONEY),
    Column("Open amount", "未收金额", "What is still open at the key date.", "基准日尚未收回的金额。", _MONEY),
    Column(
        "Payment reference",
        "付款参考号",
        "Reference printed for the payer, if any.",
        "单据上印给付款方的参考号，可不填。",
        width=20,
    ),
    Column("PO number", "订单号", "The customer's order, if any.", "客户订单号，可不填。"),
    Column("Contract no", "合同号", "Contract, if any.", "合同号，可不填。"),
    Column(
        "Discount amount", "现金折扣", "Cash discount that may be deducted.", "可享受的现金折扣金额，可不填。", _MONEY
    ),
    Column("Discount until", "折扣截止日", "Last day of the cash discount.", "现金折扣最后一日，可不填。", _DAY),
)
CUSTOMERS = (
    Column("Customer no", "客户编码", "Number of the customer in your books.", "账套中的客户编码。"),
    Column("Customer name", "客户名称", "Registered name.", "客户全称。", width=34),
    Column(
        "Parent customer id",
        "上级客户",
        "Head of the group that may pay for it.",
        "可能代付的集团母公司编码，可不填。",
        width=18,
    ),
    Column("Bank account", "银行账号", "Account it pays from, as text.", "客户付款账号，按文本填写。", width=26),
    Column("Alias", "别名", "Another name it pays under.", "付款时使用的其他名称。", width=26),
    Column("Country", "国家", "Two letters, e.g. DE.", "两位国家代码，如 CN。"),
    Column("City", "城市", "City.", "所在城市。"),
    Column("Address", "地址", "Postal address, for statements of account.", "对账单邮寄地址，可不填。", width=34),
    Column("Contact", "联系人", "Whom a statement of account is addressed to.", "对账单收件人，可不填。", width=20),
    Column("Email", "邮箱", "Where statements are sent.", "对账单发送邮箱，可不填。", width=26),
    Column(
        "Language",
        "语言",
        "Language of letters: en or zh; empty = yours.",
        "函件语言：en 或 zh，可不填。",
        width=10,
    ),
    Column("Owner", "负责人", "Who looks after the customer in your house.", "本公司跟进该客户的人员，可不填。"),
)
LISTS = {"open_items": OPEN_ITEMS, "customers": CUSTOMERS}
_SHEETS = {"open_items": {"en": "Open items", "zh": "应收未收"}, "customers": {"en": "Customers", "zh": "客户"}}


def build(folder: Path) -> None:
    """Write every list and the start workbook in both languages into `folder`."""
    from xl_addin.start import start_workbook

    for lang in ("en", "zh"):
        (folder / f"start.{lang}.xlsx").write_bytes(stored(start_workbook(lang)))
    for name, columns in LISTS.items():
        for lang in ("en", "zh"):
            (folder / f"{name}.{lang}.xlsx").write_bytes(workbook(_SHEETS[name][lang], columns, lang))


def workbook(sheet: str, columns: tuple[Column, ...], lang: str) -> bytes:
    """An empty list: a header row, cell formats, and a note that shows when a cell is chosen."""
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 - a fixed stamp, not a clock
    head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "bottom": 1})
    page = book.add_worksheet(sheet)
    for at, column in enumerate(columns):
        title, help_ = (column.zh, column.zh_help) if lang == "zh" else (column.en, column.en_help)
        page.set_column(at, at, column.width, book.add_format({"num_format": column.shown}))
        page.write_string(0, at, title, head)
        page.data_validation(1, at, 20_000, at, {"validate": "any", "input_title": title, "input_message": help_})
    page.freeze_panes(1, 1)
    book.close()
    return stored(target.getvalue())


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
