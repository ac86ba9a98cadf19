"""What a person is asked: Excel's own dialogs, and what it means to think better of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from xl_addin.live.dialogs import Dialogs, is_escape_held


@dataclass
class Items:
    """Excel's collection of chosen files; counts from 1."""

    of: list[str]

    @property
    def Count(self) -> int:
        return len(self.of)

    def Item(self, number: int) -> str:
        return self.of[number - 1]


@dataclass
class Chooser:
    """Application.FileDialog."""

    chosen: list[str]
    Title: str = ""
    AllowMultiSelect: bool | None = None

    def Show(self) -> int:
        return -1 if self.chosen else 0

    @property
    def SelectedItems(self) -> Items:
        return Items(self.chosen)


@dataclass
class Excel:
    """As much of Excel's Application as is asked."""

    chosen: list[str] = field(default_factory=list)
    typed: str | bool = False
    answer: str = "yes"
    kinds: list[int] = field(default_factory=list)
    asked: list[tuple[Any, ...]] = field(default_factory=list)

    @property
    def api(self) -> Excel:
        return self

    def FileDialog(self, kind: int) -> Chooser:
        self.kinds.append(kind)
        return Chooser(self.chosen)

    def InputBox(self, prompt: str, title: str, default: str, Type: int) -> str | bool:  # noqa: N803
        self.asked.append((prompt, title, default, Type))
        return self.typed

    def alert(self, prompt: str, title: str, buttons: str) -> str:
        self.asked.append((prompt, title, buttons))
        return self.answer


def test_files_and_a_folder_are_chosen_in_excels_own_dialogs() -> None:
    excel = Excel([r"C:\bank\march.sta", r"C:\bank\april.sta"])
    asks = Dialogs(excel)
    assert asks.files("Bank files") == (Path(r"C:\bank\march.sta"), Path(r"C:\bank\april.sta"))
    assert asks.folder("Folder") == Path(r"C:\bank\march.sta")
    assert excel.kinds == [3, 4]


def test_who_thinks_better_of_it_has_chosen_nothing() -> None:
    asks = Dialogs(Excel())
    assert asks.files("Bank files") == () and asks.folder("Folder") is None and asks.text("Why?", "x") == ""


def test_a_line_of_text_is_typed_over_what_is_proposed() -> None:
    excel = Excel(typed="2026-03")
    assert Dialogs(excel).text("Which month?", "2026-02") == "2026-03"
    assert excel.asked == [("Which month?", "recon", "2026-02", 2)]


@pytest.mark.parametrize(("answer", "agreed"), [("yes", True), ("no", False), ("cancel", False)])
def test_only_yes_is_yes(answer: str, agreed: bool) -> None:
    assert Dialogs(Excel(answer=answer)).confirm("Replace it?") is agreed


def test_no_key_is_held_where_none_can_be_asked_for() -> None:
    assert is_escape_held() is False
