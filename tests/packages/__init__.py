"""A workbook file as Excel takes it: `faults(content)` says what would make it offer a repair.

Other spreadsheet programs and reading libraries are lax where Excel is strict: the order of elements, numbers that
point to nothing, a heading that is not the name of its column, a function under its new name. Each sentence names the
part and the place. What is checked is what ECMA-376 (ISO/IEC 29500) and [MS-OI29500] ask of a writer; what Excel is
known to mend without asking is no fault.
"""

from __future__ import annotations

from tests.packages import archive, books, drawings, looks, sheets, tables
from tests.packages.archive import Package

__all__ = ["Package", "faults"]


def faults(content: bytes) -> list[str]:
    """What Excel would not take in this file, in the order of its parts; none where it opens as it is."""
    found = archive.faults(content)
    if found:
        return found  # what hangs together badly cannot be read further
    package = Package.of(content)
    for check in (books.faults, looks.faults, tables.faults, sheets.faults, drawings.faults):
        found += check(package)
    return found
