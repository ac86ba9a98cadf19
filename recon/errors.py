"""What goes wrong, said so that an accountant can mend it.

An error stops and is raised; a finding does not stop and is data. Both say what, where, and what to do, and both
carry a sentence (`Said`) that can be shown in English or Chinese. Only the faces (command line, cell, button) catch.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from recon.words import Said, listed, say, says

_EN = "en"
_LONGEST_VALUE = 80  # characters of a raw value shown in a message


@dataclass(frozen=True, slots=True)
class Where:
    """A place in an input: file, sheet, row, column and the value found there. Empty parts are left out."""

    file: str = ""  # file name as the user knows it, not a full path
    sheet: str = ""
    row: int | None = None  # 1-based, as Excel shows it; in text files the line number
    column: str = ""  # header as written in the file
    value: str = ""  # raw value
    cell: str = ""  # address of the cell in an open or closed workbook, "F12"; takes the place of the row

    def text(self, lang: str = _EN) -> str:
        """Name the place in `lang` ("en" or "zh").

        >>> Where("bank.csv", row=12, column="Amount", value="1,2x").text()
        "bank.csv, row 12, column Amount, value '1,2x'"
        """
        place = self.said()
        return place.text(lang) if place else ""

    def said(self) -> Said | None:
        """The place as a sentence's part; None where nothing is known of it."""
        parts = [says("where_file", file=self.file)] if self.file else []
        if self.sheet:
            parts.append(says("where_sheet", sheet=self.sheet))
        if self.cell:
            parts.append(says("where_cell", cell=self.cell))
        elif self.row is not None:
            parts.append(says("where_row", row=self.row))
        if self.column:
            parts.append(says("where_column", column=self.column))
        if self.value:
            parts.append(says("where_value", value=_short(self.value)))
        return listed(parts, "where_joint") if parts else None

    def __str__(self) -> str:
        return self.text()


def address(row: int, column: int) -> str:
    """The address of a cell, both counted from 1.

    >>> address(12, 6), address(1, 703)
    ('F12', 'AAA1')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def _short(value: str) -> str:
    """The value on one line, cut where nobody would read on."""
    line = " ".join(value.split()) or value
    return line if len(line) <= _LONGEST_VALUE else f"{line[:_LONGEST_VALUE]}…"


class Severity(StrEnum):
    """How much a finding matters."""

    NOTE = "note"  # a choice that was made and is shown, nothing to do
    LOOK = "look"  # something an accountant should look at
    REFUSED = "refused"  # a row or file that could not be used


@dataclass(frozen=True, slots=True)
class Finding:
    """Something seen in an input. The code is stable and documented; the sentence says what, the fix what to do."""

    code: str  # two letters and three digits, e.g. IN120
    severity: Severity
    where: Where
    what: Said
    fix: Said | None = None

    def text(self, lang: str = _EN) -> str:
        """One line: place, what, what to do, code."""
        return f"{sentence(self.what, self.where, self.fix, lang)} [{self.code}]"

    def record(self, lang: str = _EN) -> dict[str, str]:
        """The same for programs: code, severity, where, what, fix."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "where": self.where.text(lang),
            "what": self.what.text(lang),
            "fix": self.fix.text(lang) if self.fix else "",
        }


class ReconError(Exception):
    """A refusal. `what` and `fix` are sentences; `where` names the place. The exit code is 4 unless a kind says so."""

    exit_code = 4

    def __init__(self, what: Said, where: Where | None = None, fix: Said | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where or Where()
        self.fix = fix

    def text(self, lang: str = _EN) -> str:
        """The whole message in `lang`."""
        return sentence(self.what, self.where, self.fix, lang)

    def __str__(self) -> str:
        return self.text()


class InputError(ReconError):
    """A file or cell that cannot be used: mended by whoever made the file."""


class ConfigError(ReconError):
    """A setting that cannot be used: mended in recon.toml or on the command line."""


class LedgerError(ReconError):
    """Items or allocations that contradict each other: mended in the books."""


class JournalError(ReconError):
    """Decisions that do not fit what is recorded: mended by a reversal, or by reopening a period."""


class PeriodLocked(JournalError):  # noqa: N818 - what an accountant calls it
    """Something would change a period that is locked: mended by the open period, or by reopening."""

    exit_code = 5


class TemplateError(ReconError):
    """A template that lost something it needs: mended in the template."""


class BusyError(ReconError):
    """A folder in use, a file open in Excel, a full disk: mended by closing or freeing it, then running again."""

    exit_code = 5


def sentence(what: Said, where: Where, fix: Said | None, lang: str) -> str:
    """Place, what and what to do, in one line."""
    place = where.text(lang)
    parts = [f"{place}{say('where_colon', lang)}{what.text(lang)}" if place else what.text(lang)]
    if fix is not None:
        parts.append(fix.text(lang))
    return say("sentence_joint", lang).join(parts)
