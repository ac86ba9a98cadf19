"""The series of own document numbers: where they lie, and how far they could reach.

A number without letters in front is told from an order, an account or a clock only by where it lies. Farther from every
own number of its length than ten times as many documents would reach, it is none of this ledger's, and says nothing.
But one slip of the pen can carry a number that far: what is one slip from an own number stays this ledger's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from recon.match.numbers import Form

_KNOWN_FROM = 50  # own numbers from which it is known where they lie
_REACH = 10  # times as many documents


class Series:
    """The own numbers by kind: the letters in front and how many digits."""

    def __init__(self) -> None:
        self._own: dict[str, list[int]] = {}  # kind -> numbers, ascending once asked for
        self._in_order = True
        self._count = 0

    def add(self, known: Form) -> None:
        """Take in an own number."""
        if known.kind and known.digits:
            self._own.setdefault(known.kind, []).append(int(known.digits))
            self._in_order = False
            self._count += 1

    def is_next(self, known: Form) -> bool:
        """True for a number just above the last one: a document that may be issued soon."""
        own = self._of_kind(known)
        return bool(own) and bool(known.digits) and 0 < int(known.digits) - own[-1] <= len(own)

    def _of_kind(self, known: Form) -> list[int]:
        if not self._in_order:
            for numbers in self._own.values():
                numbers.sort()
            self._in_order = True
        return self._own.get(known.kind, [])

    def beyond(self, known: Form) -> bool:
        """True for a number of digits alone that lies where the ledger has none, and will have none for long.

        >>> from recon.match.numbers import form
        >>> series = Series()
        >>> for at in range(100):
        ...     series.add(form(f"{417000 + at}"))
        >>> [series.beyond(form(number)) for number in ("417250", "893321", "INV893321")]
        [False, True, False]
        >>> [series.beyond(form(number)) for number in ("917042", "147042")]  # one digit wrong, two exchanged
        [False, False]
        """
        own = self._of_kind(known)
        if known.prefix or not known.digits or not own or self._count < _KNOWN_FROM:
            return False
        number = int(known.digits)
        at = bisect_left(own, number)
        away = min(abs(number - own[near]) for near in (at - 1, at) if 0 <= near < len(own))
        if away <= _REACH * max(len(own), _REACH):
            return False
        return not any(_among(slip, own) for slip in _slips(number, len(known.kind), own[0], own[-1]))


def _slips(number: int, length: int, low: int, high: int) -> Iterator[int]:
    """The numbers of the same length that one digit wrong or two neighbours exchanged make of a number.

    Of those with one digit wrong only what lies between two numbers.
    """
    digits = f"{number:0{length}d}"
    for at, digit in enumerate(digits):
        place = 10 ** (length - at - 1)
        bare = number - int(digit) * place
        lowest, highest = max(-((bare - low) // place), 0), min((high - bare) // place, 9)
        yield from range(bare + lowest * place, bare + highest * place + 1, place)
        if at:
            yield number + (int(digit) - int(digits[at - 1])) * 9 * place


def _among(number: int, own: list[int]) -> bool:
    at = bisect_left(own, number)
    return at < len(own) and own[at] == number
