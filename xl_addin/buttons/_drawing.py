"""What a button that draws does at its end: sheets of our own, and the record of it, or nothing at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from recon.decisions import Decision, Pressed, replay
from recon.errors import ConfigError
from recon.journal import Recorded
from recon.words import say
from xl_addin.book import Book, Page
from xl_addin.workbook import outputs, records

if TYPE_CHECKING:
    from recon.monthend.figures import Worked
    from recon.terms import Period
    from xl_addin.workbook.company import Company


def draw(
    book: Book,
    recorded: Recorded,
    button: str,
    pages: Sequence[Page],
    lang: str,
    *,
    decisions: Sequence[Decision] = (),
    run_id: str = "",
    agreed: Collection[str] = (),
) -> Mapping[str, str] | None:
    """Draw pages and write down what was drawn, after the decisions the pages rest on.

    Args:
        book: the workbook.
        recorded: its journal.
        button: id.
        pages: what to draw.
        lang: of the question whether sheets may be replaced.
        decisions: new ones, written in the same batch.
        run_id: of the month end, "" where it is none.
        agreed: sheets of ours that may be replaced without asking.

    Returns:
        The sheets, and what stands in each. None where the person declined; nothing was changed.
    """
    ours = outputs.ours(replay(recorded.entries, book.name))
    drawn = outputs.place(book, pages, ours, lang, agreed=agreed)
    if drawn is not None:
        records.append(book, recorded, (*decisions, Pressed(button, drawn)), run_id)
    return drawn


def up_to_key_date(firm: Company) -> Period:
    """The month of the key date of the settings up to that day; without one, the month that is worked on."""
    from recon.terms import MonthTo, Period
    from xl_addin.workbook.company import period_of

    day = firm.as_of
    if day is None:
        return period_of(firm)
    whole = Period.of(day)
    return whole if day == whole.last else MonthTo(day.year, day.month, day.day)


def caveats(worked: Worked, lang: str) -> str:
    """What has to be known of the figures, after the sentence that they are drawn: postings that are sure and not
    written down yet count in them, and a receipt that was decided on is no longer among the receipts.
    """
    from xl_addin.buttons._deciding import gone

    ahead = say("figures_ahead", lang, count=len(worked.posted)) if worked.posted else ""
    return ahead + "".join(f"\n{line}" for line in gone(worked.month, lang))


def language_of(book: Book) -> str:
    """The language of a workbook: that of its settings where they say one, else the person's."""
    from xl_addin.workbook import settings

    try:
        given = settings.read(book)
    except ConfigError:  # what is wrong with them is for the buttons that need them to say
        return book.lang
    return given.settings.company.language if "company.language" in given.keys else book.lang
