"""Accept: the selected payments of the sheet Matches, as proposed or as filled in."""

from __future__ import annotations

from xl_addin.book import Book
from xl_addin.registry import Group, button


@button(Group.MATCH, icon="AcceptInvitation", key="MA", position=20)
def accept(book: Book) -> str:
    """Decide the selected rows: what is filled in, else the first proposal. A refused row is named by its cell."""
    from recon.review.layout import Verb
    from xl_addin.buttons._selected import decide

    return decide(book, Verb.ACCEPT, "accept", "xl_accepted")
