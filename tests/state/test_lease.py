"""One writer at a time; the loser is told who holds the folder."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from threading import Timer

import pytest

from recon.errors import BusyError
from recon.journal import Stamp
from recon.lease import NAME, holder, lease

ANNA = Stamp("Anna", datetime(2026, 4, 2, 9, 30, tzinfo=UTC))
BEN = Stamp("Ben", datetime(2026, 4, 2, 9, 31, tzinfo=UTC))


def test_the_second_writer_is_refused_and_told_who_holds_the_folder(tmp_path: Path) -> None:
    with lease(tmp_path, ANNA):
        before = (tmp_path / NAME).read_bytes()
        with pytest.raises(BusyError) as refused, lease(tmp_path, BEN):
            pass
        assert "Anna" in refused.value.text() and "2026-04-02T09:30" in refused.value.text()
        assert refused.value.exit_code == 5
        assert (tmp_path / NAME).read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs flock")
def test_who_comes_while_the_holder_is_just_ending_takes_the_next_turn(tmp_path: Path) -> None:
    import fcntl

    with (tmp_path / NAME).open("wb") as ending:
        fcntl.flock(ending, fcntl.LOCK_EX)  # its name is taken out already, the file is not gone yet

        def end() -> None:
            (tmp_path / NAME).unlink()
            fcntl.flock(ending, fcntl.LOCK_UN)

        timer = Timer(0.1, end)
        timer.start()
        with lease(tmp_path, BEN) as said:
            assert said == ()
            assert holder(tmp_path)["user"] == "Ben"
        timer.join()


def test_a_lease_ends_with_its_block_also_when_it_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), lease(tmp_path, ANNA):
        raise ZeroDivisionError
    assert not (tmp_path / NAME).exists()
    with lease(tmp_path, BEN) as said:
        assert said == ()
        assert holder(tmp_path)["user"] == "Ben"


def test_the_lease_of_a_run_that_was_killed_is_taken_over_and_said(tmp_path: Path) -> None:
    run = textwrap.dedent(
        f"""
        import os, signal
        from datetime import datetime, UTC
        from pathlib import Path
        from recon.journal import Stamp
        from recon.lease import lease
        with lease(Path({str(tmp_path)!r}), Stamp("Anna", datetime(2026, 4, 2, tzinfo=UTC))):
            os._exit(9)  # nothing is tidied up, as when killed
        """
    )
    assert subprocess.run([sys.executable, "-c", run], check=False).returncode == 9
    assert (tmp_path / NAME).exists()
    with lease(tmp_path, BEN) as said:
        assert [f.code for f in said] == ["ST501"]
        assert "Anna" in said[0].text()
    assert not (tmp_path / NAME).exists()


def test_a_lease_held_on_another_computer_is_never_taken_over(tmp_path: Path) -> None:
    theirs = {"user": "Anna", "host": "another-computer", "pid": 1, "since": "2026-04-02T09:30:00+00:00"}
    (tmp_path / NAME).write_text(json.dumps(theirs))
    with pytest.raises(BusyError) as refused, lease(tmp_path, BEN):
        pass
    assert "another-computer" in refused.value.text()
    assert json.loads((tmp_path / NAME).read_text()) == theirs


def test_of_many_writers_at_once_one_at_a_time_writes(tmp_path: Path) -> None:
    run = textwrap.dedent(
        f"""
        from datetime import datetime, UTC
        from pathlib import Path
        from recon.errors import BusyError
        from recon.journal import Stamp
        from recon.lease import lease
        folder, done = Path({str(tmp_path)!r}), 0
        while done < 25:
            try:
                with lease(folder, Stamp("N", datetime(2026, 4, 2, tzinfo=UTC))):
                    count = folder / "count"
                    before = int(count.read_text()) if count.exists() else 0
                    count.write_text(str(before + 1))
                done += 1
            except BusyError:
                pass
        """
    )
    runs = [subprocess.Popen([sys.executable, "-c", run]) for _ in range(3)]
    assert [r.wait(60) for r in runs] == [0, 0, 0]
    assert (tmp_path / "count").read_text() == "75"
