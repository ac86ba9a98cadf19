"""Match: which payments wait for a person, with the best proposal for each. Nothing is decided."""

from __future__ import annotations

from xl_addin.book import Book
from xl_addin.registry import Group, button


@button(Group.MATCH, icon="FindDialog", key="MM", position=10, large=True)
def match(book: Book) -> str:
    """Draw the sheet Matches of the month; what was filled in on the one before is carried over."""
    from recon.decisions import Pressed
    from recon.words import say
    from xl_addin.buttons._deciding import gone, sentence
    from xl_addin.workbook import matches, records
    from xl_addin.workbook.company import company, month_of, period_of
    from xl_addin.workbook.outputs import named

    firm = company(book)
    period = period_of(firm)
    before = matches.read(book)
    if before is not None and before.sheet in firm.ours():
        changed = matches.told_of(book, before.sheet) != firm.ours()[before.sheet]
        if changed and not book.asks.confirm(say("xl_matches_replace", firm.lang, sheet=before.sheet)):
            return say("xl_matches_kept", firm.lang, sheet=before.sheet)
    worked = month_of(firm, book, period)
    name = before.sheet if before else named(book, [say("xl_sheet_matches", firm.lang)], {})[0]
    kept = before if before is not None and before.period == str(period) else None
    page, anew = matches.page(worked.month, firm.lang, name, kept)
    pressed = Pressed("match", {name: matches.told_of_page(page)})
    records.append(book, firm.recorded, [pressed], worked.month.run_id)
    book.draw(page)
    book.show(name)
    waits = sum(one.stand.value == "open" for one in worked.month.waiting)
    said = say(
        "xl_match_done" if waits else "xl_match_none", firm.lang, count=waits, sheet=name, sure=len(worked.posted)
    )
    carried = say("xl_matches_anew", firm.lang, count=anew) if anew else ""
    return sentence([said, carried, *gone(worked.month, firm.lang)])
