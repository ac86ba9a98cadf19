"""Runs two sides in turn and compares them: seconds, ratio pair by pair, and peak memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Side:
    """One way of doing it: a program for a fresh Python, run in the folder of the made-up files.

    Where the program calls `clock()` twice, the time between is what counts; else it is the whole process.
    """

    name: str
    program: str
    python: str = sys.executable  # whose packages it uses


@dataclass(frozen=True, slots=True)
class Pair:
    """Ours against another way."""

    title: str
    ours: Side
    other: Side
    must: float  # the ratio of the times that must be held
    aim: float  # the ratio that is wanted
    prepare: Callable[[Path], None] | None = None  # makes the files both sides read
    runs: int = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """What a pair came to."""

    ours: float  # seconds, median
    other: float
    ratio: float  # median of the ratios, pair by pair
    low: float  # smallest and largest ratio
    high: float
    memory: float  # peak of ours against that of the other, 0 where the system does not say


_CLOCK = """
import sys, time
_marks = []
def clock(): _marks.append(time.perf_counter())
"""
_PRINT = """
if len(_marks) == 2: print("SECONDS", _marks[1] - _marks[0], file=sys.__stderr__)
"""
# Of the program itself: what the system counts for a child holds its parent's memory as well.
_PEAK = """
import pathlib, re, sys
if pathlib.Path("/proc/self/status").exists():
    print("PEAK", re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1], file=sys.__stderr__)
"""


def measure(pair: Pair, folder: Path) -> Measured:
    """Run both sides `runs` times in turn, after one run of each that does not count."""
    if pair.prepare is not None:
        pair.prepare(folder)
    once(pair.ours, folder)
    once(pair.other, folder)
    both = [(once(pair.ours, folder), once(pair.other, folder)) for _ in range(pair.runs)]
    ratios = sorted(ours[0] / other[0] for ours, other in both)
    peaks = [ours[1] / other[1] for ours, other in both if other[1]]
    return Measured(
        statistics.median(ours[0] for ours, _ in both),
        statistics.median(other[0] for _, other in both),
        statistics.median(ratios),
        ratios[0],
        ratios[-1],
        statistics.median(peaks) if peaks else 0.0,
    )


def once(side: Side, folder: Path) -> tuple[float, int]:
    """Seconds and peak memory (kB, 0 where the system does not say) of one run."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    program = (_CLOCK + side.program + _PRINT if "clock()" in side.program else side.program) + _PEAK
    started = time.perf_counter()
    done = subprocess.run(
        [side.python, "-c", program], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - started
    if done.returncode != 0:
        raise SystemExit(f"{side.name} failed:\n{done.stderr}")
    said = dict(line.split() for line in done.stderr.splitlines() if line.startswith(("SECONDS ", "PEAK ")))
    return float(said.get("SECONDS", seconds)), int(said.get("PEAK", 0))
