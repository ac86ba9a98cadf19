"""What a cited number settles, from end to end: posted where it is beyond doubt, never against a check digit."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from recon.match.outcome import Outcome
from recon.match.own_numbers import OwnNumbers, ids
from recon.rows import OpenItem
from tests.builders import customer, item, line
from tests.match.books import applied, decide

CUSTOMERS = [customer("C1", "Kestrel Pumps Ltd"), customer("C2", "Orchid Labs GmbH")]


def owes(number: str, minor: int, **more: Any) -> OpenItem:
    return item(number, minor, **{"customer_id": "C1", "customer_name": "Kestrel Pumps Ltd", **more})


def settled(minor: int, text: str, *items: OpenItem, **more: Any) -> dict[str, int]:
    (answer,) = decide(line(minor, remittance_text=text, **more), items, CUSTOMERS)
    return applied(answer)


@pytest.mark.parametrize("text", ["INV10023INV10024", "INV10023/24", "Rg 10023 und 10024", "INV10023, 10024"])
def test_several_numbers_settle_their_items(text: str) -> None:
    items = owes("INV10023", 100_00), owes("INV10024", 200_00), owes("INV10025", 300_00)
    assert settled(300_00, text, *items) == {"INV10023": 100_00, "INV10024": 200_00}


@pytest.mark.parametrize("text", ["INV10023-INV10026", "INV10023 bis 26", "10023 thru 10026", "INV10023至INV10026"])
def test_a_range_settles_what_the_amount_says_its_whole_or_its_ends(text: str) -> None:
    items = owes("INV10023", 100_00), owes("INV10024", 150_00), owes("INV10026", 200_00)
    assert settled(450_00, text, *items) == {"INV10023": 100_00, "INV10024": 150_00, "INV10026": 200_00}
    assert settled(300_00, text, *items) == {"INV10023": 100_00, "INV10026": 200_00}


def test_what_lies_between_the_ends_of_a_range_is_never_settled_alone() -> None:
    items = owes("INV10023", 100_00), owes("INV10024", 150_00), owes("INV10026", 200_00)
    assert not settled(150_00, "INV10023-INV10026", *items, payer_name="Kestrel Pumps Ltd")


@pytest.mark.parametrize(
    ("printed", "currency", "right", "wrong"),
    [
        ("RF18539007547034", "EUR", "rf18 5390 0754 7034", "RF17 5390 0754 7034"),
        ("000000000000000000001878583", "CHF", "18 78583", "00 00000 00000 00000 00018 78584"),
        ("2345676", "NOK", "KID 2345676", "KID 2345674"),
        ("234096783", "EUR", "Viite 2340 96783", "Viite 2340 96784"),
        ("123456782", "SEK", "OCR 123456782", "OCR 123456783"),
        ("000000012345674", "DKK", "+71<000000012345674+87654321<", "+71<000000012345675+87654321<"),
        ("+++090/9337/55493+++", "EUR", "***090/9337/55493***", "***090/9337/55494***"),
        ("SI12 1234567890007", "EUR", "SI12 1234567890007", "SI12 1234567890008"),
        ("HR01 1234-5678-909", "EUR", "HR01 1234-5678-909", "HR01 1234-5678-908"),
    ],
)
def test_a_printed_reference_settles_its_item_and_a_misread_one_is_left_to_a_person(
    printed: str, currency: str, right: str, wrong: str
) -> None:
    owed = owes("F-30301", 445_00, payment_reference=printed, currency=currency)
    assert settled(445_00, right, owed, currency=currency) == {"F-30301": 445_00}
    # Not even where the payer and the amount are right.
    assert not settled(445_00, wrong, owed, currency=currency, payer_name="Kestrel Pumps Ltd")


def test_a_reference_made_of_the_number_settles_it_whoever_pays() -> None:
    assert settled(445_00, "RF63 1002 3456 7", owes("100234567", 445_00), payer_name="J Smith") == {"100234567": 445_00}


def test_a_last_number_cut_off_by_the_bank_settles_what_the_amount_confirms() -> None:
    text, payer = "Rechnung: INV10023 INV10024 INV1002", "Kestrel Pumps Ltd"
    items = owes("INV10023", 100_00), owes("INV10024", 200_00)
    whole = {"INV10023": 100_00, "INV10024": 200_00, "INV10025": 300_00}
    assert settled(600_00, text, *items, owes("INV10025", 300_00), payer_name=payer) == whole
    assert not settled(600_00, text, *items, owes("INV10025", 310_00), payer_name=payer)


def test_the_amount_written_beside_a_currency_is_no_number() -> None:
    items = owes("1500", 900_00), owes("KP-2", 1500_00)
    assert settled(1500_00, "EUR 1500", *items, payer_name="Kestrel Pumps Ltd") == {"KP-2": 1500_00}


def test_a_phone_number_does_not_cite_another_customers_item() -> None:
    items = owes("88001", 650_00, customer_id="C2", customer_name="Orchid Labs GmbH"), owes("KP-2200", 650_00)
    assert settled(650_00, "Tel 030 88001", *items, payer_name="Kestrel Pumps Ltd") == {"KP-2200": 650_00}


def test_two_numbers_that_one_text_could_mean_are_both_shown_and_none_is_posted() -> None:
    items = owes("RE-2025-8001", 650_00), owes("GS-2025-8001", 650_00)
    (answer,) = decide(line(650_00, remittance_text="8001"), items, CUSTOMERS)
    assert answer.outcome in (Outcome.AMBIGUOUS, Outcome.PROPOSED)
    assert {s.item_id for a in answer.alternatives for s in a.shares} == {"RE-2025-8001", "GS-2025-8001"}


# --- the index


def test_the_items_by_an_ending_or_a_beginning_are_those_a_search_through_all_finds() -> None:
    chance = Random(3)
    numbers = sorted(
        {f"{p}{chance.randint(0, 99_999):0{n}d}" for p in ("INV", "R", "") for n in (5, 7) for _ in range(80)}
    )
    own = OwnNumbers()
    for number in numbers:
        own.add(item(number))
    for _ in range(200):
        known = chance.choice(numbers)
        digits = own.forms(known)[0].digits
        tail = digits[-chance.randint(1, len(digits)) :]
        ending = [n for n in numbers if (d := own.forms(n)[0].digits).endswith(tail) and len(d) > max(len(tail), 4)]
        assert sorted(own.ending(tail)) == ending
        key = own.forms(known)[0].key
        head = key[: chance.randint(1, len(key))]
        keys = {n: own.forms(n)[0].key for n in numbers}
        assert sorted(own.beginning(head)) == [n for n in numbers if keys[n].startswith(head) and keys[n] != head]


def test_an_index_grows_after_it_has_been_asked() -> None:
    own = OwnNumbers()
    own.add(item("INV-100234"))
    assert own.ending("0234") == ["INV-100234"]
    own.add(item("INV-990234"))
    assert own.ending("0234") == ["INV-100234", "INV-990234"]
    assert own.beginning("1NV99") == ["INV-990234"]


def test_a_number_of_two_documents_keeps_both_in_the_order_of_the_book() -> None:
    own = OwnNumbers()
    for number in ("RE-8001", "GS-8001"):
        own.add(item(number))
    assert list(ids(own.core["8001"])) == ["RE-8001", "GS-8001"]
    assert list(ids(own.full["RE8001"])) == ["RE-8001"]
    assert list(ids(own.full.get("none"))) == []


def test_an_excess_by_a_payer_who_resembles_only_this_customer_needs_the_number_in_full() -> None:
    customers = [customer(name="Bauer Vertriebsgesellschaft AG"), customer("C2", name="Lindner Werkzeuge GmbH")]
    item_of = item("RE25005188", customer_id=customers[0].customer_id, open_minor=1420_24)
    full = line(1421_24, "T1", payer_name="Bauer Vertr.ges. AG", remittance_text="RG RE25-005188 vom 23.01.")
    (answer,) = decide([full], [item_of], customers)
    assert applied(answer) == {"RE25005188": 1420_24}
    ending = line(1421_24, "T1", payer_name="Bauer Vertr.ges. AG", remittance_text="RG 5188")
    (answer,) = decide([ending], [item_of], customers)
    assert answer.posting is None
