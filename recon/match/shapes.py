"""The shape of a text: the text with every digit alike.

Law. What a pattern does not find in the shape of a text, every digit it asks for being any, it does not find in the
text. Texts of payers differ in little but digits: what can stand in one is asked of its shape, once for all of that
shape.
"""

from __future__ import annotations

import re

KEPT = 1 << 14  # shapes of which it is kept what can stand in them
_ALIKE = str.maketrans("123456789", "000000000")
_DIGIT_ASKED = re.compile(r"(\\.|\{[^}]*\})|\[(?:\d-?)+\]|\d")  # not the digits of escapes and of counts


def shape(text: str) -> str:
    """The text with 0 for every digit.

    >>> shape("RE 2026-0147")
    'RE 0000-0000'
    """
    return text.translate(_ALIKE)


def of_shape(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """The pattern that finds in a shape all that `pattern` may find in its texts.

    >>> of_shape(re.compile("(?:19|20)[0-3]Q[1-4]{1,2}")).pattern
    '(?:00|00)0Q0{1,2}'
    """
    return re.compile(_DIGIT_ASKED.sub(lambda found: found[1] or "0", pattern.pattern), pattern.flags)
