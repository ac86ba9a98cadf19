"""What decisions teach: which lines and payers matching treats otherwise because a person has decided before.

Laws. Nothing here is stored: it follows from the decisions that stand, whatever their order, so taking a decision back
unlearns it. Only what a person decided teaches, never what was posted unasked. A name or an account that paid for
several customers teaches nothing by itself; a person's own word (`Alias`) stands over what postings teach, the last
word over those before. A habit makes a proposal and never a posting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from recon.decisions import Alias, Decided, Decision, Pattern, Posted, Reversed
from recon.decisions.kinds import ALLOCATED, PUT_ON_ACCOUNT
from recon.match.book import Decision as Payer
from recon.match.book import Habit
from recon.match.payers import account_key
from recon.match.reading import CONFIRMED_ENOUGH
from recon.match.rulings import Account, NotOurs, Rulings
from recon.money import show
from recon.rows import Customer, OpenItem, StatementLine
from recon.text import name_key

HABITS = ("fee", "discount", "short_pay")
HABIT_FROM = 2  # times from which a difference is a habit
TURNED_DOWN_ENOUGH = (
    2  # lines of a payer whose proposal for a customer was turned down, after which the name is declined
)
NAME, ACCOUNT, HABIT, TURNED_DOWN, PATTERN = "name", "account", "habit", "turned_down", "pattern"
DECLINED = "declined"  # reason of a row by which a payer is not the customer
_Taught = tuple[str, Posted]  # customer, posting
_Pair = tuple[str, str]  # name or account as it is compared, customer
_ORDER = (NAME, ACCOUNT, HABIT, TURNED_DOWN, PATTERN)


@dataclass(frozen=True, slots=True)
class LearnedRow:
    """One thing that decisions have taught, as a person may see it and take it back."""

    kind: str  # name | account | habit | turned_down | pattern
    payer: str  # name as a bank gave it
    account: str  # of the payer
    text: str  # habit: largest difference and its currency; turned_down: the documents; pattern: the text looked for
    customer: str  # customer id, "" for a pattern
    direction: str  # of a pattern
    reason: str  # of a habit or a pattern; "declined" where a person said that a payer is not the customer
    taught_by: tuple[int, ...]  # lines of the journal, sorted
    key: str  # what `forgetting` takes; stable as long as the row stands


def rulings(
    decided: Decided,
    until: date | None = None,
    lines: Iterable[StatementLine] = (),
    items: Iterable[OpenItem] = (),
) -> Rulings:
    """What matching has to heed.

    Args:
        decided: all decisions.
        until: postings of lines booked later teach nothing about payers: the figures of a day rest on none of them.
        lines: bank lines, for the payers of those where a proposal was turned down.
        items: documents, for the customers of what was turned down.
    """
    partly = {line for line, of in decided.posted.items() if any(p.review is not None for p in of)}
    taught = tuple(_teaching(decided, until))
    return Rulings(
        held=frozenset({*partly, *decided.undone, *decided.rejected}),
        barred={
            line: tuple(sorted({frozenset(r.items) for r in of if r.items}, key=sorted))
            for line, of in sorted(decided.rejected.items())
        },
        silent=frozenset(line for line, of in decided.rejected.items() if any(not r.items for r in of)),
        payers=tuple(_names(decided, taught, lines, items)),
        accounts=tuple(_accounts(decided, taught)),
        habits=tuple(habit for habit, _ in _habits(taught)),
        not_ours=tuple(_not_ours(one) for one in decided.patterns),
    )


def learned_rows(decided: Decided, customers: Iterable[Customer] = ()) -> tuple[LearnedRow, ...]:
    """Everything that was learned, by kind, customer and payer.

    What a person has said of a name or an account is shown in place of what postings taught of it. A customer's own
    name (`customers`) was not learned and is not shown.
    """
    rows = [*_taught_rows(decided, customers), *_said_rows(decided)]
    return tuple(sorted(rows, key=lambda r: (_ORDER.index(r.kind), r.customer, r.payer, r.account, r.text, r.key)))


def forgetting(key: str, why: str) -> Decision | None:
    """The decision that takes back what a row of `learned_rows` stands for.

    None for a habit: it follows from bookings that stand, and goes when they are taken back (`recon undo`).
    """
    kind, _, what = key.partition(":")
    if kind == "row" and what.isdecimal():
        return Reversed((int(what),), None, why)
    payer, _, customer = what.rpartition("|")
    if kind == NAME and payer and customer:
        return Alias(payer, "", customer, holds=False)
    if kind == ACCOUNT and payer and customer:
        return Alias("", payer, customer, holds=False)
    return None


def fits(pattern: Pattern, line: StatementLine) -> bool:
    """True where a pattern would set a line aside as no customer's."""
    return _not_ours(pattern).fits(line)


# --- what postings teach


def _teaching(decided: Decided, until: date | None) -> Iterator[_Taught]:
    """The postings of persons that say whose a receipt is, with the customer."""
    for posting in decided.postings():
        answer = posting.answer
        late = until is not None and answer.line.booked > until
        if posting.review is None or late or posting.kind not in (ALLOCATED, PUT_ON_ACCOUNT):
            continue
        customer = answer.customer_id or next((a.customer_id for a in answer.alternatives[:1]), "")
        if customer and answer.line.amount_minor > 0:
            yield customer, posting


def _of_one_customer(taught: Iterable[_Taught], of: Callable[[Posted], str]) -> Iterator[tuple[_Pair, list[Posted]]]:
    """Postings by (name or account) and customer, where it is one customer's only; one of each bank line."""
    found: dict[str, dict[str, dict[str, Posted]]] = defaultdict(lambda: defaultdict(dict))
    for customer, posting in taught:
        if key := of(posting):
            found[key][customer].setdefault(posting.line, posting)
    for key in sorted(found):
        if len(found[key]) == 1:
            ((customer, by_line),) = found[key].items()
            yield (key, customer), [by_line[line] for line in sorted(by_line)]


def _without(taught: Iterable[_Taught], of: Callable[[Posted], str], denied: set[_Pair]) -> Iterator[_Taught]:
    """What speaks of no pair that a person has denied."""
    return ((customer, posting) for customer, posting in taught if (of(posting), customer) not in denied)


def _name_of(posting: Posted) -> str:
    return name_key(posting.answer.line.payer_name)


def _account_of(posting: Posted) -> str:
    return account_key(posting.answer.line.payer_account)


def _words(decided: Decided) -> tuple[dict[_Pair, Alias], dict[_Pair, Alias]]:
    """The last word of a person on each name and on each account, with the customer."""
    names: dict[_Pair, Alias] = {}
    accounts: dict[_Pair, Alias] = {}
    for one in sorted(decided.aliases, key=lambda a: a.row):
        if key := name_key(one.name) if one.name else "":
            names[key, one.customer_id] = one
        if key := account_key(one.account):
            accounts[key, one.customer_id] = one
    return names, accounts


def _names(
    decided: Decided, taught: Sequence[_Taught], lines: Iterable[StatementLine], items: Iterable[OpenItem]
) -> Iterator[Payer]:
    said, _ = _words(decided)
    for (_, customer), one in sorted(said.items()):
        times = CONFIRMED_ENOUGH if one.holds else 1  # one word of a person is enough
        yield from (Payer(one.name, customer, one.holds, date.min) for _ in range(times))
    denied = {pair for pair, one in said.items() if not one.holds}
    for (key, customer), of in _of_one_customer(_without(taught, _name_of, denied), _name_of):
        if (key, customer) not in said:
            yield from (Payer(p.answer.line.payer_name, customer, True, p.answer.line.booked) for p in of)
    kept = {(_name_of(posting), customer) for customer, posting in taught} | said.keys()
    yield from _declined(decided, lines, items, kept)


def _declined(
    decided: Decided, lines: Iterable[StatementLine], items: Iterable[OpenItem], kept: Collection[_Pair]
) -> Iterator[Payer]:
    """Payers whose proposals for a customer were turned down often enough, unless a person has ever said otherwise."""
    known = {p.line: p.answer.line for of in (*decided.undone.values(), *decided.posted.values()) for p in of}
    known |= {line.fingerprint: line for line in lines}
    owner = {item.item_id: (item.customer_id, name_key(item.customer_name)) for item in items}
    times: dict[_Pair, dict[str, str]] = defaultdict(dict)
    for fingerprint in sorted(decided.rejected.keys() & known.keys()):
        name = known[fingerprint].payer_name
        for one in decided.rejected[fingerprint]:
            owners = {owner[i] for i in one.items if i in owner}
            for customer, own_name in owners if len(owners) == 1 else ():
                if (key := name_key(name)) and key != own_name:
                    times[key, customer][fingerprint] = name
    for (key, customer), of in sorted(times.items()):
        if len(of) >= TURNED_DOWN_ENOUGH and (key, customer) not in kept:
            yield Payer(min(of.values()), customer, False, date.min)


def _accounts(decided: Decided, taught: Sequence[_Taught]) -> Iterator[Account]:
    _, said = _words(decided)
    for (key, customer), one in sorted(said.items()):
        yield Account(key, customer, one.holds)
    denied = {pair for pair, one in said.items() if not one.holds}
    for (key, customer), of in _of_one_customer(_without(taught, _account_of, denied), _account_of):
        if (key, customer) not in said and len(of) >= CONFIRMED_ENOUGH:
            yield Account(key, customer, True)


def _habits(taught: Iterable[_Taught]) -> Iterator[tuple[Habit, tuple[int, ...]]]:
    """What each customer has been short by, and the decisions that booked it."""
    found: dict[tuple[str, str, str], list[tuple[int, int]]] = defaultdict(list)
    for customer, posting in taught:
        for one in posting.allocations:
            if one.write_off_reason in HABITS and one.written_off_minor > 0:
                found[customer, one.currency, one.write_off_reason].append((one.written_off_minor, posting.row))
    for (customer, currency, reason), of in sorted(found.items()):
        if len(of) >= HABIT_FROM:
            largest = max(minor for minor, _ in of)
            yield Habit(customer, currency, reason, len(of), largest), tuple(sorted({row for _, row in of}))


def _not_ours(one: Pattern) -> NotOurs:
    return NotOurs(one.payer, one.text, one.account, one.direction, one.row)


# --- what a person sees of it


def _taught_rows(decided: Decided, customers: Iterable[Customer]) -> Iterator[LearnedRow]:
    own = {(name_key(c.name), c.customer_id) for c in customers}
    said_names, said_accounts = _words(decided)
    taught = tuple(_teaching(decided, None))
    denied = {pair for pair, one in said_names.items() if not one.holds}
    for (key, customer), of in _of_one_customer(_without(taught, _name_of, denied), _name_of):
        if (key, customer) not in own | said_names.keys():
            name = min(p.answer.line.payer_name for p in of)
            yield LearnedRow(NAME, name, "", "", customer, "", "", _rows(of), f"{NAME}:{name}|{customer}")
    denied = {pair for pair, one in said_accounts.items() if not one.holds}
    for (key, customer), of in _of_one_customer(_without(taught, _account_of, denied), _account_of):
        if (key, customer) not in said_accounts:
            yield LearnedRow(ACCOUNT, "", key, "", customer, "", "", _rows(of), f"{ACCOUNT}:{key}|{customer}")
    for habit, rows in _habits(taught):
        reach = f"{habit.times} x <= {show(habit.largest_minor, habit.currency)}"
        key = f"{HABIT}:{habit.customer_id}|{habit.currency}|{habit.reason}"
        yield LearnedRow(HABIT, "", "", reach, habit.customer_id, "", habit.reason, rows, key)


def _said_rows(decided: Decided) -> Iterator[LearnedRow]:
    for alias in decided.aliases:
        kind = NAME if alias.name else ACCOUNT
        reason = "" if alias.holds else DECLINED
        yield LearnedRow(
            kind, alias.name, alias.account, "", alias.customer_id, "", reason, (alias.row,), f"row:{alias.row}"
        )
    for one in (r for of in decided.rejected.values() for r in of):
        what = ", ".join((one.line_id, *one.items))
        yield LearnedRow(TURNED_DOWN, "", "", what, "", "", "", (one.row,), f"row:{one.row}")
    for pattern in decided.patterns:
        yield LearnedRow(
            PATTERN,
            pattern.payer,
            pattern.account,
            pattern.text,
            "",
            pattern.direction,
            pattern.reason,
            (pattern.row,),
            f"row:{pattern.row}",
        )


def _rows(of: Iterable[Posted]) -> tuple[int, ...]:
    return tuple(sorted({p.row for p in of}))
