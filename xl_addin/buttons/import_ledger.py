"""Import ledger: documents, customers, rates and balances into their tables; what is there is left as it is."""

from __future__ import annotations

from xl_addin.book import Book
from xl_addin.registry import Group, button


@button(Group.IMPORT, icon="ImportExcel", key="IL", position=30)
def import_ledger(book: Book) -> str:
    """Ask for lists and bring what is new in them into the table each belongs to."""
    from recon.words import say
    from xl_addin.buttons._drawing import language_of
    from xl_addin.buttons._importing import bring_lists

    lang = language_of(book)
    paths = book.asks.files(say("xl_ask_ledger_files", lang))
    return bring_lists(book, "import_ledger", paths) if paths else say("xl_nothing_chosen", lang)
