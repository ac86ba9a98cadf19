"""One self-contained HTML page: printable, no scripts, nothing loaded from elsewhere, bars drawn as SVG.

Law: every text is escaped, wherever it came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from recon.durable import write_together
from recon.report import Chart, Column, Kind, Report, Section, Value, currencies, total_currency, totals
from recon.words import say
from recon.writers import _shared
from recon.writers._bars import COLOURS, largest

SUFFIX = ".html"
_STYLE = """
:root{--ink:#1f2933;--line:#d5dbe1;--head:#1f3a5f;--ok:#1b7f4b;--bad:#b42318;--soft:#f4f6f8}
*{box-sizing:border-box}
body{margin:2rem auto;max-width:75rem;padding:0 1rem;color:var(--ink);background:#fff;
 font:14px/1.45 Calibri,Carlito,"Segoe UI","Microsoft YaHei","PingFang SC","WenQuanYi Micro Hei",sans-serif}
h1{font-size:1.7rem;margin:0 0 .3rem;color:var(--head)}
h2{font-size:1.35rem;margin:2.2rem 0 .4rem;color:var(--head);border-bottom:2px solid var(--head)}
h3{font-size:1.08rem;margin:1.4rem 0 .4rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.4rem 0 1rem;color:#52606d}
dt{font-weight:600}dd{margin:0}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:.4rem 0 1rem}
th,td{padding:.25rem .5rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
thead th{background:var(--head);color:#fff;font-weight:600;vertical-align:bottom}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.d{white-space:nowrap}
tfoot td{font-weight:700;border-top:2px solid var(--ink);background:var(--soft)}
tfoot tr+tr td{font-weight:400;border-top:0}
.minus{color:var(--bad)}
.ok{color:var(--ok);font-weight:700}.bad{color:var(--bad);font-weight:700}
.verdict{font-size:1.15rem;padding:.5rem .8rem;margin:.6rem 0;border-left:.4rem solid;background:var(--soft)}
.draft{color:var(--bad);border:2px solid;border-radius:.3rem;padding:0 .5rem;font-size:1rem;vertical-align:middle}
.none{color:#7b8794}
svg{max-width:100%;height:auto}
@page{size:A4 landscape;margin:12mm}
@media print{body{margin:0;max-width:none;font-size:10px}h2{break-before:page}thead{display:table-header-group}
 tr{break-inside:avoid}.wide{overflow:visible}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""


def write(reports: Sequence[Report], folder: Path, lang: str) -> list[Path]:
    """Write all reports on one page.

    Raises:
        BusyError: the file is open elsewhere, or the folder cannot be written.
    """
    return write_together(folder, files(reports, lang))


def files(reports: Sequence[Report], lang: str) -> dict[str, bytes]:
    """The page by its name."""
    return {f"{_shared.name_of(reports)}{SUFFIX}": _page(reports, lang).encode()}


def _page(reports: Sequence[Report], lang: str) -> str:
    title = _text(reports[0].title, lang) if len(reports) == 1 else escape(say("month_end", lang))
    draft = f' <span class="draft">{escape(say("draft", lang))}</span>' if any(r.draft for r in reports) else ""
    shared = _shared.common_policy(reports)
    body = [f"<h1>{title}{draft}</h1>", _policy(shared, lang), _checks(reports, lang)]
    for report in reports:
        own = tuple(line for line in report.policy if line not in shared)
        heading = [] if len(reports) == 1 else [f"<h2>{_text(report.title, lang)}</h2>"]
        body += [*heading, _policy(own, lang), *(_section(section, lang) for section in report.sections)]
    language = {"zh": "zh-Hans"}.get(lang, lang)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n" + "\n".join(body) + "\n</body>\n</html>\n"
    )


def _policy(lines: Sequence[tuple[Value, Value]], lang: str) -> str:
    pairs = "".join(f"<dt>{_text(label, lang)}</dt><dd>{_text(said, lang)}</dd>" for label, said in lines)
    return f"<dl>{pairs}</dl>" if pairs else ""


def _checks(reports: Sequence[Report], lang: str) -> str:
    checks = _shared.all_checks(reports)
    if not checks:
        return ""
    wrong = sum(not check.holds for _, _, check in checks)
    verdict = (
        say("checks_wrong", lang, wrong=wrong, count=len(checks))
        if wrong
        else say("checks_hold", lang, count=len(checks))
    )
    heads = "".join(
        f"<th{mark}>{escape(say(id, lang))}</th>"
        for id, mark in (
            ("check", ""),
            ("check_left", ' class="n"'),
            ("check_right", ' class="n"'),
            ("col_difference", ' class="n"'),
            ("check_status", ""),
        )
    )
    rows = "".join(
        f"<tr><td>{_text(c.label, lang)}</td>{_figure(c.left_minor, c.currency)}{_figure(c.right_minor, c.currency)}"
        f"{_figure(c.left_minor - c.right_minor, c.currency)}"
        f"{_status(c.holds, lang)}</tr>"
        for _, _, c in checks
    )
    return (
        f'<p class="verdict {"bad" if wrong else "ok"}">{escape(verdict)}</p>'
        f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _status(holds: bool, lang: str) -> str:
    return f'<td class="{"ok" if holds else "bad"}">{escape(say("check_ok" if holds else "check_bad", lang))}</td>'


def _section(section: Section, lang: str) -> str:
    head = f'<h3 id="{escape(section.name)}">{_text(section.title, lang)}</h3>'
    if not section.rows:
        return f'{head}<p class="none">{escape(say("section_empty", lang))}</p>'
    note = f"<p>{_text(section.note, lang)}</p>" if section.note else ""
    heads = "".join(f"<th{_mark(c)}>{_text(c.label, lang)}</th>" for c in section.columns)
    of = [currencies(section, c) if c.kind is Kind.MONEY else _none for c in section.columns]
    rows = "".join(
        "<tr>"
        + "".join(
            _cell(value, column, currency(row), lang)
            for value, column, currency in zip(row, section.columns, of, strict=True)
        )
        + "</tr>\n"
        for row in section.rows
    )
    foot = _foot(section, lang)
    chart = _bars(section, section.chart, lang) if section.chart else ""
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>\n{rows}</tbody>{foot}</table>"
    return f'{head}{note}{chart}<div class="wide">{table}</div>'


def _none(_row: tuple[Value, ...]) -> str:
    return ""


def _cell(value: Value, column: Column, currency: str, lang: str) -> str:
    if column.kind is Kind.MONEY and isinstance(value, int):
        return _figure(value, currency)
    if column.kind is Kind.PERCENT and isinstance(value, float):
        return f'<td class="n">{value:.1%}</td>'
    return f"<td{_mark(column)}>{_text(value, lang)}</td>"


def _figure(minor: int, currency: str) -> str:
    minus = " minus" if minor < 0 else ""
    return f'<td class="n{minus}">{figure(minor, currency)}</td>'


def figure(minor: int, currency: str) -> str:
    """The amount as in a sheet: grouped, negative in parentheses, nothing as a dash; exact, never a float.

    >>> figure(-123456, "EUR"), figure(0, "EUR"), figure(1234, "JPY")
    ('(1,234.56)', '-', '1,234')
    """
    return _shared.grouped(minor, currency) if minor else "-"


def _foot(section: Section, lang: str) -> str:
    added = totals(section)
    if all(total is None for total in added):
        return ""
    cells = []
    for n, (column, total) in enumerate(zip(section.columns, added, strict=True)):
        if total is None:
            cells.append(f"<td>{escape(say('col_total', lang)) if n == 0 else ''}</td>")
        else:
            cells.append(_figure(total, (total_currency(section, column) or "") if column.kind is Kind.MONEY else ""))
    rows = f"<tr>{''.join(cells)}</tr>"
    whole = next((t for c, t in zip(section.columns, added, strict=True) if c.key == section.share_of), None)
    if whole:
        shares = "".join(
            f'<td class="n">{total / whole:.1%}</td>'
            if total is not None
            else f"<td>{escape(say('share', lang)) if n == 0 else ''}</td>"
            for n, total in enumerate(added)
        )
        rows += f"<tr>{shares}</tr>"
    return f"<tfoot>{rows}</tfoot>"


def _bars(section: Section, chart: Chart, lang: str) -> str:
    """Horizontal bars of the largest rows, stacked by series; what is negative is shown in the table only."""
    keys = [c.key for c in section.columns]
    labels = [_text(section.columns[keys.index(key)].label, lang) for key in chart.series]
    bars = largest(section, chart, say("others", lang), lang)
    longest = max((sum(max(v, 0) for v in values) for _, values in bars), default=0)
    if not longest:
        return ""
    left, width, height = 220, 660, 22
    colours = [COLOURS[n % len(COLOURS)] for n in range(len(labels))]
    parts = []
    for n, (name, values) in enumerate(bars):
        x, y = float(left), n * height + 34
        parts.append(f'<text x="{left - 8}" y="{y + 13}" text-anchor="end">{escape(_cut(name))}</text>')
        for value, colour, label in zip(values, colours, labels, strict=True):
            span = max(value, 0) / longest * width
            if span:
                tip = f"<title>{escape(name)}: {label} {figure(value, section.currency)}</title>"
                parts.append(f'<rect x="{x:.1f}" y="{y}" width="{span:.1f}" height="16" fill="{colour}">{tip}</rect>')
            x += span
    step = min(125, 880 // len(labels))
    start = left if left + step * len(labels) <= 900 else 10
    for n, (colour, label) in enumerate(zip(colours, labels, strict=True)):
        at = start + n * step
        parts.append(f'<rect x="{at}" y="6" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{at + 17}" y="16">{label}</text>')
    total = len(bars) * height + 42
    return (
        f'<svg viewBox="0 0 900 {total}" width="900" height="{total}" role="img" font-size="12" '
        f'aria-label="{_text(chart.title, lang)}">{"".join(parts)}</svg>'
    )


def _cut(name: str, most: int = 30) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _mark(column: Column) -> str:
    if column.kind in (Kind.MONEY, Kind.COUNT, Kind.PERCENT):
        return ' class="n"'
    return ' class="d"' if column.kind is Kind.DAY else ""


def _text(value: Value, lang: str) -> str:
    return escape(_shared.text(value, lang))
