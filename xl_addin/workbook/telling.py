"""What cells say, as text and as a hash: the same for every program they are read back from."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time

from recon.journal import canonical


def as_text(value: object) -> str:
    """A value as text.

    >>> as_text(2.0), as_text(2), as_text(None), as_text(date(2026, 3, 1)), as_text(datetime(2026, 3, 1))
    ('2', '2', '', '2026-03-01', '2026-03-01')
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.15g}"
    return str(value).replace("\r\n", "\n").strip()


def hashed(texts: object) -> str:
    """SHA-256 of texts in their order."""
    return hashlib.sha256(canonical(texts)).hexdigest()
