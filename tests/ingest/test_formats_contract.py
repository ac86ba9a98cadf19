"""Every bank file format keeps the contract, and every finding of the formats is explained on its page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from recon import registry
from recon.ingest.profile import Profile
from recon.ingest.statement import Statement

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "statements"
FORMATS = registry.modules("recon.ingest.formats")
SURE = sorted(name for name, module in FORMATS.items() if not getattr(module, "FALLBACK", False))

TABLES = {"delimited", "sheet"}  # their golden lists stand beside the layouts of the banks


def golden(name: str) -> Iterator[Path]:
    return (path for path in sorted(GOLDEN.glob(f"{name}-*")) if path.suffix != ".expected")


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_keeps_the_contract(name: str) -> None:
    module = FORMATS[name]
    assert "Source:" in (module.__doc__ or "")
    assert callable(module.claims)
    assert callable(module.read)


@pytest.mark.parametrize("name", sorted(set(FORMATS) - TABLES))
def test_every_format_knows_its_own_golden_files_and_no_other(name: str) -> None:
    files = list(golden(name))
    assert files, f"{name} has no golden statement"
    for path in files:
        claiming = [other for other in SURE if FORMATS[other].claims(path.read_bytes()[:65536])]
        assert claiming == [name]


def _example() -> str:
    page = (ROOT / "docs" / "how-to" / "add-a-format.md").read_text("utf-8")
    found = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example_of_the_how_to_page_is_a_format_that_reads() -> None:
    import io

    module = ModuleType("example")
    exec(compile(_example(), "add-a-format.md", "exec"), module.__dict__)
    data = b"1ACME DE02120300000000202051 EUR\n5 2026-01-30 12500 INV-10023\n5 2026-01-30 -300 fee\n9 12200\n"
    assert "Source:" in (module.__doc__ or "")
    assert module.claims(data)
    assert not module.claims(b"date,amount\n")
    (one,) = [got for got in module.read(io.BytesIO(data), Profile(file="x")) if isinstance(got, Statement)]
    assert (one.account, one.in_minor, one.out_minor, one.closing_minor) == (
        "DE02120300000000202051",
        12500,
        300,
        12200,
    )
    assert [line.remittance_text for line in one.lines] == ["INV-10023", "fee"]
