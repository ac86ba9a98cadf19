"""How well ways to compare names tell companies apart: labelled pairs, side by side.

`python -m benchmarks.name_pairs` prints a table by kind of difference: of the pairs that are one company how many are
taken for one, and of those that are two how many. The other ways are the rules of thumb of well-known programs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.fuzz import WRatio, token_set_ratio

from recon.match.payers import Level, Payers

LABELLED = Path(__file__).parents[1] / "tests/quality/name_pairs.txt"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names and whether they are one company."""

    kind: str  # what the difference is
    verdict: str  # same | maybe | not
    payer: str  # as a bank writes it
    customer: str  # as the ledger has it

    def __str__(self) -> str:
        return f"{self.payer} = {self.customer}"


def pairs(file: Path = LABELLED) -> list[Pair]:
    """The labelled pairs of a file, in its order."""
    lines = file.read_text("utf-8").splitlines()
    return [Pair(*(p.strip() for p in line.split("|"))) for line in lines if line.strip() and not line.startswith("#")]


def levels(payer: str, customer: str) -> int:
    """How well a payer's name fits the only customer of a book: a `Level`, 0 for not at all."""
    known = Payers()
    known.add("C", customer)
    return max((found.level for found in known.named(payer)), default=0)


WAYS: dict[str, Callable[[str, str], bool]] = {
    "recon": lambda payer, customer: levels(payer, customer) >= Level.CUT,
    "token_set_ratio > 80": lambda payer, customer: token_set_ratio(payer.upper(), customer.upper()) > 80,
    "WRatio >= 90": lambda payer, customer: WRatio(payer.upper(), customer.upper()) >= 90,
}


def table(labelled: list[Pair]) -> Iterator[tuple[str, int, int, dict[str, tuple[int, int]]]]:
    """By kind: its name, how many pairs are one company and two, and how many of both each way takes for one."""
    for kind in [*dict.fromkeys(p.kind for p in labelled), "all"]:
        of = [p for p in labelled if kind in (p.kind, "all")]
        same, other = [p for p in of if p.verdict == "same"], [p for p in of if p.verdict == "not"]
        taken = {
            way: (sum(fits(p.payer, p.customer) for p in same), sum(fits(p.payer, p.customer) for p in other))
            for way, fits in WAYS.items()
        }
        yield kind, len(same), len(other), taken


def lines(labelled: list[Pair]) -> Iterator[str]:
    """The table as it stands in the docs."""
    yield "| difference | one company | two companies | " + " | ".join(WAYS) + " |"
    yield "| --- | ---: | ---: |" + " ---: |" * len(WAYS)
    for kind, same, other, taken in table(labelled):
        cells = " | ".join(f"{right} / {wrong}" for right, wrong in taken.values())
        yield f"| {kind} | {same} | {other} | {cells} |"


if __name__ == "__main__":
    print("\n".join(lines(pairs())))
