"""What a company name is made of: legal forms, places, words of trade. What is known of them stands in lists.

`legal_forms.toml`, `places.toml` and `name_words.toml` are data: a form, a place or a word is one entry more. All texts
are normal ones (see `text.normal`): capitals, no accents, simplified characters.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_PLACE_SUFFIX = re.compile(
    r"省|市(?![政场民])|地区|(?:[壮回]族|维吾尔)?自治区|特别行政区|(?:经济技术)?开发区|高?新区|区(?!域)|县(?!城)"
)
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.[ ]?){2,}(?:[^\W\d_]\b)?")
_STROKE = re.compile(r"\b([A-Z])/([A-Z])\b")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_BEHALF = "代"  # every Chinese mark of `behalf` begins so
_WORD = re.compile(r"[^\W_]+")
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
    joined = text
    if "." in joined:
        joined = _DOTTED.sub(lambda m: re.sub(r"[. ]", "", m[0]) + " ", joined)
    if "/" in joined:
        joined = _STROKE.sub(r"\1\2", joined)
    if "'" in joined:
        joined = _APOSTROPHE.sub("", joined)
    found = _WORD.findall(joined)
    # "&" is no word either; a name of nothing but joining words keeps them
    return [word for word in found if word not in joining()] or found


@cache
def joining() -> frozenset[str]:
    """Words that join two names, as "&" does."""
    return frozenset(_forms()["latin"]["joining"])


def without_latin_forms(words: list[str]) -> tuple[list[str], list[str]]:
    """The words without Latin legal forms (never all of them), and those that were dropped."""
    dropped: list[str] = []
    left = list(words)
    while span := _form_in(left):
        dropped.append(" ".join(left[span[0] : span[1]]))
        del left[span[0] : span[1]]
    return left, dropped


def _form_in(words: list[str]) -> tuple[int, int] | None:
    """The first form found: the longest at the end, else one told anywhere, else the longest at the beginning."""
    count = len(words)
    for form in _by_word("last", -1).get(words[-1], ()) if words else ():
        if len(form) < count and tuple(words[-len(form) :]) == form:
            return count - len(form), count
    anywhere = _by_word("anywhere", 0)
    found = [
        (-len(form), start)
        for start in range(1, count)  # a name that begins with it is named so
        for form in anywhere.get(words[start], ())
        if tuple(words[start : start + len(form)]) == form
    ]
    if found:
        size, start = min(found)
        return start, start - size
    for form in _by_word("first", 0).get(words[0], ()) if words else ():
        if len(form) < count and tuple(words[: len(form)]) == form:
            return 0, len(form)
    return None


@cache
def _by_word(where: str, at: int) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The forms by their first (0) or last (-1) word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for form in sorted(_latin(where), key=lambda form: (-len(form), form)):
        found.setdefault(form[at], []).append(form)
    return {word: tuple(forms) for word, forms in found.items()}


@cache
def form_words() -> frozenset[str]:
    """Every word of a Latin legal form."""
    return frozenset(word for where in ("last", "anywhere", "first") for form in _latin(where) for word in form)


def kinds_of(forms: Iterable[str]) -> frozenset[str]:
    """What kinds of company some legal forms say it is: "Ltd" and "Co. Limited" are one, "GmbH" and "AG" two.

    >>> kinds_of(["CO LTD"]) == kinds_of(["LIMITED"]), kinds_of(["GMBH"]) == kinds_of(["AG"]), kinds_of(["CO"])
    (True, False, frozenset())
    """
    return frozenset(kind for form in forms if (kind := _kinds().get(form.replace(" ", ""), form)))


@cache
def _kinds() -> dict[str, str]:
    return {
        form.replace(" ", ""): "" if kind == "any" else kind
        for kind, forms in _forms()["kinds"].items()
        for form in forms
    }


def parts_of(word: str) -> Iterator[str]:
    """A Chinese run as place, brand and words of trade; any other word as it is."""
    if word.isascii() or not _CHINESE.search(word):
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


# --- words


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("recon").joinpath("name_words.toml").read_text("utf-8"))


@cache
def common_words() -> frozenset[str]:
    """Words that many companies have in their names: words of trade, in many languages, places and legal forms."""
    listed = [word for words in _words()["common"].values() for word in words.split()]
    return frozenset(listed) | frozenset(_forms()["chinese"]["trade"]) | _latin_places() | form_words() | joining()


@cache
def written_out() -> dict[str, str]:
    """Short form of a word -> the word: INTL -> INTERNATIONAL."""
    return {short: word for word, known in _words()["short"].items() for short in known.split()}


@cache
def marks() -> dict[str, frozenset[str]]:
    """What stands beside a name, by what it is: titles, generations, words, branch, sister, filler."""
    read = _words()
    beside = {kind: read["beside"][kind] for kind in ("words", "branch", "sister", "filler")}
    held = {**read["titles"], **read["generation"], **beside}
    return {kind: frozenset(words.split()) for kind, words in held.items()}


def branch_in_chinese(text: str) -> bool:
    """True where a text says that it is a branch of a company: 分公司, 办事处."""
    return any(word in text for word in _words()["beside"]["branch_chinese"])


@lru_cache(maxsize=1_000)  # asked for every alternative of a line
def speaks_of_another(text: str) -> bool:
    """False where none of the marks of `behalf` is in a text, which is nearly always and quickly told."""
    if _BEHALF not in text and _behalf_openings().isdisjoint(_WORD.findall(text)):
        return False
    return any(mark in text for known in _words()["on_behalf"].values() for mark in known)


@cache
def _behalf_openings() -> frozenset[str]:
    return frozenset(_WORD.findall(mark)[0] for known in _words()["on_behalf"].values() for mark in known)


@cache
def behalf() -> dict[str, re.Pattern[str]]:
    """What stands between who pays and for whom, by the side the principal is on: behind, before, also (both)."""
    return {
        side: re.compile(
            "|".join(
                re.escape(mark) if _CHINESE.match(mark) else rf"(?<![\w.]){re.escape(mark)}(?!\w)"
                for mark in sorted(known, key=lambda mark: (-len(mark), mark))
            )
        )
        for side, known in _words()["on_behalf"].items()
    }
