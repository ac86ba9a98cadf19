"""Months of work in any order, held against a model of fifty lines: no cent is lost or counted twice.

Import, import again, match, accept, reject, name a document, split, put on account, set aside, undo, lock, reopen.
After each step the chain of the journal is whole, and every document and bank line stands as the model says.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from recon import journal, ledger, workspace
from recon.close import Closed, close
from recon.decisions import Decided, Posted, Reversed, replay
from recon.decisions.kinds import PUT_ON_ACCOUNT
from recon.inputs import read_inputs
from recon.monthend import Stand, Waiting
from recon.periods.locking import lock, reopen
from recon.review.applying import apply_review
from recon.terms import Period
from recon.undo import undo
from tests.review.filling import add, fill, shown
from tests.state.company import STAMP, mt940, put

MONTHS = ("2026-03", "2026-04")
ITEMS = {
    f"INV-{10040 + n}": minor for n, minor in enumerate((100_00, 250_00, 70_00, 80_00, 35_50, 80_00, 12_00, 499_99))
}
PAYERS = ("Alpina Sport AG", "Berg Handel GmbH", "Cella Srl")


class Model:
    """What the books must come to: documents and lines, and for each decision what it takes of them."""

    def __init__(self) -> None:
        self.lines: dict[str, int] = {}  # bank's own id -> amount
        self.takes: dict[int, list[tuple[str, str, int]]] = {}  # decision -> (line, document or "", minor)

    def open(self, item: str) -> int:
        return ITEMS[item] - sum(m for t in self.takes.values() for _, i, m in t if i == item)

    def left(self, line: str) -> int:
        return self.lines[line] - sum(m for t in self.takes.values() for n, _, m in t if n == line)


class Books(RuleBasedStateMachine):
    """The steps."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="recon-law-"))
        self.model = Model()
        self.frozen: dict[str, dict[str, int]] = {}  # locked month -> what was open at its end
        self.files = 0
        self.balance = 1000_00

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    @initialize()
    def company(self) -> None:
        self.books = workspace.create(self.folder, name="Halden GmbH", currency="EUR")
        rows = [
            f"{item},C{n % 3},{PAYERS[n % 3]},2026-01-{5 + n:02d},2026-02-{5 + n:02d},EUR,{euros},{euros}"
            for n, (item, euros) in enumerate((i, f"{minor / 100:.2f}") for i, minor in ITEMS.items())
        ]
        header = "invoice_no,customer_id,customer_name,invoice_date,due_date,currency,amount,open_amount"
        put(self.folder, "ledger/open_items_2026-02-28.csv", "\n".join([header, *rows]) + "\n")

    # --- what comes in

    @rule(
        month=st.sampled_from(MONTHS),
        day=st.integers(1, 28),
        payer=st.integers(0, 2),
        item=st.sampled_from(sorted(ITEMS)),
        cited=st.booleans(),
        minor=st.sampled_from((100_00, 80_00, 35_50, 70_00, 260_00, 5_00, 1_00)),
        whole=st.booleans(),
    )
    def import_a_receipt(
        self, month: str, day: int, payer: int, item: str, cited: bool, minor: int, whole: bool
    ) -> None:
        amount = ITEMS[item] if whole else minor
        self.files += 1
        name = f"B{self.files}"
        text = f"Invoice {item}" if cited else "thank you"
        movement = (f"{month[5:]}{day:02d}", amount, name, PAYERS[payer], text)
        put(self.folder, f"bank/{self.files:03d}.sta", mt940([movement], str(self.files), self.balance))
        self.balance += amount
        self.model.lines[name] = amount

    @precondition(lambda self: self.files)
    @rule(which=st.randoms(use_true_random=False))
    def import_a_file_again(self, which: Random) -> None:
        source = self.folder / f"inputs/bank/{which.randint(1, self.files):03d}.sta"
        shutil.copy(source, source.with_name(f"again-{source.name}"))

    # --- what is decided

    def newest(self) -> str:
        return next(m for m in (*MONTHS, "2026-05") if m not in self.frozen)

    def closed(self) -> Closed | None:
        if not self.model.lines:
            return None
        made = close(self.books, self.newest(), STAMP)
        for posted in made.posted:
            self.took(posted)
        return made

    def took(self, posted: Posted) -> None:
        line = posted.answer.line.bank_id or self.named(posted)
        self.model.takes[posted.row] = [(line, a.item_id, a.cash_minor) for a in posted.allocations]

    def named(self, posted: Posted) -> str:
        inputs = read_inputs(self.books)
        return next(n.bank_id for n in inputs.merged.lines if n.fingerprint == posted.line)

    @rule()
    def match(self) -> None:
        self.closed()

    @rule(pick=st.randoms(use_true_random=False))
    def decide(self, pick: Random) -> None:
        closed = self.closed()
        if closed is None or not closed.month.waiting:
            return
        waiting = pick.choice(closed.month.waiting)
        asked = pick.choice(STEPS)(self.model, waiting, pick)
        if asked is None:
            return
        ticked, parts, takes = asked
        self.fill_in(closed.month.period, waiting, ticked, parts)
        applied = apply_review(self.books, closed.month.period, STAMP)
        if applied.refused and self.moved_after(closed.month.last):
            # An earlier month, opened again, shows what later decisions have taken meanwhile: refused, nothing decided.
            assert ({f.code for f in applied.refused}, applied.decisions) == ({"ST604"}, ())
            (self.folder / "work" / closed.month.period / "review.xlsx").unlink()
            return
        assert not applied.refused, [f.text() for f in applied.refused]
        posted = [d for d in applied.decisions if isinstance(d, Posted)]
        for back in (d for d in applied.decisions if isinstance(d, Reversed)):  # no longer on account as before
            for row in back.of:
                del self.model.takes[row]
        for one in posted:  # what is over stands in a decision of its own: put on account
            took = takes if one.kind != PUT_ON_ACCOUNT else []
            self.model.takes[one.row] = [(waiting.answer.line.bank_id, i, m) for i, m in took]
        again = apply_review(self.books, closed.month.period, STAMP)
        assert again.decisions == ()

    def moved_after(self, day: date) -> bool:
        """True where a decision moves money after a day."""
        decided = self.decided()
        days = [*(a.effective for a in decided.allocations), *(b.effective for b in decided.bookings)]
        return any(moved > day for moved in days)

    def fill_in(self, period: str, waiting: Waiting, ticked: dict[str, str], parts: list[tuple[str, int]]) -> None:
        book = self.folder / "work" / period / "review.xlsx"
        line = waiting.answer.line.fingerprint
        sheet = "Set aside" if waiting.stand is Stand.SET_ASIDE else "Review"
        number = shown(book, sheet, "no")[line]
        fill(book, sheet, {line: ticked})
        rows = [
            {"no": number, "item": item, "amount": minor / 100, **({} if item else {"reason": "on account"})}
            for item, minor in parts
        ]
        add(book, "Split", *rows)

    @precondition(lambda self: self.model.takes)
    @rule(pick=st.randoms(use_true_random=False))
    def undo_one(self, pick: Random) -> None:
        row = pick.choice(sorted(self.model.takes))
        undo(self.books, "a mistake", STAMP, decisions=(row,))
        del self.model.takes[row]

    # --- periods

    @rule()
    def lock_a_month(self) -> None:
        month = self.newest()
        if month == "2026-05" or self.closed() is None:
            return
        lock(self.books, month, STAMP, accept="they stay", approved_by="Chen")
        self.frozen[month] = self.items_at(Period.parse(month).last)

    @precondition(lambda self: self.frozen)
    @rule()
    def reopen_the_month(self) -> None:
        month = max(self.frozen)
        reopen(self.books, month, STAMP, why="a receipt was missing")
        del self.frozen[month]

    # --- what must hold

    def decided(self) -> Decided:
        return replay(journal.read(self.books.journal).entries)

    def items_at(self, day: date) -> dict[str, int]:
        start = ledger.opening(read_inputs(self.books).book_files, self.books.settings.ledger, day)
        found = ledger.position(start, self.decided().allocations, day)
        return {i.item_id: i.open_minor for i in (*found.items, *found.closed)}

    @invariant()
    def every_document_and_line_stands_as_the_model_says(self) -> None:
        if not self.model.lines:
            return
        decided = self.decided()
        assert self.items_at(date(2026, 12, 31)) == {item: self.model.open(item) for item in ITEMS}
        merged = read_inputs(self.books).merged
        left = {n.bank_id: n.amount_minor - decided.use.get(n.fingerprint, 0) for n in merged.lines}
        assert left == {line: self.model.left(line) for line in self.model.lines}

    @invariant()
    def a_locked_month_keeps_its_balances(self) -> None:
        for month, opened in self.frozen.items():
            assert self.items_at(Period.parse(month).last) == opened


Asked = tuple[dict[str, str], list[tuple[str, int]], list[tuple[str, int]]]  # cells, rows of Split, what it takes
Step = Callable[[Model, Waiting, Random], Asked | None]


def accept(_model: Model, waiting: Waiting, _pick: Random) -> Asked | None:
    """The first proposal, as it stands."""
    if not waiting.answer.alternatives:
        return None
    best = waiting.answer.alternatives[0]
    return {"decision": "accept"}, [], [(s.item_id, s.cash_minor) for s in best.shares]


def reject(_model: Model, waiting: Waiting, _pick: Random) -> Asked | None:
    """No proposal is right."""
    return ({"decision": "reject"}, [], []) if waiting.answer.alternatives else None


def name_a_document(model: Model, waiting: Waiting, pick: Random) -> Asked | None:
    """Another document; what is over goes on account."""
    opened = [i for i in ITEMS if model.open(i)]
    if not opened:
        return None
    item = pick.choice(opened)
    return {"decision": "choose documents", "item": item}, [], [(item, min(waiting.left_minor, model.open(item)))]


def split(model: Model, waiting: Waiting, pick: Random) -> Asked | None:
    """Over two documents and the rest on account."""
    opened = [i for i in ITEMS if model.open(i) > 1]
    if len(opened) < 2 or waiting.left_minor < 2:
        return None
    one, other = pick.sample(opened, 2)
    first = min(waiting.left_minor // 2, model.open(one))
    second = min(waiting.left_minor - first, model.open(other))
    rest = waiting.left_minor - first - second
    parts = [(one, first), (other, second)]
    return {"decision": "split"}, [*parts, *([("", rest)] if rest else [])], parts


def put_on_account(_model: Model, waiting: Waiting, _pick: Random) -> Asked | None:
    """A customer's, for no document."""
    if waiting.stand is Stand.ON_ACCOUNT:
        return None
    return {"decision": "on account", "customer": "C1"}, [], []


def set_aside(_model: Model, waiting: Waiting, _pick: Random) -> Asked | None:
    """No customer's at all."""
    return {"decision": "not ours", "reason": "other"}, [], [("", waiting.left_minor)]


STEPS: tuple[Step, ...] = (accept, reject, name_a_document, split, put_on_account, set_aside)


@pytest.mark.parametrize("seed", range(2))
def test_fifty_steps_in_any_order_lose_no_cent(seed: int) -> None:
    pick, books = Random(seed), Books()
    books.company()
    try:
        for _ in range(50):
            step(books, pick)
            books.every_document_and_line_stands_as_the_model_says()
            books.a_locked_month_keeps_its_balances()
        assert books.model.takes and books.files > 2  # something has happened
    finally:
        books.teardown()


def step(books: Books, pick: Random) -> None:
    """One step, the commoner ones more often."""
    kind = pick.choices(
        ("import", "again", "match", "decide", "undo", "lock", "reopen"), weights=(8, 1, 2, 12, 5, 2, 2)
    )[0]
    if kind == "import":
        books.import_a_receipt(
            month=pick.choice(MONTHS),
            day=pick.randint(1, 28),
            payer=pick.randrange(3),
            item=pick.choice(sorted(ITEMS)),
            cited=pick.random() < 0.5,
            minor=pick.choice((100_00, 80_00, 35_50, 70_00, 260_00, 5_00, 1_00)),
            whole=pick.random() < 0.5,
        )
    elif kind == "again" and books.files:
        books.import_a_file_again(which=pick)
    elif kind == "match":
        books.match()
    elif kind == "decide":
        books.decide(pick=pick)
    elif kind == "undo" and books.model.takes:
        books.undo_one(pick=pick)
    elif kind == "lock":
        books.lock_a_month()
    elif kind == "reopen" and books.frozen:
        books.reopen_the_month()


TestBooks = pytest.mark.deep(Books.TestCase)
TestBooks.settings = settings(
    max_examples=500, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
