"""Whether the list of items is complete, as the lines of a run show it: are the numbers they cite in it?

A list of open items without history lacks what has been paid, and lines may cite just that. What a list like this does
not have says nothing; what a complete one does not have does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass

_ENOUGH = 100  # lines that cite numbers of the list from which it is known to be complete
_COMPLETE_PERCENT = 2  # most lines, of those, whose number nothing explains
_LACKING_PERCENT = 5  # from here on a list is known to lack documents
_FEW = 5  # such lines that may be chance
_NEIGHBOURS = 0.05  # chance that two documents of one customer are one slip of the pen apart, where it is not known
_REPEATED = 0.05  # chance that an amount is that of another document of the customer, where none is known
_DOUBT = 0.005  # most chance that another document was meant


@dataclass(frozen=True, slots=True)
class Completeness:
    """What the lines of a run cite; nothing is known before they are read."""

    cited: int = 0  # lines that cite items of the list
    slipped: int = 0  # lines that cite none, but a number one slip of the pen away from a likely item
    missing: int = 0  # lines of known payers that cite a number of the ledger's kind that nothing explains
    neighbours: float = _NEIGHBOURS  # chance that two documents of one customer are one slip of the pen apart

    @property
    def complete(self) -> bool:
        """The numbers that lines cite are in the list, but for a few."""
        return self.cited >= _ENOUGH and self.missing * 100 <= self.cited * _COMPLETE_PERCENT

    @property
    def lacking(self) -> bool:
        """Lines cite numbers that are not in the list, and not just a few."""
        return self.missing >= _FEW and self.missing * 100 > self.cited * _LACKING_PERCENT

    @property
    def share_lacking(self) -> float:
        """The share of cited documents, 0 to 1, that is not in the list; 0 where that may be chance."""
        return self.missing / (self.cited + self.missing) if self.missing >= _FEW else 0.0

    def surely_meant(self, repeated: bool, items: int = 1) -> bool:
        """True where a number one slip away from an item is hardly that of a document which the list lacks.

        Args:
            repeated: the customer has other documents with this amount.
            items: of the customer that such a document could be taken for; all of them where the amount proves nothing.

        >>> Completeness(2000, 100, 5).surely_meant(repeated=True), Completeness(90, 5, 0).surely_meant(repeated=False)
        (True, False)
        """
        alike = self.neighbours * (items if repeated else _REPEATED)
        return self.complete and (self.missing + 1) * alike <= _DOUBT * max(self.slipped, 1)
