"""What every test may rely on: one environment on every machine, no network, and no skip where all is installed."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from tests.command import Run, Seen

CI = os.environ.get("CI", "").lower() in ("true", "1")
DEEP = bool(os.environ.get("DEEP"))


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "deep: a long run, part of `make deep` only")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if DEEP:
        return
    config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("deep")])
    items[:] = [item for item in items if not item.get_closest_marker("deep")]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, None]:
    """In CI everything a test needs is installed: what is skipped there has failed."""
    outcome = yield
    report = outcome.get_result()
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"


@pytest.fixture(autouse=True)
def _same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the person who runs the tests, and no connection that leaves this machine."""
    for name in ("RECON_LANG", "RECON_USER", "RECON_NOW", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    connect = socket.socket.connect

    def local_only(self: socket.socket, address: Any) -> None:
        here = self.family not in (socket.AF_INET, socket.AF_INET6) or str(address[0]) in (
            "127.0.0.1",
            "::1",
            "localhost",
        )
        assert here, f"recon uses no network, but something connects to {address}"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local_only)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `recon` with these arguments: exit code, data and talk."""
    from recon.cli import main

    def one(*args: object) -> Seen:
        code = main([str(arg) for arg in args])
        said = capsys.readouterr()
        return Seen(code, said.out, said.err)

    return one


@pytest.fixture(scope="session")
def needs_office() -> Path:
    """The office program that opens workbooks; the test is skipped where there is none, and fails in CI."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        pytest.skip("LibreOffice is not installed")
    return Path(found)
