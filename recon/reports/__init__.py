"""One file = one report: `build(month) -> Report`, its page order in `POSITION`. Nothing else to edit.

A report is a value in no language: titles, headings and sentences are `Said`, money is whole minor units, days are
dates. It says under which policy its figures were made and carries the checks that prove them; `recon.writers` draw it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recon.registry import modules

if TYPE_CHECKING:
    from recon.monthend import MonthEnd
    from recon.report import Report


def build_all(month: MonthEnd) -> tuple[Report, ...]:
    """Every report of a month end, in page order."""
    found = sorted(modules(__name__).values(), key=lambda module: (module.POSITION, module.__name__))
    return tuple(module.build(month) for module in found)
