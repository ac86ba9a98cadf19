"""One workbook for any list of reports: a summary that answers "does it tie?", charts, then a sheet a section.

Law: a cell shows what its formula gives. Totals, checks and shares are formulas over the rows beside them, and carry
the right value for whoever opens the file without recalculating. Text is text: nothing that came from a file can
become a formula or a link. Same reports, same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from recon.durable import write_together
from recon.errors import ConfigError
from recon.report import Report
from recon.words import says
from recon.writers import _shared
from recon.writers._excel import Page, Styles, sheet_name, table_name
from recon.writers._sheet import SectionSheet
from recon.writers._summary import charts, summary

SUFFIX = ".xlsx"
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a file format's field, not a moment: outputs never show the clock
_ON_EVERY_PAGE = ("policy_company", "policy_period", "policy_run")  # on the summary and in the foot of every page
_MOST_ROWS = 1_048_000  # what a sheet holds, less its head and foot


def write(reports: Sequence[Report], folder: Path, lang: str) -> list[Path]:
    """Write one workbook for all reports.

    Raises:
        BusyError: the workbook is open in Excel, or the folder cannot be written.
        ConfigError: a section has more rows than a sheet holds.
    """
    return write_together(folder, files(reports, lang))


def files(reports: Sequence[Report], lang: str) -> dict[str, bytes]:
    """The workbook by its name."""
    return {f"{_shared.name_of(reports)}{SUFFIX}": _workbook(reports, lang)}


def _workbook(reports: Sequence[Report], lang: str) -> bytes:
    from xlsxwriter import Workbook

    _refuse_too_long(reports, lang)
    out = io.BytesIO()
    book = Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    page = Page(
        lang,
        draft=any(report.draft for report in reports),
        title=_shared.text(reports[0].title if len(reports) == 1 else says("month_end"), lang),
        policy=_shared.common_policy(reports),
    )
    book.set_properties({"title": page.title, "created": _CREATED})
    styles = Styles(book)
    names: set[str] = set()
    front = book.add_worksheet(sheet_name(says("sheet_summary").text(lang), names))
    drawn = [s for report in reports for s in report.sections if s.chart is not None and s.rows]
    back = book.add_worksheet(sheet_name(says("sheet_charts").text(lang), names)) if drawn else None
    tables: set[str] = set()
    sheets: list[SectionSheet] = []
    for report in reports:
        own = tuple(line for line in report.policy if line[0].id not in _ON_EVERY_PAGE)
        for section in report.sections:
            if section.rows:
                sheet = book.add_worksheet(sheet_name(_shared.text(section.title, lang), names))
                sheets.append(SectionSheet(sheet, report, section, own, table_name(section.name, tables)))
    # The summary's rows are laid out before the sheets are drawn: a sheet's check shows the summary's cell.
    at = summary(front, styles, page, reports, sheets)
    for each in sheets:
        each.draw(styles, page, at)
    if back is not None:
        charts(book, back, styles, page, [each for each in sheets if each.section.chart is not None])
    front.activate()
    book.close()
    return out.getvalue()


def _refuse_too_long(reports: Sequence[Report], lang: str) -> None:
    for report in reports:
        for section in report.sections:
            if len(section.rows) > _MOST_ROWS:
                raise ConfigError(
                    says(
                        "sheet_too_long",
                        title=_shared.text(section.title, lang),
                        count=len(section.rows),
                        most=_MOST_ROWS,
                    ),
                    fix=says("sheet_too_long_fix"),
                )
