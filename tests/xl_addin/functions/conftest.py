"""Every test speaks English unless it says otherwise, and finds nothing that another has asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from xl_addin.formula.calls import forget
from xl_addin.formula.language import speak


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    speak("en")
    forget()
    yield
    speak("")
