"""Settings: the sheet that says whose books these are and how far matching may go; made where there is none yet."""

from __future__ import annotations

from dataclasses import replace

from recon.words import say
from xl_addin.book import Block, Book, Look, Page
from xl_addin.layout import SETTINGS
from xl_addin.registry import Group, button
from xl_addin.workbook.looks import HEAD, SAID

_COLUMNS = ("setting", "setting_value", "setting_meaning")


@button(Group.HELP, icon="ControlsGallery", key="HS", position=5)
def settings(book: Book) -> str:
    """Bring the settings sheet to the front; make one with the usual settings where there is none."""
    from xl_addin.buttons._drawing import draw, language_of
    from xl_addin.workbook import records
    from xl_addin.workbook.settings import sheet_of

    lang = language_of(book)
    if name := sheet_of(book):
        book.show(name)
        return say("settings_shown", lang, sheet=name)
    for name in draw(book, records.read(book), "settings", [page(lang)], lang) or ():
        book.show(name, 2, 2)
    return say("settings_made", lang)


def page(lang: str) -> Page:
    """A settings sheet with the defaults of the core."""
    from xl_addin.start.settings import KEYS, usual

    given = usual(lang)
    rows = [(key, given.get(key), say(f"xl_start_set_{key.replace('.', '_')}", lang)) for key in KEYS]
    heads = [say(f"xl_col_{key}", lang) for key in _COLUMNS]
    looks = (replace(SAID, shows="@"), Look(ink="#0000FF", align="left"), replace(SAID, wrap=True))
    blocks = [Block(1, 1, [heads], (HEAD,)), Block(2, 1, rows, looks)]
    return Page(say(f"xl_sheet_{SETTINGS}", lang), blocks, (26, 34, 92), frozen=(1, 1), landscape=False, repeated=1)
