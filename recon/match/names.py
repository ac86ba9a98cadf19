"""How well a payer's name fits a customer's: the same, cut off, nearly the same, or another company.

Laws. What tells companies apart decides: the rare words of a name (its brand), its place, a number in it, its legal
form, senior and junior. Words of trade say little, and a slip of the pen in one of them says nothing; a slip in the
brand is a doubt. Letters in common prove nothing by themselves: a name that is only a part of another is not it. A name
in Latin letters fits a Chinese one by sound or by translation. Nothing here looks for names; `payers` does.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from enum import IntEnum
from functools import lru_cache
from itertools import accumulate

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from recon import nameparts
from recon.match import readings
from recon.match.profiles import Profile
from recon.text import is_chinese, parsed

_ALIKE = 60.0  # rapidfuzz ratio (0..100) that names with no word in common must have to be compared further
_CUT_FROM = 10  # letters a cut-off name must have kept
_WIDTHS = (27, 35, 50, 70)  # where bank fields end
_LONG_NUMBER = 5  # digits from which a number beside a name is the payer's own, not a part of the name
_TWO_SLIPS = 9  # letters from which a word may have two slips
_LONGEST_FORM = 12  # letters of a word of a legal form that may be mistyped


class Level(IntEnum):
    """How well a payer fits a customer; higher is better."""

    PART = 1  # shares rare words
    NEAR = 2  # abbreviated, a letter or two wrong, or something missing: perhaps the customer
    CUT = 3  # cut off at the end, a branch of the customer, or a slip of the pen that leaves no doubt
    SAME = 4  # the same name: legal form, script, accents, word order and blanks set aside
    ALIAS = 5  # an alias of the master data, or confirmed three times by a person
    NUMBER = 6  # the text cites the customer number
    ACCOUNT = 7  # pays from the customer's bank account


class Words:
    """Which words say little: words of trade, and those that many names of a book have."""

    def __init__(self, seen: Container[str] = (), frequent: Container[str] = ()) -> None:
        self._seen, self._frequent = seen, frequent
        self._listed = nameparts.common_words()

    def common(self, word: str) -> bool:
        """True for a word that tells no company from another."""
        return word in self._listed or word in self._frequent or len(word) < 2

    def real(self, word: str) -> bool:
        """True for a word that is known: it is no other word mistyped."""
        return word in self._listed or word in self._seen


def compare(ask: Profile, entry: Profile, words: Words) -> int:
    """The level at which a payer's name fits a customer's, 0 for none."""
    if ask.chinese != entry.chinese:
        read, name = (ask, entry) if entry.chinese else (entry, ask)
        fits = readings.compare(parsed(read.name).words, name.name, len(read.name))
        return (0, Level.PART, Level.NEAR, Level.CUT, Level.SAME)[fits]
    if branch := _branch_of(ask, entry):
        return branch
    if _two_numbers(ask, entry):
        return 0 if ask.numbers and entry.numbers else _part(ask, entry, words)
    if ask.place and entry.place and ask.place != entry.place:
        slip = not ask.chinese and not words.real(ask.place) and OSA.distance(ask.place, entry.place) <= 1
        return Level.NEAR if slip else 0
    shared = ask.words and len(ask.words) == len(entry.words) and ask.numbers == entry.numbers
    if shared and sorted(ask.words) == sorted(entry.words):
        return Level.SAME  # the legal form too, wherever it stands
    level = _same(ask, entry) or _cut(ask, entry, words) or _aligned(ask, entry, words)
    if level > Level.NEAR and _other_kind(ask, entry):
        cut = len(ask.name) >= min(_WIDTHS[1:]) - 1 and _at_width(ask) and entry.whole.startswith(ask.whole)
        return Level.CUT if cut else Level.NEAR
    return level


def _same(ask: Profile, entry: Profile) -> int:
    if ask.numbers != entry.numbers:
        return 0
    if not ask.same.isdisjoint(entry.same):
        return Level.SAME
    return Level.CUT if ask.loose and (ask.loose == entry.loose or ask.run == entry.run) else 0


def _other_kind(ask: Profile, entry: Profile) -> bool:
    """Two legal forms, where both names say one."""
    return bool(ask.kinds and entry.kinds and ask.kinds.isdisjoint(entry.kinds))


def _two_numbers(ask: Profile, entry: Profile) -> bool:
    """Numbers in the names that differ; a long one is something else that the payer has put beside the name."""
    if ask.numbers == entry.numbers:
        return False
    one = {n for n in ask.numbers if not n.isdigit() or len(n) < _LONG_NUMBER or n in entry.numbers}
    return one != entry.numbers


def _branch_of(ask: Profile, entry: Profile) -> int:
    """A branch has a place of its own and is the same legal person; CUT for one of the customer, else 0."""
    if ask.chinese:
        longer = len(ask.whole) > len(entry.whole) >= 4
        inside = longer and ask.whole.startswith(entry.whole) and bool(entry.forms)
        return Level.CUT if inside and nameparts.branch_in_chinese(ask.whole[len(entry.whole) :]) else 0
    marks = nameparts.marks()["branch"]
    if marks.isdisjoint(ask.words) or not marks.isdisjoint(entry.words) or not entry.tokens:
        return 0
    head = ask.tokens[: len(entry.tokens)] == entry.tokens and len(entry.run) >= 6
    return Level.CUT if head and len(ask.words) - len(entry.tokens) <= 6 and not _other_kind(ask, entry) else 0


# --- cut off


def _cut(ask: Profile, entry: Profile, words: Words) -> int:
    """The payer's name is the beginning of the customer's."""
    if ask.whole[:1] != entry.whole[:1]:
        return 0
    wholes = [ask.whole]
    if ask.words and _opens_joining(ask.words[-1]):
        wholes.append("".join(ask.words[:-1]))  # "... AN" of "... AND SONS"
    for whole in wholes:
        if len(whole) >= _CUT_FROM and len(entry.whole) > len(whole) and entry.whole.startswith(whole):
            return _cut_level(ask, entry, len(whole), words, whole != ask.whole)
    return 0


@lru_cache(1 << 12)
def _opens_joining(word: str) -> bool:
    return any(join.startswith(word) for join in nameparts.joining())


def _cut_level(ask: Profile, entry: Profile, kept: int, words: Words, in_joining: bool) -> int:
    ends = tuple(accumulate(map(len, entry.words)))
    full = [word for word, end in zip(entry.words, ends, strict=True) if end <= kept]
    missing = [word for word, end in zip(entry.words, ends, strict=True) if end > kept]
    partly = kept - sum(map(len, full))
    inside = in_joining or (partly > 0 and not words.real(missing[0][:partly]))
    told = [w for w in full if not words.common(w)]
    if inside and not told and not ask.chinese:
        told = [missing[0]] if partly >= 6 and not words.common(missing[0]) else []
    if not told and not (kept >= 20 and len(full) >= 3):
        return Level.PART
    if inside or _at_width(ask):
        return Level.CUT
    rest = [w for w in missing if w not in nameparts.form_words()]
    if rest and ask.forms:  # a legal form in the middle: what follows is another company's name
        return Level.PART
    # Sisters of one brand differ in a word of trade too; who leaves it out and says no form has been cut off.
    whole_words = len(full) > 1 and kept >= _CUT_FROM + 2 and not ask.chinese
    sisters = nameparts.marks()["sister"]
    return Level.CUT if whole_words and all(words.common(w) and w not in sisters for w in rest) else Level.NEAR


def _at_width(ask: Profile) -> bool:
    return any(width - 1 <= len(ask.name) <= width for width in _WIDTHS)


# --- word by word


def _aligned(ask: Profile, entry: Profile, words: Words) -> int:
    if ask.chinese:
        return _aligned_chinese(ask, entry, words)
    exact, extra, missing = _laid_beside(ask.tokens, entry.tokens)
    if not missing and not extra:
        return Level.CUT
    told = [t for t in exact if not words.common(t) and len(t) > 2]
    if not exact and len(extra) > 1 and ratio(ask.loose, entry.loose, score_cutoff=_ALIKE) < _ALIKE:
        return 0
    slips, shorts, extra, missing = _pairs(extra, missing)
    if missing and ask.forms:
        said = {nameparts.written_out().get(f) for f in ask.forms}
        missing = [m for m in missing if m not in said]
    forms = [w for w in entry.words if len(w) > 1 and w not in entry.tokens] if extra else []
    beside = [e for e in extra if _beside(e, forms)]
    if not told and len(exact) < 2 and len(beside) < len(extra):
        return 0  # a word of its own, and no part shared that says who it is
    filler = nameparts.marks()["filler"] if told else ()
    extra = [e for e in extra if e not in beside and e not in filler]
    missing = [m for m in missing if m not in filler]
    if ask.numbers != entry.numbers and entry.numbers:
        return Level.PART if told else 0
    if not missing and not extra and (told or not beside):
        return _whole_level(ask, entry, told, slips, shorts, words)
    level = 0
    if missing and not extra and not slips:
        level = _cut_in_any_order(ask, entry)
    if not level and told and not slips and not shorts:
        level = _one_side_longer(ask, exact, extra, missing, words)
    return level or _part(ask, entry, words)


def _one_side_longer(
    ask: Profile, exact: Sequence[str], extra: Sequence[str], missing: Sequence[str], words: Words
) -> int:
    """All words of one name are in the other: perhaps, where nothing that tells a company is left over."""
    if not missing:
        return Level.NEAR if all(e == ask.place or e.isdigit() for e in extra) else 0
    short = not extra and len(exact) > 1 and not ask.kinds and not ask.forms
    return Level.NEAR if short and all(words.common(m) and len(m) > 1 for m in missing) else 0


def _whole_level(
    ask: Profile,
    entry: Profile,
    told: list[str],
    slips: list[tuple[str, str]],
    shorts: list[tuple[str, str]],
    words: Words,
) -> int:
    """Every word has its partner: how sure the pairs with a difference leave it."""
    if any(words.real(one) and words.real(other) for one, other in (*slips, *shorts) if len(one) > 2):
        return Level.PART  # Foods and Woods, Stadt and Stadtwerke
    told = told or [other for _, other in slips if not words.common(other)]
    if told and not shorts and len(slips) <= 1:
        return Level.NEAR if any(_doubtful(*pair, words) for pair in slips) else Level.CUT
    enough = (
        told or sum(len(other) for _, other in slips) >= 8 or any(len(t) > 3 for t in ask.tokens if t in entry.tokens)
    )
    brand = not slips or len(slips) * 2 <= len(entry.tokens) or (len(entry.tokens) == 1 and len(entry.run) >= 8)
    return Level.NEAR if enough and brand and not any(c.isdigit() for c in ask.run + entry.run) else Level.PART


def _laid_beside(ask: Sequence[str], entry: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """The words of both names, those of the payer's alone, those of the customer's alone."""
    exact, extra, missing = [], [], list(entry)
    for token in ask:
        if token in missing:
            missing.remove(token)
            exact.append(token)
        else:
            extra.append(token)
    return exact, extra, missing


def _pairs(
    extra: list[str], missing: list[str]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]], list[str], list[str]]:
    """Words that differ by a slip of the pen, words that are short for others, and what is left of both."""
    slips: list[tuple[str, str]] = []
    shorts: list[tuple[str, str]] = []
    rest = []
    for token in extra:
        likely = [other for other in missing if _may_be_partner(token, other)]
        for kind, fits in ((slips, _slip), (shorts, _short_either_way)) if likely else ():
            other = _partner(token, likely, fits)
            if other:
                kind.append((token, other))
                missing = list(missing)
                missing.remove(other)
                break
        else:
            rest.append(token)
    return slips, shorts, rest, missing


def _may_be_partner(one: str, other: str) -> bool:
    """Short words that begin and end otherwise are neither a slip nor short for each other."""
    return one[0] == other[0] or one[-1] == other[-1] or (len(one) >= _TWO_SLIPS and len(other) >= _TWO_SLIPS)


def _partner(token: str, missing: list[str], fits: Callable[[str, str], bool]) -> str:
    for other in missing:
        if fits(token, other):
            return other
    return ""


def _slip(one: str, other: str) -> bool:
    a, b = len(one), len(other)
    if a < 5 or b < 5:
        return False
    most = 2 if a >= _TWO_SLIPS and b >= _TWO_SLIPS else 1
    alike = -most <= a - b <= most and one.isalpha() and other.isalpha()
    return alike and OSA.distance(one, other, score_cutoff=most) <= most


def _doubtful(one: str, other: str, words: Words) -> bool:
    """A slip after which it may be another company: not of the pen, or in a place, or in a brand.

    Two letters exchanged inside a brand make a word that nobody is called; one letter more or less may be a real name.
    """
    if not _of_the_pen(one, other) or nameparts.place_of(other):
        return True
    exchanged = len(one) > 5 and sorted(one) == sorted(other) and one[-1] == other[-1]
    return not words.common(other) and not exchanged


def _of_the_pen(one: str, other: str) -> bool:
    """One letter wrong, missing, too many or exchanged, in a word of some length, and not its last letter."""
    shorter = min(one, other, key=len)
    if OSA.distance(one, other, score_cutoff=1) > 1 or len(shorter) < 5:
        return False
    if len(one) == len(other):
        return len(one) > 5 or sorted(one) == sorted(other)
    return one[: len(shorter)] != other[: len(shorter)]


def _short_either_way(one: str, other: str) -> bool:
    return one[0] == other[0] and (_short_for(one, other) or _short_for(other, one))


def _short_for(short: str, full: str) -> bool:
    """A beginning of a word, an initial, or its first letter and others of it in their order."""
    if len(short) >= len(full) or not short.isalpha():
        return False
    if full.startswith(short):
        return True
    letters = iter(full)
    return 2 < len(short) < len(full) - 1 and short[0] == full[0] and all(c in letters for c in short)


def _beside(token: str, forms: Sequence[str]) -> bool:
    """A word that says nothing of who it is: a department, the payer's own number, a legal form misspelt."""
    if token in nameparts.marks()["words"] or (token.isdigit() and len(token) >= _LONG_NUMBER):
        return True
    if not 1 < len(token) <= _LONGEST_FORM:
        return False
    return any(OSA.distance(token, form, score_cutoff=1) <= 1 for form in forms)


def _cut_in_any_order(ask: Profile, entry: Profile) -> int:
    """A cut-off name in another word order: all words but the last are known ones, the last begins one or a form."""
    if len(ask.words) < 3 or len(ask.whole) < 20:
        return 0
    forms = nameparts.form_words()
    kept = [w for w in ask.words if w not in forms]
    left = list(entry.tokens)
    if ask.forms:
        return 0  # it ends with its legal form: nothing was cut off
    for at, word in enumerate(kept):
        match = next((t for t in left if t == word), None)
        if match is None and at == len(kept) - 1:
            match = next((t for t in left if t.startswith(word)), None)
            if match is None and any(form.startswith(word) for form in forms):
                continue
        if match is None:
            return 0
        left.remove(match)
    enough = len(left) <= 1 and len(kept) >= 2 and sum(map(len, left)) * 3 <= len(entry.run)
    return (Level.CUT if _at_width(ask) else Level.NEAR) if enough else 0


def _part(ask: Profile, entry: Profile, words: Words) -> int:
    """Shares rare words that are at least half of the shorter name."""
    shared = {t for t in ask.tokens if t in entry.tokens and (len(t) > 3 or (len(t) > 1 and is_chinese(t)))}
    if len(shared) < 2 and all(words.common(t) or t == entry.place for t in shared):
        return 0
    return Level.PART if 2 * sum(map(len, shared)) >= min(len(ask.run), len(entry.run)) else 0


# --- Chinese


def _aligned_chinese(ask: Profile, entry: Profile, words: Words) -> int:
    """One character wrong: nothing where it is the brand's, for two characters are a name; else perhaps."""
    _, extra, missing = _laid_beside(ask.tokens, entry.tokens)
    if ask.place and all(t != ask.place and nameparts.place_of(t) for t in (*extra, *missing)):
        return Level.CUT  # the province beside the city
    if not extra and missing and all(words.common(m) or m == entry.place for m in missing):
        told = [t for t in ask.tokens if not words.common(t) and t != entry.place]
        if told and missing == ["集团"] and not ask.forms and ask.place:
            return Level.CUT
        return Level.NEAR if told and len(ask.run) >= 4 and not ask.forms else Level.PART
    if min(len(ask.run), len(entry.run)) >= 6 and OSA.distance(ask.run, entry.run, score_cutoff=1) <= 1:
        brand = [t for t in entry.tokens if not words.common(t) and t != entry.place]
        ends = entry.run.find(brand[0]) + len(brand[0]) if brand else 0
        kept = brand and len(ask.run) == len(entry.run) and brand[0] == ask.run[ends - len(brand[0]) : ends]
        return Level.NEAR if kept and not any(map(words.real, extra)) else Level.PART
    return _part(ask, entry, words)


def alike(one: Profile, other: Profile) -> float:
    """The share of letters two names have in common, 0 to 1, in any word order."""
    if not one.run or not other.run:
        return 0.0
    found = ratio(one.loose, other.loose)
    if one.chinese != other.chinese:
        read, name = (one, other) if other.chinese else (other, one)
        found = max((ratio(read.run, sound) for sound in readings.of(name.name)), default=0.0)
    return found / 100
