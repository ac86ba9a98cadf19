"""The shape of a text: what it cannot hold, no text of that shape holds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recon.match.not_numbers import Noise
from recon.match.numbers import tokens
from recon.match.shapes import of_shape, shape

_PATTERNS = (
    r"(?<![A-Z0-9])(?:19|20)\d{2}([-/.])(?:0[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?![A-Z0-9])(?![-/.]\d)",
    r"\+?(71|75)<[ ]*(\d[\d ]{4,18}\d)(?=\+|>|<| |$)",
    r"(?<![A-Z0-9/.-])00[2-9]\d{1,2}[ /(-]+[1-9]\d{0,2}[X*\d]{2}",
)


@given(data=st.data(), pattern=st.sampled_from(_PATTERNS))
def test_what_a_pattern_finds_in_a_text_is_found_in_its_shape(data: st.DataObject, pattern: str) -> None:
    text = data.draw(st.from_regex(re.compile(pattern, re.ASCII)))
    assert of_shape(re.compile(pattern)).search(shape(text))


@pytest.mark.parametrize(
    ("plain", "other", "noise"),
    [("RE 4711 99.99.2026", "RE 4711 31.12.2026", Noise.HARD), ("99/2026 4711", "11/2026 4711", Noise.HARD)],
)
def test_two_texts_of_one_shape_are_told_apart_by_their_digits(plain: str, other: str, noise: Noise) -> None:
    assert shape(plain) == shape(other)
    assert noise not in tokens(plain).grades
    assert noise in tokens(other).grades
