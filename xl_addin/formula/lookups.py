"""One thing out of a range: what a customer owes, the answer to a line, the documents a text cites."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from recon.errors import InputError
from recon.rows import Customer, StatementLine
from recon.words import says, some
from xl_addin.amounts import in_units
from xl_addin.cells import Cell, Cells
from xl_addin.formula.own_tables import left_of
from xl_addin.formula.ranges import bank, customers, frame, items, remembered, usable
from xl_addin.formula.refusals import NotFound
from xl_addin.formula.values import needed, texts

if TYPE_CHECKING:
    from recon.match.outcome import Answer


@remembered
def owed(open_items: Cells, as_of: date | None) -> Callable[[str, str], Cell]:
    """What a customer (its number or name) owes in a currency, "" = the only one; 0 where the list has none of its own.

    Documents dated after `as_of`, drafts and cancelled documents do not count.

    Raises:
        InputError: the range cannot be used. What is given raises it for a customer with two currencies.
    """
    from recon.aging import balances

    by_customer = balances(frame(open_items), as_of or date.max)
    ids = _ids(open_items)

    def balance(customer: str, currency: str) -> Cell:
        held = by_customer.get(_only(ids, customer), {})
        if currency:
            return in_units(held.get(currency.upper(), 0), currency.upper())
        if len(held) > 1:
            codes = ", ".join(sorted(held))
            raise InputError(says("excel_two_currencies", currencies=codes), fix=says("excel_two_currencies_fix"))
        return next((in_units(minor, code) for code, minor in held.items()), 0.0)

    return balance


def customer_of(open_items: Cells, customer: Cells) -> Customer:
    """The customer of a range that a cell names, by number or by name.

    Raises:
        NotFound: the range has no document of it.
        InputError: two customers go by this name, or the range or the cell cannot be used.
    """
    asked = str(needed(texts(customer)).at())
    found = _only(_ids(open_items), asked)
    names = [item.customer_name for item in items(open_items) if item.customer_id == found]
    if not names or not asked:
        where = customer.where()
        raise NotFound(says("excel_no_customer"), where, says("excel_no_customer_fix"))
    return Customer(found, min(filter(None, names), default=found))


@remembered
def _ids(open_items: Cells) -> dict[str, set[str]]:
    """Customer numbers by number, and by name where it is no number."""
    found: dict[str, set[str]] = {}
    for item in items(open_items):
        if item.customer_name:
            found.setdefault(item.customer_name.casefold(), set()).add(item.customer_id)
    return found | {item.customer_id: {item.customer_id} for item in items(open_items)}


def _only(ids: dict[str, set[str]], asked: str) -> str:
    found = ids.get(asked) or ids.get(asked.casefold()) or {asked}
    if len(found) > 1:
        numbers = some(sorted(found))
        raise InputError(says("excel_two_customers", name=asked, numbers=numbers), fix=says("excel_two_customers_fix"))
    return next(iter(found))


@remembered
def answers(bank_lines: Cells, open_items: Cells, customers_: Cells, as_of: date | None) -> tuple[Answer, ...]:
    """What matching says of the lines of a range, over the open items of another.

    Raises:
        InputError: one of the ranges cannot be used.
    """
    from recon.proposals import answers_to

    merged, documents = bank(bank_lines), items(open_items)
    left = left_of(bank_lines, merged.lines)
    return answers_to(merged, documents, customers(customers_), as_of=as_of, left=left)


def answer_of(found: Sequence[Answer], line_id: Cells) -> Answer:
    """The answer to one line.

    Raises:
        NotFound: there is no such line.
    """
    asked = str(needed(texts(line_id)).at())
    for answer in found:
        if asked and asked in (answer.line.line_id, answer.line.fingerprint):
            return answer
    raise NotFound(says("explain_no_line", line=asked), line_id.where(), says("excel_no_line_fix"))


@remembered
def cited_in(open_items: Cells) -> Callable[[str], Cell]:
    """What a text cites, parted by commas: documents of the range, if one was given, and valid structured references.

    Raises:
        InputError: the range cannot be used.
    """
    from recon.match.book import build
    from recon.match.reading import documents_in
    from recon.match.references import quoted
    from recon.text import normal

    book = build(items(open_items) if open_items.given else ())

    def cited(text: str) -> Cell:
        references = [quote.key for quote in quoted(normal(text)) if quote.valid]
        return ", ".join(dict.fromkeys((*documents_in(text, book), *references))) or None

    return cited


def lines_in(bank_file: Cells) -> Sequence[StatementLine]:
    """The lines of the bank files that cells name, each movement once.

    Raises:
        NotFound: there is no such file.
        InputError: it is no bank file, or a row of it cannot be used.
    """
    from recon.ingest.files import read_files
    from recon.ingest.merging import lines_of

    paths = [
        Path(str(texts(bank_file).at(row, column)).strip("\"' "))
        for row in range(len(bank_file.rows))
        for column in range(bank_file.size[1])
        if bank_file.rows[row][column] not in (None, "")
    ]
    if not paths:
        raise InputError(says("excel_no_path"), bank_file.where(), says("excel_no_path_fix"))
    for path in paths:
        if not _is_there(path):
            raise NotFound(says("excel_no_file", file=str(path)[:200]), fix=says("excel_no_path_fix"))
    return lines_of([usable(file) for file in read_files(paths)]).lines


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name no file can have
        return False
