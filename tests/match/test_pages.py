"""The page that shows how to add a rule and a generator runs: each is dropped into its folder, and matching uses it."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest

from recon import registry, words
from recon.config import settings
from recon.errors import ConfigError
from recon.match import scoring, weights
from recon.match.explain import explain
from recon.match.outcome import Evidence
from recon.words import LANGUAGES
from tests.builders import customer, item, line
from tests.match.books import decide

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "how-to" / "add-a-rule.md").read_text("utf-8")
CODE = dict(re.findall(r"`recon/match/(\w+/\w+)\.py`:\n\n```python\n(.*?)```", PAGE, re.DOTALL))
TOML = [tomllib.loads(block) for block in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)]
STREET = "Quay 7, 4052 Basel"


@pytest.fixture
def dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The two files of the page in their folders, and its words in theirs."""
    for place, code in CODE.items():
        path = tmp_path / f"{place}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(code, "utf-8")
        package = import_module(f"recon.match.{path.parent.name}")
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(path.parent)])
    for lang, told in zip(LANGUAGES, TOML, strict=False):
        for id, text in told.items():
            monkeypatch.setitem(words._words(lang), id, text)
    found = (registry.names, registry.modules, scoring._rules, scoring._generators, weights.defaults)
    for cached in found:
        cached.cache_clear()
    yield
    for cached in found:
        cached.cache_clear()
    for place in CODE:
        folder, _, name = place.partition("/")
        sys.modules.pop(f"recon.match.{folder}.{name}", None)
        vars(import_module(f"recon.match.{folder}")).pop(name, None)


def said(points: str = "") -> list[Evidence]:
    """What the rule of the page says of a payment from the customer's street."""
    limits = settings(tomllib.loads(points)) if points else None
    paid = line(payer_address=STREET.upper(), payer_name="Frida Holm")
    (answer,) = decide(paid, [item()], [customer(address=STREET)], limits)
    return [one for one in answer.alternatives[0].evidence if one.rule == "same_street"]


def test_the_page_shows_a_rule_and_a_generator_and_words_in_both_languages() -> None:
    assert sorted(CODE) == ["candidates/issued_in_month", "rules/same_street"]
    assert [sorted(told) for told in TOML[:2]] == [["about_same_street", "evidence_same_street"]] * 2


@pytest.mark.usefixtures("dropped")
def test_the_rule_of_the_page_is_found_weighed_and_explained() -> None:
    (reason,) = said()
    assert reason.points == 1.5
    assert [reason.said.text(lang) for lang in LANGUAGES] == [
        f"Payer and customer are both in {STREET}.",
        f"付款人与客户同在{STREET}。",
    ]
    (answer,) = decide(line(payer_address=STREET, payer_name="Frida Holm"), [item()], [customer(address=STREET)])
    assert reason.said in [step.said for step in explain(answer).waterfalls[0].steps]


@pytest.mark.usefixtures("dropped")
def test_the_weight_of_the_page_is_changed_in_recon_toml_and_a_wrong_name_is_refused() -> None:
    weight = "[matching.weights]\nsame_street.same = 0.5"
    assert weight in PAGE
    assert [one.points for one in said(weight)] == [0.5]
    with pytest.raises(ConfigError, match="same_street"):
        said("[matching.weights]\nsame_street.near = 0.5")


def test_without_the_file_its_weight_is_unknown() -> None:
    assert said() == []
    with pytest.raises(ConfigError, match="same_street"):
        said("[matching.weights]\nsame_street.same = 0.5")


@pytest.mark.usefixtures("dropped")
def test_the_generator_of_the_page_finds_what_is_then_weighed() -> None:
    def owed(n: int, issued: date) -> str:
        return f"INV-{issued.month}{n:04}"

    days = [date(2026, month, 1 + n % 27) for month in (1, 2) for n in range(40)]
    items = [
        item(owed(n, day), 100_00 + 731 * n, issued=day, due=day + timedelta(20 + n % 13)) for n, day in enumerate(days)
    ]
    january = {i.item_id for i in items if i.issued.month == 1}
    total = sum(i.open_minor for i in items if i.item_id in january)
    paid = line(total, payer_name="Alpina Sport AG", booked=date(2026, 3, 2))
    (answer,) = decide(paid, items)
    ways = [one for one in answer.alternatives if one.rule == "issued_in_month"]
    assert [{s.item_id for s in one.shares} for one in ways] == [january]
    assert explain(answer).waterfalls[0].way.text("en")
