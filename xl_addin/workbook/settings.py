"""The settings sheet of a workbook: key, value, what it means. It is the workbook's recon.toml.

Law: keys are those of recon.toml with dots (`company.name`), the names below, and `table.<kind>` for where a list
stands. All mistakes are said at once, each with its cell. What is left blank is as if it were not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_args, get_type_hints

from recon import config
from recon.config import Settings
from recon.errors import ConfigError, Where, address
from recon.ingest.lists import headers
from recon.ingest.lists.numbers import Cell, text_of
from recon.review.understood import day_of, is_no, is_yes
from recon.terms import Period
from recon.words import LANGUAGES, Said, listed, say, says
from xl_addin.book import Area, Book
from xl_addin.layout import INPUTS, NAMES, SETTINGS

_TEXT_LIST = re.compile(r"[;；\n]")


@dataclass(frozen=True, slots=True)
class Given:
    """What a workbook sets."""

    settings: Settings
    keys: frozenset[str]  # keys of recon.toml that are given; the others have their defaults
    as_of: date | None = None  # key date of reports
    period: Period | None = None  # month that is worked on
    tables: Mapping[str, str] = field(default_factory=dict)  # where a list stands, by kind: table, sheet or range
    sheet: str = ""  # the settings sheet, "" where there is none


def read(book: Book) -> Given:
    """The settings of a workbook; the defaults where it has no settings sheet and no named cells.

    Raises:
        ConfigError: unknown keys or wrong values; all mistakes in one message, each with its cell.
    """
    sheet = sheet_of(book)
    cells = dict(_rows(book, sheet)) if sheet else {}
    for name, (place, value) in _named_cells(book).items():
        cells.setdefault(NAMES[name], (place, value))
    wrong: list[Said] = []
    raw: dict[str, Any] = {}
    found: dict[str, Any] = {}
    tables: dict[str, str] = {}
    places = {f"table.{layout.role}": layout.role for layout in INPUTS}
    for key, (place, cell) in cells.items():
        try:
            if key == "as_of":
                found[key] = _day(cell)
            elif key == "period":
                found[key] = _period(cell)
            elif key in places:
                tables[places[key]] = text_of(cell)
            else:
                _put(raw, key, _value(key, cell))
                config.settings(_alone(key, _value(key, cell)), book.name)
        except (ConfigError, ValueError) as error:
            what = error.what if isinstance(error, ConfigError) else says("xl_setting_value", key=key)
            inner = dict(what.fields).get("mistakes")
            wrong.append(says("xl_setting_wrong", cell=place, what=inner if isinstance(inner, Said) else what))
    if wrong:
        raise ConfigError(listed(wrong), Where(book.name, sheet), says("xl_settings_fix"))
    settings = config.settings(raw, book.name)
    return Given(settings, frozenset(raw_keys(raw)), found.get("as_of"), found.get("period"), tables, sheet)


def sheet_of(book: Book) -> str:
    """The settings sheet: the one of its name in any language, or the one that holds the named cells."""
    there = book.sheets()
    for lang in LANGUAGES:
        name = say(f"xl_sheet_{SETTINGS}", lang)
        if name in there:
            return name
    return ""


def raw_keys(raw: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """The keys of tables within tables, with dots."""
    for key, value in raw.items():
        if isinstance(value, Mapping):
            yield from raw_keys(value, f"{before}{key}.")
        else:
            yield f"{before}{key}"


def _rows(book: Book, sheet: str) -> Iterator[tuple[str, tuple[str, Cell]]]:
    """Key -> address and value, of the rows below the headings."""
    words = {headers.key(say("xl_col_setting", lang)) for lang in LANGUAGES}
    grid = book.grid(sheet)
    at: int | None = None
    for row, cells in grid.rows:
        if at is None:
            at = next((n for n, c in enumerate(cells) if isinstance(c, str) and headers.key(c) in words), None)
            continue
        key = text_of(cells[at]) if at < len(cells) else ""
        value = cells[at + 1] if at + 1 < len(cells) else ""
        # A heading of a group has no value, and a key without one is as if it were not there.
        if key and value not in ("", None):
            yield key, (address(row, (grid.left or 1) + at + 1), value)


def _named_cells(book: Book) -> dict[str, tuple[str, Cell]]:
    found: dict[str, tuple[str, Cell]] = {}
    for name, place in book.names().items():
        if name.casefold() not in NAMES or place.sheet not in book.sheets():
            continue
        value = _cell(book, place)
        if value not in ("", None):
            found[name.casefold()] = (address(place.top, place.left), value)
    return found


def _cell(book: Book, place: Area) -> Cell:
    grid = book.grid(place.sheet)
    across = place.left - (grid.left or 1)
    return next((cells[across] for row, cells in grid.rows if row == place.top and 0 <= across < len(cells)), "")


def _day(cell: Cell) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else day_of(cell)


def _period(cell: Cell) -> Period:
    return Period.of(_day(cell)) if isinstance(cell, date) else Period.parse(text_of(cell))


def _alone(key: str, value: Any) -> dict[str, Any]:
    raw: dict[str, Any] = {}
    _put(raw, key, value)
    return raw


def _put(raw: dict[str, Any], key: str, value: Any) -> None:
    *tables, last = key.split(".")
    for name in tables:
        raw = raw.setdefault(name, {})
        if not isinstance(raw, dict):
            raise ValueError(key)
    raw[last] = value


def _value(key: str, cell: Cell) -> Any:
    """A cell as recon.toml would have it, by what the setting takes."""
    kind, many = _kind_of(key)
    if many:
        parts = [part.strip() for part in _TEXT_LIST.split(text_of(cell))]
        return [_one(kind, part) for part in parts if part]
    return _one(kind, cell)


def _one(kind: type | None, cell: Cell) -> Any:
    if kind is bool and not isinstance(cell, bool):
        return True if is_yes(text_of(cell)) else False if is_no(text_of(cell)) else cell
    if kind is str:  # "none" is a word here, not a blank
        return cell.strip() if isinstance(cell, str) else text_of(cell)
    if kind is date and not isinstance(cell, str):
        return _day(cell).isoformat()
    if kind in (int, Decimal):
        if isinstance(cell, float) and cell.is_integer():
            return int(cell)
        if isinstance(cell, str) and re.fullmatch(r"-?\d+", cell.strip()):
            return int(cell)
        return Decimal(str(cell)) if isinstance(cell, float) else text_of(cell) if isinstance(cell, str) else cell
    return cell


def _kind_of(key: str) -> tuple[type | None, bool]:
    """What a setting takes, and whether it is a list; None where it is unknown."""
    kind: Any = Settings
    many = False
    for name in key.split("."):
        if not isinstance(kind, type) or name not in (hints := get_type_hints(kind)):
            return None, False
        kind, many = _plain(hints[name])
    return (kind if isinstance(kind, type) else None), many


def _plain(hint: Any) -> tuple[Any, bool]:
    """A type without its limits, its None and its list."""
    if getattr(hint, "__origin__", None) is tuple:
        return _plain(get_args(hint)[0])[0], True
    inside = [one for one in get_args(hint) if one is not type(None)]
    if inside and isinstance(inside[0], type):
        return inside[0], False
    if inside and all(isinstance(one, str) for one in inside):
        return str, False  # one of some words
    if inside and all(isinstance(one, int) for one in inside):
        return int, False
    return hint, False
