"""What a cell of a review book means: words of any language, documents, customers, amounts, days.

Upper and lower case, full-width characters, blanks and punctuation make no difference to a word. An amount that may be
read in two ways is not read at all.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import TypeVar

from recon.decisions.kinds import EVENTS
from recon.ingest.lists import dates
from recon.ingest.lists.numbers import Cell, figure
from recon.money import to_minor
from recon.review.layout import Reason, Verb, customer_meant
from recon.rows import OpenItem
from recon.text import canonical_number, name_key, normal
from recon.words import LANGUAGES, say

Value = TypeVar("Value", bound=str)
_LEARNED = ("name", "account", "habit", "turned_down", "pattern")
_NO = {"false", "0", "no", "n", "nein", "否", "不", "-"}
_YES = {"true", "1", "x", "yes", "y", "ja", "j", "ok", "是", "对", "√", "✓", "✔", "☑", "v"}


def verb_of(text: str) -> Verb | None:
    """The decision a word stands for, None where it is none.

    >>> verb_of(" ＡＣＣＥＰＴ "), verb_of("接受"), verb_of("perhaps")
    (<Verb.ACCEPT: 'accept'>, <Verb.ACCEPT: 'accept'>, None)
    """
    return _verbs().get(_bare(text))


def reason_of(text: str) -> Reason | None:
    """The reason a word stands for."""
    return _reasons().get(_bare(text))


def event_of(text: str) -> str:
    """The kind of event a word stands for, "" where it is none."""
    return _events().get(_bare(text), "")


def learned_of(text: str) -> str:
    """The kind of row of the sheet of what was learned, "" where it is none."""
    return _learned().get(_bare(text), "")


def direction_of(text: str) -> str | None:
    """The way money goes: in, out, or nothing for an empty cell; None where it is no direction."""
    return _directions().get(_bare(text)) if _bare(text) else ""


def is_yes(text: str) -> bool:
    """True for what people write into a cell to tick it."""
    return text.strip().casefold() in _YES or _bare(text) in _YES or _bare(text) in _yes()


def is_no(text: str) -> bool:
    """True for what people write into a cell to leave it unticked."""
    return text.strip().casefold() in _NO or _bare(text) in _NO


@cache
def _verbs() -> Mapping[str, Verb]:
    return _meanings(Verb, lambda verb, lang: say(f"verb_{verb}", lang))


@cache
def _reasons() -> Mapping[str, Reason]:
    return _meanings(Reason, lambda reason, lang: say(f"reason_{reason}", lang))


@cache
def _events() -> Mapping[str, str]:
    return _meanings(EVENTS, lambda kind, lang: say(f"event_{kind}", lang))


@cache
def _learned() -> Mapping[str, str]:
    return _meanings(_LEARNED, lambda kind, lang: say(f"learned_{kind}", lang))


@cache
def _directions() -> Mapping[str, str]:
    return _meanings(("in", "out"), lambda way, lang: say(f"direction_{way}", lang))


@cache
def _yes() -> frozenset[str]:
    return frozenset(_bare(say("yes", lang)) for lang in LANGUAGES)


def _meanings(values: Iterable[Value], word: Callable[[Value, str], str]) -> Mapping[str, Value]:
    found: dict[str, Value] = {}
    for value in values:
        for said in (value, *(word(value, lang) for lang in LANGUAGES)):
            found.setdefault(_bare(said), value)
    return found


@cache
def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, normal(text))).casefold()


class Ledger:
    """The documents and customers as people write them."""

    def __init__(self, items: Mapping[str, OpenItem], customers: Mapping[str, str]) -> None:
        self.items = items
        self.customers = customers  # name by number
        self._items = _by(items, canonical_number)
        self._customers = _by(customers, canonical_number)
        self._names: dict[str, list[str]] = {}
        for number in sorted(customers):
            self._names.setdefault(name_key(customers[number]), []).append(number)

    def item(self, text: str) -> str:
        """The number of the document a text names, "" where it names none or several."""
        return _named(text, self.items, self._items)

    def several(self, text: str) -> tuple[tuple[str, str], ...]:
        """The documents a cell names in their order: each as written, and its number ("" where it is unknown)."""
        if number := self.item(text):
            return ((text, number),)
        found: list[tuple[str, str]] = []
        for part in _parts(r"[;；、\n]", text):
            pieces = [part] if self.item(part) else _parts(r"[,，+]", part)
            for piece in pieces:
                words = [piece] if self.item(piece) else _parts(r"\s", piece)
                known = all(self.item(word) for word in words)
                found += [(word, self.item(word)) for word in words] if known else [(piece, self.item(piece))]
        return tuple(found)

    def customer(self, text: str) -> str:
        """The number of the customer a cell names by number, by name, or by both; "" where it is none or several."""
        for written in (text, customer_meant(text)):
            if number := _named(written, self.customers, self._customers):
                return number
            found = self._names.get(name_key(written), [])
            if len(found) == 1:
                return found[0]
        return ""


def _by(numbers: Iterable[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for number in sorted(numbers):
        found.setdefault(key(number), []).append(number)
    return found


def _named(text: str, known: Mapping[str, object], alike: Mapping[str, list[str]]) -> str:
    written = text.strip()
    if written in known:
        return written
    found = alike.get(canonical_number(written), ()) if written else ()
    return found[0] if len(found) == 1 else ""


def _parts(mark: str, text: str) -> list[str]:
    return [part for part in (one.strip() for one in re.split(mark, text)) if part]


def amount_of(cell: Cell, currency: str) -> int:
    """Minor units of an amount, as a number or as text.

    Raises:
        ValueError: it is no amount, has more decimals than the currency, names another currency, or may be read in
            two ways.

    >>> amount_of(33.300000000000004, "EUR"), amount_of("1.234,56", "EUR"), amount_of("（1,234）", "EUR")
    (3330, 123456, -123400)
    """
    readings: set[int] = set()
    for decimal in ".,":
        try:
            read = figure(cell, decimal)
            if read is None or read.currency not in ("", currency):
                continue
            readings.add(to_minor(read.value, currency))
        except ValueError:
            continue
    if len(readings) != 1:
        raise ValueError(cell)
    return readings.pop()


def day_of(cell: Cell) -> date:
    """The day in a cell.

    Raises:
        ValueError: it is no day, or day and month may be exchanged.
    """
    readings: set[date] = set()
    for order in ("DMY", "MDY", "YMD"):
        with contextlib.suppress(ValueError):
            if (read := dates.parse(cell, dates.DateOrder(order))) is not None:
                readings.add(read)
    if len(readings) != 1:
        raise ValueError(cell)
    return readings.pop()
