"""Which items a number belongs to: this ledger's own numbers by every form they are written in.

Built item by item in the order of the book, so that the same ledger gives the same lists. A key that is one item's
holds the item alone; only shared keys hold lists, which keeps a million items small.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from recon.match import references
from recon.match.check_digits import luhn_digit
from recon.match.numbers import Form, form
from recon.match.series import Series
from recon.rows import OpenItem
from recon.text import canonical_number

SHORTEST = 4  # significant characters below which a number proves nothing
LEAD = 5  # characters by which most windows of a text are seen to be no number
_TAIL = 4  # digits at the end of a number that may stand for it, at least
_SHORTEST_ORDER = 6  # digits of an order number without its letters
_SHORTEST_CHECKED = 3  # digits of a number that gets a check digit behind it
_BY_FORM, _QR_DIGITS = ("RF", "QRR"), 27  # schemes whose form a number of a series hardly has by chance
_WITH_CHECK_DIGIT = ("SEK", "DKK", "NOK")  # the number with a check digit behind it is a usual reference there

Keys = dict[str, str | list[str]]  # key -> the item, or the items in the order of the book


class OwnNumbers:
    """The numbers, printed references and order numbers of a ledger."""

    def __init__(self) -> None:
        self.full: Keys = {}  # canonical number
        self.loose: Keys = {}  # its pieces without leading zeros
        self.core: Keys = {}  # its digits, apart and in one piece
        self.structured: Keys = {}  # valid printed reference, zeros in front dropped
        self.orders: Keys = {}  # the customer's order number or the contract
        self.kinds: set[str] = set()  # shapes of own numbers
        self.prefixes: set[str] = set()  # letters in front of own numbers, two or more
        self.series = Series()  # where numbers of digits alone lie
        self.heads: set[str] = set()  # first pieces of own numbers that are letters
        self.leads: set[str] = set()  # beginnings of every whole key, up to `LEAD` characters
        self.digit_leads: set[str] = set()  # beginnings of the digits of every number, with and without inner zeros
        self.longest = 0  # characters of the longest key
        self._forms: dict[str, tuple[Form, ...]] = {}  # item -> of its number, then of the printed reference
        self._schemes: dict[str, tuple[int, int]] = {}  # scheme -> names with right check digits, names of its form
        self._forwards: list[str] = []  # keys of `full`; sorted when asked for
        self._backwards: list[str] = []  # keys of `core` in one piece, from the end; sorted when asked for

    def add(self, item: OpenItem) -> None:
        """Index an item."""
        item_id, printed = item.item_id, item.payment_reference
        names = (item_id, printed) if printed and printed != item_id else (item_id,)
        forms = tuple(map(form, names))
        self._forms[item_id] = forms
        for name, known in zip(names, forms, strict=True):
            if len(known.key) >= SHORTEST and not known.key.isalpha():
                self._add_form(known, item_id)
            # One number of a series in ten has the right last digit by chance: there only the forms RF and QRR count.
            if name != item_id or known.key[:2] == "RF" or len(known.key) == _QR_DIGITS:
                self._add_printed(name, item)
        if item.currency in _WITH_CHECK_DIGIT and len(digits := forms[0].digits) >= _SHORTEST_CHECKED:
            self._put(self.structured, digits + luhn_digit(digits), item_id)
        for order in (item.purchase_order, item.contract):
            if order and len(key := canonical_number(order)) >= SHORTEST and any(map(str.isdigit, key)):
                self._put(self.orders, key, item_id)
                digits = "".join(filter(str.isdigit, order))
                if len(digits) >= _SHORTEST_ORDER and digits != key and order.endswith(digits):
                    self._put(self.orders, digits, item_id)

    def _add_printed(self, name: str, item: OpenItem) -> None:
        kind = references.kind_of(name, item.currency)
        if name == item.item_id and kind not in _BY_FORM:
            return
        if kind:
            self._put(self.structured, references.letters_and_digits(name).lstrip("0"), item.item_id)
        if scheme := references.scheme_of(name):
            valid, seen = self._schemes.get(scheme, (0, 0))
            self._schemes[scheme] = (valid + (kind == scheme), seen + 1)

    def _add_form(self, known: Form, item_id: str) -> None:
        digits = known.digits
        self._put(self.full, known.key, item_id)
        self._forwards, self._backwards = [], []
        _put(self.loose, known.loose, item_id)
        if known.core:
            self._put_digits(known.core, item_id)
        if len(digits) >= SHORTEST and digits != known.core:
            self._put_digits(digits, item_id)
        self.series.add(known)
        if known.prefix:
            self.heads.add(known.prefix)
        if known.kind:
            self.kinds.add(known.kind)
            if len(known.prefix) > 1:
                self.prefixes.add(known.prefix)

    def _put_digits(self, key: str, item_id: str) -> None:
        lead = key.replace("-", "")[:LEAD]
        if lead not in self.digit_leads:
            self.digit_leads.update(lead[:size] for size in range(1, LEAD + 1))
        _put(self.core, key, item_id)

    def _put(self, index: Keys, key: str, item_id: str) -> None:
        lead = canonical_number(key[:LEAD]) if index is self.structured else key[:LEAD]
        if lead not in self.leads:
            self.leads.update(lead[:size] for size in range(1, LEAD + 1))
        self.longest = max(self.longest, len(key))
        _put(index, key, item_id)

    def forms(self, item_id: str) -> tuple[Form, ...]:
        """The forms of an item's number, then of its printed reference."""
        return self._forms[item_id]

    def prints(self, scheme: str) -> bool:
        """True where most numbers of a scheme's form have its check digits: SI0368071 may be of a series."""
        valid, seen = self._schemes.get(scheme, (0, 0))
        return valid * 2 > seen

    def beginning(self, key: str) -> list[str]:
        """The items whose canonical number begins with a key and is longer, by number."""
        if not self._forwards:
            self._forwards = sorted(self.full)
        found: list[str] = []
        for at in range(bisect_left(self._forwards, key), len(self._forwards)):
            known = self._forwards[at]
            if not known.startswith(key):
                break
            if len(known) > len(key):
                found += ids(self.full[known])
        return list(dict.fromkeys(found))

    def ending(self, digits: str) -> list[str]:
        """The items whose number ends in some digits and is longer, by number from its end."""
        if not self._backwards:
            self._backwards = sorted(key[::-1] for key in self.core if "-" not in key and len(key) > _TAIL)
        wanted = digits[::-1]
        found: list[str] = []
        for at in range(bisect_left(self._backwards, wanted), len(self._backwards)):
            known = self._backwards[at]
            if not known.startswith(wanted):
                break
            if len(known) > len(wanted):
                found += ids(self.core[known[::-1]])
        return list(dict.fromkeys(found))


def ids(held: str | list[str] | None) -> Sequence[str]:
    """The items of a key as looked up, () where there is none."""
    return () if held is None else (held,) if isinstance(held, str) else held


def _put(index: Keys, key: str, item_id: str) -> None:
    held = index.get(key)
    if held is None:
        index[key] = item_id
    elif isinstance(held, str):
        if held != item_id:
            index[key] = [held, item_id]
    elif held[-1] != item_id:
        held.append(item_id)
