"""The hidden sheet of lists: what drop-downs offer, and the sentences of the checks under names that formulas use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from recon.decisions.kinds import EVENTS
from recon.monthend import MonthEnd
from recon.reports._shared import customer_names
from recon.review.layout import Reason, Verb, customer_shown
from recon.words import says
from recon.writers._excel import letters, quoted

# The reasons in one row of cells, so that those of a document and those of a line are neighbours.
REASONS = (
    Reason.LEAVE_OPEN,
    Reason.DISCOUNT,
    Reason.ROUNDING,
    Reason.SHORT_PAY,
    Reason.WRITE_OFF,
    Reason.FEE,
    Reason.INTEREST,
    Reason.TAX,
    Reason.TRANSFER,
    Reason.OTHER,
    Reason.ON_ACCOUNT,
)
SAID = (
    "ok_row",
    "ok_on_account",
    "ok_stays_open",
    "ok_written_off",
    "lacks_choose",
    "lacks_known_decision",
    "lacks_proposal",
    "lacks_runner_up",
    "lacks_document",
    "lacks_on_items",
    "lacks_currency",
    "lacks_reason_document",
    "lacks_reason_line",
    "lacks_approver",
    "lacks_other_approver",
    "lacks_split_rows",
    "lacks_split_left",
    "lacks_split_look",
    "lacks_customer",
    "lacks_money_out",
    "lacks_receipt",
    "lacks_pattern",
    "lacks_number",
    "lacks_amount",
    "lacks_document_or_reason",
    "lacks_less",
    "lacks_tick",
)
LEARNED = ("name", "account", "pattern")  # kinds of rows a person may add


class Lists:
    """The cells of each list, as a formula of any sheet writes them.

    Args:
        sheet: the worksheet, still empty.
        book: the workbook, which gets a name for each sentence of the checks and each list they look into.
        month: whose customers and owners there are.
        owners: names typed in an earlier book.
    """

    def __init__(self, sheet: Any, book: Any, month: MonthEnd, lang: str, owners: Sequence[str]) -> None:
        self._sheet = sheet
        self._cells: dict[str, str] = {}
        names = customer_names(month)
        numbers = sorted({*names, *(i.customer_id for i in month.items), *(c.customer_id for c in month.customers)})
        people = sorted({*owners, *(c.owner for c in month.customers)} - {""})
        columns: Mapping[str, Sequence[str]] = {
            "decisions": [says(f"verb_{verb}").text(lang) for verb in Verb],
            "reasons": [says(f"reason_{reason}").text(lang) for reason in REASONS],
            "yes": [says("yes").text(lang)],
            "kinds": [says(f"event_{kind}").text(lang) for kind in EVENTS],
            "learned": [says(f"learned_{kind}").text(lang) for kind in LEARNED],
            "directions": [says(f"direction_{way}").text(lang) for way in ("in", "out")],
            "customers": [customer_shown(number, names.get(number, "")) for number in numbers],
            "owners": people,
            "said": [says(id).text(lang) for id in SAID],
        }
        for at, (name, entries) in enumerate(columns.items()):
            sheet.write_string(0, at, name)
            for row, entry in enumerate(entries, 1):
                sheet.write_string(row, at, entry)
            self._cells[name] = self._range(at, 1, max(len(entries), 1))
        at = list(columns).index("said")
        for row, id in enumerate(SAID, 1):
            book.define_name(id, f"={self._range(at, row, row).partition(':')[0]}")
        for name in ("decisions", "reasons"):
            book.define_name(f"list_{name}", f"={self._cells[name]}")
        reasons = list(columns).index("reasons")
        of = {reason: row for row, reason in enumerate(REASONS, 1)}
        self._cells["of_document"] = self._range(reasons, of[Reason.DISCOUNT], of[Reason.FEE])
        self._cells["of_line"] = self._range(reasons, of[Reason.FEE], of[Reason.OTHER])
        self._cells["of_split"] = self._range(reasons, of[Reason.FEE], of[Reason.ON_ACCOUNT])
        for name in ("of_document", "of_line", "of_split"):
            book.define_name(name, f"={self._cells[name]}")
        self._cells["but_on_account"] = self._range(reasons, of[Reason.LEAVE_OPEN], of[Reason.OTHER])

    def __getitem__(self, name: str) -> str:
        return self._cells[name]

    def _range(self, at: int, first: int, last: int) -> str:
        letter = letters(at)
        return f"{quoted(self._sheet.get_name())}!${letter}${first + 1}:${letter}${last + 1}"
