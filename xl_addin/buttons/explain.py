"""Explain: why the selected payment became what it is, point by point, on a sheet of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from recon.errors import InputError, Where
from recon.words import Said, say, says
from recon.writers._excel import SOFT, number_format
from xl_addin.book import Block, Book, Look, Page, Value
from xl_addin.registry import Group, button
from xl_addin.workbook.looks import HEAD, TITLE

if TYPE_CHECKING:
    from recon.match.explain import Explanation
    from recon.match.outcome import Answer
    from recon.monthend import MonthEnd
    from xl_addin.workbook.company import Company

_DAY = Look(shows="yyyy-mm-dd")
_PART, _POINTS, _REASON = Look(bold=True, fill=SOFT), Look(shows="+0.0;-0.0;0.0"), Look(wrap=True)


@button(Group.MATCH, icon="FormulaEvaluate", key="ME", position=40)
def explain(book: Book) -> str:
    """Draw the reasons for and against, the running total, how the money adds up, and why the runner-up lost."""
    from recon.match.explain import explain as taken_apart
    from xl_addin.buttons._drawing import draw
    from xl_addin.workbook.company import company, month_of

    firm = company(book)
    fingerprint, line_id = _selected(book, firm)
    answer = _answer(month_of(firm, book).month, fingerprint, line_id)
    if answer is None:
        raise InputError(says("explain_no_line", line=line_id or fingerprint), Where(book.name), _fix(book, firm))
    page = page_of(taken_apart(answer), firm.lang)
    drawn = draw(book, firm.recorded, "explain", [page], firm.lang)
    if drawn is None:
        return say("sheets_kept", firm.lang)
    name = next(iter(drawn))
    book.show(name)
    return say("xl_explained", firm.lang, line=answer.line.line_id, sheet=name)


def page_of(found: Explanation, lang: str) -> Page:
    """An answer taken apart, from top to bottom."""
    line = found.answer.line
    units, figure = _units(line.amount_minor, line.currency), Look(shows=number_format(line.currency))
    blocks = [
        Block(1, 1, [[say("xl_explain_title", lang, line=line.line_id)]], (TITLE,)),
        Block(2, 1, [[_shown(line.payer_name), line.booked, units, line.currency]], (Look(), _DAY, figure, Look())),
        Block(3, 1, [[_shown(f"{line.remittance_text} {line.reference}".strip())]]),
        Block(4, 1, [[found.answer.said.text(lang)]], (Look(bold=True),)),
    ]
    row = 5
    for said in (found.because, found.next and says("explain_next", next=found.next)):
        if said is not None:
            blocks.append(Block(row, 1, [[said.text(lang)]], (_REASON,)))
            row += 1
    if len(found.money) > 1:
        heads = [say(f"explain_{key}", lang) for key in ("money", "head_amount", "head_currency")]
        blocks.append(Block(row + 1, 1, [heads], (HEAD,)))
        row += 2
        for part in found.money:
            told, units = _shown(part.said.text(lang)), _units(part.minor, part.currency)
            figure = Look(bold=part.total, shows=number_format(part.currency))
            looks = (Look(bold=part.total, wrap=True), figure, Look(bold=part.total))
            blocks.append(Block(row, 1, [[told, units, part.currency]], looks))
            row += 1
        if found.shares:
            blocks.append(Block(row, 1, [[_shown(share.text(lang))] for share in found.shares], (_REASON,)))
            row += len(found.shares)
    for rank, fall in enumerate(found.waterfalls, 1):
        one = fall.alternative
        names = ", ".join(share.item_id for share in one.shares) or "-"
        percent = f"{one.probability * 100:.2f}"
        title = say("explain_alternative", lang, rank=rank, items=names, percent=percent, way=fall.way)
        blocks.append(Block(row + 1, 1, [[_shown(title), None, None]], (_PART,)))
        heads = [say(f"explain_head_{key}", lang) for key in ("reason", "points", "total")]
        blocks.append(Block(row + 2, 1, [heads], (HEAD,)))
        rows: list[list[Value]] = []
        for step in fall.steps:
            veto = f" {say('explain_veto', lang)}" if step.veto else ""
            rows.append([_shown(step.said.text(lang) + veto), round(step.points, 1), round(step.total, 1)])
        if rows:
            blocks.append(Block(row + 3, 1, rows, (_REASON, _POINTS, _POINTS)))
            blocks.append(Block(row + 3 + len(rows), 1, [[fall.probability.text(lang)]], (_REASON,)))
        row += 4 + len(rows)
    if found.runner_up is not None:
        heads = [say("explain_runner_up", lang), say("explain_head_points", lang)]
        blocks.append(Block(row + 1, 1, [heads], (HEAD,)))
        against: list[list[Value]] = [
            [_shown(say("explain_about", lang, rule=one.rule, said=one.reason)), round(one.points, 1)]
            for one in found.runner_up.differs
        ]
        blocks.append(Block(row + 2, 1, [[found.runner_up.said.text(lang)]], (_REASON,)))
        if against:
            blocks.append(Block(row + 3, 1, against, (_REASON, _POINTS)))
    return Page(say("xl_sheet_explained", lang), blocks, widths=(90, 14, 14, 9), landscape=False)


def _units(minor: int, currency: str) -> float | str:
    from xl_addin.amounts import in_units

    return in_units(minor, currency)


def _shown(text: str) -> str:
    from recon.writers._excel import fitting
    from recon.writers._shared import printable

    return fitting(printable(text))


def _selected(book: Book, firm: Company) -> tuple[str, str]:
    """Fingerprint or line id of the payment that is selected, on the sheet Matches or among the receipts.

    Raises:
        InputError: none is.
    """
    from recon.ingest.lists.numbers import text_of
    from xl_addin.layout import ALLOC, RECEIPTS
    from xl_addin.workbook import matches, tables

    area = book.selection()
    found = matches.read(book) if matches.find(book) == area.sheet else None
    if found is not None and (rows := found.at(area.top, area.bottom)):
        return rows[0].key, ""
    place = firm.places.get("bank")
    if place is not None and place.sheet == area.sheet:
        there = (line for file in firm.inputs.bank_files for one in file.statements for line in one.lines)
        at = next((line for line in there if line.source.row == area.top), None)
        if at is not None:
            return at.fingerprint, ""
    for layout in (RECEIPTS, ALLOC):
        table = tables.read(book, layout)
        if table is not None and table.place.sheet == area.sheet:
            for row, cells in table.rows:
                if row == area.top and (line := text_of(cells.get("line_id", ""))):
                    return "", line
    raise InputError(says("xl_explain_select"), Where(book.name), _fix(book, firm))


def _fix(book: Book, firm: Company) -> Said:
    from xl_addin.workbook import matches

    sheet = matches.find(book) or say("xl_sheet_matches", firm.lang)
    receipts = firm.places["bank"].sheet if "bank" in firm.places else say("xl_sheet_receipts", firm.lang)
    return says("xl_explain_select_fix", matches=sheet, receipts=receipts)


def _answer(month: MonthEnd, fingerprint: str, line_id: str) -> Answer | None:
    lines = ((one.line, one) for one in _answers(month))
    return next((one for line, one in lines if fingerprint == line.fingerprint or line_id == line.line_id), None)


def _answers(month: MonthEnd) -> Iterator[Answer]:
    """Of what waits first: that is what a person has before him."""
    yield from (one.answer for one in month.waiting)
    yield from month.answers
    yield from month.carried
