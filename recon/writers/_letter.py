"""A statement of account as a letter: a workbook with a page a currency, ready to be sent, and a slip to come back.

Law: as in every workbook of ours, sums are formulas over the rows beside them with the right value already in them,
and text is text. It prints on A4 upright, one page wide, with the head of the table on each page.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime

from recon.aging import UNAPPLIED, Bucket
from recon.report import decimals
from recon.statement_of_account import Part, Statement
from recon.words import say
from recon.writers._capitals import LARGEST, yuan_in_capitals
from recon.writers._excel import GREEN, GREY, LINE, NAVY, RED, ROW, SOFT, Styles, letters, lines_of, sheet_name
from recon.writers._paper import SIZE, Paper, day_formula, set_up, summed
from recon.writers._shared import printable
from recon.writers._slip import slip
from recon.writers._statement_table import EntriesPaper

_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a file format's field, not a moment: outputs never show the clock


def letter(statement: Statement, lang: str) -> bytes:
    """The workbook of a statement in a language."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": f"{say('statement_title', lang)} {statement.number}", "created": _CREATED})
    styles, names = Styles(book), set[str]()
    for part in statement.parts:
        several = len(statement.parts) > 1
        title = say("statement_title", lang) + (f" {part.currency}" if several else "")
        page = _Letter(book.add_worksheet(sheet_name(title, names)), styles, lang, part.currency)
        page.draw(statement, part)
        if any(e.bucket != UNAPPLIED for e in part.entries):
            title = say("statement_slip", lang) + (f" {part.currency}" if several else "")
            slip(Paper(book.add_worksheet(sheet_name(title, names)), styles, lang, part.currency), statement, part)
    book.worksheets()[0].activate()
    book.close()
    return out.getvalue()


@dataclass
class _Letter(EntriesPaper):
    """The letter in one currency, drawn from the top to the bottom."""

    band: tuple[int, dict[str, object]] = field(default_factory=lambda: (0, {}))  # its row, and how it looks

    def draw(self, statement: Statement, part: Part) -> None:
        """The whole letter."""
        self.statement = statement
        self.begin(part)
        self._from()
        self._to()
        self._figures()
        if self.part.entries:
            self.table()
            self._outcome()
        else:
            self._band_amounts()
        self._closing()
        self._reply()
        self._set_up()

    @property
    def middle(self) -> int:
        """The first column of the right half."""
        done = 0.0
        for at, width in enumerate(self.widths):
            done += width
            if done > sum(self.widths) * 0.52:
                return min(at + 1, self.end - 1)
        return self.end - 1

    # --- who writes to whom ------------------------------------------------------------------------------------

    def _from(self) -> None:
        company = self.statement.company
        reach = [
            self.say("statement_tax", number=company.tax_number) if company.tax_number else "",
            self.say("statement_phone", number=company.phone) if company.phone else "",
            printable(company.email),
        ]
        left = [printable(line) for line in company.address]
        left += ["  ·  ".join(filter(None, reach))] if any(reach) else []
        row, to = self.next_row(28), self.middle - 1
        title = self.say("statement_title")
        self.put(row, 0, to, printable(company.name), bold=True, font_size=15, font_color=NAVY, shrink=True)
        self.put(row, to + 1, self.end, title, bold=True, font_size=20, font_color=NAVY, align="right")
        under = self.say("statement_at", day=self.statement.as_of)
        for n, line in enumerate(left or [""]):
            row = self.next_row(ROW * lines_of(line, self.wide(0, to)) + 1)
            self.put(row, 0, to, line, font_color=GREY, text_wrap=True, valign="top", font_size=9.5)
            if n == 0:
                self.put(row, to + 1, self.end, under, font_color=GREY, align="right", valign="top")
        row = self.next_row(5)
        for at in range(self.end + 1):
            self.sheet.write_blank(row, at, None, self.styles.of(bottom=2, bottom_color=NAVY))
        self.next_row(9)

    def _to(self) -> None:
        one, customer = self.statement, self.statement.customer
        city = " ".join(filter(None, (customer.city, f"({customer.country})" if customer.country else "")))
        to = [printable(customer.name)]
        to += [line for part in customer.address.splitlines() if (line := printable(part).strip())]
        to += [printable(city)] if city and customer.city not in customer.address else []
        to += [self.say("statement_attention", contact=customer.contact)] if customer.contact else []
        to += [printable(customer.email)] if customer.email else []
        period = self.say("statement_span", first=one.first, last=one.as_of)
        facts = [
            ("statement_customer", customer.customer_id),
            ("statement_number", one.number),
            ("statement_date", one.as_of.isoformat()),
            *((("policy_period", period),) if one.first else ()),
            ("statement_currency", self.part.currency),
            *((("statement_contact", customer.owner),) if customer.owner else ()),
        ]
        label_to = self.middle + 1
        lines: list[tuple[str, dict[str, object]]] = [(self.say("statement_to"), {"font_color": GREY})]
        lines += [(line, {"bold": n == 0, "font_size": 11.5 if n == 0 else SIZE}) for n, line in enumerate(to)]
        for n in range(max(len(lines), len(facts))):
            shown, properties = lines[n] if n < len(lines) else ("", {})
            high = lines_of(shown, self.wide(0, self.middle - 1) / (1.12 if properties.get("bold") else 1))
            row = self.next_row((ROW + 1) * high + 1)
            self.put(row, 0, self.middle - 1, shown, text_wrap=True, valign="top", **properties)
            if n < len(facts):
                id, fact = facts[n]
                self.put(row, self.middle, label_to, self.say(id), font_color=GREY, valign="top")
                self.put(row, label_to + 1, self.end, printable(fact), align="right", valign="top", num_format="@")
        self.next_row(8)
        self.across(self.say("statement_intro" if self.part.entries else "statement_nothing", day=one.as_of))
        self.next_row(5)

    def _figures(self) -> None:
        """The two figures a reader looks for, in a band: balance, and what is due now."""
        part = self.part
        row = self.next_row(24)
        band = {"bg_color": SOFT, "bold": True, "top": 1, "bottom": 1, "top_color": LINE, "bottom_color": LINE}
        self.band = (row, band)
        label = self.say("statement_credit" if part.balance_minor < 0 else "statement_balance")
        self.put(row, 0, 1, f"{label} {part.currency}", **{"font_color": NAVY, "font_size": 12, **band})
        due = f"{self.say('statement_due_now')} {part.currency}"
        half = self.middle
        self.put(row, half, half + 1, due, **{"font_size": 12, "font_color": NAVY, "indent": 1, **band})
        if self.lang == "zh" and part.currency == "CNY" and abs(part.balance_minor) < LARGEST:
            self.next_row(4)
            self.across(self.say("statement_words", words=yuan_in_capitals(part.balance_minor)), font_color=GREY)
        self.next_row(7)

    def _band_amounts(self, balance: str = "", due: str = "") -> None:
        """The two figures of the band, once it is known where their formulas look."""
        row, band = self.band
        part, half = self.part, self.middle
        self.amount(row, 2, half - 1, part.balance_minor, balance, **{"font_size": 13, **band})
        style = {"font_size": 13, "font_color": RED if part.due_minor else NAVY, **band}
        self.amount(row, half + 2, self.end, part.due_minor, due, **style)

    # --- what it comes to --------------------------------------------------------------------------------------

    def _outcome(self) -> None:
        """Ages on the left, documents less money on the right with the ledger beside it; then the band on top."""
        part, spans = self.part, self.statement.spans
        self.keep_together((max(len(spans), 4) + 1) * (ROW + 3) + 8 + self._closing_height())
        self.next_row(8)
        top = self.next_row(ROW + 3)
        self.put(top, 0, 3, self.say("statement_ages"), bold=True, font_color=NAVY, bottom=1, bottom_color=LINE)
        rows = [self.next_row(ROW + 3) for _ in range(max(len(spans), 4))]
        for row, span in zip(rows, spans, strict=False):
            self.put(row, 0, 1, span.label.text(self.lang), font_color=GREY)
            self.amount(row, 2, 3, part.in_bucket(span.key), self._bucket(span))
        name, code = letters(self.at("open")), part.currency
        documents = self.first + self.documents
        places = decimals(code)
        sums: tuple[tuple[str, int, str, dict[str, object]], ...] = (
            ("statement_sum_open", part.open_minor, summed(name, self.first, documents), {}),
            ("statement_sum_unapplied", part.unapplied_minor, summed(name, documents, self.last + 1), {}),
            (
                "statement_sum_balance",
                part.balance_minor,
                f"=ROUND({name}{rows[0] + 1}+{name}{rows[1] + 1},{places})",
                {"bold": True, "top": 1},
            ),
            ("statement_sum_ledger", part.ledger_minor, "", {"font_color": GREY}),
        )
        for row, (id, minor, formula, style) in zip(rows, sums, strict=False):
            self.put(row, 4, self.at("open") - 1, self.say(id), **{"indent": 2, **style})
            self.amount(row, self.at("open"), self.at("open"), minor, formula, **style)
        balance, ledger = (f"{name}{rows[n] + 1}" for n in (2, 3))
        ok, bad = self.say("check_ok"), self.say("check_bad")
        holds = part.balance_minor == part.ledger_minor
        colour = {"bold": True, "font_color": GREEN if holds else RED, "align": "center", "valign": "vcenter"}
        test = f'=IF(ROUND({balance}-{ledger},{places})=0,"{ok}","{bad}")'
        self.sheet.write_formula(rows[3], self.at("open") + 1, test, self.styles.of(**colour), ok if holds else bad)
        self._band_amounts(f"={balance}", self._due())
        self.next_row(8)

    def _bucket(self, span: Bucket) -> str:
        """The formula of a bucket: documents whose day lies so many days before the key date."""
        if not self.documents:
            return ""
        last = self.first + self.documents

        def cells(key: str) -> str:
            name = letters(self.at(key))
            return f"${name}${self.first + 1}:${name}${last}"

        days = cells("due" if self.statement.basis == "due" else "day")
        parts = [cells("open")]
        if span.first is not None:
            parts.append(f'{days},"<="&{day_formula(self.statement.as_of)}-{span.first}')
        if span.last is not None:
            parts.append(f'{days},">="&{day_formula(self.statement.as_of)}-{span.last}')
        return f"=SUMIFS({','.join(parts)})"

    def _due(self) -> str:
        """The formula of what is due now: all that is negative, and what was due by the key date, without disputes."""
        left, due, kind = self.span("open"), self.span("due"), self.span("kind")
        is_due = f'({left}>0)*({due}<={day_formula(self.statement.as_of)})*(RIGHT({kind},1)<>"*")'
        whole = f'SUMIF({left},"<0")+SUMPRODUCT({is_due}*{left})'
        return f"=MAX(0,ROUND({whole},{decimals(self.part.currency)}))"

    # --- what the reader is to do ------------------------------------------------------------------------------

    def _sentences(self) -> list[tuple[str, dict[str, object]]]:
        one, part = self.statement, self.part
        company = one.company
        found: list[tuple[str, dict[str, object]]] = []
        if part.entries:
            found.append((self.say("statement_due_rule", day=one.as_of), {"font_color": GREY, "font_size": 9}))
        if part.due_minor and company.bank_details:
            found.append((self.say("statement_pay_to"), {"bold": True, "font_color": NAVY}))
            found += [(printable(line), {}) for line in company.bank_details]
            found.append(("", {}))
        if part.entries:
            found.append((self.say("statement_quote", customer=one.customer.customer_id), {}))
        wrong = self.say("statement_object", day=one.reply_by)
        if company.email:
            wrong = self.say("statement_object_at", sentence=wrong, email=company.email)
        found.append((wrong, {}))
        return found

    def _closing_height(self) -> float:
        return 150 + sum((ROW + 0.5) * lines_of(shown, sum(self.widths)) + 2 for shown, _ in self._sentences())

    def _closing(self) -> None:
        for shown, style in self._sentences():
            self.across(shown, **style)
        self.next_row(10)

    def _reply(self) -> None:
        """The box at the foot: it agrees, or it does not; and who says so."""
        company = self.statement.company.name
        if company:
            row = self.next_row(ROW + 4)
            signed = self.say("statement_signed", company=printable(company))
            self.put(row, self.middle, self.end, signed, align="right")
        self.next_row(12)
        lines: tuple[tuple[str, dict[str, object]], ...] = (
            (self.say("statement_reply", number=self.statement.number), {"bold": True, "font_color": NAVY, "top": 1}),
            (self.say("statement_agrees"), {}),
            (self.say("statement_differs"), {}),
            (self.say("statement_signature"), {"bottom": 1}),
        )
        for shown, style in lines:
            row = self.next_row(ROW + 9)
            box: dict[str, object] = {"left": 1, "right": 1, "indent": 1}
            edges = {f"{side}_color": LINE for side in ("left", "right", "top", "bottom")}
            self.put(row, 0, self.end, shown, **{**box, **edges, **style})

    def _set_up(self) -> None:
        sheet, end = self.sheet, max(self.row - 1, 0)
        set_up(self, self.statement)
        sheet.set_h_pagebreaks(self.breaks)
        sheet.print_area(0, 0, end, self.end)
        if self.part.entries:
            sheet.repeat_rows(self.head_row)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{letters(self.end)}{end + 1}"})
        sheet.set_tab_color(NAVY)
