"""A month end: what it is (`month`), how it is worked out (`figures`), and again as it was locked (`locked`)."""

from __future__ import annotations

from recon.monthend.month import MonthEnd, Stand, Waiting

__all__ = ["MonthEnd", "Stand", "Waiting"]
