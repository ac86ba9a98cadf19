"""Who paid: customers by account, alias and name, looked up through an index and never by comparing all with all.

An index of whole names finds the same name in any spelling; one of rare pieces finds the few names that are compared
(`names`). What finds too many finds nobody: a name of nothing but common words is found whole or not at all. Distinct
payers are looked at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from recon import nameparts
from recon.match import readings
from recon.match.accounts import account_key, is_iban, plain_numbers
from recon.match.names import Level, Profile, Words, alike, compare, profile, who_pays, words_in
from recon.text import bigrams, is_chinese, normal, parsed, umlauts_contracted

__all__ = ["TAKEN_FOR_ONE", "Level", "Payer", "Payers", "account_key", "similarity"]

_COMMON = 1000  # a piece of more names than this finds nobody
_LOOKED_THROUGH = 1500  # names that rare pieces may bring up, the rarest pieces first
_COMPARED = 24  # of them, those that share most
_RUN = 12  # letters of a Chinese name's reading it is found by where it is written in one piece
_PAIRED = 5  # words of a name of which pairs are kept
_FREQUENT = 30  # names from which a word says little of who it is, in a small book
_TEXTS_KEPT = 1 << 16


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


@dataclass(slots=True)
class Payers:
    """The index of names and accounts."""

    known: list[Known] = field(default_factory=list)
    by_key: dict[str, list[int]] = field(default_factory=dict)  # whole names
    by_piece: dict[str, list[int]] = field(default_factory=dict)  # rare pieces; empty lists are those of too many
    by_account: dict[str, set[str]] = field(default_factory=dict)
    by_number: dict[str, set[str]] = field(default_factory=dict)  # plain number -> account keys it may be
    not_from: set[tuple[str, str]] = field(default_factory=set)  # (account, customer) that a person has declined
    found: dict[str, tuple[Payer, ...]] = field(default_factory=dict)  # by payer name, filled as payers are met
    in_text: dict[str, tuple[Payer, ...]] = field(default_factory=dict)
    _times: Counter[str] = field(default_factory=Counter)  # names that have a word
    _words: Words | None = None

    def add(self, customer_id: str, name: str, alias: bool = False) -> None:
        """Make a customer known under a name, in all its spellings and, for a Chinese name, its readings."""
        seen = profile(name)
        if not seen.run:
            return
        at = len(self.known)
        self.known.append(Known(customer_id, name, alias))
        for key in sorted({*seen.same, seen.loose, seen.run}):
            self.by_key.setdefault(key, []).append(at)
        for piece in sorted(set(_pieces(seen))):
            held = self.by_piece.setdefault(piece, [at])
            if held and held[-1] != at:
                held.append(at)
                if len(held) > _COMMON:
                    self.by_piece[piece] = []
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
        whole = sorted({at for key in (*ask.same, ask.loose, ask.run) for at in self.by_key.get(key, ())})
        best = self._compared(ask, whole)
        if any(level >= Level.SAME for level, _ in best.values()):
            return {c: (level if level >= Level.SAME else Level.PART, how) for c, (level, how) in best.items()}
        return self._best((best, self._compared(ask, [at for at in self._candidates(ask) if at not in whole])))

    def _compared(self, ask: Profile, several: Sequence[int]) -> dict[str, tuple[Level, str]]:
        best: dict[str, tuple[Level, str]] = {}
        for at in several:
            entry = self.known[at]
            if level := compare(ask, profile(entry.name), self.words):
                if level == Level.SAME and entry.alias:
                    level = Level.ALIAS
                fits = (Level(level), entry.name)
                best[entry.customer_id] = max(best.get(entry.customer_id, fits), fits)
        return best

    def _candidates(self, ask: Profile) -> list[int]:
        """The names that share the most rare pieces."""
        lists = [held for piece in set(_asked(ask)) if (held := self.by_piece.get(piece))]
        lists.sort(key=lambda held: (len(held), held[0]))
        votes: dict[int, float] = {}
        looked = 0
        for held in lists:
            looked += len(held)
            if looked > _LOOKED_THROUGH and votes:
                break
            worth = 1.0 / (len(held) + 4)
            for at in held:
                votes[at] = votes.get(at, 0.0) + worth
        if len(votes) <= _COMPARED:
            return sorted(votes)
        least = max(votes.values()) / 12
        ranked = sorted((-round(worth, 9), at) for at, worth in votes.items() if worth >= least)
        return sorted(at for _, at in ranked[:_COMPARED])

    def _mentioned(self, text: str) -> tuple[Payer, ...]:
        best: dict[str, tuple[Level, str]] = {}
        flat = normal(text)
        every = words_in(flat)
        forms = nameparts.form_words()
        told = [word for word in every if word not in forms]
        for at in sorted(set(self._near_in(flat, told))):
            entry = self.known[at]
            if _stands_in(profile(entry.name), flat, every, told, self.words):
                best[entry.customer_id] = (Level.SAME, entry.name)
        return _ranked(best)

    def _near_in(self, flat: str, told: Sequence[str]) -> Iterator[int]:
        for one, other in pairwise(told):
            yield from self.by_piece.get(_pair(one, other), ())
        for word in set(told):
            if len(word) >= 4:
                yield from (at for at in self.by_key.get(word, ()) if len(profile(self.known[at].name).tokens) == 1)
        if is_chinese(flat):
            run = "".join(filter(str.isalnum, flat))
            for two in bigrams(run):
                if is_chinese(two):
                    yield from self.by_piece.get(two, ())


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


def _asked(ask: Profile) -> Iterator[str]:
    """The same of a payer's name, which may be written in the other script."""
    yield from _pieces(ask)
    if ask.chinese:
        for sound in readings.of(ask.name):
            yield umlauts_contracted(sound)[:5] + "~"
        yield from _latin_pieces([umlauts_contracted(readings.sounds(token)[0]) for token in ask.tokens])
    else:
        seen = parsed(ask.name)
        yield from readings.latin_keys(seen.tokens, seen.place)
        yield "".join(seen.tokens)[:_RUN] + "~"


def _latin_pieces(tokens: Sequence[str]) -> Iterator[str]:
    yield from (token for token in tokens if len(token) > 2)
    yield from (_pair(one, other) for one, other in combinations(tokens[:_PAIRED], 2))


def _pair(one: str, other: str) -> str:
    a, b = sorted((one[:3], other[:3]))
    return f"{a}|{b}"


def _stands_in(entry: Profile, flat: str, every: Sequence[str], told: Sequence[str], words: Words) -> bool:
    """The whole name is in the text, its words side by side; a name of one word only with its legal form."""
    if entry.chinese:
        return len(entry.run) >= 4 and entry.run in "".join(filter(str.isalnum, flat))
    size, wanted = len(entry.tokens), sorted(entry.tokens)
    if all(words.common(token) for token in wanted):
        return False
    if size > 1:
        return any(sorted(told[at : at + size]) == wanted for at in range(len(told) - size + 1))
    long = len(entry.words)
    formed = any(tuple(every[at : at + long]) == entry.words for at in range(len(every)))
    return bool(entry.forms) and formed and len(entry.run) >= 4
