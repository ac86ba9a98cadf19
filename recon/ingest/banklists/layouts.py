"""The layout of a bank's list as data: one `banks/<bank>.toml` each, found by the column names it prints.

A layout says only what the list itself does not: its currency, what a positive amount means, which words mean in and
out. Everything a user pins in recon.toml wins over it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

from recon.errors import ConfigError
from recon.ingest.lists.grids import Grid
from recon.ingest.lists.headers import SEARCHED_ROWS, key
from recon.ingest.lists.numbers import Cell
from recon.ingest.profile import Profile
from recon.words import says


@dataclass(frozen=True, slots=True)
class Layout:
    """What is known of one bank's list."""

    name: str = ""  # file name without .toml
    title: str = ""  # bank and product, as a person calls it
    source: str = ""  # where the layout is known from
    header: frozenset[str] = frozenset()  # column names that must all be there, as compared
    columns: Mapping[str, str] = field(default_factory=dict)  # header as in the file -> our column
    currency: str = ""
    signs: str = ""
    dates: str = ""
    decimal: str = ""
    direction: str = ""  # column whose text says in or out, "" = the direction column
    says_in: tuple[str, ...] = ()  # beginnings of that text
    says_out: tuple[str, ...] = ()
    says_neutral: tuple[str, ...] = ()  # neither in nor out: kept as information
    closed: tuple[str, ...] = ()  # beginnings of a status: a trade that never happened, kept as information
    pending: tuple[str, ...] = ()


@cache
def layouts() -> tuple[Layout, ...]:
    """All layouts, by name."""
    folder = files("recon.ingest.banks")
    found = (f for f in folder.iterdir() if f.name.endswith(".toml"))
    return tuple(
        _layout(f.name.removesuffix(".toml"), tomllib.loads(f.read_text("utf-8")))
        for f in sorted(found, key=lambda f: f.name)
    )


def _layout(name: str, raw: dict[str, object]) -> Layout:
    texts = {k: str(v) for k, v in raw.items() if k in ("title", "source", "currency", "signs", "dates", "decimal")}
    lists = {k: tuple(v) for k, v in raw.items() if isinstance(v, list) and k != "header"}
    header = raw["header"]
    columns = raw.get("columns", {})
    assert isinstance(header, list) and isinstance(columns, dict)  # noqa: S101 - our own files, held by a test
    direction = str(raw.get("direction", ""))
    return Layout(name=name, header=frozenset(map(key, header)), columns=columns, direction=direction, **texts, **lists)  # type: ignore[arg-type]


def layout_of(grids: Sequence[Grid], profile: Profile) -> Layout:
    """The layout that fits a file: the one pinned, else the one with most of its column names in one row.

    Raises:
        ConfigError: the pinned layout does not exist.
    """
    if profile.bank:
        for layout in layouts():
            if layout.name == profile.bank:
                return layout
        known = ", ".join(layout.name for layout in layouts())
        raise ConfigError(says("layout_unknown", name=profile.bank), fix=says("layout_unknown_fix", names=known))
    best = Layout()
    for grid in grids:
        for _, cells in grid.rows[:SEARCHED_ROWS]:
            names = _names(cells)
            if len(names) < 2:
                continue
            for layout in layouts():
                if len(layout.header) > len(best.header) and layout.header <= names:
                    best = layout
    return best


def _names(cells: Sequence[Cell]) -> set[str]:
    return {key(cell) for cell in cells if isinstance(cell, str) and cell.strip()}


def pinned(profile: Profile, layout: Layout) -> Profile:
    """The profile with what the layout knows where the user has pinned nothing."""
    return replace(
        profile,
        bank=profile.bank or layout.name,
        columns={**layout.columns, **profile.columns},
        decimal=profile.decimal or layout.decimal,
        dates=profile.dates or layout.dates,
        signs=profile.signs or layout.signs,
        currency=profile.currency or layout.currency,
    )
