"""Fits what a person is told of lines that are left: `python -m benchmarks.fit FITTED... --on OTHER...`.

Every world is a folder as `benchmarks.worlds` writes it. Printed: the curves of `recon/match/calibration.py`, as fitted
on the first worlds, and on those after `--lacking`, whose lists lack documents (logistic regression of what was right
on the log-odds shown, held near "as it is" where lines are few); for each world the calibration error by ten bands,
with it what chance alone would make of that many lines were every probability exact; and beside the points of every
reason what it measures: by how much likelier it is, as the logarithm, among right answers than among wrong ones (the
first two of every line). Reasons come together, so that the measure of one holds what usually stands beside it.

Law: worlds after `--on` are only measured, never fitted.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log
from pathlib import Path
from random import Random

from benchmarks.score import rights
from recon.ingest.books import read_customers, read_items
from recon.ingest.files import read_files
from recon.ingest.merging import lines_of
from recon.match import calibration
from recon.match.book import build
from recon.match.calibration import MOST, kind_of, log_odds, shares_of
from recon.match.outcome import Alternative
from recon.match.reading import read
from recon.match.slips import completeness
from recon.proposals import propose_files
from recon.rows import Customer, OpenItem

Judged = tuple[str, float, float, bool]  # kind, share of the odds, the most it may be, whether the first is right
Curve = tuple[float, float]

_OFFSET_SPREAD = 2.0  # how far a curve may be from "as it is" before a line is seen: standard deviations
_SLOPE_SPREAD = 0.5
_FEWEST = 8  # lines of a kind below which it keeps its odds
_BANDS = 10
_DRAWS = 200


@dataclass(slots=True)
class Measured:
    """What the lines of a world say of the probabilities and of the points."""

    share_lacking: float  # of the cited documents, not in the list
    left: list[Judged] = field(default_factory=list)  # lines left with alternatives
    seen: Counter[tuple[str, bool]] = field(default_factory=Counter)  # reason, the answer is right -> answers
    points: dict[str, float] = field(default_factory=dict)  # reason -> its points, summed up
    answers: Counter[bool] = field(default_factory=Counter)  # right -> answers

    def add(self, one: Alternative, right: bool) -> None:
        """Count the reasons of an answer."""
        self.answers[right] += 1
        for reason in one.evidence:
            self.seen[reason.said.id, right] += 1
            self.points[reason.said.id] = self.points.get(reason.said.id, 0.0) + reason.points


def measured(world: Path) -> Measured:
    """The lines of a world: which are left, what the first answer is and weighs, and which reasons were right."""
    found = propose_files([world / "bank.csv"], [world / "invoices.csv"], [world / "customers.csv"], [world / "fx.csv"])
    posted = {a.line.line_id: _items(a.posting) for a in found.answers if a.posting is not None}
    pays = rights(world, posted)
    got = Measured(_share_lacking(world))
    for answer in sorted(found.answers, key=lambda a: a.line.line_id):
        name, shown = answer.line.line_id, answer.alternatives
        if name not in pays or not shown or not shown[0].shares:
            continue
        for one in shown[:2]:
            got.add(one, _items(one) == pays[name])
        if answer.posting is None:
            shares = shares_of(shown)
            most = MOST * shares[0] / sum(shares)
            got.left.append((kind_of(shown), shares[0], most, _items(shown[0]) == pays[name]))
    return got


def _share_lacking(world: Path) -> float:
    """The share of cited documents that is not in the list of a world, as its lines show."""
    items = [row for row in read_items(world / "invoices.csv").rows if isinstance(row, OpenItem)]
    customers = [row for row in read_customers(world / "customers.csv").rows if isinstance(row, Customer)]
    book, lines = build(items, customers), lines_of(read_files([world / "bank.csv"])).lines
    return completeness(((line, read(line, book)) for line in lines), book).share_lacking


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


def told(lines: Iterable[Judged], curves: Mapping[str, Curve | None]) -> list[tuple[float, bool]]:
    """Probability and outcome of each line under some curves."""
    return [
        (min(_chance(curve, log_odds(share)), most) if (curve := curves.get(kind)) else share, right)
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


def print_curves(name: str, lines: Sequence[Judged]) -> None:
    """Fit, put in force for what is measured next, and print."""
    setattr(calibration, name, fit(lines))
    print(f"{name}:")
    for kind, (offset, slope) in getattr(calibration, name).items():
        of = [right for known, *_, right in lines if known == kind]
        print(f'    "{kind}": ({offset}, {slope}),  # {len(of)} lines, right {sum(of) / len(of):.2f}')


def print_reasons(worlds: Iterable[Measured]) -> None:
    """Every reason with its mean points and what it measures."""
    whole = Measured(0.0)
    for one in worlds:
        whole.seen.update(one.seen)
        for name, points in one.points.items():
            whole.points[name] = whole.points.get(name, 0.0) + points
        whole.answers.update(one.answers)
    print(f"{'reason':40}{'right':>8}{'wrong':>8}{'points':>8}{'measured':>9}")
    for name in sorted({name for name, _ in whole.seen}):
        right, wrong = whole.seen[name, True], whole.seen[name, False]
        likelier = (right + 0.5) / (whole.answers[True] + 1) / ((wrong + 0.5) / (whole.answers[False] + 1))
        mean = whole.points[name] / (right + wrong)
        print(f"{name.removeprefix('evidence_'):40}{right:>8}{wrong:>8}{mean:>8.1f}{log(likelier):>9.1f}")


def main() -> None:
    """Fit, measure and print."""
    parser = argparse.ArgumentParser(description="Fits what a person is told of lines that are left.")
    parser.add_argument("fitted", nargs="*", type=Path, help="worlds with a complete list, to fit on")
    parser.add_argument("--lacking", nargs="*", type=Path, default=[], help="the same, whose list lacks documents")
    parser.add_argument("--on", nargs="*", type=Path, default=[], help="worlds to measure only")
    chosen = parser.parse_args()
    worlds = {world: measured(world) for world in (*chosen.fitted, *chosen.lacking, *chosen.on)}
    for name, fitted in (("CURVES", chosen.fitted), ("LACKING", chosen.lacking)):
        if fitted:
            print_curves(name, [line for world in fitted for line in worlds[world].left])
    if chosen.lacking:
        calibration.SHARE_LACKING = sum(worlds[w].share_lacking for w in chosen.lacking) / len(chosen.lacking)
        print(f"SHARE_LACKING = {calibration.SHARE_LACKING:.2f}")
    for world, one in worlds.items():
        curves = {kind: calibration.curve_of(kind, one.share_lacking) for kind in calibration.CURVES}
        rows, before = told(one.left, curves), error(told(one.left, {}))
        print(f"{world.name}: {len(rows)} lines left, error {error(rows):.3f} (uncorrected {before:.3f}, "
              f"by chance alone {by_chance(rows):.3f})")  # fmt: skip
    print_reasons(worlds[world] for world in chosen.on or worlds)


if __name__ == "__main__":
    main()
