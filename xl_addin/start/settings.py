"""The settings sheet: key, value and what it means; the cells that formulas use have names."""

from __future__ import annotations

from datetime import date
from typing import Any

from recon.report import Kind
from recon.words import LANGUAGES
from recon.writers._excel import GREY, LINE, ROW, lines_of
from xl_addin.layout import NAMES, SETTINGS
from xl_addin.start.drawing import INPUT, Drawing, write
from xl_addin.start.rows import Cell, Rows
from xl_addin.start.tables import CURRENCIES

HEAD = 3  # row of the headings, from 0
_BUTTONS = 2
KEYS = (  # what most firms set
    "company.name",
    "company.currency",
    "company.language",
    "company.accounts",
    "period",
    "as_of",
    "tolerance.rounding",
    "tolerance.bank_fee",
    "tolerance.short_pay",
    "review.write_off_alone",
)
_WIDTHS = (26, 34, 92)


def usual(lang: str) -> dict[str, Cell]:
    """What stands in the settings of a workbook nobody has filled in: the defaults of recon.toml."""
    from recon.config import Settings

    given = Settings()
    return {
        "company.currency": "CNY" if lang == "zh" else given.company.currency,
        "company.language": lang,
        "tolerance.rounding": float(given.tolerance.rounding),
        "tolerance.bank_fee": float(given.tolerance.bank_fee),
        "tolerance.short_pay": float(given.tolerance.short_pay),
        "review.write_off_alone": float(given.review.write_off_alone),
    }


def filled(rows: Rows, lang: str) -> Rows:
    """The same rows, settings that are not given at their defaults."""
    return Rows(rows.tables, {**usual(lang), **rows.settings})


def settings_sheet(drawing: Drawing) -> None:
    """Draw the sheet."""
    page = drawing.add(SETTINGS, INPUT)
    drawing.top(page, drawing.name(SETTINGS), drawing.told("note_settings"))
    drawing.buttons(page, _BUTTONS, ("settings", "check"))
    for at, key in enumerate(("setting", "setting_value", "setting_meaning")):
        page.write_string(HEAD, at, drawing.head(key), drawing.title())
        page.set_column(at, at, _WIDTHS[at])
    given = drawing.figures.rows.settings
    for row, key in enumerate(dict.fromkeys([*KEYS, *given]), HEAD + 1):
        _setting(drawing, page, row, key, given.get(key))
        for name in (name for name, of in NAMES.items() if of == key):
            drawing.book.define_name(name, f"={drawing.at(SETTINGS, row, 1)}")
    page.freeze_panes(HEAD + 1, 1)
    page.ignore_errors({"number_stored_as_text": "A1:C200"})
    drawing.paper(page, landscape=False, repeated=HEAD)
    page.hide_gridlines(2)


def _setting(drawing: Drawing, page: Any, row: int, key: str, value: Cell) -> None:
    meaning = drawing.told(f"set_{key.replace('.', '_')}") if key in KEYS else ""
    page.write_string(row, 0, key, drawing.styles.cell(num_format="@", font_color=GREY))
    kind = Kind.DAY if key == "as_of" else Kind.MONEY if isinstance(value, int | float) else Kind.TEXT
    style = drawing.input(kind, align="left", valign="top", text_wrap=True, bottom=1, bottom_color=LINE)
    write(page, row, 1, value, style)
    page.write_string(row, 2, meaning, drawing.styles.cell(text_wrap=True))
    page.set_row(row, ROW * max(lines_of(meaning, _WIDTHS[2]), lines_of(str(value or ""), _WIDTHS[1])) + 4)
    rules: dict[str, dict[str, Any]] = {
        "company.currency": {"validate": "list", "source": list(CURRENCIES), "error_type": "warning"},
        "company.language": {"validate": "list", "source": list(LANGUAGES)},
        "as_of": {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1)},
    }
    if rule := rules.get(key):
        page.data_validation(row, 1, row, 1, rule)
