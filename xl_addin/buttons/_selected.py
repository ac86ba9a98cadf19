"""Accept and reject: the selected rows of the sheet Matches, decided; the others stay as they are."""

from __future__ import annotations

from recon.errors import InputError, Where
from recon.review.layout import Verb
from recon.terms import Period
from recon.words import say, says
from xl_addin.book import Book
from xl_addin.buttons._deciding import judged, keys_done, outcome, press
from xl_addin.workbook import matches
from xl_addin.workbook.company import Company, company, period_of, refuse_locked
from xl_addin.workbook.matches import Matches


def decide(book: Book, verb: Verb, button: str, said: str) -> str:
    """Decide the selected payments.

    Args:
        book: the workbook.
        verb: what is decided of a row nobody has filled in a decision for.
        button: id.
        said: message of what was done, with `count`.
    """
    firm, period, found = opened(book)
    rows = [matches.with_verb(row, verb) for row in matches.selected(book, found)]
    came_to = judged(book, firm, period, found, rows)
    done = keys_done(rows, came_to)
    if not came_to.decisions and not done:
        lines = [one.text(firm.lang) for one in came_to.refused]
        return "\n".join([say("xl_refused_rows", firm.lang, count=len(lines)), *lines])
    drawn = press(book, firm, period, button, came_to.decisions, before=found, done=done)
    return outcome(say(said, firm.lang, count=came_to.accepted), came_to, drawn, firm.lang)


def opened(book: Book) -> tuple[Company, Period, Matches]:
    """The books, the month and the sheet Matches.

    Raises:
        InputError: there is no such sheet, or it was made for another month.
        PeriodLocked: the month is locked.
    """
    firm = company(book)
    found = matches.needed(book)
    period = period_of(firm)
    refuse_other(firm, period, found)
    return firm, period, found


def refuse_other(firm: Company, period: Period, found: Matches) -> None:
    """Refuse a locked month, and a sheet that was made for another month.

    Raises:
        InputError: another month.
        PeriodLocked: it is locked.
    """
    refuse_locked(firm, period)
    if found.period != str(period):
        what = says("xl_matches_other", sheet=found.sheet, period=found.period, now=period)
        raise InputError(what, Where(firm.file, found.sheet), says("xl_matches_none_fix"))
