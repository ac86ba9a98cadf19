"""A name taken apart for comparing it: its words, what tells it from others, and who pays for whom.

Laws. Two names that share an identity are one name in two spellings. Short forms are written out, titles and legal
forms set aside, umlauts are one letter. Nothing here compares two names; `names` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from recon import nameparts
from recon.text import Name, is_chinese, normal, parsed, spellings, umlauts_contracted

WITH_FORM = "="  # opens what two names share that have the same words, their legal forms too
GENERATIONS = ("older", "younger")
_OCR = str.maketrans({"0": "O", "1": "I", "5": "S", "8": "B"})
_MISREAD = re.compile(r"(?=[A-Z0-9]*[A-Z]{2})[0158]?[A-Z]+(?:[0158][A-Z]+)*")
_EDGES = " ,;:-/()"  # between a name and what follows it
_NUMBER = re.compile(r"\d+")
_ROMAN = frozenset(("II", "III", "IV", "VI", "VII", "VIII", "IX"))


@dataclass(frozen=True, slots=True)
class Profile:
    """A name as it is compared: capitals, no accents, umlauts as one letter, short forms written out."""

    name: str  # as given
    tokens: tuple[str, ...]  # without legal form and title, in the order they are written
    words: tuple[str, ...]  # with them, and as short as they are written
    same: frozenset[str]  # two names that share one of these are one name
    loose: str  # the tokens sorted, in one piece
    run: str  # the tokens in one piece
    whole: str  # the words in one piece
    kinds: frozenset[str]  # what kind of company or person it says it is
    forms: tuple[str, ...]  # legal forms as written
    place: str  # in its own script, "" where none is known
    numbers: frozenset[str]  # numbers in it, and which generation
    chinese: bool


@lru_cache(1 << 15)
def profile(name: str) -> Profile:
    """Take a name apart for comparing it."""
    ways = spellings(name)
    plain = parsed(ways[0])
    chinese = not name.isascii() and is_chinese(ways[0])
    tokens, kinds, generation = _without_marks([_word(token) for token in plain.tokens], plain.forms)
    same = {one for way in ways for one in _identities(parsed(way))}
    run = "".join(tokens)
    numbers = _ROMAN.intersection(tokens)
    if not run.isalpha():
        numbers = numbers.union(*map(_NUMBER.findall, tokens))
    place = plain.place
    if chinese and place:
        place = next((t for t in reversed(tokens) if nameparts.place_of(t) == plain.place), plain.place)
    return Profile(
        name,
        tokens,
        tuple(map(umlauts_contracted, plain.words)),
        frozenset(same),
        "".join(sorted(tokens)),
        run,
        umlauts_contracted("".join(plain.words)),
        kinds,
        plain.forms,
        place,
        frozenset(numbers | generation),
        chinese,
    )


@lru_cache(1 << 15)
def _word(token: str) -> str:
    out = nameparts.written_out().get(token, token)
    if _MISREAD.fullmatch(out):
        out = out.translate(_OCR)
    return umlauts_contracted(out)


def _without_marks(tokens: list[str], forms: Sequence[str]) -> tuple[tuple[str, ...], frozenset[str], set[str]]:
    """The tokens without a title in front and without senior or junior behind; what kind they say it is."""
    marks, kinds = nameparts.marks(), set(nameparts.kinds_of(forms))
    left, generation = list(tokens), set[str]()
    if not forms:
        while len(left) > 2 and any(left[0] in marks[title] for title in ("he", "she", "any")):
            kinds |= {title for title in ("he", "she") if left[0] in marks[title]}
            del left[0]
        if len(left) > 2 and (found := [g for g in GENERATIONS if left[-1] in marks[g]]):
            generation = {found[0]}
            del left[-1]
    return tuple(left), frozenset(kinds), generation


def _identities(seen: Name) -> Iterator[str]:
    """What two spellings of one name share: the same words, in any order, or with other blanks."""
    short = nameparts.written_out()
    tokens = [short.get(t, t) for t in seen.tokens]
    yield "".join(sorted(tokens))
    yield "".join(tokens)
    if seen.forms or seen.words != seen.tokens:
        yield WITH_FORM + "".join(sorted(seen.words))


def words_in(text: str) -> list[str]:
    """The words of a normal text as names are compared."""
    return [_word(word) for word in nameparts.words_of(text)]


def who_pays(name: str) -> tuple[tuple[str, ...], str]:
    """A payer field taken apart: who pays (two names where one trades as the other), and on whose behalf, if it says.

    >>> who_pays("Kanzlei Roth i.A. Meyer GmbH"), who_pays("Meyer GmbH c/o Roth")
    ((('KANZLEI ROTH',), 'MEYER GMBH'), (('MEYER GMBH',), ''))
    """
    flat, known = normal(name), nameparts.behalf()
    if not nameparts.speaks_of_another(flat):
        return (name,), ""
    if found := known["before"].search(flat, 1):
        flat = flat[: found.start()].strip(_EDGES)
    if (found := known["behind"].search(flat)) and (principal := flat[found.end() :].strip(_EDGES)):
        payer = flat[: found.start()].strip(_EDGES)
        return ((payer,) if payer else ()), principal
    if (found := known["also"].search(flat, 1)) and (second := flat[found.end() :].strip(_EDGES)):
        return (flat[: found.start()].strip(_EDGES), second), ""
    return (name if flat == normal(name) else flat,), ""
