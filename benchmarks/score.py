"""Scores the proposals for a labelled world: `python -m benchmarks.score WORLD proposals.csv [--wrong 20]`.

A posting is right when it settles the items of the truth and every amount is the truth's cash, or cash and what a clerk
would write off, within two hundredths or half a percent. Of a payment made twice either line may be posted, not both.
What is counted: wrong postings for 10,000 postings, payable lines posted right, payable lines posted right or with the
truth among the first five alternatives, and what each kind of line came to.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

_SHOWN = 5


@dataclass(slots=True)
class Score:
    """What the proposals for a world came to."""

    payable: int = 0  # lines that pay items
    posted: int = 0
    right: int = 0
    shown: int = 0  # right, or the truth is among the alternatives
    wrong: list[str] = field(default_factory=list)  # lines posted wrongly
    over: list[str] = field(default_factory=list)  # items settled beyond what was open
    kinds: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def false_per_10k(self) -> float:
        """Wrong postings for 10,000 postings."""
        return 10_000 * len(self.wrong) / max(self.posted, 1)

    @property
    def right_rate(self) -> float:
        """Share of the payable lines that are posted right."""
        return self.right / max(self.payable, 1)

    @property
    def shown_rate(self) -> float:
        """Share of the payable lines posted right or shown right."""
        return self.shown / max(self.payable, 1)


Shares = dict[str, float]  # item -> amount


def score(world: Path, proposals: Path) -> Score:
    """Hold proposals against the truth of a world.

    Args:
        world: folder with truth.csv and invoices.csv.
        proposals: as `recon match` writes them.
    """
    truth, kinds, twins = _truth(_rows(world / "truth.csv"))
    posted, shown = _answers(_rows(proposals))
    _either_twin(truth, twins, posted)
    got = Score(payable=sum(bool(items) for items in truth.values()), posted=len(posted))
    for line in sorted(kinds):
        wanted, kind = truth.get(line, {}), got.kinds.setdefault(kinds[line], Counter())
        kind["lines"] += 1
        right = line in posted and _same(posted[line], wanted)
        if line in posted and not right:
            got.wrong.append(line)
            kind["wrong"] += 1
        seen = bool(wanted) and (right or any(set(s) == set(wanted) for s in shown.get(line, ())[:_SHOWN]))
        got.right += right
        got.shown += seen
        kind["right"] += right
        kind["shown"] += seen
    opened = {row["invoice_no"]: float(row["open_amount"]) for row in _rows(world / "invoices.csv")}
    taken: dict[str, float] = {}
    for shares in posted.values():
        for item, amount in shares.items():
            taken[item] = taken.get(item, 0.0) + amount
    got.over = sorted(i for i, t in taken.items() if abs(t) > abs(opened[i]) + 0.02 or t * opened[i] < 0)
    return got


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _truth(
    rows: list[dict[str, str]],
) -> tuple[dict[str, dict[str, tuple[float, float]]], dict[str, str], list[tuple[str, str]]]:
    """Line -> item -> cash and write-off; line -> kind; twins and the lines they repeat."""
    truth: dict[str, dict[str, tuple[float, float]]] = {}
    kinds: dict[str, str] = {}
    twins: list[tuple[str, str]] = []
    for row in rows:
        kinds[row["txn_id"]] = row["kind"]
        if row["invoice_no"]:
            amounts = (float(row["applied_amount"]), float(row["writeoff"]))
            truth.setdefault(row["txn_id"], {})[row["invoice_no"]] = amounts
        if row.get("twin_txn"):
            twins.append((row["txn_id"], row["twin_txn"]))
    return truth, kinds, twins


def _answers(rows: list[dict[str, str]]) -> tuple[dict[str, Shares], dict[str, list[Shares]]]:
    """What is posted of each line, and the alternatives shown, best first. A return settles nothing."""
    posted: dict[str, Shares] = {}
    shown: dict[str, dict[int, Shares]] = {}
    for row in rows:
        if not row["item_id"]:
            continue
        rank = int(row["rank"])
        shares = shown.setdefault(row["line_id"], {}).setdefault(rank, {})
        shares[row["item_id"]] = float(row["allocated"])
        if row["status"] == "auto" and rank == 1:
            posted[row["line_id"]] = shares
    return posted, {line: [ranks[r] for r in sorted(ranks)] for line, ranks in shown.items()}


def _either_twin(
    truth: dict[str, dict[str, tuple[float, float]]], twins: list[tuple[str, str]], posted: dict[str, Shares]
) -> None:
    for twin, first in twins:
        if first not in posted and first in truth and set(posted.get(twin, ())) & set(truth[first]):
            truth[twin] = truth.pop(first)


def _same(posted: Shares, wanted: dict[str, tuple[float, float]]) -> bool:
    if set(posted) != set(wanted):
        return False
    for item, (cash, off) in wanted.items():
        slack = max(0.02, 0.005 * abs(cash))
        if min(abs(posted[item] - cash), abs(posted[item] - cash - off)) > slack + 1e-9:
            return False
    return True


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("world", type=Path)
    parser.add_argument("proposals", type=Path)
    parser.add_argument("--wrong", type=int, default=20, help="so many wrong postings are listed")
    chosen = parser.parse_args()
    got = score(chosen.world, chosen.proposals)
    print(f"payable {got.payable}  posted {got.posted}  wrong {len(got.wrong)} ({got.false_per_10k:.1f} per 10,000)")
    print(f"posted right {got.right_rate:.4f}  posted right or in the first five {got.shown_rate:.4f}")
    print(f"settled beyond what was open: {len(got.over)}")
    for kind, counts in sorted(got.kinds.items(), key=lambda k: -k[1]["lines"]):
        cells = "".join(f"  {name} {counts[name]:5}" for name in ("lines", "right", "wrong", "shown"))
        print(f"{kind:13}{cells}")
    for line in got.wrong[: chosen.wrong]:
        print("wrong:", line)


if __name__ == "__main__":
    main()
