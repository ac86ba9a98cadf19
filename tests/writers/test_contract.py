"""The house rules of `recon/writers/`: a new writer learns them here."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from recon.errors import BusyError
from recon.registry import modules
from recon.report import Column, Kind, Report, Section
from recon.reports import build_all
from recon.words import LANGUAGES, says
from tests.builders import month
from tests.reports.company import a_month

WRITERS = modules("recon.writers")
INJECTIONS = (
    "=1+1", "+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")', "\t=1", "\r=1", " =1+1",
    "＝1+1", "＋1", "－1", "＠x", "http://example.com", "mailto:a@b",
    "<script>alert(1)</script>", "<img src=x onerror=1>",
    '"><b>', "&amp;", "{=1}", "000123", "+86 10 5555 0000", "-12345", "1e5", "TRUE", "NaN",
    "\x00\x07\x1b[31m", "\ud800",
    "\u202eevil", "a\nb", "'quoted", "深圳", "🧾", "x" * 40_000,
)  # fmt: skip


def hostile() -> Report:
    """A report whose every text came from somebody who means harm."""
    columns = (
        Column("text", says("col_text")),
        Column("currency", says("col_currency")),
        Column("amount", says("col_amount"), Kind.MONEY, total=True),
        Column("day", says("col_booked"), Kind.DAY),
    )
    rows = [(text, "EUR", -12345, date(2026, 3, 31)) for text in INJECTIONS]
    policy = tuple((says("policy_company"), says("verbatim", text=text)) for text in INJECTIONS[:8])
    section = Section("hostile", says("verbatim", text="=1+1 [x]/*?"), columns, rows)
    return Report("hostile", says("verbatim", text="=1+1"), policy, (section,))


@pytest.mark.parametrize("name", WRITERS)
def test_every_writer_says_what_it_writes_and_is_found_by_its_ending(name: str) -> None:
    module = WRITERS[name]
    assert (module.__doc__ or "").strip() and f".{name}" == module.SUFFIX


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", WRITERS)
def test_every_writer_draws_any_reports_to_the_same_bytes(name: str, lang: str, tmp_path: Path) -> None:
    module = WRITERS[name]
    for at, reports in enumerate((build_all(a_month()), build_all(month()), [hostile()], [])):
        paths = module.write(reports, tmp_path / str(at), lang)
        assert all(p.suffix == module.SUFFIX and p.parent == tmp_path / str(at) for p in paths)
        again = module.files(reports, lang)
        assert {p.name: p.read_bytes() for p in paths} == again
        assert sorted(p.name for p in (tmp_path / str(at)).iterdir()) == sorted(again)


def test_the_seed_of_hashes_changes_no_byte() -> None:
    code = (
        "import hashlib; from recon.registry import modules; from recon.reports import build_all;"
        "from tests.reports.company import a_month; r = build_all(a_month());"
        "made = [b for w in modules('recon.writers').values() for b in w.files(r, 'zh').values()];"
        "print([hashlib.sha256(b).hexdigest() for b in made])"
    )
    root = Path(__file__).parents[2]
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            cwd=root,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root), "TZ": zone},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
    ]
    assert runs[0] == runs[1]


@pytest.mark.parametrize("name", WRITERS)
def test_a_target_that_cannot_be_written_is_said_and_the_old_file_stays(name: str, tmp_path: Path) -> None:
    module = WRITERS[name]
    first = module.write([hostile()], tmp_path, "en")
    first[0].unlink()
    first[0].mkdir()  # as good as open in another program: it cannot be replaced
    (first[0] / "kept").touch()
    with pytest.raises(BusyError) as refused:
        module.write([hostile()], tmp_path, "en")
    assert refused.value.exit_code == 5 and refused.value.fix
    assert (first[0] / "kept").exists() and not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("name", WRITERS)
def test_a_folder_that_is_a_file_is_said(name: str, tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    with pytest.raises(BusyError):
        WRITERS[name].write([hostile()], tmp_path / "taken", "en")
