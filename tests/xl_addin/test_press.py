"""A button is pressed: every way it can end is a sentence, and the status bar is given back."""

from __future__ import annotations

from pathlib import Path

import pytest

from recon.errors import ConfigError
from tests.xl_addin.memory import MemoryBook, small_book
from xl_addin.press import find, press
from xl_addin.registry import buttons


class Broken(MemoryBook):
    """A workbook that breaks down as soon as somebody looks into it."""

    def sheets(self) -> tuple[str, ...]:
        raise ZeroDivisionError("in here")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "state" / "excel.log"


def test_what_a_button_says_is_the_sentence_and_stands_in_the_log(log: Path) -> None:
    book = small_book()
    pressed = press("help", book, log)
    assert pressed.ok and pressed.code == 0
    assert book.said[-1:] in ([], [""])
    assert f"INFO help, {book.name}: {pressed.sentence}" in log.read_text("utf-8")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_refusal_is_its_sentence_in_the_language_of_the_person(lang: str, log: Path) -> None:
    book = small_book(lang)
    book.lang = lang
    pressed = press("accept", book, log)  # nothing is selected
    assert pressed.code == 4 and not pressed.ok
    assert ("。" in pressed.sentence) == (lang == "zh")
    assert "WARNING accept" in log.read_text("utf-8") and "Traceback" not in log.read_text("utf-8")


def test_our_own_mistake_says_where_its_log_is(log: Path) -> None:
    book = Broken()
    pressed = press("check", book, log)
    assert pressed.code == 1 and str(log) in pressed.sentence and "ZeroDivisionError" in pressed.sentence
    assert "in here" not in pressed.sentence and "Traceback" in log.read_text("utf-8")
    assert book.said[-1] == ""


def test_a_log_that_cannot_be_written_keeps_no_button_from_working(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    log = tmp_path / "file" / "excel.log"
    assert press("help", small_book(), log).ok
    assert press("check", Broken(), log).code == 1


def test_the_log_does_not_grow_for_ever(log: Path) -> None:
    log.parent.mkdir()
    log.write_text("x" * 600_000)
    press("help", small_book(), log)
    assert log.stat().st_size < 1000 and log.with_name("excel.log.1").stat().st_size == 600_000


def test_a_button_that_is_not_there_is_said_with_those_that_come_near(log: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        find("mach")
    assert "match" in caught.value.text("en")
    assert press("mach", small_book(), log).code == 4


@pytest.mark.parametrize("id", [one.id for one in buttons()])
def test_every_button_gives_the_status_bar_back_whatever_happens(id: str, log: Path) -> None:
    for book in (small_book(), Broken()):
        book.status("half-way")
        press(id, book, log)
        assert book.said[-1] == ""
