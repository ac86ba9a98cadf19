"""Reject: the proposals of the selected payments are wrong and are not made again."""

from __future__ import annotations

from xl_addin.book import Book
from xl_addin.registry import Group, button


@button(Group.MATCH, icon="DeclineInvitation", key="MR", position=30)
def reject(book: Book) -> str:
    """Turn the proposals of the selected rows down; the payments stay open."""
    from recon.review.layout import Verb
    from xl_addin.buttons._selected import decide

    return decide(book, Verb.REJECT, "reject", "xl_rejected")
