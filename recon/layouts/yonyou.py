"""Yonyou U8 (用友 U8, 总账工具: 凭证引入): vouchers as a text file.

The first line is 填制凭证,V800; then one line for each entry line, fields separated by commas, without quotes: a
comma in a text becomes a full-width one. Day, kind of voucher and number together are one voucher: the number is
that of the file's own count; let the import number them anew. Amounts are in the company's own currency with two
decimals; 外币 and 汇率 are given where the voucher is in another. Fields: 制单日期, 凭证类别字, 业务号, 附单据数,
摘要 (60), 科目编码, 金额借方, 金额贷方, 数量, 外币, 汇率, 制单人, 结算方式, 票号, 发生日期, 部门编码, 个人编码,
客户编码; later ones may be left out. The file is in GB 18030.

Source: published descriptions of the general ledger tool's voucher text, and programs that write it. Not tried
against a live system.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from recon.harmless import harmless
from recon.layouts import Context
from recon.layouts._shared import rate, text, valued
from recon.money import plain
from recon.postings import Entry

TITLE = "用友 U8"
SUFFIX = ".txt"
IN_BASE = True
MOST_LINES = None


def files(entries: Sequence[Entry], context: Context) -> Mapping[str, bytes]:
    """One text file."""
    lines = ["填制凭证,V800", *_lines(entries, context)]
    return {f"{context.stem}{SUFFIX}": "".join(f"{line}\r\n" for line in lines).encode("gb18030", "replace")}


def _lines(entries: Sequence[Entry], context: Context) -> Iterator[str]:
    own = context.settings.posting
    for number, entry in enumerate(entries, 1):
        day = entry.day.isoformat()
        foreign = entry.currency != entry.base_currency
        for line, base in valued(entry):
            kept = line.role in ("receivable", "on_account")
            fields = (
                day,
                own.voucher_word,
                str(number),
                "0",
                _cell(text(entry, line, context, 60)),
                _cell(line.account),
                plain(max(base, 0), entry.base_currency),
                plain(max(-base, 0), entry.base_currency),
                "0",
                plain(line.debit_minor or line.credit_minor, entry.currency) if foreign else "0",
                f"{rate(entry, line)}" if foreign else "0",
                _cell(own.prepared_by),
                "",
                _cell(entry.line_id[:30]),
                day,
                "",
                "",
                _cell(line.customer_id) if kept else "",
            )
            yield ",".join(fields)


def _cell(raw: str) -> str:
    return harmless(" ".join(raw.replace(",", "，").split()))
