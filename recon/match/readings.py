"""Chinese company names in Latin letters: by sound, as banks abroad spell them, or with the words of trade translated.

Laws. Place and brand are read, never translated, and both must be there; brackets and word order are free. Every word
behind them must be a word of trade of the name, read or translated, or a legal form; only the last may be cut off. A
reading is no key: several brands sound alike.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice, product

from recon import nameparts
from recon.text import is_chinese, parsed

NONE, PART, NEAR, CUT, SAME = range(5)  # how well Latin words fit a Chinese name
_MOST = 6  # readings of one word
_FORMS = (
    *("YOUXIAN", "GONGSI", "ZEREN", "GUFEN", "CO", "LTD", "LIMITED", "COMPANY", "CORP", "CORPORATION", "INC"),
    *("PTE", "LLC", "AND", "COMPANYLIMITED"),
)
_UNSAID = frozenset("管理 制品 品 类 业".split())  # parts that translations leave out
_WIDTHS = (27, 35, 50, 70)  # where bank fields end
_FOUND_BY = 4  # neighbouring words a brand may be spelt in


@dataclass(frozen=True, slots=True)
class _Heard:
    """A Chinese name, word by word, in Latin letters."""

    places: frozenset[str]  # readings of its place, any of them
    brand: frozenset[str]  # readings of its brand
    trades: tuple[tuple[frozenset[str], frozenset[str]], ...]  # of each word of trade: readings, translations
    needed: frozenset[int]  # places in `trades` of the words that a full name says
    person: bool  # nothing but two or three characters


def compare(words: Sequence[str], name: str, width: int) -> int:
    """How well the words of a Latin name fit a Chinese one.

    Args:
        words: of the Latin name, capitals, legal forms among them.
        name: the Chinese name.
        width: characters of the Latin name as given, to tell where a bank field ended.

    >>> compare(["SUZHOU", "HUA", "XIA", "DIANZI", "YOUXIAN", "GONGSI"], "苏州华夏电子有限公司", 36) == SAME
    True
    >>> compare(["SUZHOU", "HUAXIA", "ELECTRONICS", "CO", "LTD"], "苏州华夏电子有限公司", 29) == CUT
    True
    """
    heard = _heard(name)
    run = "".join(words)
    if len(run) < 4 or not any(brand in run for brand in heard.brand):
        return NONE
    if heard.places and not any(place in run for place in heard.places):
        return PART
    if heard.person:
        return NEAR if run in heard.brand or "".join(reversed(words)) in heard.brand else NONE
    return max((_level(heard, how, width) for how in _spent(run, heard)), default=_begins(run, heard))


def of(name: str) -> tuple[str, ...]:
    """A Chinese name in Latin letters, without legal form and blanks: the usual reading first."""
    read = [sounds(token) for token in parsed(name).tokens]
    return tuple(islice(("".join(ways) for ways in product(*read)), _MOST))


def brand_keys(name: str) -> Iterator[str]:
    """What a Chinese name is found by where it is written in Latin letters: its brand, and its place with it."""
    heard = _heard(name)
    for brand in sorted(heard.brand):
        yield f"@{brand}"
        yield from (f"@{place} {brand}" for place in sorted(heard.places))


def latin_keys(words: Sequence[str], place: str) -> Iterator[str]:
    """The same for words in Latin letters: neighbouring words may be one brand."""
    for first in range(len(words)):
        for last in range(first + 1, min(first + _FOUND_BY, len(words)) + 1):
            brand = "".join(words[first:last])
            if len(brand) > 2:
                yield f"@{brand}"
                if place:
                    yield f"@{place} {brand}"


@lru_cache(1 << 14)
def sounds(token: str) -> tuple[str, ...]:
    """The readings of a word, the usual one first; a word without Chinese is its own.

    >>> sounds("长乐")[:2], sounds("绿")
    (('CHANGLE', 'CHANGYUE'), ('LV', 'LU', 'LYU'))
    """
    if not is_chinese(token):
        return (token,)
    heard = [_readings().get(character, (character,)) for character in token]
    return tuple(islice(dict.fromkeys("".join(way) for way in product(*heard)), _MOST))


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    """The readings of each character as they are written, the usual one first."""
    read = tomllib.loads(files("recon.match").joinpath("sounds.toml").read_text("utf-8"))
    found = {}
    for sound, characters in read["sounds"].items():
        found.update(dict.fromkeys(characters, _written(sound)))
    for character, several in read["several"].items():
        found[character] = tuple(form for sound in several.split() for form in _written(sound))
    return found


def _written(sound: str) -> tuple[str, ...]:
    return (
        (sound, sound.replace("V", "U"), sound.replace("V", "YU")) if sound in ("LV", "NV", "LVE", "NVE") else (sound,)
    )


@lru_cache(1 << 14)
def _heard(name: str) -> _Heard:
    seen = parsed(name)
    common = nameparts.common_words()
    places: set[str] = set()
    brand: list[str] = []
    trades: list[tuple[frozenset[str], frozenset[str]]] = []
    needed: set[int] = set()
    city = [t for t in seen.tokens if nameparts.place_of(t)]
    if len(city) > 1 and all(t in city or t in common for t in seen.tokens):
        brand.append(city.pop())  # 东莞金华: a brand that is a place's name too
    place = nameparts.place_of(city[-1]) if city else ""
    for token in seen.tokens:
        if token in city:
            if nameparts.place_of(token) == place:
                places |= {place.replace(" ", ""), *sounds(token)}
            trades.append(
                (frozenset((*sounds(token), nameparts.place_of(token))), frozenset())
            )  # the province may stand
        elif token in brand:
            continue
        elif token in common or (brand and len(token) == 1):
            if token not in _UNSAID:
                needed.add(len(trades))
            english = frozenset(_translations().get(token, ()))
            trades.append((frozenset(sounds(token)), english))
        else:
            brand.append(token)
    read = (
        frozenset(islice(("".join(way) for way in product(*map(sounds, brand))), 2 * _MOST)) if brand else frozenset()
    )
    person = not places and not trades and not seen.forms and len("".join(brand)) <= 3
    if person and read:
        token = brand[0]
        turned = {b + a for a in sounds(token[:1]) for b in sounds(token[1:])} if len(token) > 1 else set()
        read = read | frozenset(turned)
    return _Heard(frozenset(places), read, tuple(trades), frozenset(needed), person)


@cache
def _translations() -> dict[str, tuple[str, ...]]:
    read = tomllib.loads(files("recon.match").joinpath("trade_words.toml").read_text("utf-8"))
    return {chinese: tuple(english.split()) for chinese, english in read["words"].items()}


@dataclass(frozen=True, slots=True)
class _How:
    """One way in which letters are spent on the parts of a name."""

    place: bool
    brand: bool
    trades: frozenset[int]
    translated: bool
    cut: bool


def _spent(run: str, heard: _Heard) -> Iterator[_How]:
    """Every way to read the letters as parts of the name; the last may be cut off."""
    parts: list[tuple[str, int, bool]] = [(word, -1, False) for word in _FORMS]  # letters, part, translated
    parts += [(word, -2, False) for word in heard.places]
    parts += [(word, -3, False) for word in heard.brand]
    for at, (read, english) in enumerate(heard.trades):
        parts += [(word, at, False) for word in read] + [(word, at, True) for word in english]
    parts.sort(key=lambda part: (-len(part[0]), part))
    seen: set[tuple[int, _How]] = set()
    stack = [(0, _How(False, False, frozenset(), False, False))]
    while stack and len(seen) < 400:
        at, how = stack.pop()
        if (at, how) in seen:
            continue
        seen.add((at, how))
        rest = run[at:]
        if not rest:
            yield how
            continue
        for word, part, translated in parts:
            whole = rest.startswith(word)
            if not whole and not (how.brand and word.startswith(rest)):
                continue
            if (part == -2 and how.place) or (part == -3 and how.brand):
                continue
            trades = how.trades
            if part >= 0 and (whole or len(rest) > 1):
                every = enumerate(heard.trades)
                trades |= {i for i, (_, english) in every if i == part or (translated and word in english)}
            after = _How(
                how.place or part == -2,
                how.brand or part == -3,
                trades,
                how.translated or translated,
                not whole,
            )
            stack.append((at + min(len(word), len(rest)), after))


def _level(heard: _Heard, how: _How, width: int) -> int:
    if not how.brand:
        return NONE
    if heard.places and not how.place:
        return PART
    if how.trades >= heard.needed:
        whole = bool(heard.needed or heard.places)
        return (CUT if how.translated or how.cut else SAME) if whole else NEAR
    ended = how.cut or any(end - 1 <= width <= end for end in _WIDTHS)
    return CUT if ended and how.trades & heard.needed else NEAR


def _begins(run: str, heard: _Heard) -> int:
    """Place and brand open the name; what follows is something else."""
    heads = (f"{a}{b}" for place in heard.places for brand in heard.brand for a, b in ((place, brand), (brand, place)))
    return PART if any(run.startswith(head) for head in heads) else NONE
