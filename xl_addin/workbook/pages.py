"""Reports -> pages for sheets of a workbook, in the looks of our reports.

Law: a cell shows what its formula gives. Totals, sums across, shares and checks are formulas over the cells beside
them, and carry the right value for whoever opens the file without recalculating. Same report, same pages.

From the top: title, DRAFT while the month is not locked, policy, note, checks; then the headings and the
rows, which become an Excel table; then the totals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from recon.errors import InputError, address
from recon.money import show
from recon.report import Check, Column, Kind, Report, Section, currencies, decimals, total_currency, totals
from recon.report import Value as ReportValue
from recon.words import say, says
from recon.writers._excel import (
    GREEN,
    GREY,
    RED,
    SOFT,
    fitting,
    letters,
    number_format,
    sheet_name,
    table_name,
    width_of,
)
from recon.writers._shared import grouped, text
from recon.writers._sheet import SectionSheet, sum_of
from xl_addin.amounts import number
from xl_addin.book import Area, Block, Formula, Look, Page, Value
from xl_addin.workbook.looks import HEAD, SAID, TITLE

_DRAFT = Look(bold=True, ink=RED, size=12)
_DAY, _COUNT, _PERCENT, _WORDS = "yyyy-mm-dd", "#,##0", "0.0%", "@"
_BETWEEN = "  ·  "
_NARROWEST = 60  # characters a line of text may take on a sheet of few columns
_MOST_REPEATED = 12  # rows of a head that stays in sight and is printed on every page
_LANDSCAPE = 95  # characters from which a page lies on its side
_RIGHT = (Kind.MONEY, Kind.COUNT, Kind.PERCENT)


def pages(report: Report, lang: str) -> tuple[Page, ...]:
    """The sheets of a report: one a section that has rows; of a report without any, the first section's.

    Args:
        report: any report.
        lang: language of its words.
    """
    drawn = [section for section in report.sections if section.rows] or list(report.sections[:1])
    names: set[str] = set()
    tables: set[str] = set()
    return tuple(
        _Drawn(
            report, section, lang, sheet_name(text(section.title, lang), names), table_name(section.name, tables)
        ).page()
        for section in drawn
    )


class _Drawn:
    """A section on its way to a page. Rows and columns count from 1."""

    def __init__(self, report: Report, section: Section, lang: str, name: str, table: str) -> None:
        self.report, self.section, self.lang, self.name, self.table = report, section, lang, name, table
        own = SectionSheet(None, report, section, (), table)
        self.heads = own.headers(lang)
        self.totals = totals(section)
        self.widths = own.widths(lang, self.heads, self.totals)
        self.said = self._said()
        self.head = len(self.said) + len(section.checks) + 2
        self.first = self.head + 1
        self.last = self.head + len(section.rows)

    def page(self) -> Page:
        """The page."""
        blocks = [Block(at, 1, [[line]], [look]) for at, (line, look) in enumerate(self.said, 1)]
        blocks += [self._check(len(self.said) + n, check) for n, check in enumerate(self.section.checks, 1)]
        blocks.append(
            Block(self.head, 1, [self.heads], [_head(self.section.columns, at) for at in range(len(self.heads))])
        )
        blocks += self._rows()
        if self.section.rows and any(total is not None for total in self.totals):
            blocks += self._foot()
        columns = len(self.widths)
        keep = 2 if columns > 4 and sum(self.widths[:2]) <= 50 else 1
        head = self.head if self.head <= _MOST_REPEATED else 0
        holds = all(check.holds for check in self.section.checks)
        table = Area("", self.head, 1, self.last, columns, self.table) if self.section.rows else None
        if not self.section.rows:
            blocks.append(Block(self.first, 1, [[say("section_empty", self.lang)]], [SAID]))
        return Page(
            self.name,
            blocks,
            self.widths,
            table,
            frozen=(head, keep if columns > 3 else 0),
            tab=GREEN if holds else RED,
            landscape=sum(self.widths) > _LANDSCAPE,
            repeated=head,
        )

    def _said(self) -> list[tuple[str, Look]]:
        """What stands over the table, line by line."""
        lang, room = self.lang, max(sum(self.widths), _NARROWEST)
        said = [(text(self.section.title, lang), TITLE)]
        if self.report.draft:
            said.append((say("draft", lang), _DRAFT))
        lines = [
            f"{text(label, lang)}{say('where_colon', lang)}{text(value, lang)}" for label, value in self.report.policy
        ]
        for line in (*packed(lines, room), text(self.section.note, lang)):
            said += [(part, SAID) for part in broken(line, room)]
        return said

    def _check(self, at: int, check: Check) -> Block:
        """Status as a formula, then both sides in words."""
        lang, places = self.lang, decimals(check.currency)
        ok, bad = say("check_ok", lang), say("check_bad", lang)
        left, right = (_typed(side, check.currency) for side in (check.left_minor, check.right_minor))
        keys = [column.key for column in self.section.columns]
        if check.column in keys and self.section.rows:
            left = f"SUM({self._range(keys.index(check.column))})"
        status = Formula(f'=IF(ROUND({left}-({right}),{places})=0,"{ok}","{bad}")', ok if check.holds else bad)
        sides = (" = " if check.holds else " ≠ ").join(
            grouped(side, check.currency) for side in (check.left_minor, check.right_minor)
        )
        colour = GREEN if check.holds else RED
        said = f"{text(check.label, lang)}{say('where_colon', lang)}{sides}"
        return Block(at, 1, [[status, said]], [Look(bold=True, ink=colour), Look(ink=colour)])

    def _rows(self) -> list[Block]:
        """The rows, one block a run of rows whose amounts have the same currencies."""
        section = self.section
        of = [currencies(section, c) if c.kind is Kind.MONEY else None for c in section.columns]
        coded = [(tuple(each(row) if each else "" for each in of), row) for row in section.rows]
        keys = [column.key for column in section.columns]
        blocks, at = [], self.first
        for codes, run in groupby(coded, key=lambda pair: pair[0]):
            rows = [row for _, row in run]
            looks = [
                replace(_aligned(section.columns, at), shows=_shown(column.kind, code), wrap=column.kind is Kind.TEXT)
                for at, (column, code) in enumerate(zip(section.columns, codes, strict=True))
            ]
            values = [
                [
                    self._value(value, column, code, keys, at + n)
                    for value, column, code in zip(row, section.columns, codes, strict=True)
                ]
                for n, row in enumerate(rows)
            ]
            blocks.append(Block(at, 1, values, looks))
            at += len(rows)
        return blocks

    def _value(self, value: ReportValue, column: Column, code: str, keys: Sequence[str], row: int) -> Value:
        if value is None:
            return None
        if column.kind is Kind.MONEY and isinstance(value, int):
            shown = _number(value, code)
            return Formula(sum_of(column, keys, row - 1), shown) if column.adds else shown
        if column.kind is Kind.DAY and isinstance(value, date):
            return value
        if column.kind in _RIGHT and isinstance(value, int | float):
            return value
        return fitting(text(value, self.lang))

    def _foot(self) -> list[Block]:
        """Totals of what the rows show, and their shares of one of them."""
        section, foot = self.section, self.last + 1
        values: list[Value] = []
        looks: list[Look] = []
        for at, (column, total) in enumerate(zip(section.columns, self.totals, strict=True)):
            code = (total_currency(section, column) or "") if column.kind is Kind.MONEY else ""
            shows = number_format(code) if column.kind is Kind.MONEY else _COUNT
            looks.append(Look(bold=True, fill=SOFT, shows=shows if total is not None else ""))
            if total is not None:
                values.append(Formula(f"=SUBTOTAL(109,{self._range(at)})", _number(total, code)))
            else:
                values.append(say("col_total", self.lang) if at == 0 else None)
        return [Block(foot, 1, [values], looks), *self._shares(foot)]

    def _shares(self, foot: int) -> list[Block]:
        keys = [column.key for column in self.section.columns]
        whole = self.totals[keys.index(self.section.share_of)] if self.section.share_of in keys else None
        if not whole:
            return []
        base = f"${letters(keys.index(self.section.share_of))}${foot}"
        values: list[Value] = [
            Formula(f"=IF({base}=0,0,{address(foot, at)}/{base})", total / whole) if total is not None else None
            for at, total in enumerate(self.totals, 1)
        ]
        values[0] = say("share", self.lang) if values[0] is None else values[0]
        return [Block(foot + 1, 1, [values], [Look(italic=True, ink=GREY, shows=_PERCENT)])]

    def _range(self, column: int) -> str:
        """A column's figures as a formula writes them; `column` from 0."""
        return f"{letters(column)}{self.first}:{letters(column)}{self.last}"


def _typed(minor: int, currency: str) -> str:
    """An amount within a formula, as a spreadsheet program writes it: 500, not 500.00, or it would look changed."""
    told = f"{_number(minor, currency):.{decimals(currency)}f}"
    return told.rstrip("0").rstrip(".") if "." in told else told


def _number(minor: int, currency: str) -> float:
    """The number of a sheet that stands for an amount, or for a count where there is no currency.

    Raises:
        InputError: no number of a sheet tells it from the amount next to it; formulas over it would be wrong.
    """
    held = number(minor, currency) if currency else float(minor)
    if held is None:
        raise InputError(says("xl_amount_large", amount=show(minor, currency)), fix=says("xl_amount_large_fix"))
    return held


def packed(said: Sequence[str], room: float) -> list[str]:
    """Short texts side by side, in lines of at most `room` characters.

    >>> packed(["one", "two", "three"], 12)
    ['one  ·  two', 'three']
    """
    lines: list[str] = []
    for one in said:
        joined = f"{lines[-1]}{_BETWEEN}{one}" if lines else ""
        if lines and width_of(joined) <= room:
            lines[-1] = joined
        else:
            lines.append(one)
    return lines


def broken(line: str, room: float) -> list[str]:
    """A text in lines of at most `room` characters, a Chinese one counting two; nothing for an empty text.

    >>> broken("one two three", 8), broken("", 8)
    (['one two', 'three'], [])
    """
    lines: list[str] = []
    held = ""
    for part in re.findall(r"[^\S\n]+|[\x21-\x7e\u00a1-\u024f]+|.", line):
        if held and width_of(held + part) > room and part.strip():
            lines.append(held.rstrip())
            held = ""
        held += part if held or part.strip() else ""
    return [*lines, held.rstrip()] if held.strip() else lines


def _head(columns: Sequence[Column], at: int) -> Look:
    aligned = _aligned(columns, at)
    return replace(HEAD, align=aligned.align, inset=aligned.inset)


def _aligned(columns: Sequence[Column], at: int) -> Look:
    """Figures to the right, the rest to the left; a text after a figure a step away, since the two would touch."""
    if columns[at].kind in _RIGHT:
        return Look(align="right")
    return Look(align="left", inset=int(at > 0 and columns[at - 1].kind in _RIGHT))


def _shown(kind: Kind, currency: str) -> str:
    match kind:
        case Kind.MONEY:
            return number_format(currency or "EUR")
        case Kind.DAY:
            return _DAY
        case Kind.COUNT:
            return _COUNT
        case Kind.PERCENT:
            return _PERCENT
        case Kind.TEXT:
            return _WORDS
