"""The command line: data and talk apart, refusals in one sentence, our own faults in one line and a log."""

from __future__ import annotations

import errno
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import recon.cli
from recon import __version__
from recon.cli import _face, command_name, commands, first_paragraph, function, hoisted
from recon.errors import BusyError, InputError, Where
from recon.words import say, says
from tests.command import Run, Seen


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Make the command `sample` end in an error of our choosing."""

    def with_error(error: BaseException) -> None:
        def sample() -> None:
            raise error

        module = ModuleType("recon.cli.sample")
        module.sample = sample  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "recon.cli.sample", module)
        monkeypatch.setattr(recon.cli, "import_module", lambda _name: module)

    return with_error


def test_the_version_is_data(run: Run) -> None:
    assert run("--version") == Seen(0, f"recon {__version__}\n", "")


def test_help_lists_every_command_with_its_first_paragraph(run: Run) -> None:
    seen = run("--help")
    assert seen.code == 0
    for name, module in commands().items():
        assert name in seen.out
        assert first_paragraph(function(module)).split()[0] in seen.out


def test_no_command_is_a_usage_error_that_shows_the_help(run: Run) -> None:
    seen = run()
    assert seen.code == 2
    assert "Usage: recon" in seen.out + seen.err


def test_a_mistyped_command_is_answered_with_the_nearest(run: Run) -> None:
    seen = run("sampel")
    assert (seen.code, seen.out) == (2, "")
    assert "'sample'" in seen.err


def test_an_unknown_language_is_a_usage_error(run: Run) -> None:
    seen = run("--lang", "de", "sample")
    assert seen.code == 2
    assert "en, zh" in seen.err


@pytest.mark.parametrize("where", ["before", "after"])
def test_the_language_may_stand_before_or_after_the_command(
    run: Run, broken: Callable[[BaseException], None], where: str
) -> None:
    broken(InputError(says("terms_unknown", text="x"), Where("terms.csv", row=3)))
    seen = run("--lang", "zh", "sample") if where == "before" else run("sample", "--lang=zh")
    assert seen == Seen(4, "", "terms.csv，第 3 行：“x”不是可识别的付款条件。\n")


def test_what_follows_a_lone_double_dash_is_left_alone() -> None:
    assert hoisted(["read", "--", "--lang", "zh"]) == ["read", "--", "--lang", "zh"]
    assert hoisted(["read", "--user"]) == ["read", "--user"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BusyError(says("cli_disk_full")), 5),
        (PermissionError(errno.EACCES, "Permission denied", "aging.xlsx"), 5),
        (FileNotFoundError(errno.ENOENT, "No such file", "items.csv"), 4),
        (OSError(errno.ENOSPC, "No space left"), 5),
        (KeyboardInterrupt(), 130),
        (SystemExit(3), 3),
        (SystemExit(), 0),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 0),
    ],
)
def test_every_end_has_its_exit_code_and_no_traceback(
    run: Run, broken: Callable[[BaseException], None], error: BaseException, code: int
) -> None:
    broken(error)
    seen = run("sample")
    assert seen.code == code
    assert "Traceback" not in seen.out + seen.err
    if isinstance(error, OSError) and error.filename:
        assert str(error.filename) in seen.err


def test_our_own_fault_is_one_line_and_a_log(
    run: Run, broken: Callable[[BaseException], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    broken(ZeroDivisionError("secret figures"))
    seen = run("sample")
    assert (seen.code, seen.out, seen.err.count("\n")) == (1, "", 1)
    [log] = tmp_path.glob("recon-error-*.log")
    assert str(log) in seen.err
    assert "Traceback" in log.read_text("utf-8")


def test_a_file_name_cannot_paint_the_terminal(run: Run, broken: Callable[[BaseException], None]) -> None:
    broken(InputError(says("terms_unknown", text="\x1b[31mred\x07\u202e"), Where("a\x1b]0;title\x07.csv")))
    seen = run("sample")
    assert "\x1b" not in seen.err
    assert "\u202e" not in seen.err
    assert "'red'" in seen.err


def test_a_module_is_called_by_its_name() -> None:
    assert command_name("bank_files") == "bank-files"
    assert command_name("import_") == "import"


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_keeps_the_contract(name: str, run: Run) -> None:
    made = function(commands()[name])
    assert first_paragraph(made).endswith(".")
    seen = run(name, "--help")
    assert seen.code == 0
    assert f"Usage: recon {name}" in seen.out


@pytest.mark.parametrize("name", sorted(commands()))
def test_the_help_speaks_both_languages(name: str, run: Run) -> None:
    module = commands()[name]
    assert say(f"help_{module}", "en") == first_paragraph(function(module))
    chinese = say(f"help_{module}", "zh")
    for seen in (run("--lang", "zh", "--help"), run(name, "--help", "--lang", "zh")):
        assert chinese[:6] in seen.out


def test_help_and_version_load_nothing_heavy() -> None:
    heavy = "pandas numpy lxml openpyxl xlsxwriter pydantic opencc rich rapidfuzz python_calamine chardet stdnum"
    script = (
        "import sys\nfrom recon.cli import main\nmain(['--help'])\n"
        f"print(sorted(set({heavy.split()!r}) & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[-1] == "[]"


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom recon.cli import _face\n_face.utf8()\n"
        "for _ in range(100_000): _face.data('a line of data')\nsys.exit(_face.close_streams(0))"
    )
    errors = tmp_path / "err"
    with errors.open("w") as stream:
        one = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=stream)
        assert one.stdout is not None
        one.stdout.readline()
        one.stdout.close()
        one.wait(30)
    assert "Exception ignored" not in errors.read_text()


def test_the_output_is_utf8_whatever_the_system_says() -> None:
    script = "from recon.cli import _face\n_face.utf8()\n_face.data('账龄 €')\n"
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, env={"PYTHONIOENCODING": "ascii"}, check=True
    ).stdout
    assert said.decode("utf-8") == "账龄 €\n"


class TestTheFace:
    """What every command shares."""

    @pytest.mark.parametrize(
        ("variables", "expected"),
        [
            ({}, "en"),
            ({"LANG": "zh_CN.UTF-8"}, "zh"),
            ({"LANG": "zh_CN", "RECON_LANG": "en"}, "en"),
            ({"LANG": "C"}, "en"),
        ],
    )
    def test_it_speaks_the_language_of_the_terminal(
        self, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str
    ) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        _face.ask()
        assert _face.lang() == expected

    def test_the_reports_follow_the_settings_unless_a_language_is_asked_for(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LANG", "zh_CN.UTF-8")
        _face.ask()
        assert _face.asked_lang() == ""
        _face.ask(lang="en")
        assert _face.asked_lang() == "en"
        _face.ask()

    def test_who_and_when_can_be_pinned(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("RECON_USER", "lin")
        monkeypatch.setenv("RECON_NOW", "2026-03-31T18:00:00")
        _face.ask()
        stamp = _face.stamp()
        assert (stamp.user, stamp.at.isoformat()) == ("lin", "2026-03-31T18:00:00+00:00")
        _face.ask(user="wang")
        assert _face.stamp().user == "wang"
        _face.ask()

    def test_a_wrong_time_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from recon.errors import ConfigError

        monkeypatch.setenv("RECON_NOW", "yesterday")
        with pytest.raises(ConfigError, match="RECON_NOW"):
            _face.stamp()

    def test_json_holds_amounts_dates_and_sentences_as_text(self, capsys: pytest.CaptureFixture[str]) -> None:
        import json
        from datetime import date
        from decimal import Decimal

        _face.print_json({"a": Decimal("1E+2"), "d": date(2026, 3, 1), "s": says("where_row", row=1), "w": Where("x")})
        read = json.loads(capsys.readouterr().out)
        assert read["a"] == "100"
        assert (read["d"], read["s"], read["w"]["file"]) == ("2026-03-01", "row 1", "x")

    def test_columns_stay_aligned_under_chinese(self, capsys: pytest.CaptureFixture[str]) -> None:
        _face.table(["name", "amount"], [["华夏", "1.00"], ["Alpina", "20.00"]], right=[1])
        assert capsys.readouterr().out.splitlines() == [
            "name    amount",
            "------  ------",
            "华夏      1.00",
            "Alpina   20.00",
        ]

    def test_progress_is_silent_where_nobody_watches(self, capsys: pytest.CaptureFixture[str]) -> None:
        with _face.progress("reading", 3) as advance:
            advance(1)
        assert capsys.readouterr() == ("", "")

    def test_progress_is_drawn_on_a_terminal_and_leaves_no_markup(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        screen = Terminal()
        monkeypatch.setattr(sys, "stderr", screen)
        with _face.progress(says("where_file", file="bank [red].csv\x07"), 2) as advance:
            advance(1)
            advance(1)
        assert "bank [red].csv" in screen.getvalue()
        assert "\x07" not in screen.getvalue()
