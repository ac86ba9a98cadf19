"""A list of which a filter shows some rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.live.rig import wire


@contextmanager
def filtered(cells: Any, column: int, text: str) -> Iterator[None]:
    """Only rows with a text in a column are shown.

    Args:
        cells: the list, headings included, as xlwings has it.
        column: from 0.
        text: of the rows that stay.
    """
    found = cells.api
    equal = wire.enum("com.sun.star.sheet.FilterOperator", "EQUAL")
    by = found.createFilterDescriptor(True)
    by.ContainsHeader = True
    field = wire.struct("com.sun.star.sheet.TableFilterField", Field=column, Operator=equal, StringValue=text)
    by.setFilterFields((field,))
    found.filter(by)
    try:
        yield
    finally:
        everything = found.createFilterDescriptor(True)
        everything.ContainsHeader = True
        found.filter(everything)
