"""One file = one layout of posting files, as an accounting system takes them. Nothing else to edit.

A layout has
- `TITLE`: the system, `SUFFIX`: the ending of its file;
- `IN_BASE`: True where the system takes amounts in the company's own currency only;
- `MOST_LINES`: lines a file may have, None where there is no limit; what is more goes into further files;
- `files(entries, context) -> Mapping[str, bytes]`: the files by name; the first is `context.stem` + `SUFFIX`.

The docstring names the source of the columns, and says what was never tried. Same entries, same bytes. Text stays
text: a cell that a sheet would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

from recon.config import Settings
from recon.decisions import Decided, Exported
from recon.errors import ConfigError
from recon.ingest.books import BookFile
from recon.ingest.statement import BankFile
from recon.postings import Entry, Facts, PostingBook, facts, posting_book
from recon.registry import modules, names
from recon.words import says

if TYPE_CHECKING:
    from recon.monthend import MonthEnd

_NUMBER = re.compile(r"posting-(\d+)-")


@dataclass(frozen=True, slots=True)
class Context:
    """What a layout knows besides the entries."""

    stem: str  # name of the file without its ending
    settings: Settings

    @property
    def lang(self) -> str:
        """Language of texts: the company's, whoever exports."""
        return self.settings.company.language


def layout(name: str) -> ModuleType:
    """The layout of this name.

    Raises:
        ConfigError: there is none; those there are are named.
    """
    if name not in names(__name__):
        known = ", ".join(names(__name__))
        raise ConfigError(says("posting_no_layout", name=name), fix=says("posting_no_layout_fix", known=known))
    return modules(__name__)[name]


def batches(entries: Iterable[Entry], most: int | None) -> list[tuple[Entry, ...]]:
    """Entries in files of at most so many lines. The entries of one decision stay together, however many."""
    files: list[list[Entry]] = []
    lines = 0
    decisions: dict[int, list[Entry]] = {}
    for entry in entries:
        decisions.setdefault(entry.row, []).append(entry)
    for of in decisions.values():
        count = sum(len(entry.lines) for entry in of)
        if not files or (most is not None and lines + count > most):
            files.append([])
            lines = 0
        files[-1] += of
        lines += count
    return [tuple(of) for of in files]


def stem(period: str, name: str, exported: Iterable[Exported], further: int = 0) -> str:
    """The name of the next file of a period, without its ending; `further` counts those being made with it."""
    used = [int(found[1]) for e in exported if e.period == period and (found := _NUMBER.match(e.file))]
    return f"posting-{max(used, default=0) + 1 + further:03d}-{name}"


def facts_of(bank_files: Iterable[BankFile], book_files: Iterable[BookFile], settings: Settings) -> Facts:
    """What input files say of documents, customers, bank lines and rates."""
    lines = (line for file in bank_files for statement in file.statements for line in statement.lines)
    return facts(book_files, lines, settings)


def book_of(month: MonthEnd) -> PostingBook:
    """The entries of a month end: what is exported, and what is still to be up to its last day."""
    return posting_book(month.decided, facts_of(month.bank_files, month.book_files, month.settings), month.last)


def exported_files(month: MonthEnd) -> dict[str, bytes]:
    """The posting files of the period as they were exported, made again; those that do not come out are left out."""
    if not any(e.period == month.period for e in month.decided.exported):
        return {}
    return remade(month.decided, book_of(month), month.period, month.settings)


def remade(decided: Decided, book: PostingBook, period: str, settings: Settings) -> dict[str, bytes]:
    """The posting files of a period by name, each to the byte as it was exported.

    A file that does not come out so, since settings or lists have changed, is left out: see `lost`.
    """
    made: dict[str, bytes] = {}
    for one in decided.exported:
        if one.period != period or one.layout not in names(__name__):
            continue
        context = Context(one.file.rpartition(".")[0], settings)
        content = layout(one.layout).files(book.exported[one.row], context).get(one.file)
        if content is not None and hashlib.sha256(content).hexdigest() == one.sha256:
            made[one.file] = content
    return made


def lost(decided: Decided, period: str, made: Collection[str]) -> tuple[Exported, ...]:
    """Exported files of a period that do not come out as they were."""
    return tuple(e for e in decided.exported if e.period == period and e.file not in made)
