"""Scores the proposals for a labelled world: `python -m benchmarks.score WORLD proposals.csv [--wrong 20]`.

A posting is right when it settles the items of the truth and every amount is the truth's cash, or cash and what a clerk
would write off, within two hundredths or half a percent. Of a payment made twice either line may be posted, not both.

Printed: wrong postings for 10,000 postings, payable lines posted right, posted right or with the truth among the first
one, three and five alternatives, calibration, conservation, and a table by kind (`--by ref_style` or `name_style`).
`--reliability FILE` writes how often each band of probability was right; `--curve FILE` writes what would be posted,
right and wrong, if the first alternative of every line were posted from each probability on.

Law: the scorer reads only the files; whatever writes line_id, status, rank, item_id, allocated and probability is
scored alike.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SHOWN = (1, 3, 5)  # how many alternatives a person looks at
BANDS = 10
THRESHOLDS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.997, 0.999, 0.9995, 0.9999)

Shares = dict[str, int]  # item -> minor units


@dataclass(slots=True)
class Alternative:
    """One set of items a line may settle."""

    shares: Shares
    probability: float
    posted: bool


@dataclass(frozen=True, slots=True)
class Band:
    """One row of a reliability table."""

    low: float  # probabilities from here on
    lines: int
    said: float  # mean probability
    right: float  # share that was right


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the threshold curve."""

    threshold: float
    posted: int
    right_rate: float  # of the payable lines
    false_per_10k: float


@dataclass(slots=True)
class Score:
    """What the proposals for a world came to."""

    payable: int = 0  # lines that pay items
    posted: int = 0
    right: int = 0
    shown: dict[int, int] = field(default_factory=dict)  # right, or the truth is among the first so many alternatives
    wrong: list[str] = field(default_factory=list)  # lines posted wrongly
    wrong_customer: list[str] = field(default_factory=list)  # those of them that settle another customer's items
    over: list[str] = field(default_factory=list)  # items settled beyond what was open, or the wrong way
    lines_over: list[str] = field(default_factory=list)  # lines that settle more than they bring
    unknown: list[str] = field(default_factory=list)  # items that are not in the list
    certain_left: list[str] = field(default_factory=list)  # number in full, amount to the cent: left to a person
    posted_bands: list[Band] = field(default_factory=list)
    left_bands: list[Band] = field(default_factory=list)  # first alternative of lines not posted
    curve: list[Point] = field(default_factory=list)
    tables: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)  # column of the truth -> value -> counts

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
        return self.shown[max(SHOWN)] / max(self.payable, 1)

    @property
    def kinds(self) -> dict[str, Counter[str]]:
        """Counts by the kind of the line."""
        return self.tables["kind"]

    @property
    def posted_error(self) -> float:
        """Mean distance between the probability of a posting and how often such postings were right."""
        return _error(self.posted_bands)

    @property
    def left_error(self) -> float:
        """The same of the first alternative of the lines that were not posted."""
        return _error(self.left_bands)


@dataclass(slots=True)
class _Truth:
    """What the lines of a world pay."""

    pays: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)  # line -> item -> cash, write-off
    facts: dict[str, dict[str, str]] = field(default_factory=dict)  # line -> column -> value
    twins: list[tuple[str, str]] = field(default_factory=list)  # a line and the one it repeats


def score(world: Path, proposals: Path) -> Score:
    """Hold proposals against the truth of a world.

    Args:
        world: folder with truth.csv, invoices.csv and bank.csv.
        proposals: as `recon match` writes them.
    """
    truth = _truth(_rows(world / "truth.csv"))
    answers = _answers(_rows(proposals))
    posted = {line: found[0] for line, found in answers.items() if found[0].posted}
    _either_twin(truth, posted)
    items = {row["invoice_no"]: row for row in _rows(world / "invoices.csv")}
    got = Score(payable=len(truth.pays), posted=len(posted), shown=dict.fromkeys(SHOWN, 0))
    got.tables = {column: {} for column in ("kind", "ref_style", "name_style")}
    for line in sorted(truth.facts):
        _count(got, truth, items, line, answers.get(line, []))
    _conserve(got, posted, items, {row["txn_id"]: row for row in _rows(world / "bank.csv")})
    _weigh(got, truth, answers)
    return got


def rights(world: Path, posted: Mapping[str, Collection[str]]) -> dict[str, frozenset[str]]:
    """The items every line of a world pays, of a payment made twice the line that is posted; none where it pays none.

    Args:
        world: folder with truth.csv.
        posted: line -> items, of the lines that are posted.
    """
    truth = _truth(_rows(world / "truth.csv"))
    _either_twin(truth, {line: Alternative(dict.fromkeys(items, 0), 1.0, True) for line, items in posted.items()})
    return {line: frozenset(truth.pays.get(line, ())) for line in truth.facts}


def _count(
    got: Score, truth: _Truth, items: dict[str, dict[str, str]], line: str, found: Sequence[Alternative]
) -> None:
    wanted, facts = truth.pays.get(line, {}), truth.facts[line]
    posted = bool(found) and found[0].posted
    right = posted and _same(found[0].shares, wanted)
    counts = Counter(lines=1, right=int(right), wrong=int(posted and not right))
    if posted and not right:
        got.wrong.append(line)
        payers = {items[item]["customer_id"] for item in wanted if item in items}
        if any(items.get(item, {}).get("customer_id") not in payers for item in found[0].shares):
            got.wrong_customer.append(line)
    if wanted:
        for many in SHOWN:
            seen = right or any(set(a.shares) == set(wanted) for a in found[:many])
            got.shown[many] += seen
            counts[f"top {many}"] = int(seen)
        if facts["kind"] == "exact_ref" and facts["ref_style"] == "exact" and not posted:
            got.certain_left.append(line)
    got.right += right
    for column, table in got.tables.items():
        table.setdefault(facts[column], Counter()).update(counts)


def _conserve(
    got: Score, posted: dict[str, Alternative], items: dict[str, dict[str, str]], bank: dict[str, dict[str, str]]
) -> None:
    taken: Counter[str] = Counter()
    for line, alternative in sorted(posted.items()):
        taken.update(alternative.shares)
        known = {item: minor for item, minor in alternative.shares.items() if item in items}
        got.unknown.extend(sorted(set(alternative.shares) - set(known)))
        if all(items[item]["currency"] == bank[line]["currency"] for item in known):
            brought = _minor(bank[line]["amount"])
            settled = sum(known.values())
            if (settled > max(brought, 0) + 2 and brought >= 0) or (brought < 0 and settled < brought - 2):
                got.lines_over.append(line)
    for item, minor in sorted(taken.items()):
        if item in items:
            opened = _minor(items[item]["open_amount"])
            if abs(minor) > abs(opened) + 2 or minor * opened < 0:
                got.over.append(item)


def _weigh(got: Score, truth: _Truth, answers: dict[str, list[Alternative]]) -> None:
    firsts = [(line, found[0]) for line, found in sorted(answers.items()) if line in truth.facts]
    judged = [(a, _same(a.shares, truth.pays.get(line, {}))) for line, a in firsts]
    chosen = [  # of a line not posted the choice of items counts: amounts are for the person to fix
        (a, set(a.shares) == set(truth.pays.get(line, {}))) for line, a in firsts if not a.posted
    ]
    got.posted_bands = _bands((a.probability, right) for a, right in judged if a.posted)
    got.left_bands = _bands((a.probability, right) for a, right in chosen)
    for threshold in THRESHOLDS:
        reached = [right for a, right in judged if a.probability >= threshold]
        right = sum(reached)
        share = right / max(got.payable, 1)
        got.curve.append(Point(threshold, len(reached), share, 10_000 * (len(reached) - right) / max(len(reached), 1)))


def _bands(judged: Iterable[tuple[float, bool]]) -> list[Band]:
    held: dict[int, list[tuple[float, bool]]] = {}
    for probability, right in judged:
        held.setdefault(min(int(max(probability, 0.0) * BANDS), BANDS - 1), []).append((probability, right))
    return [
        Band(at / BANDS, len(rows), sum(p for p, _ in rows) / len(rows), sum(r for _, r in rows) / len(rows))
        for at, rows in sorted(held.items())
    ]


def _error(bands: Sequence[Band]) -> float:
    total = sum(band.lines for band in bands)
    return sum(band.lines * abs(band.said - band.right) for band in bands) / max(total, 1)


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _minor(amount: str) -> int:
    return round(float(amount) * 100)


def _truth(rows: Iterable[dict[str, str]]) -> _Truth:
    truth = _Truth()
    for row in rows:
        line = row["txn_id"]
        truth.facts.setdefault(line, {c: row[c] for c in ("kind", "ref_style", "name_style")})
        if row["invoice_no"]:
            amounts = (_minor(row["applied_amount"]), _minor(row["writeoff"]))
            truth.pays.setdefault(line, {})[row["invoice_no"]] = amounts
        if row.get("twin_txn"):
            truth.twins.append((line, row["twin_txn"]))
    return truth


def _answers(rows: Iterable[dict[str, str]]) -> dict[str, list[Alternative]]:
    """The alternatives of each line that has any, best first. A row without an item settles nothing."""
    found: dict[str, dict[int, Alternative]] = {}
    for row in rows:
        if not row["item_id"]:
            continue
        rank, posted = int(row["rank"]), row["status"] == "auto" and row["rank"] == "1"
        ranks = found.setdefault(row["line_id"], {})
        held = ranks.setdefault(rank, Alternative({}, float(row["probability"]), posted))
        held.shares[row["item_id"]] = held.shares.get(row["item_id"], 0) + _minor(row["allocated"])
    return {line: [ranks[r] for r in sorted(ranks)] for line, ranks in found.items()}


def _either_twin(truth: _Truth, posted: dict[str, Alternative]) -> None:
    for twin, first in truth.twins:
        shares = posted[twin].shares if twin in posted else {}
        if first not in posted and first in truth.pays and set(shares) & set(truth.pays[first]):
            truth.pays[twin] = truth.pays.pop(first)
            truth.facts[twin], truth.facts[first] = truth.facts[first], truth.facts[twin]


def _same(shares: Shares, wanted: dict[str, tuple[int, int]]) -> bool:
    """True where the items are those of the truth and each amount is near enough."""
    if not wanted or set(shares) != set(wanted):
        return False
    for item, (cash, off) in wanted.items():
        slack = max(2.0, 0.005 * abs(cash))
        if min(abs(shares[item] - cash), abs(shares[item] - cash - off)) > slack + 1e-6:
            return False
    return True


def shown(got: Score, by: str = "kind", wrong: int = 20) -> str:
    """The score as text."""
    tops = "  ".join(f"top {many} {got.shown[many] / max(got.payable, 1):.4f}" for many in SHOWN)
    lines = [
        f"payable {got.payable}  posted {got.posted}  wrong {len(got.wrong)} ({got.false_per_10k:.1f} per 10,000), "
        f"of these to another customer {len(got.wrong_customer)}",
        f"posted right {got.right_rate:.4f}  posted right or among the first: {tops}",
        f"calibration error: of postings {got.posted_error:.4f}, of the best proposal of other lines "
        f"{got.left_error:.4f}",
        f"settled beyond what was open: items {len(got.over)}, lines {len(got.lines_over)}, "
        f"not in the list {len(got.unknown)}",
        f"number in full and amount to the cent, left to a person: {len(got.certain_left)}",
    ]
    columns = ("lines", "right", "wrong", *(f"top {many}" for many in SHOWN))
    width = max(map(len, got.tables[by]), default=4)
    lines.append(f"{by:{width}}" + "".join(f"{name:>8}" for name in columns) + f"{'share':>8}")
    for value, counts in sorted(got.tables[by].items(), key=lambda kind: (-kind[1]["lines"], kind[0])):
        cells = "".join(f"{counts[name]:>8}" for name in columns)
        lines.append(f"{value:{width}}{cells}{counts['right'] / counts['lines']:>8.3f}")
    lines.extend(f"wrong: {line}" for line in got.wrong[:wrong])
    return "\n".join(lines)


def write_reliability(got: Score, path: Path) -> None:
    """Write how often each band of probability was right, of postings and of the best proposals of other lines."""
    rows = [("of", "from", "lines", "mean_probability", "share_right")]
    for name, bands in (("posted", got.posted_bands), ("proposed", got.left_bands)):
        rows += [(name, f"{b.low:.1f}", f"{b.lines}", f"{b.said:.4f}", f"{b.right:.4f}") for b in bands]
    _write(path, rows)


def write_curve(got: Score, path: Path) -> None:
    """Write what would be posted from each probability on."""
    rows = [("post_probability", "posted", "posted_right", "wrong_per_10000")]
    rows += [(f"{p.threshold:g}", f"{p.posted}", f"{p.right_rate:.4f}", f"{p.false_per_10k:.1f}") for p in got.curve]
    _write(path, rows)


def _write(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("world", type=Path)
    parser.add_argument("proposals", type=Path)
    parser.add_argument("--wrong", type=int, default=20, help="so many wrong postings are listed")
    parser.add_argument("--by", default="kind", choices=("kind", "ref_style", "name_style"))
    parser.add_argument("--reliability", type=Path, help="csv to write")
    parser.add_argument("--curve", type=Path, help="csv to write")
    chosen = parser.parse_args()
    got = score(chosen.world, chosen.proposals)
    print(shown(got, chosen.by, chosen.wrong))
    if chosen.reliability:
        write_reliability(got, chosen.reliability)
    if chosen.curve:
        write_curve(got, chosen.curve)


if __name__ == "__main__":
    main()
