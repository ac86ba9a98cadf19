"""Why a row of a review book is not applied: the cell, what is wrong, what to do. One bad row stops no other."""

from __future__ import annotations

from recon.errors import Finding, Severity, Where
from recon.words import Said


class Refused(Exception):  # noqa: N818 - it is no fault: a row waits for its person
    """A row cannot be applied as it stands. Raised and caught within the review book only."""

    def __init__(self, code: str, where: Where, what: Said, fix: Said) -> None:
        super().__init__(what)
        self.finding = Finding(code, Severity.REFUSED, where, what, fix)
