"""Whole books matched side by side: recon against what a user would pick instead, on one labelled world.

`python -m benchmarks matching` makes a world and prints the table; `python -m benchmarks.matching --items 100000
--write` also writes the tables, the curves and the picture of docs/explain/accuracy.md. Every way runs in a fresh
process; the others have an environment of their own, made on first use from the dependency group `bench`.

Times and memory are given as multiples of recon's own, so that they do not depend on the machine.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks._runner import ROOT, Side, once
from benchmarks.score import Score, score, write_reliability
from benchmarks.worlds import make, write

OWN = ROOT / ".bench"  # the environment of the others
PAGES = (ROOT / "docs" / "explain" / "accuracy.md", ROOT / "docs" / "explain" / "accuracy.zh.md")
CURVES = ROOT / "docs" / "explain" / "accuracy-curves.csv"
RELIABILITY = ROOT / "docs" / "explain" / "accuracy-reliability.csv"
CHART = ROOT / "docs" / "pictures" / "accuracy.png"
SEED, ITEMS, RUNS = 71, 10_000, 1

OTHERS = {  # file of _peers -> its name in the table
    "exact_join": "exact join of amount and number (DuckDB)",
    "name_and_amount": "amount, then name (rapidfuzz)",
    "party_then_rank": "party by name, then rank (as a well-known ERP)",
    "linkage_splink": "probabilistic linkage (Splink)",
    "linkage_toolkit": "unsupervised linkage (recordlinkage)",
}
# Most that recon may take of another way's time and memory; None where nothing is asked.
LIMITS: dict[str, tuple[float | None, float | None]] = {"exact_join": (30.0, None), "linkage_splink": (0.5, 0.15)}
GROWTH = 12.0  # time of ten times the items
WORST = 10.0  # time of a line of the worst customer, against an ordinary one


@dataclass(frozen=True, slots=True)
class Row:
    """What one way came to."""

    way: str  # "recon" or a file of _peers
    seconds: float
    peak: int  # kB
    got: Score


_RECON = """
import sys
from recon.cli import main
sys.argv = ["recon", "match", "--bank", {bank!r}, "--items", {items!r}, "--customers", {customers!r},
            "--fx", {fx!r}, "--out", {out!r}]
if __name__ == "__main__":
    try:
        main()
    except SystemExit as ended:
        if ended.code not in (0, 3, None):
            raise
"""
_OTHER = """
import runpy, sys
sys.argv = [{way!r}, {world!r}, {out!r}]
runpy.run_module("benchmarks._peers." + {way!r}, run_name="__main__")
"""


def side(way: str, world: Path, out: Path, python: str) -> Side:
    """How a way is run on a world."""
    if way == "recon":
        names = {"bank": "bank", "items": "invoices", "customers": "customers", "fx": "fx"}
        files = {name: str(world / f"{file}.csv") for name, file in names.items()}
        return Side(way, _RECON.format(**files, out=str(out)))
    return Side(way, _OTHER.format(way=way, world=str(world), out=str(out)), python)


def compare(world: Path, ways: Sequence[str], python: str, runs: int, folder: Path) -> list[Row]:
    """Run the ways in turn, `runs` times, and score each."""
    took: dict[str, list[tuple[float, int]]] = {way: [] for way in ways}
    for _ in range(runs):
        for way in ways:
            took[way].append(once(side(way, world, folder / f"{way}.csv", python), folder))
    return [
        Row(
            way,
            statistics.median(seconds for seconds, _ in took[way]),
            int(statistics.median(peak for _, peak in took[way])),
            score(world, folder / f"{way}.csv"),
        )
        for way in ways
    ]


def peers_python(given: str | None) -> str:
    """A Python that has the packages of the others; their environment is made where there is none."""
    if given:
        return given
    if not (OWN / "bin" / "python").exists():
        uv = [sys.executable, "-m", "uv"]
        subprocess.run([*uv, "venv", "-q", "--python", sys.executable, str(OWN)], cwd=ROOT, check=True)
        install = [*uv, "pip", "install", "-q", "--python", str(OWN / "bin" / "python"), "--group", "bench"]
        subprocess.run(install, cwd=ROOT, check=True)
    return str(OWN / "bin" / "python")


HEADS = {
    "en": ("way", "posted right", "wrong of 10,000", "right or among the first five", "time", "memory"),
    "zh": ("方法", "正确核销", "每万笔错误", "正确核销或列入前五", "耗时", "内存"),
}
OTHERS_ZH = {
    "exact_join": "金额与单据号精确连接（DuckDB）",
    "name_and_amount": "先金额后名称（rapidfuzz）",
    "party_then_rank": "先按名称找客户再排序（某知名 ERP 的做法）",
    "linkage_splink": "概率链接（Splink）",
    "linkage_toolkit": "无监督链接（recordlinkage）",
}


def table(rows: Sequence[Row], lang: str = "en") -> str:
    """The comparison as a table, time and memory as multiples of recon's."""
    ours = rows[0]
    lines = [f"| {' | '.join(HEADS[lang])} |", "| --- |" + " ---: |" * 5]
    for row in rows:
        name = {"en": OTHERS, "zh": OTHERS_ZH}[lang].get(row.way, row.way)
        cells = (
            name,
            f"{100 * row.got.right_rate:.1f} %",
            f"{row.got.false_per_10k:.1f}",
            f"{100 * row.got.shown_rate:.1f} %",
            f"{row.seconds / ours.seconds:.2g}",
            f"{row.peak / ours.peak:.2g}" if ours.peak else "",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def kinds(got: Score, lang: str = "en") -> str:
    """What each kind of line came to, as a table."""
    heads = {"en": ("kind", "lines", "posted right", "wrong", "among the first five")}
    heads["zh"] = ("种类", "行数", "正确核销", "错误", "列入前五")
    lines = [f"| {' | '.join(heads[lang])} |", "| --- |" + " ---: |" * 4]
    for kind, counts in sorted(got.kinds.items(), key=lambda one: (-one[1]["lines"], one[0])):
        if not counts["top 5"]:
            continue
        shares = (counts["right"] / counts["lines"], counts["top 5"] / counts["lines"])
        shown = f"{100 * shares[0]:.0f} % | {counts['wrong']} | {100 * shares[1]:.0f} %"
        lines.append(f"| {kind} | {counts['lines']} | {shown} |")
    return "\n".join(lines)


def reliability(got: Score, lang: str = "en") -> str:
    """How often each band of probability was right, of the best proposals of lines not posted."""
    heads = {"en": ("probability stated", "lines", "mean stated", "right")}
    heads["zh"] = ("标示概率", "行数", "平均标示", "实际正确")
    lines = [f"| {' | '.join(heads[lang])} |", "| --- |" + " ---: |" * 3]
    to = {"en": " to ", "zh": " 至 "}[lang]
    lines += [
        f"| {band.low:.1f}{to}{band.low + 0.1:.1f} | {band.lines} | {band.said:.2f} | {band.right:.2f} |"
        for band in got.left_bands
    ]
    return "\n".join(lines)


def misses(rows: Sequence[Row]) -> list[str]:
    """What must hold and does not."""
    ours, found = rows[0], []
    if ours.got.false_per_10k > 5:
        found.append(f"wrong postings: {ours.got.false_per_10k:.1f} of 10,000")
    if ours.got.over or ours.got.lines_over:
        found.append(f"settled beyond what was open: {len(ours.got.over)} items, {len(ours.got.lines_over)} lines")
    for row in rows[1:]:
        most_time, most_memory = LIMITS.get(row.way, (None, None))
        if most_time is not None and ours.seconds > most_time * row.seconds:
            found.append(f"time: {ours.seconds / row.seconds:.1f} times {row.way}, {most_time:g} allowed")
        if most_memory is not None and row.peak and ours.peak > most_memory * row.peak:
            found.append(f"memory: {ours.peak / row.peak:.2f} of {row.way}, {most_memory:g} allowed")
    return found


def growth(items: int, folder: Path) -> tuple[float, float]:
    """How time grows: ten times the items, and a line of the worst customer against an ordinary one.

    Args:
        items: documents of the larger world; the worst customer has a twentieth of them, a tenth have one amount.
        folder: for the worlds.
    """
    took: dict[str, tuple[float, int, int]] = {}
    knobs: dict[str, tuple[int, Mapping[str, float]]] = {
        "small": (items // 10, {}),
        "large": (items, {}),
        "worst": (items, {"giant": 0.05, "one_amount": 0.1}),
    }
    for name, (count, mix) in knobs.items():
        world = make(SEED, count, 1.0, mix)
        write(world, folder / name)
        worst = world.customers[0].customer_id
        theirs = len({id(p.line) for p in world.truth if p.document and p.document.customer.customer_id == worst})
        lines = len(world.lines)
        del world
        seconds, _ = once(side("recon", folder / name, folder / f"{name}.csv", sys.executable), folder)
        took[name] = (seconds, lines, theirs)
    seconds, lines, theirs = took["worst"]
    typical = took["large"][0] / took["large"][1]
    return took["large"][0] / took["small"][0], (seconds - typical * (lines - theirs)) / max(theirs, 1) / typical


def write_curves(rows: Sequence[Row], path: Path) -> None:
    """Write what each way would post right and wrong from each probability on, and where it posts by itself."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("way", "post_probability", "posted_right", "wrong_per_10000", "chosen"))
        for row in rows:
            name = OTHERS.get(row.way, row.way)
            for point in row.got.curve:
                shares = f"{point.right_rate:.4f}", f"{point.false_per_10k:.1f}"
                out.writerow((name, f"{point.threshold:g}", *shares, "no"))
            out.writerow((name, "", f"{row.got.right_rate:.4f}", f"{row.got.false_per_10k:.1f}", "yes"))


def fill(page: Path, blocks: Mapping[str, str]) -> None:
    """Put tables between their marks, `<!-- NAME -->` and `<!-- end -->`."""
    text = page.read_text("utf-8")
    for name, block in blocks.items():
        mark = f"<!-- {name} -->\n"
        head, _, rest = text.partition(mark)
        text = head + mark + block + "\n<!-- end -->" + rest.partition("<!-- end -->")[2]
    page.write_text(text, "utf-8")


def run(arguments: Sequence[str] = ()) -> int:
    """Compare and print; 1 where something that must hold does not."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__)
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--difficulty", type=float, default=1.0)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--peers", help="a Python that has the packages of the dependency group bench")
    parser.add_argument("--only", nargs="*", choices=list(OTHERS), default=list(OTHERS))
    parser.add_argument("--growth", action="store_true", help="also how time grows with the items")
    parser.add_argument("--write", action="store_true", help="write tables and picture into the documentation")
    chosen = parser.parse_args(list(arguments))
    python = peers_python(chosen.peers) if chosen.only else ""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(make(chosen.seed, chosen.items, chosen.difficulty), folder / "world")
        rows = compare(folder / "world", ["recon", *chosen.only], python, chosen.runs, folder)
        print(table(rows))
        found = misses(rows)
        if chosen.growth:
            ten, worst = growth(chosen.items, folder)
            print(f"ten times the items: {ten:.1f} times the time; a line of the worst customer: {worst:.1f} times")
            found += [f"growth: {ten:.1f}, {GROWTH:g} allowed"] if ten > GROWTH else []
            found += [f"worst customer: {worst:.1f}, {WORST:g} allowed"] if worst > WORST else []
        if chosen.write:
            publish(rows, python, folder)
    for miss in found:
        print(f"missed: {miss}")
    return 1 if found else 0


def publish(rows: Sequence[Row], python: str, folder: Path) -> None:
    """Write the tables, the curves and the picture of the page about accuracy."""
    for page, lang in zip(PAGES, ("en", "zh"), strict=True):
        ours = rows[0].got
        fill(page, {"sides": table(rows, lang), "kinds": kinds(ours, lang), "reliability": reliability(ours, lang)})
    write_curves(rows, CURVES)
    write_reliability(rows[0].got, RELIABILITY)
    drawn = folder / "chart.png"
    subprocess.run([python, "-m", "benchmarks._peers.chart", str(CURVES), str(drawn)], cwd=ROOT, check=True)
    shutil.copyfile(drawn, CHART)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
