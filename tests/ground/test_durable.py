"""Files written together: all of the new, or all of the old."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from recon.durable import write_together
from recon.errors import BusyError


def test_a_full_disk_leaves_the_file_that_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_together(tmp_path, {"proposals.csv": b"old"})

    def full(_number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BusyError):
        write_together(tmp_path, {"proposals.csv": b"new", "more.csv": b"new"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"proposals.csv": b"old"}
