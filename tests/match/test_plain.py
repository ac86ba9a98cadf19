"""Plain lines: what is posted without a search is what the search would have posted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from benchmarks.worlds import make, write
from recon.config import Matching, Settings
from recon.ingest.books import read_customers, read_items
from recon.ingest.files import read_files
from recon.ingest.merging import lines_of
from recon.match.book import Book, build
from recon.match.licence import licence
from recon.match.outcome import Outcome
from recon.match.plain import Citations, earliest, plain
from recon.match.reading import read
from recon.match.scoring import weigh
from recon.rows import Customer, OpenItem, StatementLine
from tests.builders import customer, item, line
from tests.match.books import applied, book, decide

ALPINA = [customer(), customer("C2", "Brenner Holz KG")]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, tuple[StatementLine, ...]]:
    folder = tmp_path_factory.mktemp("world")
    write(make(21, 400), folder)
    items = [row for row in read_items(folder / "invoices.csv").rows if isinstance(row, OpenItem)]
    customers = [row for row in read_customers(folder / "customers.csv").rows if isinstance(row, Customer)]
    return build(items, customers), lines_of(read_files([folder / "bank.csv"])).lines


def test_what_is_plain_is_what_a_search_finds_best_and_far_ahead(world: tuple[Book, tuple[StatementLine, ...]]) -> None:
    of, lines = world
    seen = 0
    for one in lines:
        said = read(one, of)
        found = plain(one, one.amount_minor, said, of)
        if found is None:
            continue
        seen += 1
        best, *rivals = weigh(one, one.amount_minor, said, of)
        assert best.candidate.items == found[0].candidate.items and best.evidence == found[0].evidence
        assert not rivals or best.points - rivals[0].points >= 3
        assert licence(one, one.amount_minor, best, rivals, of) == found[1]
    assert seen > len(lines) // 5


def test_no_line_has_a_licence_before_it_is_weighed(world: tuple[Book, tuple[StatementLine, ...]]) -> None:
    of, lines = world
    later = 0
    for one in lines:
        said = read(one, of)
        first = earliest(one, one.amount_minor, said, of)
        later += first > 1
        for weighed in weigh(one, one.amount_minor, said, of):
            found = licence(one, one.amount_minor, weighed, (), of)
            assert found is None or found.rank >= first
    assert later > len(lines) // 4


def test_a_plain_line_is_posted_in_a_crowd_of_equal_amounts() -> None:
    items = [item(f"INV-{number}") for number in range(10_000, 10_200)]
    lines = [
        line(line_id=f"T{n}", remittance_text=f"INV-{n}", payer_name="Alpina Sport") for n in range(10_000, 10_200)
    ]
    for answer in decide(lines, items, ALPINA):
        assert applied(answer) == {f"INV-{answer.line.line_id[1:]}": 100_00}


@pytest.mark.parametrize(
    "said",
    [
        {"remittance_text": "INV-10023", "payer_name": "Brenner Holz KG"},  # another customer pays
        {"remittance_text": "INV-10023 INV-10099"},  # a number nobody has
        {"remittance_text": "INV-10023 INV-10024"},  # more is cited than is paid
        {"remittance_text": "10023"},  # a short number, of nobody known
        {"remittance_text": "Rechnung Januar"},  # nothing is cited
    ],
)
def test_what_leaves_a_doubt_is_not_plain(said: dict[str, Any]) -> None:
    one = line(**said)
    of = book(item(), item("INV-10024", 70_00), customers=ALPINA)
    assert plain(one, one.amount_minor, read(one, of), of) is None


def test_of_two_lines_that_cite_one_item_neither_is_plain_and_the_earlier_is_posted() -> None:
    first = line(line_id="T1", remittance_text="INV-10023")
    second = line(line_id="T2", remittance_text="INV-10023")
    of = book(item())
    assert not Citations([read(first, of), read(second, of)]).only_one(read(first, of))
    assert [a.outcome for a in decide([second, first], [item()])] == [Outcome.UNMATCHED, Outcome.POSTED]


def test_a_weight_that_makes_numbers_cheap_leaves_no_line_plain() -> None:
    one = line(remittance_text="INV-10023", payer_name="Alpina Sport")
    cheap = Settings(matching=Matching(weights={"number": {"full": Decimal(2), "core": Decimal(2)}}))
    of = book(item(), customers=ALPINA, settings=cheap)
    assert plain(one, one.amount_minor, read(one, of), of) is None
