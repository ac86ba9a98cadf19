"""Who paid: customers by account, alias and name, looked up through an index and never by comparing all with all.

A name is compared without its legal form, in one script and one width, in any word order. A place that differs keeps
two companies apart. Distinct payers are looked at once.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from importlib.resources import files

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from recon.text import bigrams, contracted, is_chinese, normal, parsed, pinyin, spellings

_MOST_CUSTOMERS = 60  # customers a payer's name is compared with, those sharing the rarest words first
_COMMON = 40  # a word of more customers than this finds nobody by itself
_COMMON_LOOKED_AT = 400  # of them, where a name has no other words
_NEAR = 90.0  # rapidfuzz ratio (0..100) from which two names differ by a slip of the pen
_CUT_FROM = 10  # letters a cut-off name must have kept


class Level(IntEnum):
    """How well a payer fits a customer; higher is better."""

    PART = 1  # shares rare words
    NEAR = 2  # abbreviated, or a letter or two wrong
    CUT = 3  # cut off at the end, or a branch of the customer
    SAME = 4  # the same name: legal form, script, accents, word order and blanks set aside
    ALIAS = 5  # an alias of the master data, or confirmed three times by a person
    NUMBER = 6  # the text cites the customer number
    ACCOUNT = 7  # pays from the customer's bank account


@dataclass(frozen=True, slots=True)
class Payer:
    """One customer a line may come from."""

    customer_id: str
    level: Level
    how: str  # the name or account it was found by
    shared: int = 1  # customers that fit equally well


@dataclass(frozen=True, slots=True)
class Known:
    """One spelling of one customer's name."""

    customer_id: str
    name: str
    tokens: tuple[str, ...]  # sorted
    place: str
    key: str  # sorted tokens in one piece, umlauts contracted
    written: str  # the tokens in the order they are written, in one piece
    whole: str  # the whole name with its legal form, letters and digits only
    alias: bool
    trade: frozenset[str] = frozenset()  # English for the words of trade of a Chinese name; its tokens are the rest


@dataclass(slots=True)
class Payers:
    """The index of names and accounts."""

    known: list[Known] = field(default_factory=list)
    by_key: dict[str, list[int]] = field(default_factory=dict)
    by_piece: dict[str, list[int]] = field(default_factory=dict)
    by_account: dict[str, set[str]] = field(default_factory=dict)
    not_from: set[tuple[str, str]] = field(default_factory=set)  # (account, customer) that a person has declined
    found: dict[str, tuple[Payer, ...]] = field(default_factory=dict)  # by payer name, filled as payers are met
    in_text: dict[str, tuple[Payer, ...]] = field(default_factory=dict)

    def add(self, customer_id: str, name: str, alias: bool = False) -> None:
        """Make a customer known under a name, in all its spellings and, for a Chinese name, its readings."""
        for spelling in _variants(name):
            entry = _known(customer_id, spelling, alias)
            if not entry.key or entry in self.known[-8:]:
                continue
            at = len(self.known)
            self.known.append(entry)
            for key in {entry.key, entry.written, entry.whole}:
                self.by_key.setdefault(key, []).append(at)
            for piece in sorted(_search_pieces(entry.tokens, entry.whole)):
                self.by_piece.setdefault(piece, []).append(at)
        if (translated := _translated(customer_id, name)) is not None:
            self.known.append(translated)
            for piece in sorted(_search_pieces(translated.tokens, "")):
                self.by_piece.setdefault(piece, []).append(len(self.known) - 1)

    def add_account(self, customer_id: str, account: str) -> None:
        """Make a customer known by a bank account."""
        if key := account_key(account):
            self.by_account.setdefault(key, set()).add(customer_id)

    def named(self, name: str) -> tuple[Payer, ...]:
        """The customers a payer's name fits, best level first; cached by name."""
        if name not in self.found:
            self.found[name] = self._look(name)
        return self.found[name]

    def paying_from(self, account: str) -> tuple[Payer, ...]:
        """The customers known to pay from a bank account."""
        key = account_key(account)
        ids = sorted(i for i in self.by_account.get(key, ()) if (key, i) not in self.not_from)
        return tuple(Payer(i, Level.ACCOUNT, account, len(ids)) for i in ids)

    def mentioned(self, text: str) -> tuple[Payer, ...]:
        """The customers whose whole name stands in a text (on behalf of, or where the payer field is empty)."""
        if text not in self.in_text:
            self.in_text[text] = self._mentioned(text)
        return self.in_text[text]

    def _look(self, name: str) -> tuple[Payer, ...]:
        asked = [_known("", spelling, alias=False) for spelling in _variants(name)]
        asked = [a for a in asked if a.key]
        if not asked:
            return ()
        best: dict[str, tuple[Level, str]] = {}
        for ask in asked:
            for at in sorted({at for key in (ask.key, ask.written, ask.whole) for at in self.by_key.get(key, ())}):
                entry = self.known[at]
                if _other_place(ask, entry):
                    continue
                level = Level.ALIAS if entry.alias else Level.SAME
                best[entry.customer_id] = max(best.get(entry.customer_id, (level, entry.name)), (level, entry.name))
        if not best:
            for close in self._candidates(asked):
                entry = self.known[close]
                fits = max((_compare(ask, entry) for ask in asked), default=0)
                if fits:
                    held = best.get(entry.customer_id, (Level.PART, entry.name))
                    best[entry.customer_id] = max(held, (Level(fits), entry.name))
        return _ranked(best)

    def _candidates(self, asked: Sequence[Known]) -> list[int]:
        """The entries that share the most rare words; where all words are common, those that share the most of them."""
        votes: Counter[int] = Counter()
        pieces = sorted({p for ask in asked for p in _search_pieces(ask.tokens, ask.whole)})
        for piece in pieces:
            held = self.by_piece.get(piece, [])
            if len(held) <= _COMMON:
                votes.update(held)
        if not votes:
            for piece in pieces:
                votes.update(self.by_piece.get(piece, [])[:_COMMON_LOOKED_AT])
        ranked = sorted(votes.items(), key=lambda vote: (-vote[1], self.known[vote[0]].key, vote[0]))
        return [entry for entry, _ in ranked[:_MOST_CUSTOMERS]]

    def _mentioned(self, text: str) -> tuple[Payer, ...]:
        flat = normal(text)
        words = frozenset(parsed(text).tokens) | frozenset(contracted(w) for w in parsed(text).tokens)
        run = "".join(filter(str.isalnum, flat))
        votes: set[int] = set()
        for piece in sorted(words | (bigrams(run) if is_chinese(run) else frozenset())):
            held = self.by_piece.get(piece, [])
            if len(held) <= _COMMON:
                votes.update(held)
        best: dict[str, tuple[Level, str]] = {}
        for at in sorted(votes):
            entry = self.known[at]
            whole = len(entry.tokens) > 1 and words.issuperset(entry.tokens)
            chinese = is_chinese(entry.key) and len(entry.key) >= 4 and "".join(parsed(entry.name).tokens) in run
            if whole or chinese:
                best[entry.customer_id] = (Level.SAME, entry.name)
        return _ranked(best)


TAKEN_FOR_ONE = 0.9  # similarity from which two names are taken for one company


def similarity(one: str, other: str) -> float:
    """How alike two names are, 0 to 1; the same whichever comes first. 0.9 and more: they may be one company.

    1 is the same name, legal form, script, accents, width, word order and blanks set aside. Below that it is the share
    of letters in common, raised to 0.9 where one is short for the other or cut off, and kept under 0.9 where they are
    not taken for one, for instance because they name two places.

    >>> similarity("Alpina Sport AG", "ALPINA-SPORT A.G."), similarity("Alpina Sport AG", "")
    (1.0, 0.0)
    """
    level = max(_level(one, other), _level(other, one))
    if level >= Level.SAME:
        return 1.0
    alike = max(
        (
            ratio(a.key, b.key) / 100
            for a in (_known("", way, alias=False) for way in _variants(one))
            for b in (_known("", way, alias=False) for way in _variants(other))
            if a.key and b.key
        ),
        default=0.0,
    )
    near = round(alike, 4)
    return max(TAKEN_FOR_ONE, min(near, 0.99)) if level >= Level.NEAR else min(near, TAKEN_FOR_ONE - 0.01)


def _level(asked: str, name: str) -> int:
    known = Payers()
    known.add("", name)
    return max((payer.level for payer in known.named(asked)), default=0)


def account_key(account: str) -> str:
    """An account as it is compared: letters and digits only; too short a number says nothing.

    >>> account_key("de02 5001-0517")
    'DE0250010517'
    """
    key = "".join(filter(str.isalnum, account.upper()))
    return key if len(key) >= 5 else ""


def _ranked(best: dict[str, tuple[Level, str]]) -> tuple[Payer, ...]:
    counts = Counter(level for level, _ in best.values())
    found = [Payer(i, level, how, counts[level]) for i, (level, how) in best.items()]
    return tuple(sorted(found, key=lambda p: (-p.level, p.customer_id)))


def _variants(name: str) -> list[str]:
    """The spellings of a name; of a Chinese one also its readings, word by word."""
    ways = list(spellings(name))
    if is_chinese(name):
        read = [pinyin(token, 2) or (token,) for token in parsed(name).tokens]
        words = [sounds[0] for sounds in read]
        form = pinyin(parsed(name).form, 1)  # a name that is cut off may keep a part of it
        ways += [" ".join(words), " ".join([*words, *form])]
    return list(dict.fromkeys(ways))


def _known(customer_id: str, name: str, alias: bool) -> Known:
    seen = parsed(name)
    tokens = tuple(sorted(contracted(t) for t in seen.tokens))
    whole = contracted("".join(filter(str.isalnum, normal(name))))
    return Known(customer_id, name, tokens, seen.place, "".join(tokens), seen.key, whole, alias)


def _translated(customer_id: str, name: str) -> Known | None:
    """A Chinese name as it stands on transfers in English, None where place, brand or words of trade are missing."""
    seen = parsed(name)
    if not is_chinese(name):
        return None
    trade = [t for t in seen.tokens if t in _trade_words()]
    rest = [t for t in seen.tokens if t not in _trade_words()]
    read = sorted((pinyin(t, 1) or (t,))[0] for t in rest)
    if not trade or len(read) < 2 or not seen.place:
        return None
    allowed = frozenset(contracted(word) for t in trade for word in _trade_words()[t])
    tokens = tuple(contracted(t) for t in read)
    return Known(customer_id, name, tokens, seen.place, "".join(tokens), "".join(tokens), "", False, allowed)


@cache
def _trade_words() -> dict[str, tuple[str, ...]]:
    read = tomllib.loads(files("recon.match").joinpath("trade_words.toml").read_text("utf-8"))
    return {chinese: tuple(english.split()) for chinese, english in read["words"].items()}


def _search_pieces(tokens: Iterable[str], whole: str) -> set[str]:
    """What a name is found by: its words, the pairs of a Chinese one, its first letters."""
    pieces: set[str] = set()
    for token in tokens:
        if is_chinese(token):
            pieces |= bigrams(token)
        elif len(token) > 2:
            pieces.add(token)
            pieces.add(token[:4] + "~")
    if len(whole) >= 6 and not is_chinese(whole):
        pieces.add(whole[:7] + "~~")
    return pieces


def _other_place(one: Known, other: Known) -> bool:
    """Two places that differ, where both names say one."""
    return bool(one.place and other.place and one.place != other.place)


def _compare(ask: Known, entry: Known) -> int:
    """The level at which a payer's name fits a known one, 0 for none."""
    if len(entry.whole) >= 6 and "分公司" in ask.whole and ask.whole.startswith(entry.whole):
        return Level.CUT  # a branch has a place of its own
    if _other_place(ask, entry):
        return 0
    if entry.trade:
        return _compare_translated(ask, entry)
    if len(ask.whole) >= _CUT_FROM and entry.whole.startswith(ask.whole) and len(entry.whole) > len(ask.whole):
        return Level.CUT
    if is_chinese(ask.key) != is_chinese(entry.key):
        return 0
    level = _compare_chinese(ask, entry) if is_chinese(ask.key) else _compare_latin(ask, entry)
    if level:
        return level
    shared = set(ask.tokens) & set(entry.tokens)
    weight = sum(len(t) for t in shared if len(t) > 3 or (is_chinese(t) and len(t) > 1))
    return Level.PART if weight and weight * 2 >= min(len(ask.key), len(entry.key)) else 0


def _compare_translated(ask: Known, entry: Known) -> int:
    """Place and brand as they sound, the words of trade in English, the last word perhaps cut off."""
    words = [contracted(w) for w in normal(ask.name).replace(",", " ").replace(".", " ").replace("&", " ").split()]
    if is_chinese(ask.key) or not set(entry.tokens) <= set(words):
        return 0
    rest = [w for w in words if w not in entry.tokens and w not in _FORM_WORDS]
    if not rest:
        return Level.PART
    *whole, last = rest
    allowed = entry.trade | set(_FORM_WORDS)
    fits = all(w in allowed for w in whole) and (last in allowed or any(t.startswith(last) for t in allowed))
    named = any(w in entry.trade or (w is last and any(t.startswith(w) for t in entry.trade)) for w in rest)
    return Level.CUT if fits and named else 0


def _compare_chinese(ask: Known, entry: Known) -> int:
    one_slip = OSA.distance(ask.key, entry.key, score_cutoff=1) <= 1
    return Level.NEAR if one_slip and min(len(ask.key), len(entry.key)) >= 6 and _brand_kept(ask, entry) else 0


def _compare_latin(ask: Known, entry: Known) -> int:
    alike = min(len(ask.key), len(entry.key)) >= 8 and ratio(ask.key, entry.key) >= _NEAR
    if alike or _abbreviated(ask.name, entry.name):
        return Level.NEAR
    return Level.CUT if _cut_in_any_order(ask, entry) else 0


def _brand_kept(ask: Known, entry: Known) -> bool:
    """The distinguishing part (what is neither place nor trade) is the longest shared run of at least four letters."""
    start = sum(1 for _ in _common_prefix(ask.whole, entry.whole))
    return start >= 4 or bool(set(ask.tokens) & set(entry.tokens))


def _common_prefix(one: str, other: str) -> Iterable[str]:
    for a, b in zip(one, other, strict=False):
        if a != b:
            return
        yield a


def _abbreviated(short: str, full: str) -> bool:
    """Every word of one name is a word of the other or an abbreviation of it, in order; one word is whole."""
    a, b = parsed(short).tokens, parsed(full).tokens
    if len(a) != len(b) or len(a) < 2:
        return False
    whole = [x for x, y in zip(a, b, strict=True) if contracted(x) == contracted(y) and len(x) > 3]
    return bool(whole) and all(_short_for(x, y) for x, y in zip(a, b, strict=True))


def _short_for(short: str, full: str) -> bool:
    if contracted(short) == contracted(full) or full.startswith(short):
        return True
    letters = iter(full)
    return len(short) > 2 and short[0] == full[0] and all(c in letters for c in short)


def _cut_in_any_order(ask: Known, entry: Known) -> bool:
    """A cut-off name in another word order: all words but the last are known ones, the last begins one or a form."""
    words = normal(ask.name).replace(",", " ").replace(".", " ").split()
    if len(words) < 3 or len(ask.whole) < 20:
        return False
    kept = [contracted(w) for w in words if w not in _FORM_WORDS]
    left = list(entry.tokens)
    for at, word in enumerate(kept):
        match = next((t for t in left if t == word), None)
        if match is None and at == len(kept) - 1:
            match = next((t for t in left if t.startswith(word)), None)
            if match is None and any(form.startswith(word) for form in _FORM_WORDS):
                continue
        if match is None:
            return False
        left.remove(match)
    return len(left) <= 1 and len(kept) >= 2 and sum(map(len, left)) * 3 <= len(entry.key)


_FORM_WORDS = (
    "YOUXIAN",
    "GONGSI",
    "ZEREN",
    "GUFEN",
    "CO",
    "LTD",
    "LIMITED",
    "COMPANY",
    "CORP",
    "INC",
    "GROUP",
    "JITUAN",
)
