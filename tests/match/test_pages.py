"""The page that shows how to add a rule runs."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

from tests.builders import customer, item, line
from tests.match.books import book, candidate

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "add-a-rule.md"


def test_the_rule_on_the_page_gives_evidence() -> None:
    found = re.search(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    rule = ModuleType("shown")
    exec(compile(found[1], str(PAGE), "exec"), rule.__dict__)
    assert all(head in (rule.__doc__ or "") for head in ("What it matches:", "Why it is safe:", "Known limits:"))
    of = book(item(), customers=[customer(address="Quay 7, 4052 Basel")])
    near = line(payer_address="QUAY 7, 4052 BASEL")
    assert [r.points > 0 for r in rule.evidence(near, candidate(near, of, "INV-10023"), of)] == [True]
    away = line(payer_address="Mill Lane 2")
    assert not list(rule.evidence(away, candidate(away, of, "INV-10023"), of))
