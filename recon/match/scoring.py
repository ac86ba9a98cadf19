"""The alternatives of one line: found, settled, weighed, and given a probability.

Points are log-odds (natural logarithm) and add up, starting from `PRIOR`, the odds that an arbitrary candidate is what
a payer meant. The probability of an alternative is its share of all the odds, the chance that none of them is right
being one more: p = exp(points) / (1 + sum of exp(points)). Two equal alternatives can therefore never be sure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, fsum

from recon.match import candidates, rules
from recon.match.book import Book
from recon.match.candidate import Candidate, fit, whole
from recon.match.difference import Relation, settle, told
from recon.match.outcome import Alternative, Evidence
from recon.match.payers import Level
from recon.match.reading import Reading
from recon.registry import modules
from recon.rows import StatementLine

_Find = Callable[[StatementLine, int, Reading, Book], Iterator[tuple[str, ...]]]
_Evidence = Callable[[StatementLine, Candidate, Book], Iterator[Evidence]]
_Concerns = Callable[[StatementLine, Reading, Book], bool]

PRIOR = -5.0
MOST_CANDIDATES = 60  # of one line; the first found of each generator, in the generators' order of names
_MOST_CERTAIN = 0.9999  # nothing read from a text is certain
_KEPT = 12  # alternatives kept while lines compete; five are shown


@dataclass(slots=True, eq=False)
class Weighed:
    """A candidate with its evidence."""

    candidate: Candidate
    evidence: tuple[tuple[str, Evidence], ...]  # name of the rule, reason
    points: float
    probability: float = 0.0

    @property
    def vetoed(self) -> bool:
        """True where a reason forbids posting."""
        return any(e.veto for _, e in self.evidence)

    def has(self, rule: str) -> bool:
        """True where a rule gave a reason."""
        return any(name == rule for name, _ in self.evidence)


def weigh(line: StatementLine, minor: int, said: Reading, book: Book) -> tuple[Weighed, ...]:
    """The alternatives of a line on the book as it stands, best first.

    Args:
        line: the bank line.
        minor: what is left of it, signed, in its own currency.
        said: what the line says.
        book: the ledger.
    """
    found = _found(line, minor, said, book)
    seen: set[tuple[tuple[str, int], ...]] = set()
    ways: list[Candidate] = []
    for ids, name in found.items():
        settled = (told(line, minor, ids, said.parts, book) if said.parts else None) or settle(line, minor, ids, book)
        if settled is None:
            continue
        shares = tuple((s.item_id, s.cash_minor) for s in settled.shares)
        if shares in seen or not shares:
            continue
        seen.add(shares)
        customers = tuple(sorted({book.items[i].customer_id for i in ids}))
        ways.append(Candidate(ids, name, customers, said, settled, fit(said, customers)))
    return _ranked(_judged(line, ways, said, book))


def _found(line: StatementLine, minor: int, said: Reading, book: Book) -> dict[tuple[str, ...], str]:
    """The sets of items worth weighing, and who found each first."""
    decided = whole(minor, line.currency, said, book)
    found: dict[tuple[str, ...], str] = {}
    for name, find, only_in_doubt, last_resort in _generators():
        if (decided and only_in_doubt) or (last_resort and _fitting(found, line, minor, said, book)):
            continue
        for ids in find(line, minor, said, book):
            key = _in_order(ids, book)
            if key and key not in found:
                found[key] = name
            if len(found) >= MOST_CANDIDATES:
                break
    return found


def _fitting(found: Iterable[tuple[str, ...]], line: StatementLine, minor: int, said: Reading, book: Book) -> bool:
    """True where one item that is cited or the payer's, or all that is cited, is the payment to the cent."""
    for ids in found:
        if sum(book.open_minor[i] for i in ids) != minor or book.items[ids[0]].currency != line.currency:
            continue
        if all(i in said.cited for i in ids):
            return True
        if len(ids) == 1 and (payer := said.payer(book.items[ids[0]].customer_id)) and payer.level >= Level.NEAR:
            return True
    return False


@cache
def _generators() -> tuple[tuple[str, _Find, bool, bool], ...]:
    """All generators by name, those of last resort behind the others."""
    every = [
        (name, way.find, getattr(way, "ONLY_IN_DOUBT", False), getattr(way, "LAST_RESORT", False))
        for name, way in modules(candidates.__name__).items()
    ]
    return tuple(sorted(every, key=lambda one: (one[3], one[0])))


def weigh_only(line: StatementLine, minor: int, ids: Sequence[str], said: Reading, book: Book) -> Weighed | None:
    """One set of items as the only alternative of a line, None where the amount cannot pay it. As `weigh`."""
    key = _in_order(ids, book)
    settled = settle(line, minor, key, book) if key else None
    if settled is None:
        return None
    customers = tuple(sorted({book.items[i].customer_id for i in key}))
    candidate = Candidate(key, "cited", customers, said, settled, fit(said, customers))
    return _ranked(_judged(line, [candidate], said, book))[0]


def among(line: StatementLine, weighed: Sequence[Weighed], candidate: Candidate, book: Book) -> tuple[Weighed, ...]:
    """The alternatives of a line with one more, which takes the place of one that shares the money out alike."""
    shares = candidate.settled.shares
    others = [w for w in weighed if w.candidate.settled.shares != shares]
    return _ranked([*others, *_judged(line, [candidate], candidate.said, book)])


def _in_order(ids: Sequence[str], book: Book) -> tuple[str, ...]:
    """The items by due date; nothing where one of them cannot be paid."""
    if len(ids) == 1:
        return tuple(ids) if book.payable(ids[0]) else ()
    distinct = dict.fromkeys(ids)
    if not all(map(book.payable, distinct)):
        return ()
    items = book.items
    return tuple(sorted(distinct, key=lambda i: (items[i].due, i)))


@cache
def _rules() -> tuple[tuple[str, _Evidence, _Concerns | None], ...]:
    every = modules(rules.__name__).items()
    return tuple((name, rule.evidence, getattr(rule, "concerns", None)) for name, rule in every)


def _judged(line: StatementLine, ways: Sequence[Candidate], said: Reading, book: Book) -> list[Weighed]:
    """The ways of a line with their evidence. What a line does not concern is asked of none of its ways."""
    asked = [(name, rule) for name, rule, concerns in _rules() if concerns is None or concerns(line, said, book)]
    found: list[Weighed] = []
    for way in ways:
        reasons = tuple([(name, reason) for name, rule in asked for reason in rule(line, way, book)])
        found.append(Weighed(way, reasons, PRIOR + fsum([reason.points for _, reason in reasons])))
    return found


def _ranked(weighed: list[Weighed]) -> tuple[Weighed, ...]:
    """Best first, each with its share of all the odds."""
    if len(weighed) > 1:
        weighed.sort(key=lambda w: (-round(w.points, 9), len(w.candidate.items), w.candidate.items))
    odds = [exp(min(w.points, 50.0)) for w in weighed]
    whole = 1.0 + fsum(odds)
    kept = weighed[:_KEPT]
    for one, own in zip(kept, odds, strict=False):
        one.probability = min(own / whole, _MOST_CERTAIN)
    return tuple(kept)


def alternative(weighed: Weighed, rule: str = "", remainder_minor: int | None = None) -> Alternative:
    """The public form of a weighed candidate."""
    settled = weighed.candidate.settled
    customers = weighed.candidate.customers
    reasons = sorted(weighed.evidence, key=lambda e: (-abs(e[1].points), e[0]))
    return Alternative(
        shares=settled.shares,
        probability=weighed.probability,
        points=weighed.points,
        rule=rule or weighed.candidate.how,
        evidence=tuple([Evidence(reason.points, reason.said, name, reason.veto) for name, reason in reasons]),
        customer_id=customers[0] if len(customers) == 1 else "",
        remainder_minor=settled.remainder_minor if remainder_minor is None else remainder_minor,
        left_open_minor=-settled.difference_minor if settled.relation is Relation.PART else 0,
    )
