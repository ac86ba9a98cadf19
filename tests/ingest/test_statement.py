"""Every movement counts once, whatever files it came in."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recon.ingest.files import read_bytes
from recon.ingest.merging import lines_of
from recon.ingest.profile import Profile
from recon.ingest.statement import BankFile, Merged, unique
from tests.ingest.writers import ACCOUNT, Move, camt, detail, entry, mt940

DAY = date(2026, 1, 30)
FEE = Move(DAY, -5_00, "fee")


def file(data: bytes, name: str = "a") -> BankFile:
    return read_bytes(data, Profile(file=name))


def marks(merged: Merged) -> list[tuple[str, str]]:
    return [(line.line_id, line.fingerprint) for line in merged.lines]


def codes(merged: Merged) -> list[str]:
    return [one.code for one in merged.findings]


def test_two_equal_fees_of_a_day_stay_two() -> None:
    merged = lines_of([file(mt940([FEE, FEE]))])
    assert len(merged.lines) == 2
    assert len({line.fingerprint for line in merged.lines}) == len({line.line_id for line in merged.lines}) == 2


def test_the_same_file_again_under_another_name_adds_nothing() -> None:
    once = lines_of([file(mt940([FEE, FEE, Move(DAY, 9_00, "x")]))])
    twice = lines_of(
        [file(mt940([FEE, FEE, Move(DAY, 9_00, "x")]), "b"), file(mt940([FEE, FEE, Move(DAY, 9_00, "x")]))]
    )
    assert marks(once) == marks(twice)
    assert len(twice.copies) == 3
    assert {copy.copy_of for copy in twice.copies} == {line.fingerprint for line in twice.lines}
    assert all("#" in copy.line.line_id for copy in twice.copies)


def test_overlapping_periods_add_nothing() -> None:
    days = [Move(DAY + timedelta(days=n), (n + 1) * 100, f"day {n}") for n in range(6)]
    first, second = mt940(days[:4], 0), mt940(days[2:], 300)
    assert [line.amount_minor for line in lines_of([file(first), file(second, "b")]).lines] == [m.minor for m in days]


def test_a_day_split_into_two_files_keeps_its_equal_fees() -> None:
    whole = lines_of([file(mt940([FEE, Move(DAY, 50_00), FEE]))])
    pages = [file(mt940([FEE], 0, number="1/1")), file(mt940([Move(DAY, 50_00), FEE], -5_00, number="1/2"), "b")]
    for order in permutations(pages):
        assert marks(lines_of(order)) == marks(whole)


def test_equal_lines_of_two_files_without_proof_are_copies() -> None:
    merged = lines_of([file(camt([FEE], None)), file(camt([FEE, Move(DAY, 1_00)], None), "b")])
    assert sorted(line.amount_minor for line in merged.lines) == [-5_00, 1_00]


def test_one_bank_id_twice_without_balances_is_a_copy_and_with_balances_two_movements() -> None:
    same = Move(DAY, 10_00, "x", "ID1")
    assert len(lines_of([file(camt([same, same], None))]).lines) == 1
    proved = lines_of([file(camt([same, same], 0))])
    assert [line.line_id for line in proved.lines] == ["ID1", "ID1#2"]


def test_one_bank_id_on_different_movements_drops_none() -> None:
    moves = [Move(DAY, 10_00, "x", "ID1"), Move(DAY, 12_00, "y", "ID1")]
    merged = lines_of([file(camt(moves, None))])
    assert sorted(line.line_id for line in merged.lines) == ["ID1", "ID1#2"]


def test_the_statement_outranks_advice_and_report_and_money_counts_once() -> None:
    moves = [Move(DAY, 10_00, "x", "A"), Move(DAY, 20_00, "y", "B")]
    files = [file(camt(moves, None, kind=kind), kind) for kind in ("Stmt", "Ntfctn", "Rpt")]
    for order in permutations(files):
        merged = lines_of(order)
        assert [(ln.line_id, ln.source.file) for ln in merged.lines] == [("A", "Stmt"), ("B", "Stmt")]
        assert len(merged.copies) == 4


def test_an_advice_of_a_day_without_statement_stands_in_for_it() -> None:
    statement, advice = (
        camt([Move(DAY, 1_00)], 0),
        camt([Move(DAY + timedelta(days=1), 7_00, "x", "B")], None, kind="Ntfctn"),
    )
    assert [ln.amount_minor for ln in lines_of([file(statement), file(advice, "b")]).lines] == [1_00, 7_00]


def test_an_advice_the_statement_of_its_day_does_not_have_is_said_and_not_counted() -> None:
    statement, advice = camt([Move(DAY, 1_00)], 0), camt([Move(DAY, 7_00, "x", "B")], None, kind="Ntfctn")
    merged = lines_of([file(statement), file(advice, "b")])
    assert [ln.amount_minor for ln in merged.lines] == [1_00]
    assert [(copy.line.line_id, copy.copy_of) for copy in merged.copies] == [("B", "")]
    assert "IN172" in codes(merged)


def test_an_advice_splits_the_batch_entry_of_the_statement() -> None:
    batch = Move(DAY, 100_00, "", "COLL-1")
    details = f"<NtryDtls>{detail(60_00, 'INV-1')}{detail(40_00, 'INV-2')}</NtryDtls>"
    advice = camt([batch], None, kind="Ntfctn").decode().replace(entry(batch), entry(batch, details=details))
    merged = lines_of([file(camt([batch], 0)), file(advice.encode(), "b")])
    assert sorted((ln.amount_minor, ln.remittance_text) for ln in merged.lines) == [(40_00, "INV-2"), (60_00, "INV-1")]
    assert [copy.line.line_id for copy in merged.copies] == ["COLL-1"]
    assert "IN173" in codes(merged)


def test_a_statement_told_in_two_formats_counts_once() -> None:
    moves = [Move(DAY, 10_00, "from MT940"), Move(DAY, -2_00, "fee")]
    richer = [Move(DAY, 10_00, "from camt, and more of it", "A"), Move(DAY, -2_00, "fee of January", "B")]
    old = mt940(moves, 50_00).replace(ACCOUNT.encode(), b"120300000000202051")
    for order in permutations([file(old, "x.sta"), file(camt(richer, 50_00), "x.xml")]):
        merged = lines_of(order)
        assert sorted(line.line_id for line in merged.lines) == ["A", "B"]
        assert {copy.copy_of for copy in merged.copies} == {line.fingerprint for line in merged.lines}
        assert codes(merged) == ["IN174", "IN170"]


def test_two_formats_of_a_day_without_proof_are_said() -> None:
    proved, unproved = mt940([Move(DAY, 10_00, "x")], 50_00), camt([Move(DAY, 10_00, "y")], None)
    merged = lines_of([file(proved, "x.sta"), file(unproved, "x.xml")])
    assert len(merged.lines) == 2
    assert codes(merged) == ["IN163"]


def test_a_missing_statement_breaks_the_chain_and_is_named() -> None:
    days = [
        file(mt940([Move(DAY + timedelta(days=n), 1_00)], n * 100, number=f"{n + 1}/1"), f"f{n}") for n in (0, 1, 3)
    ]
    merged = lines_of(days)
    assert codes(merged) == ["IN160"]
    assert "statement 3 is missing" in merged.findings[0].text()
    assert codes(lines_of(days[:2])) == []


def test_a_line_once_pending_and_later_booked_is_one_movement() -> None:
    booked = camt([Move(DAY, 10_00, "x", "A")], None)
    waiting = booked.replace(b"BOOK", b"PDNG")
    for files in ([file(booked), file(waiting, "b")], [file(waiting, "b"), file(booked)]):
        assert [line.status.value for line in lines_of(files).lines] == ["booked"]


def test_a_name_met_before_gets_a_number_that_is_free() -> None:
    seen: dict[str, int] = {}
    assert [unique(name, seen) for name in ("T", "T#2", "T", "T", "T#2")] == ["T", "T#2", "T#3", "T#4", "T#2#2"]


MOVES = st.lists(
    st.builds(
        Move,
        st.dates(date(2026, 1, 1), date(2026, 1, 5)),
        st.integers(-3, 3).filter(bool).map(lambda n: n * 100),
        st.sampled_from(["fee", "INV-1"]),
        st.sampled_from(["", "ID"]),
    ),
    max_size=10,
)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(moves=MOVES, cuts=st.lists(st.integers(0, 10), max_size=3), data=st.data())
def test_splitting_renaming_and_repeating_files_changes_nothing(
    moves: list[Move], cuts: list[int], data: st.DataObject
) -> None:
    moves = sorted(moves, key=lambda move: move.day)
    # An odd opening balance keeps the chain of the parts free of chance.
    whole = lines_of([file(mt940(moves, 7))])
    bounds = sorted({0, len(moves), *(min(cut, len(moves)) for cut in cuts)})
    parts, balance = [], 7
    for number, (start, end) in enumerate(pairwise(bounds)):
        parts.append(file(mt940(moves[start:end], balance, number=f"{number + 1}/1"), f"part{number}"))
        balance += sum(move.minor for move in moves[start:end])
    nets = [sum(move.minor for move in moves[start:end]) for start, end in pairwise(bounds)]
    if all(nets):  # a part that moves nothing could follow itself: then equal lines cannot be told apart
        again = [file(mt940(moves, 7), "again")] if data.draw(st.booleans()) else []
        shuffled = data.draw(st.permutations([*parts, *again]))
        total = lines_of(shuffled)
        assert sum(line.amount_minor for line in total.lines) == sum(line.amount_minor for line in whole.lines)
        assert marks(total) == marks(whole)


@pytest.mark.parametrize("writer", [mt940, camt])
def test_fingerprints_do_not_depend_on_the_order_of_the_rows(writer: object) -> None:
    assert callable(writer)
    moves = [Move(DAY, n * 100, f"text {n}") for n in (1, 2, 3)]
    straight, turned = (lines_of([file(writer(some))]) for some in (moves, moves[::-1]))
    assert marks(straight) == marks(turned)
    assert {line.account for line in straight.lines} == {ACCOUNT}
