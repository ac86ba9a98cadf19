"""Run labelled matching cases: `python -m tests.quality.run_cases CASES.json --out RESULTS.json`.

A case is a JSON object with `id`, `invoices`, `bank` and `options`. Only these are read; what a case expects is not.
An option that is absent is a feature switched off: every limit is 0, rounding included. The result is a list of
`{"id", "lines": [{"txn_id", "status", "invoices", "remainder", "adjustments", "related_txn"}]}`; allocations are gross:
what the item falls by, written-off parts included, in the item's currency.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from recon.config import Matching, Processor, Settings, Tolerance
from recon.match.book import Decision
from recon.match.duplicates import Seen
from recon.match.outcome import Answer, Outcome
from recon.match.propose import propose
from recon.money import exponent, plain, to_minor
from recon.rows import Advised, Customer, ItemKind, ItemState, OpenItem, Rate, StatementLine

_ADJUSTMENT = {"discount": "cash_discount", "fee": "bank_fee", "rounding": "rounding", "short_pay": "short_pay"}
_STATES = {"cancelled": ItemState.CANCELLED, "draft": ItemState.DRAFT, "paid": ItemState.PAID}


@dataclass(frozen=True, slots=True)
class Case:
    """A case as the arguments of `propose`."""

    id: str
    lines: tuple[StatementLine, ...]
    items: tuple[OpenItem, ...]
    customers: tuple[Customer, ...]
    rates: tuple[Rate, ...]
    settings: Settings
    seen: tuple[Seen, ...]
    history: tuple[Decision, ...]
    as_of: date | None
    unapplied: Mapping[str, int]
    advices: tuple[Advised, ...]
    permuted: bool

    def answers(self, turned: bool = False) -> tuple[Answer, ...]:
        """The answers in the order of the case's lines; `turned` hands the lines over in reverse order."""
        lines = self.lines[::-1] if turned else self.lines
        found = propose(
            lines,
            self.items,
            self.customers,
            self.rates,
            self.settings,
            seen=self.seen,
            history=self.history,
            as_of=self.as_of,
            unapplied=self.unapplied,
            advices=self.advices,
        )
        return found[::-1] if turned else found


def minor(value: Any, currency: str) -> int:
    """A JSON number as minor units, exact."""
    return to_minor(Decimal(str(value)), currency)


def day(text: str) -> date:
    """An ISO date."""
    return date.fromisoformat(text)


def read_case(raw: Mapping[str, Any]) -> Case:
    """Read one case; its expectations are not looked at."""
    options = raw.get("options", {})
    parties = _parties(raw, options)
    items = tuple(_item(i, parties) for i in raw["invoices"])
    lines = tuple(_line(b, str(at)) for at, b in enumerate(raw["bank"]))
    return Case(
        id=raw["id"],
        lines=lines,
        items=items,
        customers=tuple(_customers(options, parties)),
        rates=tuple(_rates(options.get("fx_rates", {}), sorted({line.booked for line in lines}))),
        settings=settings_of(options),
        seen=tuple(_seen(options.get("seen", ()), {i.item_id: i for i in items})),
        history=tuple(
            Decision(h["payer"], h["customer"], h["decision"] == "confirmed", day(h["date"]))
            for h in options.get("history", ())
        ),
        as_of=day(options["as_of"]) if options.get("as_of") else None,
        unapplied={
            line.fingerprint: minor(b["unapplied_amount"], line.currency)
            for line, b in zip(lines, raw["bank"], strict=True)
            if b.get("unapplied_amount") is not None
        },
        advices=tuple(_advised(row) for row in options.get("advices", ())),
        permuted=bool(options.get("check_permutations")),
    )


def _advised(raw: Mapping[str, Any]) -> Advised:
    """A row of a list that says what a payment is made of: document, gross, what is kept, payment, processor."""
    currency = raw["currency"]
    gross, kept = minor(raw["gross"], currency), minor(raw.get("kept", 0), currency)
    paid_on = day(raw["date"]) if raw.get("date") else None
    return Advised(raw["document"], currency, gross, kept, raw.get("payment", ""), 0, paid_on, raw.get("processor", ""))


def settings_of(options: Mapping[str, Any]) -> Settings:
    """The settings a case's options stand for; an absent option is a limit of 0."""

    def amount(key: str) -> Decimal:
        return Decimal(str(options.get(key, 0)))

    return Settings(
        tolerance=Tolerance(
            rounding=amount("rounding_max"),
            short_pay=amount("tolerance_abs"),
            short_pay_percent=amount("tolerance_pct"),
            short_pay_asks=bool(options.get("tolerance_requires_confirmation")),
            bank_fee=amount("bank_fee_max"),
            discount_percent=amount("discount_tolerance_pct"),
            write_off=amount("writeoff_max"),
        ),
        matching=Matching(
            policy=options.get("policy", "none"),
            largest_set=int(options.get("max_set_size", Matching().largest_set)),
            processors=tuple(
                Processor(p["payer"], Decimal(str(p.get("fee_pct_max", 0)))) for p in options.get("processors", ())
            ),
        ),
    )


def _parties(raw: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, str]:
    """Name -> customer id for every name whose id is not ambiguous."""
    found: dict[str, set[str]] = {}
    for customer in options.get("customers", ()):
        found.setdefault(customer["name"], set()).add(customer.get("customer_id") or customer["name"])
    for invoice in raw["invoices"]:
        if invoice.get("customer_id"):
            found.setdefault(invoice["customer"], set()).add(invoice["customer_id"])
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def _item(raw: Mapping[str, Any], parties: Mapping[str, str]) -> OpenItem:
    currency = raw["currency"]
    name = raw.get("customer", "")
    base = raw.get("base_amount")
    base_currency = raw.get("base_currency", "")
    issued = day(raw["invoice_date"]) if raw.get("invoice_date") else day(raw["due_date"])
    return OpenItem(
        item_id=raw["invoice_no"],
        customer_id=raw.get("customer_id") or parties.get(name, name),
        customer_name=name,
        issued=issued,
        due=day(raw["due_date"]) if raw.get("due_date") else issued,
        currency=currency,
        amount_minor=minor(raw["amount"], currency),
        open_minor=minor(raw.get("open_amount", raw["amount"]), currency),
        kind=ItemKind.CREDIT_NOTE if raw.get("type") == "credit_note" else ItemKind.INVOICE,
        state=_STATES.get(raw.get("status", ""), ItemState.OPEN),
        payment_reference=raw.get("payment_reference") or "",
        discount_minor=minor(raw.get("discount_amount") or 0, currency),
        discount_until=day(raw["discount_date"]) if raw.get("discount_date") else None,
        base_minor=minor(base, base_currency) if base is not None else None,
        base_currency=base_currency,
    )


def _line(raw: Mapping[str, Any], mark: str) -> StatementLine:
    currency = raw["currency"]
    balance = raw.get("balance_after")
    return StatementLine(
        line_id=str(raw.get("txn_id", mark)),
        fingerprint=f"{raw.get('txn_id', mark)}",
        account=raw.get("account", ""),
        booked=day(raw["date"]),
        currency=currency,
        amount_minor=minor(raw["amount"], currency),
        payer_name=raw.get("payer") or "",
        payer_account=raw.get("payer_iban") or "",
        payer_address=raw.get("payer_address") or "",
        payer_city=raw.get("payer_city") or "",
        remittance_text=raw.get("reference") or "",
        bank_id=str(raw.get("bank_id") or ""),
        balance_minor=minor(balance, currency) if balance is not None else None,
    )


def _customers(options: Mapping[str, Any], parties: Mapping[str, str]) -> Iterable[Customer]:
    for raw in options.get("customers", ()):
        accounts = raw.get("iban") or ()
        aliases = raw.get("alias") or ()
        yield Customer(
            customer_id=raw.get("customer_id") or raw["name"],
            name=raw["name"],
            parent_id=raw.get("parent") or "",
            accounts=(accounts,) if isinstance(accounts, str) else tuple(accounts),
            aliases=(aliases,) if isinstance(aliases, str) else tuple(aliases),
            city=raw.get("city") or "",
            address=raw.get("address") or "",
        )


def _rates(raw: Mapping[str, Any], days: Iterable[date]) -> Iterable[Rate]:
    """ "USD/SEK": 9.881 is 9.881 SEK for one USD, on every day of the case."""
    for pair, units in sorted(raw.items()):
        base, currency = pair.split("/")
        yield from (Rate(day, currency, base, Decimal(str(units))) for day in days)


def _seen(raw: Iterable[Mapping[str, Any]], items: Mapping[str, OpenItem]) -> Iterable[Seen]:
    """Lines imported earlier. `allocated` is a list of invoice and amount, or a mapping, gross as everywhere."""
    for at, row in enumerate(raw):
        allocated = row.get("allocated") or ()
        if isinstance(allocated, Mapping):
            allocated = [{"invoice_no": k, "amount": v} for k, v in allocated.items()]
        settled = tuple(
            (a["invoice_no"], minor(a["amount"], items[a["invoice_no"]].currency))
            for a in allocated
            if isinstance(a, Mapping) and a["invoice_no"] in items
        )
        yield Seen(_line({"txn_id": f"seen-{at}", **row}, f"seen-{at}"), settled)


def result_line(answer: Answer, open_after: Mapping[str, int], left: int) -> dict[str, Any]:
    """One line of the result.

    Args:
        answer: the answer.
        open_after: what is open of each item after this line.
        left: what could be used of the line, in minor units.
    """
    currency = answer.line.currency
    best = answer.alternatives[0] if answer.alternatives else None
    shares = best.shares if best and answer.outcome not in (Outcome.DUPLICATE, Outcome.NOT_OURS) else ()
    used = sum(s.line_minor for s in shares)
    remainder = left - used if shares or answer.outcome is not Outcome.REFUND else 0
    return {
        "txn_id": answer.line.line_id,
        "status": _status(answer, open_after, left - used),
        "invoices": [
            {"invoice_no": s.item_id, "amount": _number(s.cash_minor + s.written_off_minor, s.currency)} for s in shares
        ],
        "remainder": _number(0 if answer.outcome is Outcome.DUPLICATE else remainder, currency),
        "adjustments": [
            {"type": _ADJUSTMENT[s.reason], "amount": _number(s.written_off_minor, s.currency)}
            for s in shares
            if s.written_off_minor
        ],
        "related_txn": answer.related or None,
    }


def _status(answer: Answer, open_after: Mapping[str, int], remainder: int) -> str:
    if answer.outcome is Outcome.POSTED:
        return "matched" if not remainder and _closes(answer, open_after) else "partial"
    names = {Outcome.PROPOSED: "suggest", Outcome.NOT_OURS: "unmatched"}
    return names.get(answer.outcome, answer.outcome.value)


def _closes(answer: Answer, open_after: Mapping[str, int]) -> bool:
    return all(open_after[s.item_id] == 0 for s in answer.alternatives[0].shares)


def _number(minor_units: int, currency: str) -> float | int:
    text = plain(minor_units, currency)
    return float(text) if exponent(currency) else int(text)


def results(case: Case, answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """The result lines; whether an item is closed is judged after each line, in date order."""
    answers = list(answers)
    settled = [s for seen in case.seen for s in seen.settled]
    left = {i.item_id: i.open_minor for i in case.items}
    for item in case.items:  # the ledger may be older than what earlier lines settled
        earlier = sum(m for i, m in settled if i == item.item_id)
        if earlier:
            left[item.item_id] = min(left[item.item_id], max(item.amount_minor - earlier, 0), key=abs)
    found: dict[int, dict[str, Any]] = {}
    order = sorted(range(len(answers)), key=lambda n: (answers[n].line.booked, n))
    for at in order:
        answer = answers[at]
        posting = answer.posting
        for share in posting.shares if posting else ():
            left[share.item_id] -= share.cash_minor + share.written_off_minor
        line = answer.line
        found[at] = result_line(answer, left, case.unapplied.get(line.fingerprint, line.amount_minor))
    return [found[at] for at in range(len(answers))]


def run(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Run one case.

    Raises:
        AssertionError: the case asks for permutations and the reversed bank list got other answers.
    """
    case = read_case(raw)
    lines = results(case, case.answers())
    if case.permuted:
        again = {r["txn_id"]: r for r in results(case, case.answers(turned=True))}
        if any(again[r["txn_id"]] != r for r in lines):
            raise AssertionError(f"{case.id}: the order of the bank lines changes the answers")
    return {"id": case.id, "lines": lines}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    raw = json.loads(chosen.cases.read_text("utf-8"))
    done = [run(case) for case in raw]
    chosen.out.write_text(json.dumps(done, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
