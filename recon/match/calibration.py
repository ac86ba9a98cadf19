"""How probable the alternatives of a line are that was left to a person: what they weigh, corrected by what became of
such lines.

A line is left because something is missing or speaks against it, so the odds its evidence adds up to are no longer
those of an arbitrary line. For each kind of first alternative `CURVES` holds two numbers, offset and slope of the
log-odds; `python -m benchmarks.fit` finds them on made-up books and prints them. Where the list lacks documents, more
lines pay none of it: `LACKING` has the curves of such lists. Only the chance that none of the alternatives is right is
corrected: what they weigh against each other stays, equal ones stay equal, and together they
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

CURVES: dict[str, tuple[float, float]] = {  # kind -> offset, slope, where the list of items is complete
    "cited_exact": (1.04, 0.56),  # 342 lines, right 0.97
    "cited_over": (-0.03, 0.48),  # 88 lines, right 0.80
    "cited_part": (2.66, 0.41),  # 314 lines, right 0.97
    "cited_set_exact": (0.57, 0.2),  # 61 lines, right 0.80
    "foreign": (1.42, 1.18),  # 130 lines, right 1.00
    "money_out": (-3.45, 0.47),  # 11 lines, right 0.00
    "tied": (0.29, 1.05),  # 913 lines, right 0.40
    "together": (1.85, 1.17),  # 25 lines, right 1.00
    "uncited_exact": (0.84, 0.47),  # 509 lines, right 0.88
    "uncited_over": (-3.2, 1.69),  # 451 lines, right 0.17
    "uncited_part": (3.04, 0.23),  # 227 lines, right 0.95
    "uncited_set_exact": (-0.13, 0.45),  # 85 lines, right 0.78
}
LACKING: dict[str, tuple[float, float]] = {  # the same where `SHARE_LACKING` of the cited documents are not in the list
    "cited_exact": (-0.11, 1.0),  # 167 lines, right 0.86
    "cited_over": (-5.47, 0.84),  # 107 lines, right 0.09
    "cited_part": (-1.82, 1.09),  # 119 lines, right 0.47
    "cited_set_exact": (0.35, 0.17),  # 9 lines, right 0.78
    "foreign": (0.35, 1.09),  # 22 lines, right 1.00
    "tied": (-2.03, 1.12),  # 429 lines, right 0.06
    "uncited_exact": (-1.0, 0.55),  # 242 lines, right 0.78
    "uncited_over": (-4.77, 1.3),  # 684 lines, right 0.01
    "uncited_part": (-0.11, 0.65),  # 78 lines, right 0.29
    "uncited_set_exact": (-2.27, 1.89),  # 63 lines, right 0.56
}
SHARE_LACKING = 0.27


def calibrated(shown: Sequence[Alternative], share_lacking: float = 0.0) -> tuple[Alternative, ...]:
    """The alternatives of a line that is not posted, best first, with the probability a person is told.

    Args:
        shown: the alternatives as they were weighed.
        share_lacking: the share of cited documents, 0 to 1, that is not in the list of items.
    """
    if not shown:
        return ()
    shares = shares_of(shown)
    curve = curve_of(kind_of(shown), share_lacking)
    first = 1 / (1 + exp(-(curve[0] + curve[1] * log_odds(shares[0])))) if curve else shares[0]
    factor = min(first / shares[0], MOST / fsum(shares))
    return tuple([replace(one, probability=share * factor) for one, share in zip(shown, shares, strict=True)])


def curve_of(kind: str, share_lacking: float) -> tuple[float, float] | None:
    """Offset and slope of a kind: between those of a complete list and of one that lacks many documents."""
    whole = CURVES.get(kind)
    if whole is None:
        return None
    lacks, part = LACKING.get(kind, whole), min(share_lacking / SHARE_LACKING, 1.0)
    return whole[0] + (lacks[0] - whole[0]) * part, whole[1] + (lacks[1] - whole[1]) * part


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
