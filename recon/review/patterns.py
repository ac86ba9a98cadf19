"""The pattern of lines that are never a customer's: as a person writes it, and how wide it may be.

A cell says `payer: X`, `text: Y`, `account: Z`, or several of them with ; between; words alone are looked for in the
line itself. Law: a pattern fits the line it was written for, and no line that was applied to documents.
"""

from __future__ import annotations

import re
from functools import cache

from recon.decisions import Pattern
from recon.decisions.learned import fits
from recon.review.read import Row
from recon.review.refusing import Refused
from recon.review.standing import Stands
from recon.rows import StatementLine
from recon.text import normal
from recon.words import LANGUAGES, say, says

_SHORTEST, _SHORTEST_CHINESE = 4, 2  # characters a pattern must have, so that it means somebody
_FIELDS = ("payer", "text", "account")


def pattern_of(row: Row, line: StatementLine) -> Pattern:
    """What the cell `pattern` of a row says, in the direction of its line. The reason is left empty.

    Raises:
        Refused: there is none, or it does not fit the line itself.
    """
    written = row.text("pattern")
    if not written:
        raise Refused("ST607", row.where, says("tick_no_pattern"), says("tick_no_pattern_fix"))
    found = dict.fromkeys(_FIELDS, "")
    for part in (one.strip() for one in re.split(r"[;；]", written)):
        name, value = _named(part)
        if part and not name:
            name = "payer" if _holds(line.payer_name, value) else "text"
        if part:
            found[name] = value
    hidden = found["account"].removeprefix("*")
    if hidden != found["account"] and hidden and line.payer_account.endswith(hidden):
        found["account"] = line.payer_account  # the book shows the last characters only
    pattern = Pattern(found["payer"], found["text"], found["account"], "in" if line.amount_minor > 0 else "out", "")
    if not fits(pattern, line):
        raise Refused("ST615", row.place("pattern"), says("tick_pattern_misses"), says("tick_no_pattern_fix"))
    return pattern


def refuse_wide(row: Row, pattern: Pattern, own: str, now: Stands) -> None:
    """Refuse a pattern that says next to nothing, or that money for documents would have fitted.

    Args:
        row: where the pattern stands.
        pattern: what it looks for.
        own: fingerprint of the line it was written for, "" where it was written for none.
        now: the ledger as it stands.

    Raises:
        Refused: names one such line.
    """
    where, fix = row.place("pattern"), says("tick_pattern_wide_fix")
    given = [value for value in (pattern.payer, pattern.text, pattern.account) if value]
    if not any(_says_something(value) for value in given):
        raise Refused("ST615", where, says("tick_pattern_short"), fix)
    for fingerprint, postings in sorted(now.decided.posted.items()):
        paid = now.known.lines.get(fingerprint)
        if paid is None or fingerprint == own or not any(p.allocations for p in postings):
            continue
        if fits(pattern, paid):
            raise Refused("ST615", where, says("tick_pattern_wide", line=paid.line_id), fix)


def _holds(text: str, part: str) -> bool:
    return " ".join(normal(part).split()) in " ".join(normal(text).split())


def _says_something(value: str) -> bool:
    bare = "".join(filter(str.isalnum, normal(value)))
    return len(bare) >= (_SHORTEST if bare.isascii() else _SHORTEST_CHINESE)


def _named(part: str) -> tuple[str, str]:
    """The field a part names and what it says of it; "" where it names none."""
    head, mark, rest = part.replace("：", ":").partition(":")
    name = _names().get(head.strip().casefold(), "") if mark else ""
    return (name, rest.strip()) if name else ("", part)


@cache
def _names() -> dict[str, str]:
    shown = {"payer": "book_col_payer", "text": "book_col_text", "account": "book_col_account"}
    found = {name: name for name in _FIELDS}
    for name, id in shown.items():
        found |= {say(id, lang).casefold(): name for lang in LANGUAGES}
    return found
