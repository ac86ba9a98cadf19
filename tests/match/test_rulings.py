"""What a person decided before stands over all evidence, and never posts by itself what only amounts suggest."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest

from recon.config import Matching, Settings
from recon.match.book import Decision, Habit
from recon.match.outcome import Outcome
from recon.match.reading import CONFIRMED_ENOUGH
from recon.match.rulings import Account, NotOurs, Rulings
from recon.words import LANGUAGES
from tests.builders import customer, item, line
from tests.match.books import applied, decide

ACCOUNT = "DE89370400440532013000"
FEE = Habit("C1", "EUR", "fee", 2, 15_00)


def known(times: int = CONFIRMED_ENOUGH, *, holds: bool = True) -> Rulings:
    return Rulings(payers=tuple(Decision("Zeta Pay", "C1", holds, date.min) for _ in range(times)))


def test_a_held_line_is_proposed_and_not_posted() -> None:
    paid = line(remittance_text="INV-10023", payer_name="Alpina Sport AG")
    (found,) = decide(paid, [item()], rulings=Rulings(held=frozenset({paid.fingerprint})))
    assert (found.outcome, found.alternatives[0].shares[0].item_id) == (Outcome.PROPOSED, "INV-10023")


def test_what_was_turned_down_is_not_proposed_again_but_other_documents_are() -> None:
    paid = line(payer_name="Alpina Sport AG")
    two = [item("A1"), item("A2", due=date(2026, 2, 20))]
    (found,) = decide(paid, two, rulings=Rulings(barred={paid.fingerprint: (frozenset({"A1"}),)}))
    assert all(s.item_id == "A2" for a in found.alternatives for s in a.shares)
    (silent,) = decide(paid, two, rulings=Rulings(silent=frozenset({paid.fingerprint})))
    assert (silent.outcome, silent.alternatives) == (Outcome.UNMATCHED, ())


def test_a_name_known_often_enough_pays_for_its_customer_and_less_is_a_hint() -> None:
    paid = line(77_13, payer_name="Zeta Pay")
    items = [item("A1", 77_13), item("B1", 12_00, customer_id="C2", customer_name="Berg Handel")]
    assert applied(decide(paid, items, rulings=known())[0]) == {"A1": 77_13}
    (hinted,) = decide(paid, items, rulings=known(CONFIRMED_ENOUGH - 1))
    assert hinted.outcome is Outcome.PROPOSED


def test_a_declined_name_is_never_posted_whatever_else_speaks_for_it() -> None:
    paid = line(remittance_text="INV-10023", payer_name="Zeta Pay", payer_account=ACCOUNT)
    master = [customer(accounts=(ACCOUNT,))]
    assert applied(decide(paid, [item()], master)[0])
    (found,) = decide(paid, [item()], master, rulings=known(1, holds=False))
    assert (found.outcome, applied(found)) == (Outcome.PROPOSED, {})


@pytest.mark.parametrize("holds", [True, False])
def test_an_account_is_a_customers_or_is_not_by_a_persons_word(holds: bool) -> None:
    paid = line(77_13, payer_name="Nobody Known", payer_account="DE89 3704 0044 0532 0130 00")
    master = [customer(accounts=() if holds else (ACCOUNT,))]
    (found,) = decide(paid, [item("A1", 77_13)], master, rulings=Rulings(accounts=(Account(ACCOUNT, "C1", holds),)))
    assert bool(applied(found)) is holds
    assert bool(applied(decide(paid, [item("A1", 77_13)], master)[0])) is not holds


def test_a_habit_explains_a_difference_as_a_proposal_in_a_sentence() -> None:
    paid = line(88_00, payer_name="Alpina Sport AG", remittance_text="INV-10023")
    (found,) = decide(paid, [item()], rulings=Rulings(habits=(FEE,)))
    share = found.alternatives[0].shares[0]
    assert (found.outcome, share.cash_minor, share.written_off_minor, share.reason) == (
        Outcome.PROPOSED,
        88_00,
        12_00,
        "fee",
    )
    said = [e.said.text() for e in found.alternatives[0].evidence if e.rule == "habit"]
    assert said == ["Alpina Sport AG has been short by a bank fee of up to 15.00 EUR 2 times."]
    assert all(e.said.text(lang) for e in found.alternatives[0].evidence for lang in LANGUAGES)


@pytest.mark.parametrize("policy", ["none", "oldest_first"])
@pytest.mark.parametrize("text", ["INV-10023", ""])
def test_a_habit_alone_never_posts(policy: Literal["none", "oldest_first"], text: str) -> None:
    settings = Settings(matching=Matching(policy=policy))
    paid = line(88_00, payer_name="Alpina Sport AG", remittance_text=text)
    (found,) = decide(paid, [item()], settings=settings, rulings=Rulings(habits=(FEE,)))
    assert applied(found) == {}
    assert any(s.written_off_minor == 12_00 for a in found.alternatives for s in a.shares)


def test_a_habit_reaches_no_further_than_the_largest_difference_seen_and_speaks_of_its_customer_only() -> None:
    paid = line(84_99, payer_name="Alpina Sport AG", remittance_text="INV-10023")
    for of in (FEE, Habit("C2", "EUR", "fee", 2, 50_00), Habit("C1", "USD", "fee", 2, 50_00)):
        (found,) = decide(paid, [item()], rulings=Rulings(habits=(of,)))
        assert not any(s.written_off_minor for a in found.alternatives for s in a.shares)


def test_a_pattern_sets_lines_aside_and_is_named() -> None:
    wages = line(payer_name="Stadtwerke Bern", remittance_text="Refund 77")
    (found,) = decide(wages, [item()], rulings=Rulings(not_ours=(NotOurs("stadtWERKE", "refund", "", "in", 7),)))
    assert found.outcome is Outcome.NOT_OURS
    assert found.said.text() == "No receipt from a customer: fits the pattern stadtWERKE / refund (decision 7)."


def test_a_pattern_never_takes_a_line_that_cites_an_open_document() -> None:
    paid = line(payer_name="Stadtwerke Bern", remittance_text="INV-10023")
    ours = Rulings(not_ours=(NotOurs("Stadtwerke", "", ""),))
    assert applied(decide(paid, [item()], rulings=ours)[0]) == {"INV-10023": 100_00}
    closed = item(open_minor=0, amount_minor=100_00)
    assert decide(paid, [closed], rulings=ours)[0].outcome is Outcome.NOT_OURS


@pytest.mark.parametrize(
    "pattern",
    [
        NotOurs("", " ", ""),
        NotOurs("Stadtwerke", "", "", "out"),
        NotOurs("Stadtwerke", "wages", ""),
        NotOurs("", "", ACCOUNT),
    ],
)
def test_a_pattern_fits_only_where_all_of_it_is_in_the_line(pattern: NotOurs) -> None:
    assert not pattern.fits(line(payer_name="Stadtwerke Bern", remittance_text="Refund 77"))


def test_an_agent_who_paid_for_a_customer_by_number_is_not_known_as_the_customer() -> None:
    agent, account = "Kanzlei Roth i.A. Alpina Sport AG", "DE89370400440532013000"
    items = [item("INV-10023", 77_13), item("INV-10024", 51_19)]
    first = line(77_13, line_id="L1", remittance_text="INV-10023", payer_name=agent, payer_account=account)
    later = line(51_19, line_id="L2", payer_name="Kanzlei Roth", payer_account=account, booked=date(2026, 3, 9))
    one, two = decide([first, later], items)
    assert applied(one) == {"INV-10023": 77_13}
    assert applied(two) == {}


@pytest.mark.parametrize(
    "text", ["on behalf of Tamarind Corp.", "i.A. Tamarind Corp.", "pour le compte de Tamarind Corp"]
)
def test_what_is_paid_on_behalf_of_another_customer_is_not_posted_to_the_payer_by_amount(text: str) -> None:
    items = [item("INV-10023", 77_13), item("INV-10024", 51_19, customer_id="C2", customer_name="Tamarind Corp.")]
    assert applied(decide(line(77_13, payer_name="Alpina Sport AG"), items)[0]) == {"INV-10023": 77_13}
    (found,) = decide(line(77_13, payer_name="Alpina Sport AG", remittance_text=text), items)
    assert (found.outcome, applied(found)) == (Outcome.PROPOSED, {})
    (cited,) = decide(line(77_13, payer_name="Alpina Sport AG", remittance_text=f"INV-10023 {text}"), items)
    assert cited.alternatives[0].shares[0].item_id == "INV-10023"
