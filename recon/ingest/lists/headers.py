"""Column names: which of our columns a header cell means, and which row of a table is its header.

The names stand in `columns.toml`, by kind of list. A name is compared without blanks, case, full-width forms and marks;
a currency or unit it carries ("金额(万元)", "Amount EUR") is taken off and kept.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files

from recon.ingest.lists.numbers import Cell, currency_code, is_amount, is_empty
from recon.money import is_currency

SEARCHED_ROWS = 60  # a header stands within these first rows
_LIKE = 92  # similarity (0..100) from which a name counts as a misspelt one
_UNITS = {
    **dict.fromkeys(["万元", "萬元", "万", "萬", "10k"], Decimal(10_000)),
    **dict.fromkeys(["千元", "千", "inthousands", "thousands", "'000", "000s", "k", "teur", "keur"], Decimal(1000)),
    **dict.fromkeys(["百万元", "百万", "inmillions", "millions", "mio"], Decimal(1_000_000)),
    **dict.fromkeys(["亿元", "亿"], Decimal(100_000_000)),
}
_DROPPED = str.maketrans("", "", ":*#\"'’`_.\t\n\r 　\xa0\u200b\ufeff")
_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_UNIT_PER = re.compile(r"(?:units?[_ ]?per[_ ]?([a-z]{3})|([a-z]{3})[_ ]?per[_ ]?units?)$")
# What each kind of list must at least have: the columns any of which will do, by the message that names the need.
REQUIRED: Mapping[str, Mapping[str, frozenset[str]]] = {
    "bank": {
        "need_date": frozenset(["booking_date", "transaction_date", "booking_time", "value_date"]),
        "need_bank_amount": frozenset(["amount", "booked_amount", "debit", "credit", "booked_debit", "booked_credit"]),
    },
    "items": {
        "need_document_number": frozenset(["item_id"]),
        "need_amount": frozenset(["amount", "open_amount", "net_amount"]),
    },
    "customers": {"need_customer": frozenset(["customer_id", "name"])},
    "rates": {
        "need_date": frozenset(["day"]),
        "need_currency": frozenset(["currency"]),
        "need_rate": frozenset(["rate", "units_per", "per_unit"]),
    },
    "balances": {
        "need_account": frozenset(["account"]),
        "need_balance": frozenset(["balance", "debit", "credit"]),
    },
    "advices": {
        "need_document_number": frozenset(["document"]),
        "need_amount": frozenset(["gross", "net", "gross_credit", "net_credit"]),
    },
}


@dataclass(frozen=True, slots=True)
class Name:
    """A header cell understood."""

    column: str  # our name, "" where it means none of ours
    rank: int  # place in the list of synonyms: the lower wins where two cells mean the same
    header: str  # as written, blanks joined
    currency: str = ""  # ISO 4217 code it names
    unit: Decimal = Decimal(1)  # 10000 for 万元
    like: str = ""  # the name it was taken for, where it is not written exactly so


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """A header cell as it is compared, brackets kept.

    >>> key("记账金额（收入） "), key("Booking Date:")
    ('记账金额(收入)', 'bookingdate')
    """
    return unicodedata.normalize("NFKC", text).casefold().translate(_DROPPED)


@cache
def synonyms(kind: str) -> Mapping[str, tuple[str, int]]:
    """Compared name -> (our column, rank) for a kind of list, one of `REQUIRED`."""
    table = _tables()[kind]
    found: dict[str, tuple[str, int]] = {}
    for column, names in table.items():
        for rank, name in enumerate((column, *names)):
            found.setdefault(key(name), (column, rank))
    return found


def columns_of(kind: str) -> tuple[str, ...]:
    """Our columns of a kind of list."""
    return tuple(_tables()[kind])


def unit_of(text: str) -> Decimal:
    """What a unit word multiplies by: 10000 for 万元, 1000 for "thousands", 1 for any other word."""
    return _UNITS.get(key(text), Decimal(1))


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    read: dict[str, dict[str, list[str]]] = tomllib.loads(
        files(__package__).joinpath("columns.toml").read_text("utf-8")
    )
    return read


@lru_cache(maxsize=4096)
def name_of(header: str, kind: str) -> Name:
    """What a header cell means in a list of `kind`: exactly, or without the currency or unit it carries."""
    written = " ".join(header.split())
    folded = key(header)
    known = synonyms(kind)
    if found := known.get(folded):
        return Name(found[0], found[1], written, *_carried(header))
    if kind == "rates" and (per := _UNIT_PER.fullmatch(unicodedata.normalize("NFKC", header).casefold().strip())):
        code = (per[1] or per[2]).upper()
        return Name("units_per" if per[1] else "per_unit", 0, written, code if is_currency(code) else "")
    currency, unit = _carried(header)
    plain = _BRACKETS.sub("", unicodedata.normalize("NFKC", header))
    candidates = [re.sub(r"[()\[\]【】/]", "", folded)]
    if currency or unit != 1 or not _BRACKETS.search(folded):
        candidates.append(key(plain))  # brackets with a currency or unit say nothing of the column's meaning
    last = re.search(r"(?:\s(?:in\s)?|/|,\s*)([A-Za-z]{3}|\S{0,4}元)\s*$", plain.strip())
    if last:
        code = named_currency(last[1])
        scale = _UNITS.get(key(last[1]), Decimal(1))
        if code or scale != 1 or last[1] == "元":
            candidates.append(key(plain[: last.start()]))
            currency, unit = code or currency, scale if scale != 1 else unit
    for candidate in candidates:
        if candidate and (found := known.get(candidate)):
            return Name(found[0], found[1], written, currency, unit)
    return Name("", 0, written, currency, unit)


def named_currency(text: str) -> str:
    """Currency a unit or currency word names: 万元 and 元 are of CNY, "USD" of itself, "" where none.

    >>> named_currency("万元"), named_currency("usd"), named_currency("incl. fee")
    ('CNY', 'USD', '')
    """
    return "CNY" if text.endswith(("元", "圆")) and key(text) in _UNITS else currency_code(text)


def _carried(header: str) -> tuple[str, Decimal]:
    """Currency and unit in the brackets of a header, or in a bare CNY name such as 人民币金额."""
    currency, unit = "", Decimal(1)
    for inner in _BRACKETS.findall(unicodedata.normalize("NFKC", header)):
        for piece in (*re.split(r"[/,，:：;\s]+", inner), inner):
            unit = _UNITS.get(key(piece), unit)
            currency = named_currency(piece) or currency
    return ("CNY" if header.startswith("人民币") else currency), unit


def similar(header: str, kind: str) -> Name | None:
    """The column a misspelt header most likely means, None where nothing comes close."""
    from rapidfuzz import fuzz, process

    folded = key(header)
    if len(folded) < 4:
        return None
    known = synonyms(kind)
    found = process.extractOne(folded, sorted(known), scorer=fuzz.ratio, score_cutoff=_LIKE)
    if found is None:
        return None
    column, rank = known[found[0]]
    return Name(column, rank + 1000, " ".join(header.split()), like=found[0])


@cache
def _all_names() -> frozenset[str]:
    return frozenset(name for kind in REQUIRED for name in synonyms(kind))


def words_in(text: str) -> int:
    """How many column names beyond ASCII stand in the first lines of a text: the sign of a right encoding."""
    lines = text[:20_000].splitlines()[:SEARCHED_ROWS]
    cells = {key(cell).lstrip("=") for line in lines for cell in re.split(r"[,;|\t]", line)}
    return sum(1 for cell in cells if cell in _all_names() and not cell.isascii())


def names_in(cells: Iterable[str]) -> int:
    """How many of the cells are column names of some kind of list."""
    return sum(1 for cell in cells if len(cell) < 40 and key(cell) in _all_names())


def lacking(columns: Set[str], kind: str) -> list[str]:
    """The needs of a kind of list that `columns` do not meet, as message ids."""
    return [need for need, names in REQUIRED[kind].items() if not names & columns]


@dataclass(frozen=True, slots=True)
class Header:
    """A header found in a table."""

    first: int  # index of its first row in the grid
    last: int  # index of its last row (two rows where cells are merged)
    cells: tuple[str, ...]  # the names as written, two rows joined
    names: tuple[Name, ...]


def find(
    rows: Sequence[Sequence[Cell]], kind: str, pinned: Mapping[str, str], *, misspelt: bool = False
) -> Header | None:
    """The header among the first rows, None where no row has the columns this kind of list needs.

    Args:
        rows: the rows of a table from its top.
        kind: kind of list.
        pinned: header as in the file -> our column; wins over the synonyms.
        misspelt: also take names that are nearly ours.
    """
    best: tuple[int, Header] | None = None
    held = {key(header): column for header, column in pinned.items()}
    for at, row in enumerate(rows[:SEARCHED_ROWS]):
        filled = [cell for cell in row if not is_empty(cell)]
        if len(filled) < 2:
            continue
        for last, cells in _readings(rows, at):
            names = tuple(_named(cell, kind, held, misspelt) for cell in cells)
            if last > at:
                names = tuple(
                    map(_of_two, names, (_named(u, kind, held, False) for u in _texts(rows[last], len(cells))))
                )
            meant = {name.column for name in names if name.column}
            if len(meant) < 2 or lacking(meant, kind):
                continue
            values = sum(1 for cell in filled if is_amount(cell) or not isinstance(cell, str))
            known = sum(1 for name in names if name.column)
            # A joined pair of rows must say more than its upper row alone.
            score = 4 * known - 4 * values - (last - at)
            if best is None or score > best[0]:
                best = score, Header(at, last, cells, names)
    return best[1] if best and best[0] > 0 else None


def _texts(row: Sequence[Cell], width: int) -> list[str]:
    texts = [cell.strip() if isinstance(cell, str) and not is_empty(cell) else "" for cell in row]
    return texts + [""] * (width - len(texts))


def _of_two(joined: Name, lower: Name) -> Name:
    """What two rows of a header mean together, else what the lower one means alone (发生额 over 收入 and 支出)."""
    if joined.column or not lower.column:
        return joined
    return Name(lower.column, lower.rank, joined.header, joined.currency or lower.currency, joined.unit * lower.unit)


def _named(cell: str, kind: str, held: Mapping[str, str], misspelt: bool) -> Name:
    if not cell:
        return Name("", 0, "")
    name = _pinned(cell, held) or name_of(cell, kind)
    return name if name.column or not misspelt else similar(cell, kind) or name


def _pinned(cell: str, held: Mapping[str, str]) -> Name | None:
    column = held.get(key(cell)) if held else None
    return Name(column, -1, " ".join(cell.split()), *_carried(cell)) if column is not None else None


def _readings(rows: Sequence[Sequence[Cell]], at: int) -> list[tuple[int, tuple[str, ...]]]:
    """The row as a header, and joined with the row below it where that one holds names too (merged cells)."""
    upper = [cell.strip() if isinstance(cell, str) else "" for cell in rows[at]]
    readings = [(at, tuple(upper))]
    if at + 1 < len(rows) and "" in upper:
        below = rows[at + 1]
        texts = _texts(below, len(upper))
        filled = [cell for cell in below if not is_empty(cell)]
        if filled and all(isinstance(cell, str) and not is_amount(cell) for cell in filled):
            width = max(len(upper), len(texts))
            upper += [""] * (width - len(upper))
            texts += [""] * (width - len(texts))
            spread, held = [], ""
            for over, under in zip(upper, texts, strict=True):
                held = over or (held if under else "")
                spread.append(held)
            joined = tuple(f"{o}({u})" if o and u else o or u for o, u in zip(spread, texts, strict=True))
            readings.append((at + 1, joined))
    return readings


def without_header(rows: Sequence[Sequence[Cell]], is_date: Sequence[Sequence[bool]]) -> tuple[str, ...] | None:
    """Our columns of a bank list without a header, by the kind of its cells; None where they do not show it.

    A column of dates is the booking date (a second one the value date), a column of amounts is the amount, a second
    one after it the balance, the longest texts are the purpose.
    """
    width = max((len(row) for row in rows), default=0)
    if not rows or width < 2:
        return None
    columns = [""] * width
    dates, amounts, texts = [], [], []
    for i in range(width):
        cells = [row[i] if i < len(row) else "" for row in rows]
        filled = [(cell, is_date[r][i]) for r, cell in enumerate(cells) if not is_empty(cell)]
        if not filled:
            continue
        if all(dated for _, dated in filled) and len(filled) == len(rows):
            dates.append(i)
        elif all(is_amount(cell) for cell, _ in filled) and any(_has_cents(cell) for cell, _ in filled):
            amounts.append((i, len(filled)))
        elif all(isinstance(cell, str) and is_currency(cell.strip().upper()) for cell, _ in filled):
            columns[i] = "currency"
        else:
            texts.append((sum(len(str(cell)) for cell, _ in filled), i))
    full = [i for i, count in amounts if count == len(rows)]
    if not dates or not full:
        return None
    for i, column in zip(dates, ("booking_date", "value_date"), strict=False):
        columns[i] = column
    for i, column in zip(full, ("amount", "balance"), strict=False):
        columns[i] = column
    if texts:
        columns[max(texts)[1]] = "purpose"
    return tuple(columns)


def _has_cents(cell: Cell) -> bool:
    return isinstance(cell, float) or (isinstance(cell, str) and bool(re.search(r"[.,]\d\d\D*$", cell)))
