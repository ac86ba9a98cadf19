"""Fits what a person is told of lines that are left: `python -m benchmarks.fit FITTED... --on OTHER...`.

Every world is a folder as `benchmarks.worlds` writes it. Printed: the curves of `recon/match/calibration.py`, as fitted
on the first worlds (logistic regression of what was right on the log-odds shown, held near "as it is" where lines are
few), and for each world the calibration error by ten bands, with it what chance alone would make of that many lines
were every probability exact.

Law: worlds after `--on` are only measured, never fitted.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from math import exp
from pathlib import Path
from random import Random

from benchmarks.score import rights
from recon.match.calibration import CURVES, MOST, kind_of, log_odds, shares_of
from recon.match.outcome import Alternative
from recon.proposals import propose_files

Judged = tuple[str, float, float, bool]  # kind, share of the odds, the most it may be, whether the first is right
Curve = tuple[float, float]

_OFFSET_SPREAD = 2.0  # how far a curve may be from "as it is" before a line is seen: standard deviations
_SLOPE_SPREAD = 0.5
_FEWEST = 8  # lines of a kind below which it keeps its odds
_BANDS = 10
_DRAWS = 200


def judged(world: Path) -> list[Judged]:
    """The lines of a world that are left with alternatives: what the first is, weighs, and whether it is right."""
    found = propose_files([world / "bank.csv"], [world / "invoices.csv"], [world / "customers.csv"], [world / "fx.csv"])
    left = {a.line.line_id: a for a in found.answers if a.posting is None and a.alternatives}
    posted = {a.line.line_id: _items(a.posting) for a in found.answers if a.posting is not None}
    pays = rights(world, posted)
    seen: list[Judged] = []
    for name, answer in sorted(left.items()):
        first = answer.alternatives[0]
        if name in pays and first.shares:
            shares = shares_of(answer.alternatives)
            most = MOST * shares[0] / sum(shares)
            seen.append((kind_of(answer.alternatives), shares[0], most, _items(first) == pays[name]))
    return seen


def fit(lines: Iterable[Judged]) -> dict[str, Curve]:
    """The curve of each kind that has lines enough."""
    kinds: dict[str, list[tuple[float, bool]]] = {}
    for kind, share, _, right in lines:
        kinds.setdefault(kind, []).append((log_odds(share), right))
    return {kind: _curve(seen) for kind, seen in sorted(kinds.items()) if len(seen) >= _FEWEST}


def _curve(seen: Sequence[tuple[float, bool]]) -> Curve:
    """Offset and slope, by Newton's method; the slope never falls below a tenth."""
    offset, slope = 0.0, 1.0
    for _ in range(60):
        by_offset, by_slope = -offset / _OFFSET_SPREAD**2, -(slope - 1) / _SLOPE_SPREAD**2
        oo, os, ss = 1 / _OFFSET_SPREAD**2, 0.0, 1 / _SLOPE_SPREAD**2
        for odds, right in seen:
            said = _chance((offset, slope), odds)
            by_offset += right - said
            by_slope += (right - said) * odds
            weight = said * (1 - said)
            oo, os, ss = oo + weight, os + weight * odds, ss + weight * odds * odds
        whole = oo * ss - os * os
        steps = ((ss * by_offset - os * by_slope) / whole, (oo * by_slope - os * by_offset) / whole)
        shorter = min(1.0, 2.0 / max(map(abs, (*steps, 1e-9))))
        offset, slope = offset + shorter * steps[0], slope + shorter * steps[1]
    return round(offset, 2), round(max(slope, 0.1), 2)


def _chance(curve: Curve, odds: float) -> float:
    return 1.0 / (1.0 + exp(-(curve[0] + curve[1] * odds)))


def told(lines: Iterable[Judged], curves: dict[str, Curve]) -> list[tuple[float, bool]]:
    """Probability and outcome of each line under some curves."""
    return [
        (min(_chance(curves[kind], log_odds(share)), most) if kind in curves else share, right)
        for kind, share, most, right in lines
    ]


def error(rows: Sequence[tuple[float, bool]]) -> float:
    """Mean distance between said and right over ten bands."""
    bands = [0.0] * _BANDS
    for said, right in rows:
        bands[min(int(said * _BANDS), _BANDS - 1)] += said - right
    return sum(map(abs, bands)) / max(len(rows), 1)


def by_chance(rows: Sequence[tuple[float, bool]]) -> float:
    """The error of as many lines were every probability exact: the mean of made-up outcomes."""
    draw = Random(1)
    return sum(error([(said, draw.random() < said) for said, _ in rows]) for _ in range(_DRAWS)) / _DRAWS


def _items(one: Alternative | None) -> frozenset[str]:
    return frozenset(share.item_id for share in one.shares) if one is not None else frozenset()


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description="Fits what a person is told of lines that are left.")
    parser.add_argument("fitted", nargs="*", type=Path, help="worlds to fit on")
    parser.add_argument("--on", nargs="*", type=Path, default=[], help="worlds to measure only")
    chosen = parser.parse_args()
    worlds = {world: judged(world) for world in (*chosen.fitted, *chosen.on)}
    seen = [line for world in chosen.fitted for line in worlds[world]]
    curves = fit(seen) if seen else dict(CURVES)
    for kind, (offset, slope) in curves.items():
        of = [right for name, *_, right in seen if name == kind]
        print(f'    "{kind}": ({offset}, {slope}),  # {len(of)} lines, right {sum(of) / max(len(of), 1):.2f}')
    for world, lines in worlds.items():
        rows = told(lines, curves)
        before = error(told(lines, {}))
        print(f"{world.name}: {len(rows)} lines left, error {error(rows):.3f} (uncorrected {before:.3f}, "
              f"by chance alone {by_chance(rows):.3f})")  # fmt: skip


if __name__ == "__main__":
    main()
