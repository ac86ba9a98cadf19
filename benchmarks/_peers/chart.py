"""Draws the threshold curves of a csv (way, posted_right, wrong_per_10000, chosen) to a small picture."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("agg")
import matplotlib.pyplot as plt

LEAST = 0.5  # wrong postings of 10,000 that the axis begins with: fewer are drawn there


def main() -> None:
    """Draw."""
    ways: dict[str, list[tuple[float, float, bool]]] = {}
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            wrong = max(float(row["wrong_per_10000"]), LEAST)
            ways.setdefault(row["way"], []).append((wrong, 100 * float(row["posted_right"]), row["chosen"] == "yes"))
    figure, axes = plt.subplots(figsize=(6.6, 4.6), dpi=100)
    for at, (way, points) in enumerate(ways.items()):
        curve = [(x, y) for x, y, chosen in points if not chosen]  # from the lowest probability on
        look = {"color": f"C{at}", "linewidth": 2.2 if at == 0 else 1.2}
        axes.plot([x for x, _ in curve], [y for _, y in curve], label=way, **look)
        axes.scatter(
            [x for x, _, chosen in points if chosen], [y for _, y, chosen in points if chosen], color=look["color"]
        )
    axes.set_xscale("log")
    axes.set_xlim(LEAST * 0.9, 10_000)
    axes.set_ylim(0, 100)
    axes.set_xlabel("wrong postings of 10,000 (0.5 stands for fewer)")
    axes.set_ylabel("payable lines posted right, %")
    axes.grid(alpha=0.3)
    axes.legend(fontsize=7.5, loc="upper center", bbox_to_anchor=(0.5, -0.15), ncol=2, frameon=False)
    figure.tight_layout()
    figure.savefig(sys.argv[2], metadata={"Software": None})


if __name__ == "__main__":
    main()
