"""Kingdee K/3 (金蝶 K/3 WISE, 凭证引入): vouchers as a workbook with the columns of its standard format.

One row a line. Amounts in 借方 and 贷方 are in the company's own currency (本位币), 原币金额 in the voucher's;
汇率 is what one of the other gives. Customers are an 核算项目 of the form 客户---number---name. Voucher numbers
count from 1 in each month of a file: let the import number them anew. 会计期间 is the calendar month. The
renminbi goes by the code RMB. K/3 WISE asks for the second sheet (t_Schema) of a file it has written itself: copy
these rows under the headings of such a file. K/3 Cloud (云星空) takes its own template, whose columns 凭证字,
凭证号, 摘要, 科目编码, 借方金额, 贷方金额 and 客户 are filled from these.

Source: the headings of K/3's standard voucher format and its description of lengths, as published programs and
pages give them. Not tried against a live system.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from recon.layouts import Context
from recon.layouts._shared import Cell, amount, rate, text, valued, xlsx_file
from recon.postings import Entry, EntryLine

TITLE = "金蝶 K/3"
SUFFIX = ".xlsx"
IN_BASE = True
MOST_LINES = None
_HEADER = (
    *("凭证日期", "会计年度", "会计期间", "凭证字", "凭证号", "科目代码", "科目名称", "币别代码", "币别名称"),
    *("原币金额", "借方", "贷方", "制单", "审核", "核准", "出纳", "经办", "结算方式", "结算号", "凭证摘要"),
    *("数量", "数量单位", "单价", "参考信息", "业务日期", "往来业务编号", "附件数", "序号", "系统模块", "业务描述"),
    *("汇率类型", "汇率", "分录序号", "核算项目", "过账", "机制凭证", "现金流量"),
)


def files(entries: Sequence[Entry], context: Context) -> Mapping[str, bytes]:
    """One workbook, sheet Page1."""
    rows = _rows(entries, context)
    return {f"{context.stem}{SUFFIX}": xlsx_file("Page1", _HEADER, rows, [12.0] * len(_HEADER))}


def _rows(entries: Sequence[Entry], context: Context) -> Iterator[tuple[Cell, ...]]:
    own = context.settings.posting
    numbers: Counter[tuple[int, int]] = Counter()
    for serial, entry in enumerate(entries, 1):
        month = (entry.day.year, entry.day.month)
        numbers[month] += 1
        code = "RMB" if entry.currency == "CNY" else entry.currency
        day = entry.day.isoformat()
        for at, (line, base) in enumerate(valued(entry)):
            original = amount(line.debit_minor or line.credit_minor, entry.currency)
            yield (
                day,
                *month,
                own.voucher_word,
                numbers[month],
                line.account,
                "",
                code,
                "人民币" if code == "RMB" else code,
                original,
                amount(max(base, 0), entry.base_currency),
                amount(max(-base, 0), entry.base_currency),
                own.prepared_by,
                *("NONE",) * 3,
                "",
                "",
                "",
                text(entry, line, context, 80),
                0,
                "*",
                0,
                entry.line_id,
                day,
                line.item_id,
                0,
                serial,
                "",
                "",
                "公司汇率",
                rate(entry, line),
                at,
                _customer(line),
                0,
                "",
                "",
            )


def _customer(line: EntryLine) -> str:
    kept = line.role in ("receivable", "on_account") and line.customer_id
    return f"客户---{line.customer_id}---{line.customer_name}" if kept else ""
