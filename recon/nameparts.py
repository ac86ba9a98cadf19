"""What a company name is made of: legal forms, places, words of trade. What is known of them stands in two lists.

`legal_forms.toml` and `places.toml` are data: a form or a place is one entry more. All texts are normal ones (see
`text.normal`): capitals, no accents, simplified characters.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_PLACE_SUFFIX = re.compile(
    r"省|市(?![政场民])|地区|(?:[壮回]族|维吾尔)?自治区|特别行政区|(?:经济技术)?开发区|高?新区|区(?!域)|县(?!城)"
)
_DISTRICT = re.compile(r"[\u4e00-\u9fff]{2,4}?[区县镇]")


@cache
def _forms() -> dict[str, Any]:
    return tomllib.loads(files("recon").joinpath("legal_forms.toml").read_text("utf-8"))


@cache
def _latin(where: str) -> frozenset[tuple[str, ...]]:
    """Every form as its words; at the end of a name also with its letters apart, as blanks leave them ("S A")."""
    found: set[tuple[str, ...]] = set()
    for form in _forms()["latin"][where]:
        words = tuple(form.split())
        found.add(words)
        if where == "last" and len(words) == 1 and 2 <= len(form) <= 4:
            found.add(tuple(form))
    return frozenset(found)


@cache
def _longest(where: str) -> int:
    return max(len(form) for form in _latin(where))


@cache
def _chinese_forms() -> re.Pattern[str]:
    known = sorted(_forms()["chinese"]["forms"] + _forms()["chinese"]["kana"], key=lambda form: (-len(form), form))
    # 分公司 (branch), 子公司 and 总公司 tell companies apart: their 公司 is no legal form of its own.
    return re.compile("|".join(rf"(?<![分子总]){re.escape(f)}" if f == "公司" else re.escape(f) for f in known))


@cache
def _trade() -> re.Pattern[str]:
    known = sorted(_forms()["chinese"]["trade"], key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, known)))


@cache
def _places() -> dict[str, str]:
    read = tomllib.loads(files("recon").joinpath("places.toml").read_text("utf-8"))
    found: dict[str, str] = read["places"]
    return found


@cache
def _place_names() -> re.Pattern[str]:
    known = sorted(_places(), key=lambda place: (-len(place), place))
    return re.compile("|".join(map(re.escape, known)))


@cache
def _latin_places() -> frozenset[str]:
    # Short ones are too often something else (Jian, Aba, Dali).
    return frozenset(p for p in _places().values() if len(p) > 4 or p in ("XIAN", "WUXI", "YIWU"))


def place_of(token: str) -> str:
    """The place a token names, in Latin capitals; "" where it names none."""
    if token in _places():
        return _places()[token]
    return token if token in _latin_places() else ""


def without_chinese_forms(text: str) -> tuple[str, list[str]]:
    """The text without Chinese, Japanese and Korean legal forms, and those that were dropped."""
    dropped: list[str] = []
    left = text
    while True:
        found = _chinese_forms().findall(left)
        bare = _chinese_forms().sub(" ", left)
        # A name of nothing but its form stays: "公司" alone is all there is to compare.
        if not found or not any(map(str.isalnum, bare)):
            return left, dropped
        dropped += found
        left = bare


def words_of(text: str) -> list[str]:
    """Words between punctuation; the letters of an abbreviation with dots or strokes are one word (S.A., A/S)."""
    joined = re.sub(r"\b(?:[^\W\d_]\.[ ]?){2,}(?:[^\W\d_]\b)?", lambda m: re.sub(r"[. ]", "", m[0]) + " ", text)
    joined = re.sub(r"\b([A-Z])/([A-Z])\b", r"\1\2", joined)
    joined = re.sub(r"(?<=\w)'(?=\w)", "", joined)
    found = re.findall(r"[^\W_]+", joined)
    # "&" is no word either; a name of nothing but joining words keeps them
    return [word for word in found if word not in _joining()] or found


@cache
def _joining() -> frozenset[str]:
    return frozenset(_forms()["latin"]["joining"])


def without_latin_forms(words: list[str]) -> tuple[list[str], list[str]]:
    """The words without Latin legal forms (never all of them), and those that were dropped."""
    dropped: list[str] = []
    left = list(words)
    changed = True
    while changed:
        changed = False
        for where, starts in (("last", _ends), ("anywhere", _everywhere), ("first", _begins)):
            span = next(((a, b) for a, b in starts(left, where) if b - a < len(left)), None)
            if span:
                dropped.append(" ".join(left[span[0] : span[1]]))
                del left[span[0] : span[1]]
                changed = True
                break
    return left, dropped


def _ends(words: list[str], where: str) -> Iterator[tuple[int, int]]:
    for size in range(min(_longest(where), len(words)), 0, -1):
        if tuple(words[-size:]) in _latin(where):
            yield len(words) - size, len(words)


def _begins(words: list[str], where: str) -> Iterator[tuple[int, int]]:
    for size in range(min(_longest(where), len(words)), 0, -1):
        if tuple(words[:size]) in _latin(where):
            yield 0, size


def _everywhere(words: list[str], where: str) -> Iterator[tuple[int, int]]:
    for size in range(min(_longest(where), len(words)), 0, -1):
        for start in range(1, len(words) - size + 1):  # a name that begins with it is named so
            if tuple(words[start : start + size]) in _latin(where):
                yield start, start + size


def parts_of(word: str) -> Iterator[str]:
    """A Chinese run as place, brand and words of trade; any other word as it is."""
    if not _CHINESE.search(word):
        yield word
        return
    rest = word
    while match := _place_names().match(rest):
        suffix = _PLACE_SUFFIX.match(rest, match.end())
        yield match[0]
        rest = rest[suffix.end() if suffix else match.end() :]
        if district := _DISTRICT.match(rest):
            yield district[0]
            rest = rest[district.end() :]
    start = 0
    for trade in _trade().finditer(rest):
        yield from filter(None, (rest[start : trade.start()], trade[0]))
        start = trade.end()
    if rest[start:]:
        yield rest[start:]
