"""Help: every function and every button on a sheet, from the one registry that they come from."""

from __future__ import annotations

from recon.words import say
from xl_addin.book import Book, Page
from xl_addin.layout import HELP
from xl_addin.registry import Argument, Button, Function, Group, button, buttons, functions


@button(Group.HELP, icon="Help", key="HH", position=20)
def help(book: Book) -> str:
    """Draw the sheet of help: functions with their arguments and an example, buttons with what they do."""
    from xl_addin.buttons._drawing import draw, language_of
    from xl_addin.workbook import records

    lang = language_of(book)
    drawn = draw(book, records.read(book), "help", [page(lang)], lang)
    if drawn is None:
        return say("sheets_kept", lang)
    book.show(next(iter(drawn)))
    return say("help_drawn", lang, count=len(functions()) + len(buttons()))


def page(lang: str) -> Page:
    """The sheet of help in a language."""
    from xl_addin.buttons._list import Listed, list_page

    heads = [say(id, lang) for id in ("help_col_name", "help_col_what", "help_col_how", "help_col_example")]
    shown = [say(id, lang) for id in ("help_col_name", "help_col_what", "help_col_more", "help_col_where")]
    title = say(f"xl_sheet_{HELP}", lang)
    return list_page(
        title,
        say("help_title", lang),
        say("help_lead", lang),
        [
            Listed(say("help_functions", lang), heads, [_function(one, lang) for one in functions()]),
            Listed(say("help_buttons", lang), shown, [_button(one, lang) for one in buttons()]),
        ],
        (22, 60, 70, 46),
    )


def _function(one: Function, lang: str) -> tuple[str, ...]:
    arguments = "\n".join(_argument(each, lang) for each in one.arguments)
    return (one.name, one.help(lang), arguments, one.example)


def _argument(one: Argument, lang: str) -> str:
    id = "help_optional" if one.optional else "help_argument"
    return say(id, lang, name=one.name, help=one.help(lang))


def _button(one: Button, lang: str) -> tuple[str, ...]:
    where = say("help_where", lang, group=say(f"group_{one.group.value}", lang), key=one.key)
    return (one.label(lang), one.tip(lang), one.about(lang), where)
