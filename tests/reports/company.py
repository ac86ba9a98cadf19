"""A made-up month of a made-up company, large enough to be looked at: every outcome, two currencies, problems."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from recon.config import Company, Settings
from recon.errors import Finding, Severity, Where
from recon.ingest.statement import BankFile, FileStatus, Quarantined
from recon.match.outcome import Alternative, Answer, Evidence, Outcome, Share
from recon.monthend import MonthEnd
from recon.report import Check
from recon.rows import Allocation, OpenItem, StatementLine, UnappliedCash
from recon.words import says
from tests.builders import allocation, bank_file, customer, item, line, month, statement

_NAMES = (
    "Alpina Sport AG",
    "Bergfreund Handels GmbH & Co. KG",
    "Café Ångström AB",
    "深圳市宏达精密机械制造有限公司",
    "Dupont & Fils S.A.R.L.",
    "上海晨光文具股份有限公司",
    "=Equals Ltd",
    "Fjällräven Outdoor Equipment International Holding B.V.",
    "Grüner Baum eG",
    "北京华信贸易有限责任公司",
    "Hidalgo y Hermanos S.L.",
    "Iberia Textil S.A.",
    "José da Silva, Lda.",
    "Kowalski Sp. z o.o.",
    "Łódź Maszyny S.A.",
    "Müller Werkzeugbau GmbH",
)
_LAST = date(2026, 3, 31)


def a_month(draft: bool = True, holds: bool = True, name: str = "Nordwind Instrumente GmbH") -> MonthEnd:
    """March 2026 of a company with sixteen customers; `holds`: whether the bank statements tie."""
    random = Random(7)
    customers = tuple(customer(f"C{n:04d}", name) for n, name in enumerate(_NAMES, 1))
    items = tuple(_item(random, n) for n in range(140))
    lines, answers, allocations, unapplied = _lines(random, items)
    euro = [one for one in lines if one.currency == "EUR"]
    first, second = euro[: len(euro) // 2], euro[len(euro) // 2 :]
    one = statement(*first, opening_minor=1_250_000_00, opened=date(2026, 3, 1), closed=date(2026, 3, 15))
    gap = 0 if holds else 12_50
    two = statement(
        *second, opening_minor=(one.closing_minor or 0) + gap, number="2", opened=date(2026, 3, 16), closed=_LAST
    )
    dollar = statement(
        *(x for x in lines if x.currency == "USD"),
        opening_minor=80_000_00,
        account="DE75512108001245126199",
        currency="USD",
        opened=date(2026, 3, 1),
        closed=_LAST,
    )
    finding = Finding(
        "IN120",
        Severity.LOOK,
        Where("camt053_2026-03-16.xml", row=1204, column="Amt", value="1.250,00"),
        says("where_value", value="1.250,00"),
        says("where_row", row=4),
    )
    files = (
        bank_file(one, name="camt053_2026-03-01.xml"),
        bank_file(two, one, name="camt053_2026-03-16.xml", sha256="9" * 64, findings=(finding,)),
        bank_file(dollar, name="mt940_usd.sta", format="mt940", sha256="a" * 64),
        _rejected(),
    )
    return month(
        settings=Settings(company=Company(name=name)),
        period="2026-03",
        first=date(2026, 3, 1),
        last=_LAST,
        run_id="4f1c9a02be77",
        draft=draft,
        customers=customers,
        items=items,
        lines=tuple(x for x in lines if not x.line_id.startswith("DUP")),
        answers=answers,
        allocations=allocations,
        unapplied=unapplied,
        bank_files=files,
        controls=tuple(
            Check(says("verbatim", text=f"Receipts {currency}"), 1_200_00, 1_200_00, currency)
            for currency in ("EUR", "USD")
        ),
    )


def _item(random: Random, n: int) -> OpenItem:
    who = random.randrange(len(_NAMES))
    issued = _LAST - timedelta(days=random.randrange(0, 170))
    amount = random.randrange(80_00, 48_000_00) * (-1 if n % 17 == 3 else 1)
    return item(
        f"RE-2026-{n:05d}",
        amount,
        customer_id=f"C{who + 1:04d}",
        customer_name=_NAMES[who],
        issued=issued,
        due=issued + timedelta(days=30),
        currency="USD" if who % 5 == 4 else "EUR",
    )


def _lines(
    random: Random, items: tuple[OpenItem, ...]
) -> tuple[tuple[StatementLine, ...], tuple[Answer, ...], tuple[Allocation, ...], tuple[UnappliedCash, ...]]:
    lines: list[StatementLine] = []
    answers: list[Answer] = []
    allocations: list[Allocation] = []
    unapplied: list[UnappliedCash] = []
    outcomes = [Outcome.POSTED] * 5 + [Outcome.PROPOSED, Outcome.AMBIGUOUS, Outcome.UNMATCHED, Outcome.REFUND]
    for n in range(60):
        due = items[n]
        outcome = outcomes[n % len(outcomes)]
        rest = 25_00 if n % 10 == 0 else 0
        sign = -1 if outcome is Outcome.REFUND else 1
        amount = sign * (abs(due.open_minor) + rest)
        paid = line(
            amount,
            f"2026-03-{n:03d}",
            fingerprint=f"{n:032x}",
            booked=date(2026, 3, 2 + n % 28),
            currency=due.currency,
            account="DE02120300000000202051" if due.currency == "EUR" else "DE75512108001245126199",
            payer_name=due.customer_name.upper(),
            remittance_text=f"RG {due.item_id} VOM {due.issued} DANKE, KONTO DE02120300000000202051",
        )
        lines.append(paid)
        share = Share(due.item_id, due.currency, amount - rest - 2, amount - rest - 2, 2, "rounding")
        evidence = (
            Evidence(8.2, says("verbatim", text=f"The text quotes invoice {due.item_id} in full."), "invoice_number"),
            Evidence(2.1, says("verbatim", text="The payer's name is the customer's."), "payer_name"),
            Evidence(-1.5, says("verbatim", text="The amount is 0.02 short."), "amount"),
        )
        best = Alternative((share,), 0.9987, 8.8, "invoice_number", evidence, due.customer_id, rest)
        other = Alternative((replace(share, item_id="RE-2026-00139"),), 0.31, 1.2, "amount", evidence[1:], "", rest)
        matched = outcome is not Outcome.UNMATCHED
        answers.append(
            Answer(
                paid,
                outcome,
                (best, other) if matched else (),
                says("verbatim", text="Two items of this customer fit equally well; the text names neither."),
                customer_id=due.customer_id,
            )
        )
        if outcome in (Outcome.POSTED, Outcome.REFUND):
            allocations.append(allocation(paid, share))
        left = amount - sum(a.line_minor for a in allocations if a.line == paid.fingerprint)
        if left and outcome in (Outcome.POSTED, Outcome.REFUND, Outcome.UNMATCHED):
            known = due.customer_id if n % 4 else ""
            unapplied.append(
                UnappliedCash(paid.fingerprint, paid.line_id, known, paid.payer_name, paid.booked, paid.currency, left)
            )
    copied = replace(lines[0], line_id="DUP-1", fingerprint="f" * 32)
    answers.append(
        Answer(
            copied,
            Outcome.DUPLICATE,
            (),
            says("verbatim", text="Same bank id as an earlier line."),
            related=lines[0].line_id,
        )
    )
    return tuple(lines), tuple(answers), tuple(allocations), tuple(unapplied)


def _rejected() -> BankFile:
    bad = Finding(
        "IN200",
        Severity.REFUSED,
        Where("export.csv", row=17, column="Betrag", value="12,3x"),
        says("where_value", value="12,3x"),
        says("where_row", row=1),
    )
    raw = ("17.03.2026", "Müller Werkzeugbau GmbH", "DE02120300000000202051", "12,3x")
    return bank_file(
        name="export.csv",
        sha256="b" * 64,
        format="",
        status=FileStatus.REJECTED,
        quarantined=(Quarantined(bad.where, bad, raw),),
    )
