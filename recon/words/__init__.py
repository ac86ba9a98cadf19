"""Every word a user reads, in English and in Chinese: one TOML file a language, message id -> text with {fields}.

A sentence is kept as a value (`Said`: id and fields) and turned into text at the face, so that one result can be
shown in both languages. A language is one file; a test holds ids and fields of the languages together.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

# The languages there are files for, in alphabetical order.
LANGUAGES = tuple(sorted(file.name[:-5] for file in files(__name__).iterdir() if file.name.endswith(".toml")))


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence not yet put into a language: message id and its fields."""

    id: str
    fields: tuple[tuple[str, str | int | Said], ...] = ()  # texts and counts; amounts and dates come as text

    def text(self, lang: str = "en") -> str:
        """The sentence in `lang`."""
        filled = {k: v.text(lang) if isinstance(v, Said) else v for k, v in self.fields}
        return _words(lang)[self.id].format_map(filled)

    def __str__(self) -> str:
        return self.text()


def says(id: str, /, **fields: object) -> Said:
    """A sentence as a value. Fields other than whole numbers and sentences are kept as their text.

    >>> says("where_row", row=12).text()
    'row 12'
    """
    return Said(id, tuple([(k, v if isinstance(v, (int, Said)) else str(v)) for k, v in fields.items()]))


def often(id: str, /, **fields: str | int) -> Said:
    """As `says`, for what is said again and again: equal sentences are one value, made once.

    >>> often("where_row", row=12) is often("where_row", row=12)
    True
    """
    return _often(id, **fields)


_often = lru_cache(1 << 14, typed=True)(says)  # only of texts and whole numbers: Decimals may be equal and read unlike


def say(id: str, lang: str, /, **fields: object) -> str:
    """The text of a message in `lang`, at once."""
    return says(id, **fields).text(lang)


def known(id: str) -> bool:
    """True where there is a message of this id.

    >>> known("where_row"), known("no such message")
    (True, False)
    """
    return id in _words(LANGUAGES[0])


def listed(sentences: Sequence[Said], joint: str = "list_joint") -> Said:
    """Several sentences as one value, joined as the language joins them. There must be at least one.

    `joint` is a message with the fields `first` and `rest`.

    >>> listed([says("where_row", row=1), says("where_row", row=2)]).text()
    'row 1; row 2'
    """
    last = sentences[-1]
    for sentence in reversed(sentences[:-1]):
        last = says(joint, first=sentence, rest=last)
    return last


def some(names: Sequence[str]) -> str:
    """The first five names, and a mark where there are more.

    >>> some(["A", "B"]), some(["A", "B", "C", "D", "E", "F"])
    ('A, B', 'A, B, C, D, E, ...')
    """
    return ", ".join(names[:5]) + (", ..." if names[5:] else "")


@cache
def _words(lang: str) -> dict[str, str]:
    # Sections only group the file for its reader; ids are unique over the whole file.
    read = tomllib.loads(files(__name__).joinpath(f"{lang}.toml").read_text("utf-8"))
    return {id: text for section in read.values() for id, text in section.items()}
