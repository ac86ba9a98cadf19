"""The scorer, on proposals made by hand: each measure counts what it says it counts."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import pytest

from benchmarks.score import Score, score, shown, write_curve, write_reliability

Cells = tuple[str, ...]
ITEMS = (  # number, customer, open amount
    ("A1", "K1", "100.00"),
    ("A2", "K1", "50.00"),
    ("B1", "K2", "100.00"),
    ("C1", "K3", "-20.00"),
)
TRUTH = (  # line, number, cash, kind, write-off, style, repeated line
    ("L1", "A1", "100.00", "exact_ref", "0.00", "exact", ""),
    ("L2", "A2", "45.00", "fee", "5.00", "none", ""),
    ("L3", "", "0.00", "non_customer", "0.00", "none", ""),
)


def table(path: Path, header: str, rows: Iterable[Cells]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(header.split(","))
        out.writerows(rows)


def scored(folder: Path, proposals: Iterable[Cells], truth: Iterable[Cells] = TRUTH) -> Score:
    """The score of proposals (line, status, rank, item, allocated, probability) for a little world."""
    truth = tuple(truth)
    lines = sorted({row[0] for row in truth})
    items = [(number, who, amount, "EUR") for number, who, amount in ITEMS]
    table(folder / "invoices.csv", "invoice_no,customer_id,open_amount,currency", items)
    table(folder / "bank.csv", "txn_id,amount,currency", [(line, "100.00", "EUR") for line in lines])
    said = "txn_id,invoice_no,applied_amount,kind,writeoff,ref_style,twin_txn,name_style,currency"
    table(folder / "truth.csv", said, [(*row, "clean", "EUR") for row in truth])
    table(folder / "proposals.csv", "line_id,status,rank,item_id,allocated,probability", proposals)
    return score(folder, folder / "proposals.csv")


def test_a_posting_is_right_with_the_cash_or_with_what_is_written_off(tmp_path: Path) -> None:
    for cash in ("45.00", "50.00"):
        got = scored(tmp_path, [("L2", "auto", "1", "A2", cash, "0.99")])
        assert (got.posted, got.right, got.wrong) == (1, 1, [])
    assert scored(tmp_path, [("L2", "auto", "1", "A2", "47.00", "0.99")]).wrong == ["L2"]


def test_payable_are_the_lines_that_pay_something(tmp_path: Path) -> None:
    got = scored(tmp_path, [("L1", "auto", "1", "A1", "100.00", "0.99")])
    assert got.payable == 2
    assert got.right_rate == 0.5


def test_a_posting_of_a_line_that_pays_nothing_is_wrong(tmp_path: Path) -> None:
    got = scored(tmp_path, [("L3", "auto", "1", "A2", "50.00", "0.99"), ("L1", "auto", "1", "A1", "100.00", "0.99")])
    assert got.wrong == ["L3"]
    assert got.false_per_10k == 5000


def test_a_posting_to_another_customer_is_told_apart(tmp_path: Path) -> None:
    got = scored(tmp_path, [("L1", "auto", "1", "B1", "100.00", "0.99"), ("L2", "auto", "1", "A1", "45.00", "0.99")])
    assert got.wrong == ["L1", "L2"]
    assert got.wrong_customer == ["L1"]


def test_one_item_too_many_or_too_few_is_wrong(tmp_path: Path) -> None:
    truth = [("L1", "A1", "100.00", "multi", "0.00", "none", ""), ("L1", "A2", "50.00", "multi", "0.00", "none", "")]
    both = [("L1", "auto", "1", "A1", "100.00", "0.99"), ("L1", "auto", "1", "A2", "50.00", "0.99")]
    assert scored(tmp_path, both, truth).right == 1
    assert scored(tmp_path, both[:1], truth).wrong == ["L1"]
    assert scored(tmp_path, [*both, ("L1", "auto", "1", "B1", "1.00", "0.99")], truth).wrong == ["L1"]


def test_the_right_answer_counts_as_shown_by_its_rank(tmp_path: Path) -> None:
    wrong = [("L1", "review", f"{rank}", "B1", "100.00", f"{0.5 / rank:.2f}") for rank in (1, 2)]
    got = scored(tmp_path, [*wrong, ("L1", "review", "3", "A1", "100.00", "0.10")])
    assert got.shown == {1: 0, 3: 1, 5: 1}
    assert got.shown_rate == 0.5
    assert got.posted == 0


def test_a_second_alternative_of_a_posted_line_is_not_posted(tmp_path: Path) -> None:
    rows = [("L1", "auto", "1", "A1", "100.00", "0.99"), ("L1", "review", "2", "B1", "100.00", "0.01")]
    assert scored(tmp_path, rows).right == 1


def test_of_a_payment_made_twice_either_line_may_be_posted_not_both(tmp_path: Path) -> None:
    truth = [*TRUTH[:1], ("L9", "", "0.00", "duplicate", "0.00", "exact", "L1")]
    first, second = (("L1", "auto", "1", "A1", "100.00", "0.99"), ("L9", "auto", "1", "A1", "100.00", "0.99"))
    assert scored(tmp_path, [first], truth).right == 1
    later = scored(tmp_path, [second], truth)
    assert (later.right, later.wrong) == (1, [])
    assert later.kinds["exact_ref"]["right"] == 1
    both = scored(tmp_path, [first, second], truth)
    assert (both.right, both.wrong, both.over) == (1, ["L9"], ["A1"])


def test_what_is_settled_beyond_what_was_open_is_counted(tmp_path: Path) -> None:
    got = scored(tmp_path, [("L1", "auto", "1", "A2", "100.00", "0.99"), ("L2", "auto", "1", "C1", "20.00", "0.99")])
    assert got.over == ["A2", "C1"]  # more than was open; the wrong sign


def test_a_line_that_settles_more_than_it_brings_and_an_unknown_item_are_counted(tmp_path: Path) -> None:
    rows = [("L1", "auto", "1", "A1", "100.00", "0.99"), ("L1", "auto", "1", "B1", "100.00", "0.99")]
    assert scored(tmp_path, rows).lines_over == ["L1"]
    assert scored(tmp_path, [("L1", "auto", "1", "ZZ", "100.00", "0.99")]).unknown == ["ZZ"]


def test_a_certain_line_left_to_a_person_is_counted(tmp_path: Path) -> None:
    assert scored(tmp_path, [("L1", "review", "1", "A1", "100.00", "0.99")]).certain_left == ["L1"]
    assert scored(tmp_path, [("L1", "auto", "1", "A1", "100.00", "0.99")]).certain_left == []


def test_calibration_is_the_distance_between_what_is_said_and_what_is_right(tmp_path: Path) -> None:
    truth = [(f"L{n}", "A1", "100.00", "exact_ref", "0.00", "exact", "") for n in range(4)]
    rows = [(f"L{n}", "review", "1", "A1" if n < 2 else "B1", "100.00", "0.75") for n in range(4)]
    got = scored(tmp_path, rows, truth)
    assert got.left_error == pytest.approx(0.25)
    assert got.posted_error == 0
    (band,) = got.left_bands
    assert (band.low, band.lines, band.said, band.right) == (0.7, 4, 0.75, 0.5)


def test_the_curve_says_what_would_be_posted_from_each_probability_on(tmp_path: Path) -> None:
    rows = [("L1", "auto", "1", "A1", "100.00", "0.999"), ("L2", "review", "1", "B1", "45.00", "0.60")]
    points = {point.threshold: point for point in scored(tmp_path, rows).curve}
    assert (points[0.99].posted, points[0.99].right_rate, points[0.99].false_per_10k) == (1, 0.5, 0)
    assert (points[0.5].posted, points[0.5].right_rate, points[0.5].false_per_10k) == (2, 0.5, 5000)


def test_the_tables_are_files(tmp_path: Path) -> None:
    got = scored(tmp_path, [("L1", "auto", "1", "A1", "100.00", "0.99")])
    write_curve(got, tmp_path / "curve.csv")
    write_reliability(got, tmp_path / "reliability.csv")
    assert "0.99,1,0.5000,0.0" in (tmp_path / "curve.csv").read_text("utf-8")
    assert "posted,0.9,1,0.9900,1.0000" in (tmp_path / "reliability.csv").read_text("utf-8")
    for by in ("kind", "ref_style", "name_style"):
        assert "payable 2  posted 1  wrong 0" in shown(got, by)
