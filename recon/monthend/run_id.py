"""The id of a run: a hash of everything its figures follow from."""

from __future__ import annotations

import hashlib
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache

from recon import __version__
from recon.config import Settings
from recon.inputs import Inputs
from recon.journal import RUN_ID, canonical
from recon.terms import Period


def run_id_of(inputs: Inputs, decisions: str, settings: Settings, period: Period) -> str:
    """Hash of everything the figures follow from: contents, not file names or the order of rows."""
    facts = {
        "version": __version__,
        "period": str(period),
        "settings": _plain(settings),
        "decisions": decisions,
        "lines": sorted(_facts(line) for line in inputs.merged.lines),
        "statements": sorted(_facts((s, len(s.lines))) for f in inputs.bank_files for s in f.statements),
        "books": sorted(_facts((f.kind, f.as_of, row)) for f in inputs.book_files for row in f.rows),
        "quarantined": sorted(_facts(q.raw) for f in inputs.files for q in f.quarantined),
    }
    return hashlib.sha256(canonical(facts)).hexdigest()[:RUN_ID]


def _facts(value: object) -> str:
    return canonical(_plain(value)).decode()


@cache
def _names(kind: type) -> tuple[str, ...]:
    """The fields of a row, without the place it was read from and without the lines of a statement."""
    return tuple(f.name for f in fields(kind) if f.name not in ("source", "lines"))


def _plain(value: object) -> object:
    """A row as JSON values."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {name: _plain(getattr(value, name)) for name in _names(value.__class__)}
    return str(value)
