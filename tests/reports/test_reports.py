"""What each report says of a month, line by line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from recon.errors import Finding, Severity, Where
from recon.ingest.statement import FileStatus, Quarantined, Statement
from recon.match.outcome import Answer, Evidence, Outcome, Share
from recon.report import Check, Section, Value
from recon.reports import aged_balance, exceptions, matches, run_summary, statement_proof
from recon.rows import OPEN_ITEMS
from recon.words import Said, says
from tests.builders import allocation, answer, bank_file, customer, item, line, month, statement, unapplied


def cells(section: Section, *keys: str) -> list[tuple[Value, ...]]:
    """Some columns of a section, sentences in English."""
    at = [[c.key for c in section.columns].index(key) for key in keys]
    return [tuple(v.text() if isinstance(v := row[n], Said) else v for n in at) for row in section.rows]


def named(sections: tuple[Section, ...], name: str) -> Section:
    return next(s for s in sections if s.name == name)


class TestAgedBalance:
    def test_one_section_a_currency_and_the_items_behind_them(self) -> None:
        items = (item("A", 100), item("B", 200, currency="USD", due=date(2026, 1, 10)))
        report = aged_balance.build(month(items=items, unapplied=(unapplied(30),)))
        assert [s.name for s in report.sections] == ["aged_EUR", "aged_USD", "aged_items", "unapplied"]
        assert cells(report.sections[0], "not_due", "total", "unapplied", "balance") == [(100, 100, -30, 70)]
        assert cells(report.sections[1], "days_1_30", "balance") == [(200, 200)]
        assert cells(report.sections[2], "item_id", "days", "bucket") == [("A", -4, "Not due"), ("B", 21, "1-30 days")]

    def test_money_of_an_unknown_payer_is_in_the_balance(self) -> None:
        report = aged_balance.build(month(unapplied=(unapplied(30, customer_id=""),)))
        assert cells(report.sections[0], "customer_name", "balance") == [("Payer not known", -30)]
        assert all(check.holds for check in report.sections[0].checks)

    def test_what_is_left_out_is_listed_with_its_reason(self) -> None:
        report = aged_balance.build(month(items=(item("F", issued=date(2026, 2, 1), due=date(2026, 3, 1)),)))
        assert cells(named(report.sections, "left_out"), "item_id", "reason") == [("F", "dated after the key date")]

    def test_the_one_table_form_has_the_currency_in_a_column(self) -> None:
        items = OPEN_ITEMS.frame([item("A", 100), item("B", 200, currency="USD")])
        one = aged_balance.table(items, date(2026, 1, 31))
        assert cells(one, "customer_id", "currency", "balance") == [("C1", "EUR", 100), ("C1", "USD", 200)]


def _proof(*statements: Statement) -> tuple[list[tuple[Value, ...]], tuple[Check, ...]]:
    files = tuple(bank_file(each, name=f"{n}.xml") for n, each in enumerate(statements, 1))
    report = statement_proof.build(month(bank_files=files))
    return cells(named(report.sections, "statements"), "number", "difference", "verdict"), report.sections[0].checks


class TestStatementProof:
    first = statement(line(500), opening_minor=1000, closed=date(2026, 1, 15))
    second = statement(line(-200, "T2"), opening_minor=1500, number="2", opened=date(2026, 1, 16))

    def test_a_chain_that_ties_holds(self) -> None:
        rows, checks = _proof(self.first, self.second)
        assert rows == [("1", 0, "ties"), ("2", 0, "ties")]
        assert [(c.left_minor, c.right_minor) for c in checks] == [(1300, 1300)]

    def test_the_order_of_the_files_changes_nothing(self) -> None:
        assert _proof(self.second, self.first) == _proof(self.first, self.second)

    def test_a_statement_that_does_not_add_up_says_by_how_much(self) -> None:
        rows, checks = _proof(replace(self.first, closing_minor=1501))
        assert rows == [("1", 1, "does not add up: 0.01 EUR")]
        assert not checks[0].holds

    def test_a_missing_statement_breaks_the_chain_and_the_account(self) -> None:
        rows, checks = _proof(self.first, replace(self.second, opening_minor=1700, closing_minor=1500))
        assert rows[1] == ("2", 0, "does not follow the statement before: 2.00 EUR")
        assert not checks[0].holds

    def test_a_statement_that_came_twice_counts_once(self) -> None:
        rows, checks = _proof(self.first, self.second, self.first)
        assert rows[-1] == ("1", 0, "copy, already in 1.xml")
        assert checks[0].holds

    def test_pages_of_one_day_follow_their_balances_not_their_numbers(self) -> None:
        day = {"opened": date(2026, 1, 5), "closed": date(2026, 1, 5)}
        one = statement(line(500), opening_minor=1000, number="9", **day)
        two = statement(line(100, "T2"), opening_minor=1500, number="10", **day)
        three = statement(line(-50, "T3"), opening_minor=1600, number="1", **day)
        rows, checks = _proof(three, two, one)
        assert [row[0] for row in rows] == ["9", "10", "1"]
        assert all(row[2] == "ties" for row in rows) and checks[0].holds

    def test_a_file_without_balances_is_not_said_to_tie(self) -> None:
        rows, checks = _proof(replace(self.first, opening_minor=None, closing_minor=None))
        assert rows == [("1", None, "the file gives no balances")]
        assert checks == ()


class TestMatches:
    paid = line(10_000)
    share = Share("INV-10023", "EUR", 9_998, 9_998, 2, "rounding")

    def test_a_posted_line_shows_cash_write_off_rule_and_reasons(self) -> None:
        report = matches.build(
            month(
                answers=(answer(self.paid, Outcome.POSTED, self.share),),
                allocations=(allocation(self.paid, self.share),),
                unapplied=(unapplied(2, line=self.paid.fingerprint),),
            )
        )
        keys = ("received", "used", "on_account", "item_id", "cash", "written_off", "reason", "rule", "why")
        assert cells(report.sections[0], *keys) == [
            (10_000, 9_998, 2, "INV-10023", 9_998, 2, "rounding", "invoice_number", "row 1 Against it: row 2")
        ]
        assert all(check.holds for check in report.sections[0].checks)

    def test_money_that_is_nowhere_breaks_the_check(self) -> None:
        report = matches.build(
            month(
                answers=(answer(self.paid, Outcome.POSTED, self.share),),
                allocations=(allocation(self.paid, self.share),),
            )
        )
        assert [c.holds for c in report.sections[0].checks] == [False, True]

    def test_the_ledger_rules_over_what_was_proposed(self) -> None:
        decided = replace(self.share, item_id="INV-2")
        report = matches.build(
            month(
                answers=(answer(self.paid, Outcome.PROPOSED, self.share),),
                allocations=(allocation(self.paid, decided),),
            )
        )
        assert cells(report.sections[0], "outcome", "item_id", "why") == [
            ("decided by a person", "INV-2", "Decided by a person.")
        ]

    def test_an_allocation_of_no_line_breaks_the_check(self) -> None:
        report = matches.build(
            month(
                answers=(answer(self.paid, Outcome.POSTED, self.share),),
                allocations=(allocation(self.paid, self.share), allocation(line(5, "T9"), self.share)),
            )
        )
        assert not report.sections[0].checks[1].holds

    def test_a_sure_match_never_reads_as_certain_and_shows_no_account_number(self) -> None:
        said = says("where_value", value="paid from DE02120300000000202051 or 12345678")
        sure = replace(answer(self.paid, Outcome.POSTED, self.share).alternatives[0], probability=0.99999)
        sure = replace(sure, evidence=(Evidence(9.0, said),))
        paid = replace(self.paid, payer_account="12345678")
        report = matches.build(month(answers=(Answer(paid, Outcome.POSTED, (sure,), said),)))
        assert cells(report.sections[0], "probability", "why") == [(0.999, "value 'paid from *2051 or *5678'")]

    def test_cash_on_items_of_a_currency_without_an_account_is_proved_too(self) -> None:
        abroad = Share("INV-3", "USD", 11_000, 10_000)
        report = matches.build(
            month(
                answers=(answer(self.paid, Outcome.POSTED, abroad),),
                allocations=(allocation(self.paid, abroad),),
            )
        )
        assert [(c.currency, c.holds) for c in report.sections[0].checks] == [("EUR", True), ("USD", True)]

    def test_a_line_that_waits_is_not_shown_as_posted(self) -> None:
        report = matches.build(month(answers=(answer(self.paid, Outcome.PROPOSED, self.share),)))
        assert [s.rows for s in report.sections] == [[]]

    def test_one_receipt_for_two_items_counts_once(self) -> None:
        half = replace(self.share, cash_minor=5_000, line_minor=5_000, written_off_minor=0, reason="")
        shares = (half, replace(half, item_id="INV-2"))
        report = matches.build(month(answers=(answer(self.paid, Outcome.POSTED, *shares),)))
        assert cells(report.sections[0], "received", "used", "item_id") == [
            (10_000, 5_000, "INV-10023"),
            (None, 5_000, "INV-2"),
        ]

    def test_an_item_in_another_currency_keeps_its_own(self) -> None:
        abroad = Share("INV-3", "USD", 11_000, 10_000)
        report = matches.build(month(answers=(answer(self.paid, Outcome.POSTED, abroad),)))
        assert cells(report.sections[0], "used", "item_currency", "cash") == [(10_000, "USD", 11_000)]


class TestExceptions:
    def test_every_answer_that_is_not_posted_has_its_place(self) -> None:
        share = Share("INV-10023", "EUR", 100, 100)
        answers = tuple(
            answer(line(100, f"T-{outcome}"), outcome, *((share,) if outcome is not Outcome.UNMATCHED else ()))
            for outcome in Outcome
        )
        report = exceptions.build(month(answers=answers))
        found = {s.name: [row[0] for row in cells(s, "line_id")] for s in report.sections[:3]}
        assert found == {
            "review": ["T-ambiguous", "T-proposed"],
            "unmatched": ["T-unmatched"],
            "set_aside": ["T-duplicate", "T-not_ours"],
        }

    def test_a_line_to_review_shows_reasons_for_and_against(self) -> None:
        share = Share("INV-10023", "EUR", 100, 100)
        report = exceptions.build(month(answers=(answer(line(100), Outcome.PROPOSED, share),)))
        assert cells(report.sections[0], "best", "reasons", "against") == [("INV-10023", "row 1", "row 2")]

    def test_account_numbers_are_cut_to_their_last_four(self) -> None:
        text = "RE20260000000123 von DE02120300000000202051 und 6222021234567890123"
        finding = Finding("IN200", Severity.REFUSED, Where("a.csv", row=2), says("where_row", row=2))
        rows = (Quarantined(finding.where, finding, (text, "12,3x")),)
        report = exceptions.build(
            month(
                answers=(answer(line(remittance_text=text), Outcome.UNMATCHED),),
                bank_files=(bank_file(name="a.csv", quarantined=rows),),
            )
        )
        shown = repr([s.rows for s in report.sections])
        assert "*2051" in shown and "*0123" in shown
        assert "RE20260000000123" in shown  # looks like an IBAN, its check digits are wrong
        assert "DE02120300000000202051" not in shown and "6222021234567890123" not in shown

    def test_a_rejected_file_is_a_finding_also_when_it_gives_none(self) -> None:
        report = exceptions.build(month(bank_files=(bank_file(name="bad.xml", status=FileStatus.REJECTED),)))
        assert cells(named(report.sections, "findings"), "file", "code") == [("bad.xml", "RE601")]

    def test_a_control_total_that_does_not_hold_is_a_finding(self) -> None:
        report = exceptions.build(month(controls=(Check(says("yes"), 100, 90, "EUR"),)))
        assert cells(named(report.sections, "findings"), "code", "what") == [("RE600", "yes: 1.00 against 0.90.")]

    def test_what_was_refused_comes_before_what_is_noted(self) -> None:
        found = tuple(
            Finding(f"IN10{n}", severity, Where("f"), says("yes"))
            for n, severity in enumerate((Severity.NOTE, Severity.LOOK, Severity.REFUSED))
        )
        report = exceptions.build(month(findings=found))
        assert cells(named(report.sections, "findings"), "code") == [("IN102",), ("IN101",), ("IN100",)]


class TestBookTests:
    def found(self, **more: Any) -> list[tuple[Value, ...]]:
        return cells(named(exceptions.build(month(**more)).sections, "findings"), "code", "value")

    def test_a_document_due_before_its_date_is_shown(self) -> None:
        early = item("A", due=date(2026, 1, 4), issued=date(2026, 1, 5))
        assert self.found(items=(early, item("B", 7, due=date(2026, 1, 5)))) == [("RE610", "A")]

    def test_one_amount_of_one_day_under_two_numbers_is_shown_once(self) -> None:
        assert self.found(items=(item("A"), item("B"), item("C", 5))) == [("RE611", "")]
        assert self.found(items=(item("A"), item("B", customer_id="C2"), item("C", currency="USD"))) == []
        assert self.found(items=(item("A", -100), item("B", -100))) == []

    def test_money_that_settles_nothing_for_long_is_shown(self) -> None:
        old = unapplied(booked=date(2025, 12, 1), line_id="OLD")
        edge = unapplied(booked=date(2025, 12, 2), line="e")
        assert self.found(unapplied=(old, edge)) == [("RE612", "OLD")]

    def test_a_customer_of_no_list_is_shown_where_there_is_a_list(self) -> None:
        assert self.found(items=(item(),), customers=(customer("C2"),)) == [("RE613", "C1")]
        assert self.found(items=(item(),), customers=(customer("C1"),)) == []
        assert self.found(items=(item(),)) == []


class TestRunSummary:
    def test_outcomes_are_counted_and_added_up_by_currency(self) -> None:
        answers = (
            answer(line(100), Outcome.UNMATCHED),
            answer(line(-30, "T2"), Outcome.UNMATCHED),
            answer(line(7, "T3", currency="USD"), Outcome.UNMATCHED),
        )
        report = run_summary.build(month(answers=answers, lines=tuple(a.line for a in answers)))
        assert cells(report.sections[0], "outcome", "currency", "lines", "in", "out", "net") == [
            ("unmatched", "EUR", 2, 100, 30, 70),
            ("unmatched", "USD", 1, 7, 0, 7),
        ]
        assert all(check.holds for check in report.sections[0].checks)

    def test_a_line_without_an_answer_breaks_the_count(self) -> None:
        report = run_summary.build(month(lines=(line(),)))
        assert [check.holds for check in report.sections[0].checks] == [False, False]

    def test_every_input_is_named_with_its_hash_and_every_setting_with_its_value(self) -> None:
        report = run_summary.build(month(bank_files=(bank_file(statement(line())),)))
        assert cells(report.sections[1], "file", "rows", "sha256") == [("bank.xml", 1, "0123456789ab")]
        assert ("aging.bounds", "30, 60, 90") in cells(report.sections[2], "key", "value")
