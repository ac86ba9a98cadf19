"""Names and numbers as they are compared: width, case, accents, script, legal forms and places taken out of the way.

Payers, banks and ledgers write one name in many ways. Everything here makes two spellings of one thing equal and
keeps two things apart; nothing here decides. All of it is pure and cached: the same text gives the same answer, and
what is already canonical stays as it is.

What is known of legal forms and places stands in `nameparts.py` and its lists.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from recon import nameparts

_CACHED = 1 << 16  # texts kept; names repeat, remittance texts hardly do
_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u30a0-\u30ff\uff66-\uff9f]")
_INVISIBLE = re.compile(r"[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]")
_BASE_OF_ACCENTS = 0x400  # Latin and Greek lose their accents; the marks of other scripts are letters of their own
# Letters that are no accented form of another and yet are written as one (or two).
_LETTERS = str.maketrans(
    {
        "Ø": "O",
        "Æ": "AE",
        "Œ": "OE",
        "Ł": "L",
        "Đ": "D",
        "Ð": "D",
        "Þ": "TH",
        "Ħ": "H",
        "ẞ": "SS",
        "Ŋ": "N",
        "ı": "I",
        "’": "'",
        "‘": "'",
        "`": "'",
        "´": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "−": "-",
        "【": "(",
        "】": ")",
        "〔": "(",
        "〕": ")",
        "「": "(",
        "」": ")",
        "《": "(",
        "》": ")",
        "、": ",",
        "。": ".",
    }
)
_TWO_LETTERS = re.compile(r"AE(?!LS?\b)|OE|(?<![AEIOUQ])UE")
_SPELT_OUT = str.maketrans({"Ä": "AE", "Ö": "OE", "Ü": "UE", "Å": "AA", "Ø": "OE"})
_LOOK_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def normal(text: str) -> str:
    """The text in one width, in capitals, without accents, in simplified characters, with single blanks.

    Punctuation stays, since a number is found between its delimiters. Applying it twice changes nothing.

    >>> normal("Müller  &  Søn ＡＢＣ１２３"), normal("深圳華夏電子")
    ('MULLER & SON ABC123', '深圳华夏电子')
    """
    if text.isascii():
        return " ".join(text.upper().split())
    return _normal(text)


@lru_cache(_CACHED)
def _normal(text: str) -> str:
    seen = _once(text)
    while (again := _once(seen)) != seen:  # a fold can lay open another: few texts need a second look
        seen = again
    return seen


def _once(text: str) -> str:
    wide = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).upper().translate(_LETTERS)
    plain = "".join(_without_accents(unicodedata.normalize("NFD", wide)))
    flat = unicodedata.normalize("NFKC", plain).translate(_LETTERS)
    return " ".join(simplified(flat).split())


def _without_accents(text: str) -> Iterator[str]:
    base = ""
    if not any(map(unicodedata.combining, text)):
        yield text
        return
    for character in text:
        if unicodedata.combining(character):
            if ord(base or "\0") >= _BASE_OF_ACCENTS:
                yield character
        else:
            base = character
            yield character


def simplified(text: str) -> str:
    """The text in simplified Chinese characters; a text without Chinese is returned as it is.

    >>> simplified("臺灣積體電路")
    '台湾积体电路'
    """
    if not is_chinese(text):
        return text
    done: str = _converter().convert(text)
    return done


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def is_chinese(text: str) -> bool:
    """True when the text has a Chinese character in it."""
    return not text.isascii() and _CHINESE.search(text) is not None


def contracted(text: str) -> str:
    """A normal text with AE, OE, UE and AA as one letter: "MUELLER" and "MULLER" (of Müller) become equal.

    UE behind a vowel or Q, and AEL at the end of a word, are no umlauts: "BAUER" is not "BAUR", "MICHAEL" not "MICHAL".

    >>> contracted(normal("Mueller")), contracted(normal("Müller")), contracted("BAUER")
    ('MULLER', 'MULLER', 'BAUER')
    """
    if "E" not in text and "AA" not in text:
        return text
    one = umlauts_contracted(text)
    while "AA" in one:
        one = one.replace("AA", "A")
    return one


def umlauts_contracted(text: str) -> str:
    """The same without AA, which is an Å less often than two letters A: "BAADER" is not "BADER"."""
    if "AE" not in text and "OE" not in text and "UE" not in text:
        return text
    while (one := _TWO_LETTERS.sub(_first_letter, text)) != text:
        text = one
    return text


def _first_letter(two: re.Match[str]) -> str:
    return two[0][0]


@lru_cache(_CACHED)
def spellings(text: str) -> tuple[str, ...]:
    """The ways a text is written where accents are not to be had: without them, spelt out.

    >>> spellings("Müller")
    ('MULLER', 'MUELLER')
    """
    plain = normal(text)
    if text.isascii():
        return (plain,)
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text)).upper()
    spelt = composed.translate(_SPELT_OUT)
    return tuple(dict.fromkeys((plain, normal(spelt)))) if spelt != composed else (plain,)


@lru_cache(1 << 13)
def canonical_number(text: str) -> str:
    """A document number as it is compared: letters and digits only, O as 0, I and L as 1.

    >>> canonical_number("INV-2O24/ol 7"), canonical_number("re. 10.023")
    ('1NV2024017', 'RE10023')
    """
    return "".join(filter(str.isalnum, normal(text))).translate(_LOOK_ALIKE)


@dataclass(frozen=True, slots=True)
class Name:
    """A company or person name, taken apart."""

    words: tuple[str, ...]  # all of its words, legal forms too
    tokens: tuple[str, ...]  # what is left to compare, in order, places included
    place: str  # the place in it as written in Latin capitals ("SUZHOU"), "" where none is known
    forms: tuple[str, ...]  # legal forms that were dropped
    key: str  # the tokens in one piece, umlauts contracted: equal for two spellings of one name

    @property
    def form(self) -> str:
        """The legal forms that were dropped, joined by a blank."""
        return " ".join(self.forms)


def parsed(name: str) -> Name:
    """Take a name apart into what distinguishes it, its place and its legal form.

    >>> parsed("Müller Maschinenbau GmbH & Co. KG").tokens
    ('MULLER', 'MASCHINENBAU')
    >>> parsed("苏州华夏电子科技有限公司").tokens, parsed("苏州华夏电子科技有限公司").place
    (('苏州', '华夏', '电子', '科技'), 'SUZHOU')
    """
    return _parsed(normal(name))


@lru_cache(_CACHED)
def _parsed(text: str) -> Name:
    dropped: list[str] = []
    chinese = not text.isascii() and is_chinese(text)
    every = nameparts.words_of(text)
    left = every
    if chinese or _KANA.search(text):
        text, dropped = nameparts.without_chinese_forms(text)
        left = nameparts.words_of(text)
    words, latin = nameparts.without_latin_forms(left)
    tokens = tuple(token for word in words for token in nameparts.parts_of(word)) if chinese else tuple(words)
    places = list(filter(None, map(nameparts.place_of, _with_pairs(tokens))))
    # The city stands behind the province, a branch behind its company; the country says least of all.
    place = next((p for p in reversed(places) if p != "CHINA"), "CHINA" if places else "")
    return Name(tuple(every), tokens, place, (*dropped, *latin), "".join(map(contracted, tokens)))


def tokens(name: str) -> tuple[str, ...]:
    """The words of a name that are compared: no legal form, Chinese parted into place, brand and words of trade."""
    return parsed(name).tokens


def name_key(name: str) -> str:
    """One key for all spellings of a name, "" where nothing is left of it.

    >>> name_key("Alpina Sport AG") == name_key("ALPINA-SPORT A.G.") == "ALPINASPORT"
    True
    """
    return parsed(name).key


def without_legal_form(name: str) -> str:
    """The normal name without its legal forms.

    >>> without_legal_form("Sté Dupont S.A.R.L."), without_legal_form("Nordic Ship A/S")
    ('DUPONT', 'NORDIC SHIP')
    """
    return " ".join(tokens(name))


def bigrams(text: str) -> frozenset[str]:
    """The pairs of neighbouring letters of a text without its blanks; a single letter is its own pair.

    >>> sorted(bigrams("华夏电子"))
    ['华夏', '夏电', '电子']
    """
    run = "".join(text.split())
    return frozenset(run[i : i + 2] for i in range(max(len(run) - 1, 1))) if run else frozenset()


def cut_alike(short: str, long: str, widths: Iterable[int] = (27, 35, 70)) -> bool:
    """True when `short` is `long` cut off where bank fields end (27, 35 or 70 characters, a blank at the end lost).

    >>> cut_alike("Mustermann Maschinenbau und Anlagen", "Mustermann Maschinenbau und Anlagentechnik GmbH")
    True
    >>> cut_alike("Muster", "Mustermann")
    False
    """
    length = len(short.rstrip())
    cut = any(width - 1 <= length <= width for width in widths)
    return cut and len(long.rstrip()) > length and normal(long).startswith(normal(short))


def _with_pairs(tokens: tuple[str, ...]) -> Iterator[str]:
    for i, token in enumerate(tokens):
        if i:
            yield f"{tokens[i - 1]} {token}"  # HONG KONG
        yield token
