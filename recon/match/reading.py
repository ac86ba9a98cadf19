"""What a bank line says: which items it cites and how surely, which numbers speak against, who seems to pay.

A line is read once. Every generator and every rule looks at the same reading, so that none of them sees a number that
another one has not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from recon.match import references
from recon.match.book import Book
from recon.match.citing import Citation, Cited, beginning, citations, strangers
from recon.match.not_numbers import Noise
from recon.match.numbers import Text, tokens
from recon.match.payers import Level, Payer
from recon.match.references import Quoted
from recon.match.said_amounts import by_number
from recon.match.shapes import KEPT, of_shape, shape
from recon.money import exponent
from recon.rows import StatementLine
from recon.text import canonical_number, name_key, normal

__all__ = ["CONFIRMED_ENOUGH", "Citation", "Cited", "Reading", "cited_in", "documents_in", "payers_of", "read"]

CONFIRMED_ENOUGH = 3  # confirmations by a person after which an alias may post


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a line says."""

    cited: dict[str, Citation]  # by item id, strongest citation of each
    strangers: tuple[str, ...]  # numbers of the ledger's own kind, or called an invoice's, that no item has
    broken: tuple[Quoted, ...]  # structured references with a wrong check digit
    payers: tuple[Payer, ...]  # by account, alias and name; best first
    mentioned: tuple[Payer, ...]  # customers named in the text
    more: bool  # the text says that more items are meant than it lists
    parts: dict[str, int]  # what the text gives to each item it cites (minor units of the line), where that adds up
    part: bool  # the text says that this is a part payment
    text: str  # normal text

    def payer(self, customer_id: str) -> Payer | None:
        """How a customer fits the payer, None where it does not."""
        return next((p for p in self.payers if p.customer_id == customer_id), None)


_MORE = re.compile(
    r"(?<![A-Z])(?:ETC|ET AL|U\.? ?A\.?|UND WEITERE|AND OTHERS?|AND MORE|OTHERS|"
    r"DIVERSE|DIV\.|E\.?A\.?|M\.FL)(?![A-Z])|等|\+ ?\d{1,2}(?![ \d]*\d)"
)
_PART = re.compile(
    r"(?<![A-Z])(?:PART(?:IAL)?|PART PAYMENT|INSTAL+MENT|RATE|TEILZAHLUNG|ABSCHLAG|ACOMPTE|TRANCHE|DEPOSIT|DELBETALING|"
    r"ANZAHLUNG|VORAUSZAHLUNG|VORKASSE|PREPAY(?:MENT)?|ADVANCE|AVANCE|FORSKUD|FORSKOTT|VOORUITBETALING)(?![A-Z])"
    r"|(?<!\d)[1-9] ?/ ?[2-9](?!\d)|第 ?\d+ ?期|分期|部分|首付|定金|订金|预付"
)
_PART_IN_SHAPE = of_shape(_PART)
_LETTER = re.compile(r"[^\W\d_]")
_QR_CURRENCIES = ("CHF", "EUR")  # of Swiss bills
_SHORTEST_NAME = 4  # letters
_SHORTEST_REST = 2  # characters behind the last number that may be the beginning of one more
_LONG = 8  # digits that are no part of an account by accident
_YEAR_OF_DAYS = 370
_FIELDS = frozenset((27, 35, 54, 65, 70, 105, 130, 140, 175, 195, 210, 260, 280, 390))  # widths of texts in bank files


def read(line: StatementLine, book: Book) -> Reading:
    """Read a line against a book."""
    text = normal(" ; ".join(filter(None, (line.remittance_text, line.reference))))
    found, tone = tokens(text), _tone(shape(text))
    quotes = _quotes(text, line.currency, book) if found.said else []
    _mark(found, quotes, line, book)
    cut = _cut_at(found, line.remittance_text)
    hits = list(citations(found, book, quotes, cut))
    cited = _strongest(hit for hit, _ in hits)
    payers = payers_of(line, book, _customer_numbers(found, book))
    used = {at for _, span in hits for at in span}
    return Reading(
        cited=cited,
        strangers=tuple(sorted(set(strangers(found, used, book.numbers, paid_in=line.amount_minor > 0)))),
        broken=tuple(q for q in quotes if _wrong(q, book)),
        payers=payers,
        mentioned=book.payers.mentioned(text) if tone.wordy else (),
        more=tone.more
        or (cut >= 0 and bool(beginning(found, cut, book.numbers)[1]))
        or _cut_off(found, used, cited, book),
        parts=by_number(found, hits, line.amount_minor, line.currency) if len(cited) > 1 else {},
        part=tone.part and _PART.search(text) is not None,
        text=text,
    )


def documents_in(text: str, book: Book) -> tuple[str, ...]:
    """The documents of a book that a text cites, in order of their numbers, in whatever form they are written.

    What two documents could both be meant by is none of them.
    """
    return tuple(sorted(item_id for item_id, hit in cited_in(text, book).items() if hit.shared == 1))


def cited_in(text: str, book: Book) -> dict[str, Citation]:
    """The strongest citation of each document that a text cites, by item id."""
    flat = normal(text)
    found, quotes = tokens(flat), _quotes(flat, "", book)
    _mark_wrong(found, quotes, book)
    return _strongest(hit for hit, _ in citations(found, book, quotes))


def _strongest(hits: Iterable[Citation]) -> dict[str, Citation]:
    cited: dict[str, Citation] = {}
    for hit in hits:
        held = cited.get(hit.item_id)
        if held is None or (hit.level, -hit.shared, hit.digits) > (held.level, -held.shared, held.digits):
            cited[hit.item_id] = hit
    return dict(sorted(cited.items()))


def _quotes(text: str, currency: str, book: Book) -> list[Quoted]:
    """The structured references of a text; what is a number of an own series is none."""
    return [
        quote
        for quote in references.quoted(text)
        if (quote.kind not in book.numbers.prefixes or book.numbers.prints(quote.kind))
        and (quote.valid or quote.kind != "QRR" or currency in _QR_CURRENCIES)
    ]


def _mark(text: Text, quotes: list[Quoted], line: StatementLine, book: Book) -> None:
    """Mark what the line itself shows to be no shortened number: its amount, its day, the payer's own numbers."""
    bare = [at for at, token in enumerate(text.said) if len(token) >= 4 and token.isdigit()]
    if bare:
        known = _amounts(line)
        account, day = line.payer_account.replace(" ", ""), f"{line.booked:%Y%m%d}"
        behind = len(normal(line.remittance_text)) if day in line.reference else len(text.text)
        for at in bare:
            token = text.said[at]
            paid_from = len(token) >= _LONG and token in account
            if token in known and text.grades[at]:
                text.grades[at] = Noise.HARD  # the line's amount beside a currency
            elif token == day and text.starts[at] >= behind:
                text.grades[at] = Noise.HARD  # banks begin their own reference with the day: 20251219-369750
            elif token in known or paid_from or _is_day_near(token, line.booked):
                text.grades[at] = max(text.grades[at], Noise.SOFT)
            elif token in book.customers:
                text.grades[at] = max(text.grades[at], Noise.SHORT)
    _mark_wrong(text, quotes, book)


def _mark_wrong(text: Text, quotes: list[Quoted], book: Book) -> None:
    for quote in quotes:
        if _wrong(quote, book):
            for at in text.within(quote.start, quote.start + len(quote.text)):
                text.grades[at] = Noise.HARD


def _wrong(quote: Quoted, book: Book) -> bool:
    """True for a reference with a wrong check digit, unless it is an own number behind a reference's label."""
    own = canonical_number(quote.key) in book.numbers.full or quote.key.lstrip("0") in book.numbers.core
    return not quote.valid and not own


def _amounts(line: StatementLine) -> set[str]:
    """The amount of a line as digits, with its decimals and, where they are naught, without."""
    minor, places = abs(line.amount_minor), exponent(line.currency)
    whole, rest = divmod(minor, 10**places)
    return {str(minor)} if rest else {str(minor), str(whole)}


def _is_day_near(token: str, day: date) -> bool:
    """True for eight or six digits that are a date within a year of a day: 20260115, 15012026, 150126, 260115."""
    if len(token) not in (6, 8) or not token.isdigit():
        return False
    parts = token[:2], token[2:4], token[4:]
    ways = [(parts[2], parts[1], parts[0])]
    ways.append((token[:4], token[4:6], token[6:]) if len(token) == 8 else parts)
    for year, month, number in ways:
        if not ("01" <= month <= "12" and "01" <= number <= "31"):
            continue
        with suppress(ValueError):
            if abs((date(int(year) % 100 + 2000, int(month), int(number)) - day).days) <= _YEAR_OF_DAYS:
                return True
    return False


def _cut_at(text: Text, said: str) -> int:
    """The last token of a text that is as long as a bank's field, where it may have been cut off; else -1."""
    if len(said) not in _FIELDS or not text.said:
        return -1
    end = len(normal(said))
    return next((at for at, stop in enumerate(text.ends) if stop == end), -1)


def _cut_off(text: Text, used: set[int], cited: dict[str, Citation], book: Book) -> bool:
    """True where the text ends in the middle of a number: what follows the last cited one begins like it."""
    if not used or max(used) + 1 >= len(text.said):
        return False
    rest = canonical_number(text.text[text.ends[max(used)] :])
    if len(rest) < _SHORTEST_REST:
        return False
    forms = [f for i in cited for f in book.numbers.forms(i)]
    return any(len(rest) < len(f.key) and f.key.startswith(rest) for f in forms)


@dataclass(frozen=True, slots=True)
class _Tone:
    """What a text says besides numbers, whatever its digits are."""

    more: bool  # as in `Reading`
    part: bool  # the same, but for the digits
    wordy: bool  # letters enough for a name


@lru_cache(KEPT)
def _tone(shape: str) -> _Tone:
    wordy = len(_LETTER.findall(shape)) >= _SHORTEST_NAME
    return _Tone(_MORE.search(shape) is not None, _PART_IN_SHAPE.search(shape) is not None, wordy)


def _customer_numbers(text: Text, book: Book) -> tuple[Payer, ...]:
    """The customers whose number stands in the text as a token; only numbers with a letter in them, to be no other."""
    known = [t for t in text.said if t in book.customer_numbers]
    ids = sorted({book.customer_numbers[t] for t in known if canonical_number(t) not in book.numbers.full})
    return tuple(Payer(c, Level.NUMBER, c, len(ids)) for c in ids)


def payers_of(line: StatementLine, book: Book, numbered: tuple[Payer, ...] = ()) -> tuple[Payer, ...]:
    """Who may have paid a line: by account, customer number, what a person confirmed, name; best first."""
    told = line.payer_name and (book.confirmed or book.declined)
    key = name_key(line.payer_name) if told else ""
    times = sorted(book.confirmed.get(key, {}).items()) if key else []
    kept = [(c, n) for c, n in times if (key, c) not in book.declined]
    confirmed = [c for c, n in kept if n >= CONFIRMED_ENOUGH]
    hinted = [c for c, n in kept if n < CONFIRMED_ENOUGH]
    named = book.payers.named(line.payer_name) if line.payer_name else ()
    found = [
        *book.payers.paying_from(line.payer_account),
        *numbered,
        *(Payer(c, Level.ALIAS, line.payer_name, len(confirmed)) for c in confirmed),
        *named,
        *(Payer(c, Level.PART, line.payer_name, len(hinted)) for c in hinted),
    ]
    if not found:
        return ()
    best: dict[str, Payer] = {}
    for payer in found:
        held = best.get(payer.customer_id)
        if held is None or payer.level > held.level:
            best[payer.customer_id] = payer
    if len(best) > 1:
        _told_apart_by_account(best, named)
    ranked = sorted(best.values(), key=_best_first)
    return tuple(p for p in ranked if (key, p.customer_id) not in book.declined)


def _best_first(payer: Payer) -> tuple[int, int, str]:
    return -payer.level, payer.shared, payer.customer_id


def _told_apart_by_account(best: dict[str, Payer], named: tuple[Payer, ...]) -> None:
    """Of several customers whom a name fits equally well, the one whose account it is has paid."""
    for paid in [p for p in named if best[p.customer_id].level == Level.ACCOUNT]:
        for other in named:
            held = best[other.customer_id]
            if other.level <= paid.level and held.level < Level.NUMBER:
                best[other.customer_id] = replace(held, level=Level.PART)
