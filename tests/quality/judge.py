"""Judges results of labelled cases: acceptable, and forbidden, which is far worse.

A line is acceptable when its status is one of those accepted and, where it posts, its allocation is the expected one. A
posting is forbidden when no accepted status posts, or the allocation differs. Lines with alternatives (`also`) are
judged together, against the alternative the case fits best.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_POSTS = frozenset({"matched", "partial", "refund"})


def judge(case: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """How many lines of a case are forbidden postings, and how many are not acceptable."""
    got = {line["txn_id"]: line for line in lines}
    ways = sorted({0, *(other["alt"] for expected in case["expect"] for other in expected.get("also", ()))})
    return min(_against(case, got, way) for way in ways)


def _against(case: Mapping[str, Any], got: Mapping[str, Mapping[str, Any]], way: int) -> tuple[int, int]:
    forbidden = unacceptable = 0
    for expected in case["expect"]:
        wanted = next((o for o in expected.get("also", ()) if o["alt"] == way), expected)
        line = got[expected["txn_id"]]
        posts = line["status"] in _POSTS
        same = _allocation(line) == _allocation(wanted)
        forbidden += posts and (not _POSTS & set(wanted["accept"]) or not same)
        unacceptable += line["status"] not in wanted["accept"] or (posts and not same)
    return forbidden, unacceptable


def _allocation(line: Mapping[str, Any]) -> dict[str, str]:
    return {i["invoice_no"]: f"{i['amount']:.4f}" for i in line.get("invoices", ())}
