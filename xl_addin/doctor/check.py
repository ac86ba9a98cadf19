"""What the doctor found: a state, a sentence, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from recon.errors import Where, sentence
from recon.words import Said


class State(StrEnum):
    """How things stand, the gravest last."""

    OK = "ok"
    LOOK = "look"  # works, or some of it does; somebody should know
    WRONG = "wrong"  # the add-in, or all of its formulas, will not work


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. The code is stable and documented."""

    code: str
    state: State
    what: Said
    fix: Said | None = None

    def text(self, lang: str) -> str:
        """One line: what, what to do, code."""
        return f"{sentence(self.what, Where(), self.fix, lang)} [{self.code}]"

    def record(self, lang: str) -> dict[str, str]:
        """The same for programs: code, state, what, fix."""
        fix = self.fix.text(lang) if self.fix else ""
        return {"code": self.code, "state": self.state.value, "what": self.what.text(lang), "fix": fix}


def ok(code: str, what: Said) -> Check:
    """All is well."""
    return Check(code, State.OK, what)


def look(code: str, what: Said, fix: Said) -> Check:
    """Somebody should know."""
    return Check(code, State.LOOK, what, fix)


def wrong(code: str, what: Said, fix: Said) -> Check:
    """It will not work."""
    return Check(code, State.WRONG, what, fix)
