"""The bars of a chart: the largest rows one by one, the rest as one bar, so that the bars add up to the table."""

from __future__ import annotations

from recon.report import Chart, Section
from recon.writers import _shared

MOST = 10
# From calm to alarming, told apart also without colour vision (lightness falls with age).
COLOURS = ("#9fc5e8", "#6fa8dc", "#f6b26b", "#e06666", "#990000", "#5b0f00", "#674ea7", "#351c75")


def ranked(section: Section, chart: Chart) -> list[int]:
    """Row numbers of the largest rows, the largest first; equal rows in the table's order."""
    at = [n for n, column in enumerate(section.columns) if column.key in chart.series]
    size = [sum(cell for n in at if isinstance(cell := row[n], int)) for row in section.rows]
    return sorted(range(len(size)), key=lambda n: (-size[n], n))[:MOST]


def largest(section: Section, chart: Chart, others: str, lang: str) -> list[tuple[str, list[int]]]:
    """Name and figures of each bar: minor units, in the order of the chart's series; `others` come last."""
    keys = [column.key for column in section.columns]
    name, at = keys.index(chart.category), [keys.index(key) for key in chart.series]
    chosen = ranked(section, chart)
    bars = [
        (_shared.text(section.rows[n][name], lang), [_whole(section.rows[n][column]) for column in at]) for n in chosen
    ]
    if len(chosen) < len(section.rows):
        shown = set(chosen)
        rest = [row for n, row in enumerate(section.rows) if n not in shown]
        bars.append((others, [sum(_whole(row[column]) for row in rest) for column in at]))
    return bars


def _whole(cell: object) -> int:
    return cell if isinstance(cell, int) else 0
