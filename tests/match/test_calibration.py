"""What a person is told of lines that are left: falling, never more than certainty, equal for equal answers."""

from __future__ import annotations

import pytest

from recon.match.calibration import CURVES, LACKING, MOST, SHARE_LACKING, calibrated, kind_of, shares_of
from recon.match.completeness import Completeness
from recon.match.outcome import Alternative, Evidence, Share
from recon.words import says


def weighing(points: float, relation: str = "exact", *, cited: bool = False, items: int = 1) -> Alternative:
    shares = tuple(Share(f"I{n}", "EUR", 100, 100) for n in range(items))
    reasons = [Evidence(0.0, says(f"evidence_amount_{relation}"), "amount")]
    reasons += [Evidence(9.0, says("evidence_number"), "number")] if cited else []
    return Alternative(shares, 0.5, points, "amount", tuple(reasons))


LEFT = [
    [weighing(points, relation, cited=cited, items=items), weighing(points - gap), weighing(points - gap - 1)]
    for points in (-4.0, 0.0, 3.0, 9.0, 60.0)
    for gap in (0.0, 0.5, 2.0, 8.0)
    for relation in ("exact", "part", "over", "foreign_rate", "together", "habit")
    for cited in (True, False)
    for items in (1, 3)
]


@pytest.mark.parametrize("shown", LEFT)
def test_probabilities_fall_and_never_come_to_more_than_certainty(shown: list[Alternative]) -> None:
    for share_lacking in (0.0, 0.1, 0.9):
        told = [one.probability for one in calibrated(shown, share_lacking)]
        assert told == sorted(told, reverse=True) and told[-1] >= 0 and sum(told) <= MOST + 1e-9


def test_equal_answers_stay_equally_probable() -> None:
    one, other = calibrated([weighing(6.0), weighing(6.0)])
    assert one.probability == other.probability


def test_more_evidence_of_one_kind_is_never_told_as_less() -> None:
    told = [round(calibrated([weighing(points / 2, "part")])[0].probability, 9) for points in range(-8, 30)]
    assert told == sorted(told)


def test_an_uncited_excess_is_told_as_less_than_it_weighs_and_an_uncited_part_as_more() -> None:
    over, part = [weighing(0.5, "over")], [weighing(0.5, "part")]
    assert calibrated(over)[0].probability < shares_of(over)[0] < calibrated(part)[0].probability


def test_what_has_no_curve_keeps_its_odds() -> None:
    odd = [weighing(1.0, "habit")]
    assert kind_of(odd) not in CURVES and calibrated(odd)[0].probability == pytest.approx(shares_of(odd)[0])


def test_every_curve_rises() -> None:
    assert all(slope > 0 for curves in (CURVES, LACKING) for _, slope in curves.values())


def test_the_more_documents_a_list_lacks_the_less_is_told_of_what_is_in_it() -> None:
    shown = [weighing(2.0, "over")]
    told = [calibrated(shown, part * SHARE_LACKING)[0].probability for part in (0, 0.5, 1, 2)]
    assert told[0] > told[1] > told[2] == told[3]


def test_a_few_numbers_that_are_not_in_the_list_may_be_chance() -> None:
    assert Completeness(cited=12, missing=4).share_lacking == 0
    assert Completeness(cited=300, missing=100).share_lacking == 0.25
