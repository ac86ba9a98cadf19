"""Members of xlwings that the rig does not play say so by their name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from xlwings import base_classes

Played = TypeVar("Played", bound=type)


def gaps_named(played: Played) -> Played:
    """Class decorator: what a class only inherits from xlwings' own base class raises, and names itself."""
    for base in played.__mro__:
        if base.__module__ != base_classes.__name__:
            continue
        for name, member in vars(base).items():
            if getattr(played, name, None) is not member or not _is_gap(member):
                continue  # played
            gap = _raising(f"{base.__name__}.{name}")
            setattr(played, name, property(gap, gap) if isinstance(member, property) else gap)
    return played


def not_played(name: str) -> NotImplementedError:
    """What is raised where a member, or a way of using it, is not played."""
    return NotImplementedError(f"{name} is not played by the rig")


def _is_gap(member: object) -> bool:
    body = member.fget if isinstance(member, property) else member
    return "NotImplementedError" in getattr(getattr(body, "__code__", None), "co_names", ())


def _raising(name: str) -> Callable[..., Any]:
    def gap(*_: object, **__: object) -> NoReturn:
        raise not_played(name)

    return gap
