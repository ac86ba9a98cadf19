"""One consistent assignment over all lines: no item is settled beyond what is open, no line is used twice.

Lines that want the same items form a component. A small one is solved exactly, a large one from strong to weak. Better
evidence wins; equal evidence, the earlier booking day; then the order of the lines' identities, so that no order of
rows or files can change the result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

_EXACT = 12  # claims of a component up to which every combination is looked at


@dataclass(frozen=True, slots=True)
class Claim:
    """What one line would take."""

    line: str  # identity of the line
    points: float
    booked: date
    takes: tuple[tuple[str, int], ...]  # item and minor units by which it falls, signed as the item


def assign(claims: Sequence[Claim], open_minor: Mapping[str, int]) -> tuple[Claim, ...]:
    """The claims that are granted.

    Args:
        claims: at most one for each line, in any order.
        open_minor: what is open of each item.

    Returns:
        The granted claims in canonical order; together they never take more than is open.
    """
    ordered = sorted(claims, key=_order)
    granted: list[Claim] = []
    for component in _components(ordered):
        if _fits(component, open_minor):
            granted += component
        elif len(component) <= _EXACT:
            granted += _best(component, open_minor)
        else:
            granted += _strong_to_weak(component, open_minor)
    return tuple(sorted(granted, key=_order))


def _order(claim: Claim) -> tuple[float, date, str]:
    return (-round(claim.points, 6), claim.booked, claim.line)


def _components(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Claims that share items, directly or through others."""
    head: dict[str, str] = {}

    def find(item: str) -> str:
        while head.setdefault(item, item) != item:
            head[item] = head[head[item]]
            item = head[item]
        return item

    for claim in claims:
        for item, _ in claim.takes[1:]:
            head[find(item)] = find(claim.takes[0][0])
    parts: dict[str, list[Claim]] = {}
    for claim in claims:
        parts.setdefault(find(claim.takes[0][0]), []).append(claim)
    return list(parts.values())


def _fits(claims: Sequence[Claim], open_minor: Mapping[str, int]) -> bool:
    taken: dict[str, int] = {}
    for claim in claims:
        for item, minor in claim.takes:
            taken[item] = taken.get(item, 0) + minor
    return all(0 < m <= open_minor[i] or open_minor[i] <= m < 0 for i, m in taken.items())


def _best(claims: Sequence[Claim], open_minor: Mapping[str, int]) -> list[Claim]:
    """The combination with the most evidence, then the most lines, the earliest days, the first identities."""
    best: tuple[tuple[float, int, int, tuple[str, ...]], list[Claim]] | None = None
    for mask in range(1, 1 << len(claims)):
        chosen = [c for at, c in enumerate(claims) if mask >> at & 1]
        if not _fits(chosen, open_minor):
            continue
        key = (
            -round(sum(c.points for c in chosen), 6),
            -len(chosen),
            sum(c.booked.toordinal() for c in chosen),
            tuple(sorted(c.line for c in chosen)),
        )
        if best is None or key < best[0]:
            best = (key, chosen)
    return best[1] if best else []


def _strong_to_weak(claims: Sequence[Claim], open_minor: Mapping[str, int]) -> list[Claim]:
    granted: list[Claim] = []
    for claim in sorted(claims, key=_order):
        if _fits([*granted, claim], open_minor):
            granted.append(claim)
    return granted
