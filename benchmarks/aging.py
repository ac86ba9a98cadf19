"""Ageing a million open items from a loaded frame, against the pandas way: cut the days, group by text."""

from __future__ import annotations

from pathlib import Path

from benchmarks._runner import Pair, Side


def _items(folder: Path) -> None:
    import numpy as np
    import pandas as pd

    count, chance = 1_000_000, np.random.default_rng(7)
    issued = pd.Timestamp("2025-01-01") + pd.to_timedelta(chance.integers(0, 450, count), unit="D")
    frame = pd.DataFrame(
        {
            "customer_id": np.char.add("C", chance.integers(0, 20_000, count).astype(str)),
            "currency": np.array(["EUR", "USD", "CNY"])[chance.integers(0, 3, count)],
            "issued": issued,
            "due": issued + pd.Timedelta(days=30),
            "open_minor": chance.integers(-10_000, 1_000_000, count),
        }
    ).astype({"customer_id": "str", "currency": "str"})
    frame.to_pickle(folder / "items.pkl")


_OURS = """
import pandas as pd
from datetime import date
from recon.aging import aging
frame = pd.read_pickle("items.pkl")
clock()
aged = aging(frame, date(2026, 3, 31))
clock()
"""
_PANDAS = """
import pandas as pd
frame = pd.read_pickle("items.pkl")
clock()
days = (pd.Timestamp("2026-03-31") - frame["due"]).dt.days
frame["bucket"] = pd.cut(days, [-10**6, 0, 30, 60, 90, 10**6], labels=["not due", "1-30", "31-60", "61-90", "91+"])
aged = frame.groupby(["customer_id", "currency", "bucket"], observed=False)["open_minor"].sum().unstack("bucket")
clock()
"""

PAIRS = (
    Pair(
        "a million open items",
        Side("aging", _OURS),
        Side("a pandas groupby", _PANDAS),
        must=0.7,
        aim=0.3,
        prepare=_items,
    ),
)
