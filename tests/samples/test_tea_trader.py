"""The small trader: the committed files are what the builder makes, the truth adds up, and matching agrees with it."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recon.journal import Stamp
from recon.match.outcome import Answer, Outcome
from recon.resources import path
from recon.terms import Period
from recon.words import LANGUAGES
from sample_books.story import Story
from sample_books.tea_trader import EDITIONS, MARCH, tell
from sample_books.tea_trader_files import WORKBOOK, bank_file, files
from tests.samples.truth import Told, truth, wrong_postings
from xl_addin.asking import Given
from xl_addin.buttons.import_bank import import_bank
from xl_addin.closed import ClosedBook
from xl_addin.workbook.company import company, month_of

HOME = path("sample_books") / "tea_trader"
STAMP = Stamp("tester", datetime(2026, 4, 1, 8, tzinfo=UTC))
TO_REVIEW = {Outcome.PROPOSED, Outcome.AMBIGUOUS, Outcome.UNMATCHED}
EXPECTED: dict[str, set[Outcome]] = {
    "tie": {Outcome.AMBIGUOUS},
    "contradiction": TO_REVIEW,
    "unidentified": {Outcome.UNMATCHED},
    "prepayment": TO_REVIEW,
    "own_transfer": {Outcome.NOT_OURS},
    "charge": {Outcome.NOT_OURS},
    "interest": {Outcome.NOT_OURS},
    "refund": {Outcome.REFUND},
    "outgoing": {Outcome.NOT_OURS, Outcome.UNMATCHED},
    "exact": {Outcome.POSTED},
    "several": {Outcome.POSTED},
    "discount": {Outcome.POSTED},
    "credit_note": {Outcome.POSTED},
}
LEAST_POSTED = 0.85  # of payable lines, unasked


@dataclass(frozen=True)
class Matched:
    """Both months of an edition, March imported by its button, and the truth."""

    answers: list[Answer]
    told: dict[str, Told]


@pytest.fixture(scope="module", params=LANGUAGES)
def matched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Matched:
    lang = request.param
    folder = tmp_path_factory.mktemp("tea") / lang
    shutil.copytree(HOME / lang, folder)
    asks = Given(
        paths=tuple(folder / "bank" / bank_file(lang, day) for day in (MARCH, datetime(2026, 2, 1, tzinfo=UTC)))
    )
    book = ClosedBook(folder / WORKBOOK[lang], asks, STAMP, lang)
    import_bank(book)
    firm = company(book)
    months = [month_of(firm, book, Period.parse(period)).month for period in ("2026-02", "2026-03")]
    return Matched([answer for month in months for answer in month.answers], truth(f"tea_trader/{lang}"))


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def story(lang: str) -> Story:
    return tell(lang)


def test_the_builder_reproduces_the_committed_files_to_the_byte() -> None:
    fresh = files()
    committed = {p.relative_to(HOME).as_posix(): p.read_bytes() for p in HOME.rglob("*") if p.is_file()}
    assert fresh.keys() == committed.keys()
    assert [name for name in fresh if fresh[name] != committed[name]] == []
    assert sum(map(len, committed.values())) < 1_200_000


def test_every_line_of_both_months_counts_once(matched: Matched) -> None:
    assert Counter(a.line.bank_id for a in matched.answers) == Counter(matched.told.keys())
    assert sum(a.line.amount_minor for a in matched.answers) == sum(told.amount for told in matched.told.values())


def test_no_line_is_posted_against_the_truth(matched: Matched) -> None:
    assert wrong_postings(matched.answers, matched.told) == []


def test_most_payable_lines_are_posted_unasked(matched: Matched) -> None:
    payable = [a for a in matched.answers if matched.told[a.line.bank_id].cash]
    assert sum(a.posting is not None for a in payable) / len(payable) >= LEAST_POSTED


def test_each_planted_line_has_an_outcome_it_may_have(matched: Matched) -> None:
    kinds = {told.kind for told in matched.told.values()}
    assert EXPECTED.keys() <= kinds
    for answer in matched.answers:
        allowed = EXPECTED.get(matched.told[answer.line.bank_id].kind, set(Outcome))
        assert answer.outcome in allowed, (matched.told[answer.line.bank_id].kind, answer.line.line_id)


def test_it_has_the_size_of_a_small_firm(story: Story) -> None:
    receipts = [told for told in story.movements if told.amount > 0]
    assert (len(story.items), len(receipts)) == (66, 50)
    assert len({item.party.id for item in story.items}) == 25
    assert {"short", "fee", "discount", "several", "paid_twice", "unidentified", "other_name"} <= {
        told.kind for told in story.movements
    }


def test_the_two_editions_tell_one_story() -> None:
    english, chinese = tell("en"), tell("zh")
    assert [(i.party.id, i.kind, i.issued, i.due) for i in english.items] == [
        (i.party.id, i.kind, i.issued, i.due) for i in chinese.items
    ]
    times = EDITIONS["zh"].times
    assert [i.amount * times for i in english.items] == [i.amount for i in chinese.items]
    assert Counter((m.day, m.kind) for m in english.movements) == Counter((m.day, m.kind) for m in chinese.movements)


def test_no_item_receives_more_than_is_open(story: Story) -> None:
    settled: dict[str, int] = defaultdict(int)
    for told in story.movements:
        for part in told.settles:
            if not (told.kind == "paid_twice" and settled[part.item]):  # one of the two is the customer's money
                settled[part.item] += part.cash + part.written_off
    opens = {item.id: item.open for item in story.items}
    assert [i for i, minor in settled.items() if not min(0, opens[i]) <= minor <= max(0, opens[i])] == []


def test_numbers_are_unique_and_no_movement_is_booked_on_a_weekend(story: Story) -> None:
    assert max(Counter(item.id for item in story.items).values()) == 1
    assert max(Counter(told.id for told in story.movements).values()) == 1
    assert [told for told in story.movements if told.day.weekday() >= 5] == []


def test_the_page_names_every_planted_kind(lang: str) -> None:
    page = Path(HOME / lang / "README.md").read_text("utf-8")
    planted = {
        told.id
        for told in tell(lang).movements
        if told.kind in EXPECTED and told.kind not in ("exact", "interest", "outgoing")
    }
    assert [id for id in planted if id not in page] == []
