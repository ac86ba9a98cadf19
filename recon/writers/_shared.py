"""What every writer does alike: texts of cells, names of files, and putting finished files in place.

Law: a file with its final name is whole. Everything is written under a temporary name, synced, then renamed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from recon.report import Check, Report, Section, Value, decimals
from recon.words import Said

# Control characters no file format shows, lone halves of a character, and characters that turn the text around.
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
PACK = "month-end"


def text(value: Value, lang: str) -> str:
    """A text cell as text: sentences in `lang`, days in ISO form, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, Said):
        return _spoken(value, lang)
    return value.isoformat() if isinstance(value, date) else printable(str(value))


@lru_cache(maxsize=65_536)
def _spoken(said: Said, lang: str) -> str:
    return printable(said.text(lang))


def printable(raw: str) -> str:
    """The text without characters that cannot be shown; line ends and tabs are blanks.

    >>> printable("Acme\\x07 Ltd\\nLondon")
    'Acme Ltd London'
    """
    if raw.isascii() and raw.isprintable():
        return raw
    return " ".join(_UNPRINTABLE.sub("", part) for part in re.split(r"[\r\n\t\v\f\x85\u2028\u2029]+", raw))


def grouped(minor: int, currency: str) -> str:
    """The amount as a sheet shows it: thousands grouped, negative in parentheses; exact, never through a float.

    >>> grouped(-123456, "EUR"), grouped(1234, "JPY")
    ('(1,234.56)', '1,234')
    """
    places = decimals(currency)
    whole, part = divmod(abs(minor), 10**places)
    shown = f"{whole:,}" + (f".{part:0{places}d}" if places else "")
    return f"({shown})" if minor < 0 else shown


def name_of(reports: Sequence[Report]) -> str:
    """The file name, without ending, of a list of reports drawn into one file."""
    return reports[0].name if len(reports) == 1 else PACK


def common_policy(reports: Sequence[Report]) -> tuple[tuple[Said, Said], ...]:
    """The policy lines all reports share, in the first one's order."""
    if not reports:
        return ()
    return tuple(line for line in reports[0].policy if all(line in other.policy for other in reports))


def all_checks(reports: Sequence[Report]) -> list[tuple[Report, Section, Check]]:
    """Every control total with its report and section, in page order."""
    return [(report, section, check) for report in reports for section in report.sections for check in section.checks]
