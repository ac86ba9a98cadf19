"""Who paid: customers by account, alias and name, looked up through an index and never by comparing all with all.

An index of whole names finds the same name in any spelling; one of rare pieces finds the few names that are compared
(`names`). What finds too many finds nobody: a name of nothing but common words is found whole or not at all. Distinct
payers are looked at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract

from recon import nameparts
from recon.match import readings
from recon.match.accounts import account_key, is_iban, plain_numbers
from recon.match.names import Level, Words, alike, compare
from recon.match.profiles import WITH_FORM, Profile, profile, who_pays, words_in
from recon.text import bigrams, is_chinese, normal, parsed, umlauts_contracted

__all__ = ["TAKEN_FOR_ONE", "Level", "Payer", "Payers", "account_key", "similarity"]

_COMMON = 1000  # a piece of more names than this finds nobody
_LOOKED_THROUGH = 600  # names that rare pieces may bring up, the rarest pieces first
_SHARING = 60  # of them, those that share most
_COMPARED = 8  # and of these, those with most letters in common
_OPENING = 4  # letters by which most words of a text are seen to open no name
_MOST_WORDS = 6  # of a name that is looked for in a text
_MOST_CHARACTERS = 24  # the same of a Chinese one
_RUN = 12  # letters of a Chinese name's reading it is found by where it is written in one piece
_PAIRED = 5  # words of a name of which pairs are kept
_FREQUENT = 30  # names from which a word says little of who it is, in a small book
_TEXTS_KEPT = 1 << 16
_CHINESE_RUN = re.compile(r"[\u3400-\u9fff]{4,}")
_ADMINISTRATIVE = re.compile(r"[省市 ()]")


@dataclass(frozen=True, slots=True)
class Payer:
    """One customer a line may come from."""

    customer_id: str
    level: Level
    how: str  # the name or account it was found by
    shared: int = 1  # customers that fit equally well


@dataclass(frozen=True, slots=True)
class Known:
    """One name of one customer."""

    customer_id: str
    name: str
    alias: bool


class _Index:
    """Names by a key, each by its place; what is a key of too many is a key of none."""

    def __init__(self, most: int = 0) -> None:
        self._held: dict[str, int | list[int]] = {}  # one place, or several; a list takes memory
        self._most = most

    def put(self, key: str, at: int) -> None:
        held = self._held.get(key)
        if held is None:
            self._held[key] = at
        elif isinstance(held, int):
            self._held[key] = [held, at]
        elif held:
            if self._most and len(held) >= self._most:
                held.clear()
            else:
                held.append(at)

    def of(self, key: str) -> Sequence[int]:
        held = self._held.get(key)
        return () if held is None else (held,) if isinstance(held, int) else held


@dataclass(slots=True)
class Payers:
    """The index of names and accounts."""

    known: list[Known] = field(default_factory=list)
    by_key: _Index = field(default_factory=_Index)  # whole names
    by_piece: _Index = field(default_factory=lambda: _Index(_COMMON))  # rare pieces
    by_account: dict[str, set[str]] = field(default_factory=dict)
    by_number: dict[str, set[str]] = field(default_factory=dict)  # plain number -> account keys it may be
    not_from: set[tuple[str, str]] = field(default_factory=set)  # (account, customer) that a person has declined
    found: dict[str, tuple[Payer, ...]] = field(default_factory=dict)  # by payer name, filled as payers are met
    in_text: dict[str, tuple[Payer, ...]] = field(default_factory=dict)
    _loose: list[str] = field(default_factory=list)  # of each known name
    _chinese: list[bool] = field(default_factory=list)  # the same
    _openings: set[str] = field(default_factory=set)  # first letters of whole names, four at most
    _any_chinese: bool = False
    _times: Counter[str] = field(default_factory=Counter)  # names that have a word
    _words: Words | None = None

    def add(self, customer_id: str, name: str, alias: bool = False) -> None:
        """Make a customer known under a name, in all its spellings and, for a Chinese name, its readings."""
        seen = profile(name)
        if not seen.run:
            return
        at = len(self.known)
        self.known.append(Known(customer_id, name, alias))
        self._loose.append(seen.loose)
        self._chinese.append(is_chinese(seen.loose))
        self._any_chinese |= seen.chinese
        for key in {*seen.same, seen.loose, seen.run}:
            self.by_key.put(key, at)
            self._openings.update(key[:size] for size in range(1, _OPENING + 1))
        for piece in set(_pieces(seen)):
            self.by_piece.put(piece, at)
        self._times.update(set(seen.tokens))
        self._words = None
        self.found.clear()
        self.in_text.clear()

    def add_account(self, customer_id: str, account: str) -> None:
        """Make a customer known by a bank account."""
        if key := account_key(account):
            self.by_account.setdefault(key, set()).add(customer_id)
            for number in plain_numbers(key):
                self.by_number.setdefault(number, set()).add(key)

    def named(self, name: str) -> tuple[Payer, ...]:
        """The customers a payer's name fits, best level first; cached by name.

        Where it says on whose behalf it pays, that one is meant and the payer itself is hardly.
        """
        if name not in self.found:
            self.found[name] = self._look(name)
        return self.found[name]

    def paying_from(self, account: str) -> tuple[Payer, ...]:
        """The customers known to pay from a bank account, an IBAN and the plain number in it being one."""
        key = account_key(account)
        known = self.by_account.get(key)
        if key and known is None:
            others = sorted({k for number in plain_numbers(key) for k in self.by_number.get(number, ())})
            known = {c for k in others if is_iban(k) != is_iban(key) or not is_iban(k) for c in self.by_account[k]}
        ids = sorted(i for i in known or () if (key, i) not in self.not_from)
        return tuple(Payer(i, Level.ACCOUNT, account, len(ids)) for i in ids)

    def mentioned(self, text: str) -> tuple[Payer, ...]:
        """The customers whose whole name stands in a text (on behalf of, or where the payer field is empty)."""
        if text not in self.in_text:
            if len(self.in_text) > _TEXTS_KEPT:
                self.in_text.clear()
            self.in_text[text] = self._mentioned(text)
        return self.in_text[text]

    @property
    def words(self) -> Words:
        """Which words of this book's names say little."""
        if self._words is None:
            most = max(_FREQUENT, len(self.known) // 50)
            self._words = Words(self._times, frozenset(w for w, times in self._times.items() if times > most))
        return self._words

    def _look(self, name: str) -> tuple[Payer, ...]:
        payers, principal = who_pays(name)
        best = self._best(self._fitting(payer) for payer in payers)
        if not principal:
            return _ranked(best)
        best = {c: (Level.PART, how) for c, (_, how) in best.items()}
        for customer, (level, how) in self._fitting(principal).items():
            best[customer] = (min(level, Level.NEAR), how)
        return _ranked(best)

    @staticmethod
    def _best(several: Iterable[dict[str, tuple[Level, str]]]) -> dict[str, tuple[Level, str]]:
        best: dict[str, tuple[Level, str]] = {}
        for found in several:
            for customer, fits in found.items():
                best[customer] = max(best.get(customer, fits), fits)
        return best

    def _fitting(self, name: str) -> dict[str, tuple[Level, str]]:
        """How a name fits customers; where it is the whole name of one, nobody else fits more than in part."""
        ask = profile(name)
        if not ask.run:
            return {}
        whole = sorted({at for key in (*ask.same, ask.loose, ask.run) for at in self.by_key.of(key)})
        # Where one has the payer's very words, those that are the same but for their legal form are others.
        written = {at for key in ask.same if key[0] == WITH_FORM for at in self.by_key.of(key)}
        if written:
            best = {self.known[at].customer_id: (Level.PART, self.known[at].name) for at in whole}
            return self._best((best, *({self.known[at].customer_id: self._same(at)} for at in sorted(written))))
        best = self._compared(ask, whole)
        if any(level >= Level.SAME for level, _ in best.values()):
            return {c: (level if level >= Level.SAME else Level.PART, how) for c, (level, how) in best.items()}
        return self._best((best, self._compared(ask, [at for at in self._candidates(ask) if at not in whole])))

    def _same(self, at: int) -> tuple[Level, str]:
        entry = self.known[at]
        return Level.ALIAS if entry.alias else Level.SAME, entry.name

    def _compared(self, ask: Profile, several: Sequence[int]) -> dict[str, tuple[Level, str]]:
        best: dict[str, tuple[Level, str]] = {}
        for at in several:
            entry = self.known[at]
            if level := compare(ask, profile(entry.name), self.words):
                fits = self._same(at) if level == Level.SAME else (Level(level), entry.name)
                best[entry.customer_id] = max(best.get(entry.customer_id, fits), fits)
        return best

    def _candidates(self, ask: Profile) -> list[int]:
        """The names that share the most rare pieces."""
        lists = [held for piece in set(_asked(ask, self._any_chinese)) if (held := self.by_piece.of(piece))]
        lists.sort(key=lambda held: (len(held), held[0]))
        votes: Counter[int] = Counter()
        looked = 0
        for held in lists:
            looked += len(held)
            if looked > _LOOKED_THROUGH and votes:
                break
            votes.update(held)
        sharing: dict[int, list[int]] = {}  # names by how many pieces they share
        for at, times in votes.items():
            sharing.setdefault(times, []).append(at)
        most = max(sharing, default=0)
        ranked: list[int] = []
        for times in range(most, 0, -1):
            if 3 * times >= most and len(ranked) < _SHARING:
                ranked += sorted(sharing.get(times, ()))
        del ranked[_SHARING:]
        if len(ranked) > _COMPARED:
            other = [at for at in ranked if self._chinese[at] != ask.chinese]
            near = {at: self._loose[at] for at in ranked if self._chinese[at] == ask.chinese}
            ranked = [at for _, _, at in extract(ask.loose, near, scorer=ratio, limit=_COMPARED)] + other[:_COMPARED]
        return sorted(ranked)

    def _mentioned(self, text: str) -> tuple[Payer, ...]:
        best: dict[str, tuple[Level, str]] = {}
        flat = normal(text)
        every = words_in(flat)
        for at in sorted(set(self._named_in(flat, every))):
            entry = self.known[at]
            if _stands_in(profile(entry.name), every, self.words):
                best[entry.customer_id] = (Level.SAME, entry.name)
        return _ranked(best)

    def _named_in(self, flat: str, every: Sequence[str]) -> Iterator[int]:
        """The names that are so many neighbouring words of a text, or so many characters of a Chinese one."""
        forms = nameparts.form_words()
        told = [word for word in every if word not in forms]
        opens = [word[:_OPENING] in self._openings for word in told]  # the first of some sorted words opens the name
        for first in range(len(told) if True in opens else 0):
            for last in range(first + 1, min(first + _MOST_WORDS, len(told)) + 1):
                if True in opens[first:last]:
                    yield from self.by_key.of("".join(sorted(told[first:last])))
        if is_chinese(flat):
            for run in _CHINESE_RUN.findall(_ADMINISTRATIVE.sub("", flat)):
                for first in range(len(run) - 3):
                    for last in range(first + 4, min(first + _MOST_CHARACTERS, len(run)) + 1):
                        yield from self.by_key.of(run[first:last])


TAKEN_FOR_ONE = 0.9  # similarity from which two names are taken for one company


def similarity(one: str, other: str) -> float:
    """How alike two names are, 0 to 1; the same whichever comes first. 0.9 and more: they may be one company.

    1 is the same name, legal form, script, accents, width, word order and blanks set aside. Below that it is the share
    of letters in common, raised to 0.9 where one is short for the other or cut off, and kept under 0.9 where they are
    not taken for one, for instance because they name two places or two legal forms.

    >>> similarity("Alpina Sport AG", "ALPINA-SPORT A.G."), similarity("Alpina Sport AG", "")
    (1.0, 0.0)
    """
    a, b = profile(one), profile(other)
    if not a.run or not b.run:
        return 0.0
    known = Words()
    level = max(compare(a, b, known), compare(b, a, known))
    if level >= Level.SAME:
        return 1.0
    near = round(alike(a, b), 4)
    return max(TAKEN_FOR_ONE, min(near, 0.99)) if level >= Level.NEAR else min(near, TAKEN_FOR_ONE - 0.01)


def _ranked(best: dict[str, tuple[Level, str]]) -> tuple[Payer, ...]:
    if len(best) < 2:
        return tuple(Payer(i, level, how) for i, (level, how) in best.items())
    counts = Counter(level for level, _ in best.values())
    # An alias of one and the registered name of another say equally much.
    named = counts[Level.SAME] + counts[Level.ALIAS]
    shared = {**counts, Level.SAME: named, Level.ALIAS: named}
    found = [Payer(i, level, how, shared[level]) for i, (level, how) in best.items()]
    return tuple(sorted(found, key=lambda p: (-p.level, p.customer_id)))


# --- what a name is found by


def _pieces(seen: Profile) -> Iterator[str]:
    """Of a customer's name: its words, pairs of them, its beginning; of a Chinese one, how it sounds."""
    if seen.chinese:
        yield from bigrams(seen.run)
        yield from readings.brand_keys(seen.name)
        yield from (sound[:_RUN] + "~" for sound in readings.of(seen.name)[:1])
    else:
        yield from _latin_pieces(seen.tokens)
        yield seen.run[:5] + "~"


def _asked(ask: Profile, by_sound: bool) -> Iterator[str]:
    """The same of a payer's name, which may be written in the other script; `by_sound`: there are Chinese names."""
    yield from _pieces(ask)
    if ask.chinese:
        for sound in readings.of(ask.name):
            yield umlauts_contracted(sound)[:5] + "~"
        yield from _latin_pieces([umlauts_contracted(readings.sounds(token)[0]) for token in ask.tokens])
    else:
        seen = parsed(ask.name)
        if by_sound:
            yield from readings.latin_keys(seen.tokens, seen.place)
        yield "".join(seen.tokens)[:_RUN] + "~"


def _latin_pieces(tokens: Sequence[str]) -> Iterator[str]:
    yield from (token for token in tokens if len(token) > 2)
    yield from (_pair(one, other) for one, other in combinations(tokens[:_PAIRED], 2))


def _pair(one: str, other: str) -> str:
    a, b = sorted((one[:3], other[:3]))
    return f"{a}|{b}"


def _stands_in(entry: Profile, every: Sequence[str], words: Words) -> bool:
    """The name says who it is; one of a single word only with its legal form."""
    if all(words.common(token) for token in entry.tokens) or len(entry.run) < 4:
        return False
    if entry.chinese or len(entry.tokens) > 1:
        return True
    size = len(entry.words)
    return bool(entry.forms) and any(tuple(every[at : at + size]) == entry.words for at in range(len(every)))
