"""How probable the alternatives of a line are that was left to a person: what they weigh, corrected by what became of
such lines.

A line is left because something is missing or speaks against it, so the odds its evidence adds up to are no longer
those of an arbitrary line. For each kind of first alternative `CURVES` holds two numbers, offset and slope of the
log-odds; `python -m benchmarks.fit` finds them on made-up books and prints them. Only the chance that none of the
alternatives is right is corrected: what they weigh against each other stays, equal ones stay equal, and together they
never come to more than certainty. What is posted, and why, is decided before and rests on the evidence alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import exp, fsum, log

from recon.match.outcome import TIED, Alternative

MOST = 0.995  # of an answer that a person is to look at
_NUMBERS = frozenset({"near_number", "number", "order_number", "structured_reference"})  # rules of what the text cites
_ALIKE = {"discount": "exact", "rounding": "exact", "foreign_exact": "foreign", "foreign_rate": "foreign"}
_WHATEVER_IS_CITED = ("foreign", "foreign_off", "together")

CURVES: dict[str, tuple[float, float]] = {  # kind -> offset, slope
    "cited_exact": (1.9, 0.55),  # 511 lines, right 0.99
    "cited_over": (-0.31, 0.53),  # 117 lines, right 0.79
    "cited_part": (2.07, 0.33),  # 364 lines, right 0.95
    "cited_set_exact": (1.68, 0.1),  # 91 lines, right 0.85
    "cited_set_part": (-1.01, 0.76),  # 16 lines, right 0.88
    "foreign": (1.03, 1.08),  # 207 lines, right 1.00
    "money_out": (-3.61, 0.37),  # 13 lines, right 0.00
    "tied": (0.06, 0.72),  # 693 lines, right 0.42
    "together": (1.31, 1.21),  # 47 lines, right 1.00
    "uncited_exact": (0.67, 0.52),  # 677 lines, right 0.91
    "uncited_over": (-2.9, 1.32),  # 506 lines, right 0.18
    "uncited_part": (3.2, 0.6),  # 257 lines, right 0.94
    "uncited_set_exact": (-0.29, 0.61),  # 134 lines, right 0.81
}


def calibrated(shown: Sequence[Alternative]) -> tuple[Alternative, ...]:
    """The alternatives of a line that is not posted, best first, with the probability a person is told."""
    if not shown:
        return ()
    shares = shares_of(shown)
    curve = CURVES.get(kind_of(shown))
    first = 1 / (1 + exp(-(curve[0] + curve[1] * log_odds(shares[0])))) if curve else shares[0]
    factor = min(first / shares[0], MOST / fsum(shares))
    return tuple([replace(one, probability=share * factor) for one, share in zip(shown, shares, strict=True)])


def shares_of(shown: Sequence[Alternative]) -> list[float]:
    """The share of each alternative in all the odds shown, the chance that none of them is right being one more."""
    odds = [exp(min(one.points, 50.0)) for one in shown]
    whole = 1.0 + fsum(odds)
    return [own / whole for own in odds]


def log_odds(probability: float) -> float:
    """The natural logarithm of the odds, within 500 to one either way."""
    held = min(max(probability, 0.002), 0.998)
    return log(held / (1 - held))


def kind_of(shown: Sequence[Alternative]) -> str:
    """The kind of the first alternative: whether the text cites it, how many items, how the amount agrees."""
    first = shown[0]
    if sum(share.line_minor for share in first.shares) < 0:
        return "money_out"
    if len(shown) > 1 and first.points - shown[1].points < TIED:
        return "tied"
    amounts = [e.said.id.removeprefix("evidence_amount_") for e in first.evidence if e.rule == "amount"]
    relation = _ALIKE.get(amounts[0], amounts[0]) if amounts else ""
    if relation in _WHATEVER_IS_CITED:
        return relation
    cited = any(e.rule in _NUMBERS and e.points > 0 for e in first.evidence)
    return f"{'cited' if cited else 'uncited'}_{'set_' if len(first.shares) > 1 else ''}{relation}"
