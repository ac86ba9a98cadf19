"""All functions and buttons, from the code and the words: the one source for VBA, ribbon, help, documents and tests.

A function is one Python function under `xl_addin/functions/`, a button one file under `xl_addin/buttons/`. What a
person reads of them stands in `recon/words/`:

xl_AR_AGING            help of a function, at most 255 characters
xl_arg_open_items      help of an argument, shared by every function that has one of that name; at most 255
button_match           label of a button; button_match_tip its screentip, button_match_about its supertip
group_match            label of a group of the ribbon
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from recon.registry import modules
from recon.words import say

if TYPE_CHECKING:
    from xl_addin.book import Book
    from xl_addin.cells import Cells

CATEGORY = "AR Recon"


class Group(StrEnum):
    """The groups of the ribbon, in their order."""

    IMPORT = "import"
    MATCH = "match"
    REPORTS = "reports"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a function."""

    name: str  # lower case with underscores; no word of VBA
    optional: bool

    def help(self, lang: str) -> str:
        """What it is."""
        return say(f"xl_arg_{self.name}", lang)


@dataclass(frozen=True, slots=True)
class Function:
    """A worksheet function."""

    name: str  # "AR_AGING"
    call: Callable[..., Cells]
    arguments: tuple[Argument, ...]
    example: str  # a formula on the sheets of the start workbook
    fresh: bool = False  # asks something beside its arguments, a file for instance: worked out at every call

    def help(self, lang: str) -> str:
        """What it gives, in a line."""
        return say(f"xl_{self.name}", lang)


@dataclass(frozen=True, slots=True)
class Button:
    """A button of the ribbon and of workbooks."""

    id: str  # "import_bank": its file, its id in the ribbon, its name for `recon press`
    press: Callable[[Book], str]  # gives the sentence to show
    group: Group
    icon: str  # imageMso
    key: str  # key tip, one or two capitals
    position: int  # within its group
    large: bool = False

    def label(self, lang: str) -> str:
        """What it is called."""
        return say(f"button_{self.id}", lang)

    def tip(self, lang: str) -> str:
        """Its screentip."""
        return say(f"button_{self.id}_tip", lang)

    def about(self, lang: str) -> str:
        """Its supertip: what it does, and what it leaves alone."""
        return say(f"button_{self.id}_about", lang)


Call = TypeVar("Call", bound=Callable[..., "Cells"])
Press = TypeVar("Press", bound=Callable[["Book"], str])


def cell_function(example: str, *, fresh: bool = False) -> Callable[[Call], Call]:
    """Make a Python function a worksheet function under its own name.

    Args:
        example: a formula on the sheets of the start workbook, as the help shows it.
        fresh: it asks something beside its arguments, so that no earlier answer will do.
    """

    def known(call: Call) -> Call:
        arguments = tuple(
            Argument(name, each.default is not inspect.Parameter.empty)
            for name, each in inspect.signature(call).parameters.items()
        )
        call.__recon__ = Function(call.__name__, call, arguments, example, fresh)  # type: ignore[attr-defined]
        return call

    return known


def button(group: Group, icon: str, key: str, position: int, *, large: bool = False) -> Callable[[Press], Press]:
    """Make a Python function a button; its file has its name."""

    def known(press: Press) -> Press:
        press.__recon__ = Button(press.__name__, press, group, icon, key, position, large)  # type: ignore[attr-defined]
        return press

    return known


@cache
def functions() -> tuple[Function, ...]:
    """Every worksheet function, by name."""
    found = (one for module in modules("xl_addin.functions").values() for one in vars(module).values())
    known = {one.name: one for each in found if isinstance(one := getattr(each, "__recon__", None), Function)}
    return tuple(known[name] for name in sorted(known))


@cache
def buttons() -> tuple[Button, ...]:
    """Every button, by group and position."""
    pressed = (getattr(module, name).__recon__ for name, module in modules("xl_addin.buttons").items())
    return tuple(sorted(pressed, key=lambda one: (list(Group).index(one.group), one.position, one.id)))
