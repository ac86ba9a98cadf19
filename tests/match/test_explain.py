"""An explanation adds up, says why the runner-up lost, and what would settle a line that waits, in both languages."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import recon.match
from recon.config import Settings, settings
from recon.match.explain import Part, explain, next_step, rule_named
from recon.match.licence import _UNCITED
from recon.match.outcome import Answer, Outcome
from recon.registry import modules
from recon.rows import LineStatus, OpenItem, Rate, StatementLine
from recon.words import LANGUAGES, known
from tests.builders import DAY, item, line
from tests.match.books import decide

MATCH = Path(recon.match.__file__).parent
ALPINA = "Alpina Sport AG"
INVOICE = item("INV-10023", 1_000_00)
LIMITS = settings({"tolerance": {"bank_fee": 20, "rounding": "0.05"}})
DISCOUNT = item("INV-10023", 1_000_00, discount_minor=20_00, discount_until=DAY)


def cites(minor: int, text: str = "INV-10023", **more: Any) -> StatementLine:
    """A payment of Alpina that cites something."""
    return line(minor, remittance_text=text, payer_name=ALPINA, **more)


def explained(answer: Answer) -> dict[str, int]:
    """The parts of the money by message, in minor units."""
    return {part.said.id: part.minor for part in explain(answer).money}


def sums(parts: tuple[Part, ...]) -> Iterator[tuple[int, Part]]:
    """Each total with what the parts above it, since a total in another currency, come to."""
    so_far, currency = 0, parts[0].currency
    for part in parts:
        if part.currency != currency:
            so_far, currency = 0, part.currency
        if part.total:
            yield so_far, part
        else:
            so_far += part.minor


# --- the money


@pytest.mark.parametrize(
    ("paid", "items", "limits", "shown"),
    [
        (cites(1_000_00), [INVOICE], None, {"money_open": 1_000_00}),
        (cites(400_00), [INVOICE], None, {"money_open": 1_000_00, "money_left_open": -600_00}),
        (cites(1_200_00), [INVOICE], None, {"money_open": 1_000_00, "money_on_account": 200_00}),
        (cites(980_00), [DISCOUNT], None, {"money_open": 1_000_00, "money_given_up": -20_00}),
        (cites(988_00), [INVOICE], LIMITS, {"money_open": 1_000_00, "money_given_up": -12_00}),
        (cites(1_000_03), [INVOICE], LIMITS, {"money_open": 1_000_00, "money_given_up": 3}),
        (cites(899_90), [INVOICE, item("CN-70001", -100_10)], None, {"money_open": 899_90}),
        (cites(-100_10, "CN-70001"), [item("CN-70001", -100_10)], None, {"money_open": -100_10}),
    ],
    ids=["exact", "part", "over", "discount", "fee", "rounding", "netting", "refund"],
)
def test_the_parts_of_the_money_add_up_to_what_was_received(
    paid: StatementLine, items: list[OpenItem], limits: Settings | None, shown: dict[str, int]
) -> None:
    (answer,) = decide(paid, items, settings=limits)
    parts = explain(answer).money
    assert [so_far for so_far, _ in sums(parts)] == [total.minor for _, total in sums(parts)]
    assert parts[-1].minor == paid.amount_minor and parts[-1].total
    found = explained(answer)
    assert {key: found[key] for key in shown} == shown and len(found) == len(shown) + 1


def test_a_payment_in_another_currency_shows_both_sides() -> None:
    owes = item("INV-10023", 1_100_00, currency="USD")
    rate = Rate(DAY, "USD", "EUR", Decimal("1.1"))
    (answer,) = decide(cites(1_000_00), [owes], rates=[rate])
    parts = explain(answer).money
    assert [(p.said.id, p.minor, p.currency) for p in parts] == [
        ("money_open", 1_100_00, "USD"),
        ("money_cash", 1_100_00, "USD"),
        ("money_converted", 1_000_00, "EUR"),
        ("money_received", 1_000_00, "EUR"),
    ]


def test_a_returned_payment_opens_again_what_it_had_settled_and_takes_back_what_was_on_account() -> None:
    paid = cites(1_200_00)
    back = line(-1_200_00, "T2", remittance_text="RETURN INV-10023", payer_name=ALPINA, booked=date(2026, 2, 2))
    _, answer = decide([paid, back], [INVOICE])
    assert answer.outcome is Outcome.REFUND
    assert explained(answer) == {
        "money_opened_again": -1_000_00,
        "money_on_account": -200_00,
        "money_paid_out": -1_200_00,
    }


# --- the reasons


def test_the_waterfall_starts_at_long_odds_and_runs_to_the_points_of_the_answer() -> None:
    (answer,) = decide(cites(400_00, "INV-10023, INV-99999"), [INVOICE, item("INV-10024", 400_00)])
    for fall in explain(answer).waterfalls:
        assert fall.steps[0].said.id == "explain_prior"
        for before, step in zip(fall.steps, fall.steps[1:], strict=False):
            assert step.total == pytest.approx(before.total + step.points)
        assert fall.steps[-1].total == pytest.approx(fall.alternative.points)
        against = [step.points < 0 or step.veto for step in fall.steps[1:]]
        assert against == sorted(against)


def test_the_runner_up_is_compared_rule_by_rule() -> None:
    (answer,) = decide(cites(1_000_00, "10023"), [INVOICE, item("INV-10055", 1_000_00, due=date(2026, 6, 1))])
    second = explain(answer).runner_up
    assert second is not None
    number = next(one for one in second.differs if one.name == "number")
    assert number.points < -3 and number.reason.id == "explain_lacks"
    assert "document number (" in second.said.text("en") and "单据号（" in second.said.text("zh")
    first, other = answer.alternatives[:2]
    assert sum(d.points for d in second.differs) == pytest.approx(other.points - first.points, abs=0.5)


def test_a_posting_says_its_proof_and_asks_for_nothing() -> None:
    (answer,) = decide(cites(1_000_00), [INVOICE])
    found = explain(answer)
    assert found.because is not None and "cited by its number" in found.because.text("en")
    assert found.next is None


def test_a_line_that_waits_says_what_would_settle_it() -> None:
    twins = [item("INV-10023"), item("INV-10024", 70_00)]
    (near,) = decide(line(70_00, remittance_text="INV-10023 INV-88888", payer_name=ALPINA), twins)
    (alone,) = decide(line(70_00), twins)
    (nothing,) = decide(line(12_34), twins)
    for answer in (near, alone, nothing):
        step = next_step(answer)
        assert step is not None and answer.posting is None
        assert all(step.text(lang) for lang in LANGUAGES)
    assert next_step(decide(line(100_00, status=LineStatus.PENDING), twins)[0]) is None


# --- the words


def test_every_rule_of_evidence_and_every_way_to_find_items_has_words() -> None:
    rules, ways = modules("recon.match.rules"), modules("recon.match.candidates")
    assert [name for name in rules if not known(f"about_{name}")] == []
    assert [name for name in ways if not known(f"way_{name}")] == []
    assert rule_named("a_rule_of_my_own").text("en") == "a_rule_of_my_own"


def test_every_posting_rule_has_words_and_every_fact_that_holds_a_line_back_what_would_settle_it() -> None:
    code = "\n".join(path.read_text("utf-8") for path in sorted(MATCH.glob("*.py")))
    licences = set(re.findall(r'Licence\([^"()]*"(\w+)"', code)) | {"over_payment", "part_payment"} | set(_UNCITED)
    assert len(licences) > 8
    assert [name for name in sorted(licences) if not known(f"rule_{name}")] == []
    held = set(re.findall(r'says\(\s*"(held_\w+)"', code))
    assert len(held) > 20
    assert [id for id in sorted(held) if not known(f"then_{id}")] == []


def test_every_answer_that_leaves_a_line_to_a_person_says_what_to_do() -> None:
    settled = {"answer_posted", "answer_proposed", "answer_not_ours", "answer_duplicate", "answer_nothing_left"}
    code = "\n".join(path.read_text("utf-8") for path in sorted(MATCH.glob("*.py")))
    waits = set(re.findall(r'"(answer_\w+)"', code)) - settled
    assert len(waits) > 5
    assert [id for id in sorted(waits) if not known(f"then_{id}")] == []


def test_every_veto_says_what_would_settle_the_line() -> None:
    vetoes: set[str] = set()
    for path in sorted((MATCH / "rules").glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        told = {
            target.id: call.value.args[0].value
            for call in ast.walk(tree)
            if isinstance(call, ast.Assign) and isinstance(call.value, ast.Call) and call.value.args
            for target in call.targets
            if isinstance(target, ast.Name) and isinstance(call.value.args[0], ast.Constant)
        }
        for call in ast.walk(tree):
            if not (isinstance(call, ast.Call) and any(k.arg == "veto" for k in call.keywords)):
                continue
            said = call.args[1]
            if isinstance(said, ast.Call) and isinstance(said.args[0], ast.Constant):
                vetoes.add(str(said.args[0].value))
            elif isinstance(said, ast.Name) and said.id in told:
                vetoes.add(str(told[said.id]))
    assert len(vetoes) > 8
    assert [id for id in sorted(vetoes) if not known(f"then_{id}")] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_of_an_explanation_mixes_the_languages(lang: str) -> None:
    words = tomllib.loads((MATCH.parent / "words" / f"{lang}.toml").read_text("utf-8"))["match"]
    kinds = ("evidence_", "held_", "then_", "about_", "way_", "proof_", "rule_", "money_", "explain_")
    for id, text in words.items():
        if not id.startswith(kinds):
            continue
        plain = "".join(part for part, *_ in string.Formatter().parse(text))
        if lang == "en":
            assert not re.search(r"[\u4e00-\u9fff]", plain), id
        else:
            assert len(re.findall(r"[A-Za-z]{3,} [A-Za-z]{3,}", plain)) == 0, id


def test_all_of_an_explanation_speaks_one_language() -> None:
    (answer,) = decide(cites(400_00, "INV-10023"), [INVOICE, item("INV-10024", 400_00)])
    found = explain(answer)
    said = [found.because, found.next, *(p.said for p in found.money), *found.shares]
    said += [s.said for fall in found.waterfalls for s in (fall.steps)] + [f.probability for f in found.waterfalls]
    chinese = [one.text("zh") for one in said if one is not None]
    assert all(re.search(r"[\u4e00-\u9fff]", text) for text in chinese)
