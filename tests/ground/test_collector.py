"""The collector of cycles is paused for a block, and afterwards is as it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from recon import collector
from tests.builders import customer, item, line
from tests.match.books import decide


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    running = gc.isenabled()
    gc.enable()
    yield
    if not running:
        gc.disable()


def test_it_is_paused_in_the_block_and_runs_again_after_the_outermost() -> None:
    with collector.paused():
        with collector.paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_where_it_is_off_it_stays_off() -> None:
    gc.disable()
    with collector.paused():
        pass
    assert not gc.isenabled()


def test_an_error_ends_the_pause() -> None:
    with pytest.raises(ValueError, match="stopped"), collector.paused():
        raise ValueError("stopped")
    assert gc.isenabled()


def test_matching_leaves_no_cycles_behind() -> None:
    items = [item(f"INV-{10_000 + n}", 1_000 + 37 * n) for n in range(60)]
    lines = [line(1_000 + 37 * n, f"T{n}", remittance_text=f"INV-{10_000 + n}" * (n % 2)) for n in range(50)]
    lines += [line(1_000 + 41 * n, f"U{n}", payer_name="Alpina Sport") for n in range(40)]
    decide(lines, items, [customer()])  # what is loaded and remembered once is made here
    gc.collect()
    gc.disable()
    decide(lines, items, [customer()])
    assert gc.collect() < len(lines)
