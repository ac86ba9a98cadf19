"""Post: what matching is sure of, and every filled-in row of the sheet Matches."""

from __future__ import annotations

from xl_addin.book import Book
from xl_addin.registry import Group, button


@button(Group.MATCH, icon="RecordsSaveRecord", key="MP", position=50, large=True)
def post(book: Book) -> str:
    """Write down what is sure and what was filled in; the tables are brought in line."""
    from recon.decisions import numbered
    from recon.review.judge import Judged
    from recon.words import say
    from xl_addin.buttons._deciding import judged, keys_done, outcome, press
    from xl_addin.buttons._selected import refuse_other
    from xl_addin.workbook import matches, records
    from xl_addin.workbook.company import company, period_of, refuse_locked, sure_postings

    firm = company(book)
    period = period_of(firm)
    refuse_locked(firm, period)
    found = matches.read(book)
    if found is not None and (rows := matches.filled(found.rows)):
        refuse_other(firm, period, found)
    else:
        rows = ()
    # As in a folder: what is sure first, then what a person has decided of the rest.
    worked = sure_postings(firm, book, period)
    sure = numbered(worked.posted, firm.recorded.rows) if worked else ()
    then = firm.with_decided(records.with_new(book, firm.recorded, sure)) if sure else firm
    came_to = judged(book, then, period, found, rows) if found is not None and rows else Judged((), (), 0, 0)
    if not sure and not came_to.decisions and not came_to.refused:
        return say("xl_posted_none", firm.lang)
    done = keys_done(rows, came_to)
    drawn = press(book, firm, period, "post", (*sure, *came_to.decisions), worked, before=found, done=done)
    said = say("xl_posted", firm.lang, sure=len(sure), filled=came_to.accepted)
    return outcome(said, came_to, drawn, firm.lang)
