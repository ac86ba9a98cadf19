"""What persons have decided before about lines and payers: their word stands over all evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from recon.match.book import Decision


@dataclass(frozen=True, slots=True)
class Rulings:
    """Empty where nobody has decided anything."""

    held: frozenset[str] = frozenset()  # fingerprints of lines of which nothing is posted unasked
    barred: Mapping[str, tuple[frozenset[str], ...]] = field(default_factory=dict)  # line -> sets of items turned down
    silent: frozenset[str] = frozenset()  # lines for which nothing is to be proposed
    payers: tuple[Decision, ...] = ()  # names confirmed or declined for customers

    def bars(self, line: str, items: frozenset[str]) -> bool:
        """True where these items are not to be proposed for this line."""
        return line in self.silent or items in self.barred.get(line, ())
