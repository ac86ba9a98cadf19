"""What comes from a file or from a person stays text in everything that is written: nothing of it is ever a formula."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from recon import workspace
from recon.cli import main
from recon.harmless import harmless, plain
from recon.registry import names
from tests.laws.books import BOOK, PERIOD, places, tick
from tests.state.company import put

MARK = "QZX"  # in every text that is dangerous
# Formulas, commands to other programs, and what begins like one.
EVIL = (
    f"=1+1+{MARK}",
    f"=cmd|' /C {MARK}'!A0",
    f"+cmd|' /C {MARK}'!A0",
    f"-2+3+cmd|' /C {MARK}'!A0",
    f"@SUM(1+1)*cmd|' /C {MARK}'!A0",
    f"\t=1+1+{MARK}",
    f"\r=1+1+{MARK}",
    f" =1+1+{MARK}",
    f"\uff1d1+1+{MARK}",
    f"\uff0b1+{MARK}",
    f'=HYPERLINK("http://{MARK}","x")',
    f'=DDE("cmd";"/C {MARK}";"1")',
    f"<script>{MARK}</script>",
    f"{{=1+{MARK}}}",
    f'";=1+{MARK};"',
)
KEPT = ("+86 10 5555 1234", "-12345", "000123", "1E5", "'n Huis")  # texts that look like something else
_RUNS = re.compile(r"[\s\u3000]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]")
_FIGURE = re.compile(r"[+-]?[\d.,]+%?")


def rows(*cells: object) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def company(folder: Path) -> Path:
    """A company whose every name, number and text is an attack or looks like one; some of it is quarantined."""
    workspace.create(folder, name=f"=Acme {MARK}", currency="EUR")
    texts = (*EVIL, *KEPT)
    items = [rows("invoice_no", "customer_id", "customer_name", "invoice_date", "due_date", "currency", "open_amount")]
    customers = [rows("customer_id", "customer_name", "alias", "email")]
    bank = [rows("date", "amount", "currency", "account", "payer", "text", "id")]
    for n, text in enumerate(texts):
        items.append(rows(f"{text}-{n}", f"=C{n}", text, "2026-01-05", "2026-02-04", "EUR", f"{100 + n}.00"))
        customers.append(rows(f"=C{n}", text, f"{text} AG", text))
        amount = 100 + n if n % 2 else 50 + n  # every second one is paid in full
        bank.append(
            rows("2026-03-05", f"{amount}.00", "EUR", "DE02120300000000202051", text, f"{text}-{n}", f"{n}{text}")
        )
    items.append(rows(f"=INV {MARK}", "=C1", f"={MARK}", "2026-01-05", "2026-02-04", "EUR", f"=10+{MARK}"))
    bank.append(rows("2026-03-05", f"=10+{MARK}", "EUR", "DE02120300000000202051", f"@{MARK}", f"-{MARK}", "x"))
    put(folder, "ledger/open_items_2026-02-28.csv", "".join(items))
    put(folder, "masters/=customers.csv", "".join(customers))
    put(folder, f"bank/=bank {MARK}.csv", "".join(bank))
    return folder


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Everything that is written for this company, by name: reports, review book, posting files, letters, log, pack."""
    folder = company(tmp_path_factory.mktemp("evil") / "books")
    assert main(["--user", f"=Li {MARK}", "close", str(folder)]) == 3
    book = folder / BOOK
    at_first = book.read_bytes()
    evil = f"=1+{MARK}"
    line_id, paid = shown(book, "line_id"), f"{EVIL[0]}-0"
    said = {"decision": "on account", "customer": "=C1", "note": evil, "owner": f"+{MARK}"}
    tick(book, {paid: said}, by="text")
    assert main(["apply", str(folder), "--user", f"@{MARK}"]) in (0, 3)
    note = ["--customer", "=C1", "--text", evil, "--contact", f"@{MARK}"]
    assert main(["note", "call", str(folder), *note]) == 0
    assert main(["close", str(folder)]) == 3
    postings: dict[str, bytes] = {}
    for layout in names("recon.layouts"):
        each = folder.with_name(layout)
        shutil.copytree(folder, each)
        assert main(["export", str(each), "--layout", layout]) == 3
        postings |= {path.name: path.read_bytes() for path in each.rglob("posting-*")}
    assert main(["undo", str(folder), "--line", line_id, "--why", f"={MARK}"]) == 0
    assert main(["statement", str(folder), "--all"]) in (0, 3)
    for kind in ("xlsx", "csv", "json", "html"):
        assert main(["log", str(folder), "-o", str(folder / f"log.{kind}")]) in (0, 3)
    assert main(["pack", str(folder), "-o", str(folder / "pack.zip")]) in (0, 3)
    found = {"review-0.xlsx": at_first, **postings}
    for path in folder.rglob("*"):
        if path.is_file() and "inputs" not in path.parts and path.name != "recon.toml":
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(found["pack.zip"])) as pack:
        own = {f"pack:{n}": pack.read(n) for n in pack.namelist() if "/inputs/" not in f"/{n}"}
    return {**own, **found}


def shown(book: Path, column: str) -> str:
    """What a column of the review book shows of the payment that is decided on."""
    for sheet in openpyxl.load_workbook(book).worksheets:
        if placed := places(sheet):
            top, at = placed
            for row in range(top + 2, sheet.max_row + 1):
                if "text" in at and column in at and sheet.cell(row, at["text"]).value == f"{EVIL[0]}-0":
                    return str(sheet.cell(row, at[column]).value)
    raise AssertionError("it is not in the book")


def of_kind(written: dict[str, bytes], *suffixes: str) -> Iterator[tuple[str, bytes]]:
    yield from ((name, content) for name, content in written.items() if name.endswith(suffixes))


def test_everything_is_among_what_is_looked_at(written: dict[str, bytes]) -> None:
    for layout in names("recon.layouts"):
        assert [name for name in written if name.startswith("posting-") and f"-{layout}." in name]
    for name in ("month-end.xlsx", "month-end.html", "proposals.csv", "quarantine.csv"):
        assert MARK.encode() in written[f"outputs/{PERIOD}/{name}"] or name.endswith("xlsx")
    assert len([name for name in written if "statements/" in name]) > 5


def test_no_formula_of_a_workbook_holds_what_came_from_outside(written: dict[str, bytes]) -> None:
    seen = 0
    for name, content in of_kind(written, ".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            assert not [part for part in book.namelist() if "externalLink" in part or "vba" in part.lower()]
            for part in book.namelist():
                if not part.endswith((".xml", ".rels")):
                    continue
                for node in etree.fromstring(book.read(part)).iter():
                    tag = etree.QName(node).localname
                    if tag in ("f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula"):
                        seen += 1
                        assert MARK not in (node.text or ""), f"{name} {part}: {node.text}"
                        assert "cmd" not in (node.text or "") and "DDE" not in (node.text or "")
                    if tag == "Relationship":
                        target = node.get("Target", "")
                        assert node.get("TargetMode") != "External" or MARK not in target, f"{name} {part}: {target}"
                    if tag == "c" and node.get("t") == "str":  # a formula's own text: only ours have one
                        assert node.find("{*}f") is not None, f"{name} {part} {node.get('r')}"
    assert seen > 100


def cells_of(content: bytes, encoding: str) -> Iterator[str]:
    text = content.decode(encoding)
    first = text.partition("\n")[0]
    delimiter = max(",;\t|", key=first.count)
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        yield from row


def test_no_cell_of_a_csv_runs_where_a_sheet_opens_it(written: dict[str, bytes]) -> None:
    looked = 0
    for name, content in of_kind(written, ".csv", ".txt"):
        encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else _encoding(content)
        for cell in cells_of(content, encoding):
            if MARK in cell:
                looked += 1
            assert not _RUNS.match(cell) or _FIGURE.fullmatch(cell), f"{name}: {cell!r}"
    assert looked > 100


def _encoding(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def test_a_page_shows_it_and_does_not_run_it(written: dict[str, bytes]) -> None:
    for name, content in of_kind(written, ".html"):
        page = content.decode("utf-8")
        assert f"<script>{MARK}" not in page, name
        assert not re.search(rf"(href|src)=[\"'][^\"']*{MARK}", page), name


def test_json_gives_it_back_as_it_was(written: dict[str, bytes]) -> None:
    found = "".join(json.dumps(json.loads(c), ensure_ascii=False) for _, c in of_kind(written, ".json"))
    assert json.dumps(EVIL[0])[1:-1] in found
    assert "'=" not in found


def test_texts_that_look_like_figures_come_through_as_they_are(written: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(written[f"outputs/{PERIOD}/month-end.xlsx"])) as book:
        strings = etree.fromstring(book.read("xl/sharedStrings.xml"))
    assert set(KEPT) <= {"".join(map(str, node.itertext())) for node in strings}
    reports = [content for name, content in of_kind(written, ".csv") if name.startswith("outputs/")]
    cells = {cell for content in reports for cell in cells_of(content, "utf-8-sig")}
    assert {harmless(text) for text in KEPT} <= cells
    assert [plain(harmless(text)) for text in KEPT] == list(KEPT)
