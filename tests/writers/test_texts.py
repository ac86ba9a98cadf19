"""CSV, JSON and HTML: exact amounts, text that stays text, nothing that runs."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from html.parser import HTMLParser

from recon.report import Chart, Check, Column, Kind, Report, Section
from recon.words import says
from recon.writers import csv as csv_writer
from recon.writers import html as html_writer
from recon.writers import json as json_writer
from tests.writers.test_contract import INJECTIONS, hostile


def report(*rows: tuple[object, ...], currency: str = "", checks: tuple[Check, ...] = ()) -> Report:
    """A report of one section: name, currency, amount, day, share."""
    columns = (
        Column("name", says("col_payer")),
        Column("currency", says("col_currency")),
        Column("amount", says("col_amount"), Kind.MONEY, total=True),
        Column("day", says("col_booked"), Kind.DAY),
        Column("part", says("share"), Kind.PERCENT),
    )
    chart = Chart(says("aged_title"), "stacked", "name", ("amount",))
    section = Section("one", says("aged_title"), columns, rows, currency, checks, chart)  # type: ignore[arg-type]
    return Report("r", says("aged_title"), ((says("policy_as_of"), says("verbatim", text="2026-03-31")),), (section,))


def read_csv(made: bytes) -> list[list[str]]:
    assert made.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))


class TestCsv:
    def test_amounts_are_plain_with_the_currencys_own_decimals(self) -> None:
        made = csv_writer.files(
            [report(("a", "EUR", -123456, date(2026, 3, 31), 0.125), ("b", "JPY", 5, None, None))], "en"
        )
        assert read_csv(made["r-one.csv"]) == [
            ["name", "currency", "amount", "day", "part"],
            ["a", "EUR", "-1234.56", "2026-03-31", "0.125"],
            ["b", "JPY", "5", "", ""],
        ]

    def test_no_text_begins_as_a_formula_and_figures_stay_figures(self) -> None:
        rows = read_csv(csv_writer.files([hostile()], "en")["hostile.csv"])[1:]
        assert len(rows) == len(INJECTIONS)
        assert not any(row[0].lstrip(" \u3000").startswith(tuple("=+-@＝＋－＠")) for row in rows)
        assert {row[2] for row in rows} == {"-123.45"}
        assert "000123" in {row[0] for row in rows}

    def test_a_section_says_its_currency_in_a_column(self) -> None:
        whole = report(("a", "", 100, None, None))
        section = whole.sections[0]
        bare = Section("s", section.title, (section.columns[0], section.columns[2]), [("a", 100)], "KWD")
        made = csv_writer.files([Report("r", whole.title, (), (bare, bare))], "en")
        assert read_csv(made["r-s.csv"]) == [["name", "amount", "currency"], ["a", "0.100", "KWD"]]


class TestJson:
    def test_money_is_decimal_text_and_a_total_of_two_currencies_is_left_out(self) -> None:
        check = Check(says("aged_title"), 100, 90, "EUR")
        two = json_writer.value(report(("a", "EUR", 1, None, None), ("b", "USD", 2, None, None), checks=(check,)), "en")
        assert [row["amount"] for row in two["sections"][0]["rows"]] == ["0.01", "0.02"]
        assert two["sections"][0]["totals"] == {} and two["ties"] is False
        assert two["sections"][0]["checks"][0]["difference"] == "0.10"
        one = json_writer.value(report(("a", "EUR", 1, None, None), ("b", "EUR", 2, None, None)), "zh")
        assert one["sections"][0]["totals"] == {"amount": "0.03"} and one["title"] == "账龄分析"

    def test_a_file_is_valid_json_whatever_the_texts_are(self) -> None:
        made = json.loads(json_writer.files([hostile()], "en")["hostile.json"])
        assert len(made["sections"][0]["rows"]) == len(INJECTIONS)


class _Page(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in ("meta", "rect"):
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag in ("rect",) or self.opened.pop() == tag


class TestHtml:
    def test_nothing_on_the_page_runs_or_is_loaded(self) -> None:
        page = _Page()
        made = html_writer.files([hostile()], "en")["hostile.html"].decode()
        page.feed(made)
        assert not page.tags & {"script", "img", "link", "iframe", "b", "a", "object"}
        assert not page.attributes & {"src", "href", "onerror", "onload", "style"}
        assert page.opened == [] and "&lt;script&gt;" in made

    def test_bars_add_up_to_the_table_and_the_verdict_is_said(self) -> None:
        rows = tuple((f"n{n}", "EUR", 100 + n, None, None) for n in range(15))
        checks = (Check(says("aged_title"), 100, 90, "EUR"),)
        made = html_writer.files([report(*rows, currency="EUR", checks=checks)], "en")["r.html"].decode()
        assert made.count("<title>") == 1 + 11  # the page's own, ten bars and the others
        assert "1 of 1 control totals differ" in made and "DIFFERS" in made

    def test_every_bucket_has_a_bar_however_many_there_are(self) -> None:
        whole = report(("a", "EUR", 1, None, None), currency="EUR")
        columns = (
            Column("name", says("col_payer")),
            *(Column(f"b{n}", says("bucket_open", first=n), Kind.MONEY) for n in range(11)),
        )
        chart = Chart(says("aged_title"), "stacked", "name", tuple(f"b{n}" for n in range(11)))
        section = Section("s", whole.title, columns, [("a", *[100] * 11)], "EUR", chart=chart)
        made = html_writer.files([Report("r", whole.title, (), (section,))], "en")["r.html"].decode()
        assert made.count("<rect") == 22  # a bar and a mark of the legend each
        assert all(float(x) < 890 for x in re.findall(r'<rect x="([\d.]+)"', made))

    def test_negative_amounts_stand_in_parentheses(self) -> None:
        made = html_writer.files([report(("a", "EUR", -123456, None, None), currency="EUR")], "en")["r.html"].decode()
        assert '<td class="n minus">(1,234.56)</td>' in made
