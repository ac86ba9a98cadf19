"""Import bank files: statements of any bank into the table of receipts, each movement once."""

from __future__ import annotations

from xl_addin.book import Book
from xl_addin.registry import Group, button


@button(Group.IMPORT, icon="GetExternalDataFromText", key="IB", position=10, large=True)
def import_bank(book: Book) -> str:
    """Ask for files and bring what is new in them into the table of receipts."""
    from recon.words import say
    from xl_addin.buttons._drawing import language_of
    from xl_addin.buttons._importing import bring_lines

    lang = language_of(book)
    paths = book.asks.files(say("xl_ask_bank_files", lang))
    return bring_lines(book, "import_bank", paths) if paths else say("xl_nothing_chosen", lang)
