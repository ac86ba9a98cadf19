"""Rows where we decide, frames where we add up: a `Table` ties a row dataclass to the frame of its columns.

The frame's dtypes come from the annotations: text -> string, `_minor` and counts -> int64 (Int64 where it may be
missing), date -> datetime64[s], bool -> bool. pandas is imported when a frame is first asked for.
"""

from __future__ import annotations

import types
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from itertools import repeat
from numbers import Integral
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from recon.errors import InputError, Where
from recon.money import LARGEST
from recon.words import listed, says

if TYPE_CHECKING:
    import pandas as pd

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, read off the row's annotation."""

    name: str
    type: Any  # the plain Python type: str, int, date, bool, Decimal, an enum, or tuple
    optional: bool  # may be missing

    @property
    def dtype(self) -> str:
        """The frame's dtype."""
        if self.type is bool:
            return "bool"
        if self.type is int:
            return "Int64" if self.optional else "int64"
        if self.type is date:
            return "datetime64[s]"
        if self.type is str or (isinstance(self.type, type) and issubclass(self.type, Enum)):
            return "str"
        return "object"

    def of(self, rows: Iterable[Any]) -> list[Any]:
        """Its cells in some rows, as a frame has them: a word of an enum as its text."""
        cells = list(map(attrgetter(self.name), rows))
        return cells if self.type in (str, int, date, bool) else list(map(_cell, cells))


class Table(Generic[Row]):
    """The frame of a row type: `frame(rows)`, `rows(frame)`, `check(frame)`."""

    def __init__(self, row: type[Row], key: str = "") -> None:
        self.row = row
        self.key = key  # column that must be unique, "" where rows have none

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in the row's order, without `source` (a row's place is not a figure)."""
        hints = get_type_hints(self.row)
        names = [f.name for f in fields(self.row) if f.name != "source"]  # type: ignore[arg-type]
        return tuple(_column(name, hints[name]) for name in names)

    def frame(self, rows: Iterable[Row]) -> pd.DataFrame:
        """The rows as a frame with this table's columns and dtypes. An empty list gives an empty frame."""
        import pandas as pd

        kept = list(rows)
        return pd.DataFrame({c.name: pd.Series(c.of(kept), dtype=c.dtype) for c in self.columns})

    def rows(self, frame: pd.DataFrame, where: Where | None = None) -> list[Row]:
        """The frame's rows. Columns beyond this table's are left out.

        Raises:
            InputError: a cell is not of its column's type; every bad cell is named (see `check`).
        """
        self.check(frame, where)
        present = [c for c in self.columns if c.name in frame.columns]
        read = [[_value(c, v) for v in frame[c.name].tolist()] for c in present]
        names = [c.name for c in present]
        return [self.row(**dict(zip(names, values, strict=True))) for values in zip(*read, strict=True)]

    def check(self, frame: pd.DataFrame, where: Where | None = None) -> None:
        """Refuse a frame with a missing column, a cell of the wrong type, a fraction of a minor unit or a key twice.

        Raises:
            InputError: with one sentence for every bad cell (the first twenty, and how many more).
        """
        place = where or Where()
        bad = list(self._problems(frame))
        if bad:
            shown = listed([cell for cell in (p.said() for p in bad[:20]) if cell])
            more = len(bad) - 20
            raise InputError(
                says("table_bad_cells", cells=shown, more=f" (+{more})" if more > 0 else ""),
                place,
                says("table_bad_cells_fix"),
            )

    def _problems(self, frame: pd.DataFrame) -> Iterator[Where]:
        required = {f.name for f in fields(self.row) if _is_required(f)}  # type: ignore[arg-type]
        for column in self.columns:
            if column.name not in frame.columns:
                if column.name in required:
                    yield Where(column=column.name)
                continue
            for number, value in enumerate(frame[column.name].tolist()):
                if not _fits(column, value):
                    yield Where(row=number + 2, column=column.name, value=str(value))
        if self.key and self.key in frame.columns:
            keys = frame[self.key].tolist()
            for number, twice in enumerate(frame[self.key].duplicated().tolist()):
                if twice:
                    yield Where(row=number + 2, column=self.key, value=str(keys[number]))


def made(row: type[Row], count: int, /, **columns: Sequence[object]) -> list[Row]:
    """`count` rows of a frozen row type with slots, set column by column.

    Each is as `row(...)` would make it, which costs a call for each field of each row. Fields that are not given have
    their defaults.

    Raises:
        TypeError: a column is no field of the row, is missing and has no default, or is not `count` long.
    """
    found = [object.__new__(row) for _ in range(count)]
    for one in fields(row):  # type: ignore[arg-type]
        cells = columns.pop(one.name, None)
        if (cells is None and one.default is MISSING) or (cells is not None and len(cells) != count):
            raise TypeError(one.name)
        put = getattr(row, one.name).__set__
        deque(map(put, found, repeat(one.default) if cells is None else cells), maxlen=0)
    if columns:
        raise TypeError(*columns)
    return found


def _is_required(f: Any) -> bool:
    return f.default is MISSING and f.default_factory is MISSING


def _column(name: str, hint: Any) -> Column:
    if get_origin(hint) in (Union, types.UnionType):
        inner = [a for a in get_args(hint) if a is not type(None)]
        return Column(name, inner[0], optional=True)
    return Column(name, tuple if get_origin(hint) is tuple else hint, optional=False)


def _cell(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _missing(value: Any) -> bool:
    return value is None or type(value).__name__ in ("NaTType", "NAType") or bool(value != value)  # noqa: PLR0124 - only NaN is unlike itself


def _value(column: Column, value: Any) -> Any:
    if _missing(value):
        return "" if column.type is str else None
    if column.type is date:
        return date(value.year, value.month, value.day)
    if column.type in (int, bool, str):
        return column.type(value)
    if isinstance(column.type, type) and issubclass(column.type, Enum):
        return column.type(value)
    return value


def _fits(column: Column, value: Any) -> bool:
    if _missing(value):
        return column.optional or column.type is str
    if column.type is int:
        number = isinstance(value, Integral | float) and not isinstance(value, bool)
        return number and abs(value) < LARGEST and value == int(value)
    if column.type is bool:
        return isinstance(value, bool)
    if column.type is date:
        return isinstance(value, date)
    if column.type is Decimal:
        return isinstance(value, Decimal) and value.is_finite()
    if isinstance(column.type, type) and issubclass(column.type, Enum):
        return value in {m.value for m in column.type}
    return column.type is not str or isinstance(value, str)
