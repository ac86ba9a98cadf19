"""The gate: no labelled case is posted wrongly, and nearly all are answered as an accountant would."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.quality.judge import judge
from tests.quality.run_cases import run

CASES: list[dict[str, Any]] = [
    case for path in sorted(Path(__file__).parent.glob("*cases.json")) for case in json.loads(path.read_text("utf-8"))
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']}-{case['category']}")
def test_no_case_is_posted_wrongly(case: dict[str, Any]) -> None:
    forbidden, _ = judge(case, run(case)["lines"])
    assert not forbidden, case["why"]


def test_nearly_all_cases_are_answered_acceptably() -> None:
    bad = [f"{case['id']}: {case['why']}" for case in CASES if judge(case, run(case)["lines"])[1]]
    assert len(bad) <= 0.04 * len(CASES), bad


@pytest.mark.parametrize("case", [c for c in CASES if len(c["bank"]) > 1], ids=lambda case: str(case["id"]))
def test_the_order_of_the_lines_changes_no_answer(case: dict[str, Any]) -> None:
    run({**case, "options": {**case["options"], "check_permutations": True}})


def test_what_a_case_expects_is_not_looked_at() -> None:
    for case in CASES[:12]:
        blind = {key: value for key, value in case.items() if key not in ("expect", "why", "category")}
        assert run(blind) == run(case)


def test_the_judge_sees_a_wrong_posting_and_a_missed_one() -> None:
    case = next(c for c in CASES if c["expect"][0]["status"] == "matched")
    (line,) = run(case)["lines"]
    assert judge(case, [line]) == (0, 0)
    assert judge(case, [{**line, "invoices": [{"invoice_no": "OTHER", "amount": 1.0}]}]) == (1, 1)
    assert judge(case, [{**line, "status": "unmatched", "invoices": []}]) == (0, 1)


def test_the_runner_is_a_command(tmp_path: Path) -> None:
    cases, out = tmp_path / "cases.json", tmp_path / "results.json"
    cases.write_text(json.dumps(CASES[:2]), "utf-8")
    subprocess.run([sys.executable, "-m", "tests.quality.run_cases", cases, "--out", out], check=True)
    done = json.loads(out.read_text("utf-8"))
    assert [one["id"] for one in done] == [case["id"] for case in CASES[:2]]
    assert set(done[0]["lines"][0]) == {"txn_id", "status", "invoices", "remainder", "adjustments", "related_txn"}
