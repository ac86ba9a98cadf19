"""The entries of a statement of account as a table: what stands open, document by document, then money not applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from recon.aging import UNAPPLIED
from recon.report import decimals
from recon.statement_of_account import Entry, Part
from recon.writers._excel import (
    FORMULA,
    GREY,
    LINE,
    RED,
    ROW,
    letters,
    lines_of,
    number,
    number_format,
    width_of,
)
from recon.writers._paper import SIZE, Paper
from recon.writers._shared import grouped, printable


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table."""

    key: str
    head: str
    width: float
    right: bool = False


@dataclass
class EntriesPaper(Paper):
    """A sheet with the table of a statement's entries."""

    columns: tuple[Column, ...] = ()
    head_row: int = 0
    first: int = 0  # first row of entries
    last: int = 0

    def begin(self, part: Part) -> None:
        """Lay the columns out for the entries of a part."""
        self.part = part
        self.columns = tuple(self._columns())
        self.lay_out(tuple(column.width for column in self.columns))

    @property
    def documents(self) -> int:
        """How many of the entries are documents; they come first, then money."""
        return sum(e.bucket != UNAPPLIED for e in self.part.entries)

    def _columns(self) -> list[Column]:
        """The columns with widths that fit what stands in them; one that would be empty is left out."""
        entries, code = self.part.entries, self.part.currency
        running = [sum(e.open_minor for e in entries[: n + 1]) for n in range(len(entries))]
        originals = [e.original_minor for e in entries if e.original_minor is not None]
        paids = [e.paid_minor for e in entries if e.paid_minor is not None]

        def money(amounts: Sequence[int]) -> float:
            return max([11, *(len(grouped(minor, code)) + 2 for minor in [*amounts, sum(amounts)])])

        def text(texts: Sequence[str], least: int, most: int) -> float:
            return max(least, min(most, max((width_of(one) + 1 for one in texts), default=0)))

        orders = [printable(e.order) for e in entries]
        kinds = [self._kind(e) for e in entries]
        found = [
            Column("day", self.say("statement_day"), 10.5),
            Column("number", self.say("col_item"), text([printable(e.number) for e in entries], 14, 24)),
            Column("kind", self.say("col_kind"), text(kinds, 10, 19)),
            Column("order", self.say("statement_order"), text([*orders, self.say("statement_order")[:12]], 12, 18) + 1),
            Column("due", self.say("col_due"), 10.5),
            Column("original", self.say("statement_original"), money(originals), right=True),
            Column("paid", self.say("statement_paid"), money(paids), right=True),
            Column("open", self.say("col_open"), money([e.open_minor for e in entries]), right=True),
            Column("days", self.say("statement_days"), 9, right=True),
            Column("running", self.say("col_balance"), money(running) + 1, right=True),
        ]
        left_out = set() if any(orders) else {"order"}
        return [column for column in found if column.key not in left_out]

    def _kind(self, entry: Entry) -> str:
        kind = printable(entry.kind.text(self.lang))
        return self.say("statement_dispute_mark", kind=kind) if entry.disputed else kind

    def at(self, key: str) -> int:
        """The place of a column."""
        return [column.key for column in self.columns].index(key)

    def span(self, key: str) -> str:
        """All entries of a column, as a formula writes them."""
        name = letters(self.at(key))
        return f"${name}${self.first + 1}:${name}${self.last + 1}"

    def table(self) -> None:
        tallest = max(lines_of(c.head, c.width - 1) for c in self.columns)
        self.head_height = (ROW + 1) * tallest + 5
        self.head_row = self.next_row(self.head_height)
        for at, column in enumerate(self.columns):
            align = "right" if column.right else "left"
            self.sheet.write_string(self.head_row, at, column.head, self.styles.head(font_size=9.5, align=align))
        self.first = self.row
        self.last = self.row + len(self.part.entries) - 1
        for n, entry in enumerate(self.part.entries):
            self._entry(entry, shaded=n % 2 == 1)
        row = self.next_row(ROW + 4)
        for at, column in enumerate(self.columns):
            shown = {"day": self.say("col_total")}.get(column.key)
            self.sheet.write(row, at, shown, self.styles.total(font_size=SIZE, valign="vcenter"))
        total = self.part.balance_minor
        style = self.styles.total(num_format=number_format(self.part.currency), valign="vcenter")
        for key in ("open", "running"):
            formula = f"=SUM({self.span('open')})"
            self.sheet.write_formula(row, self.at(key), formula, style, number(total, self.part.currency))
        if any(e.disputed for e in self.part.entries):
            self.next_row(3)
            self.across(self.say("statement_disputed"), font_color=GREY, font_size=9)

    def _entry(self, entry: Entry, shaded: bool) -> None:
        code = self.part.currency
        texts = {"number": printable(entry.number), "kind": self._kind(entry), "order": printable(entry.order)}
        high = max(lines_of(shown, self.columns[self.at(k)].width) for k, shown in texts.items() if self._has(k))
        row = self.next_row((ROW + 0.5) * high + 2)
        fill: dict[str, object] = {"bg_color": "#F7F9FB"} if shaded else {}
        cell: dict[str, object] = {"font_size": 9.5, "valign": "vcenter", "bottom": 1, "bottom_color": LINE, **fill}
        plain: dict[str, object] = {"num_format": "@", "text_wrap": True, **cell}
        amounts = self.styles.of(num_format=number_format(code), **cell)
        days = self.styles.of(num_format="0", font_color=RED if entry.days else "#000000", **cell)
        dates = self.styles.of(num_format="yyyy-mm-dd", align="left", **cell)
        for key, shown in texts.items():
            if self._has(key):
                guarded = {"quote_prefix": True} if shown[:1] in FORMULA else {}
                self.sheet.write_string(row, self.at(key), shown, self.styles.of(**plain, **guarded))
        for key, day in (("day", entry.day), ("due", entry.due)):
            if day is None:
                self.sheet.write_blank(row, self.at(key), None, dates)
            else:
                self.sheet.write_datetime(row, self.at(key), datetime(day.year, day.month, day.day), dates)  # noqa: DTZ001
        original, paid, left, balance = (letters(self.at(k)) for k in ("original", "paid", "open", "running"))
        if entry.original_minor is None or entry.paid_minor is None:
            self.sheet.write_blank(row, self.at("original"), None, amounts)
            self.sheet.write_blank(row, self.at("paid"), None, amounts)
            self.sheet.write_number(row, self.at("open"), number(entry.open_minor, code), amounts)
        else:
            self.sheet.write_number(row, self.at("original"), number(entry.original_minor, code), amounts)
            self.sheet.write_number(row, self.at("paid"), number(entry.paid_minor, code), amounts)
            places = decimals(code)
            formula = f"=ROUND({original}{row + 1}-{paid}{row + 1},{places})"
            self.sheet.write_formula(row, self.at("open"), formula, amounts, number(entry.open_minor, code))
        done = self.part.entries[: row - self.first + 1]
        before = f"{balance}{row}+" if row > self.first else ""
        self.sheet.write_formula(
            row,
            self.at("running"),
            f"=ROUND({before}{left}{row + 1},{decimals(code)})",
            amounts,
            number(sum(e.open_minor for e in done), code),
        )
        if entry.days is None:
            self.sheet.write_blank(row, self.at("days"), None, days)
        else:
            self.sheet.write_number(row, self.at("days"), entry.days, days)

    def _has(self, key: str) -> bool:
        return any(column.key == key for column in self.columns)
