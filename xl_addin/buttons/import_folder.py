"""Import folder: every bank file of a folder into the table of receipts, each movement once."""

from __future__ import annotations

from xl_addin.book import Book
from xl_addin.registry import Group, button


@button(Group.IMPORT, icon="FileOpen", key="IF", position=20)
def import_folder(book: Book) -> str:
    """Ask for a folder and bring what is new in its files into the table of receipts."""
    from recon.words import say
    from xl_addin.buttons._drawing import language_of
    from xl_addin.buttons._importing import bring_lines

    lang = language_of(book)
    folder = book.asks.folder(say("xl_ask_bank_folder", lang))
    return bring_lines(book, "import_folder", [folder]) if folder else say("xl_nothing_chosen", lang)
