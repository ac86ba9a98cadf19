"""Numbers that a payer calls an invoice's: those behind the word for an invoice, in the languages of payments.

Law. Such a number means a document, whether the ledger knows it or not; a month, a year or a few digits mean none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from recon.match.numbers import Text
from recon.match.own_numbers import SHORTEST, OwnNumbers

_INVOICE = frozenset(  # words behind which a payer writes the number of the document he pays
    "RE RECH RECHNUNG RECHNUNGEN RECHNUNGSNR RECHNUNGSNUMMER RECHNR RG RGNR INV INVOICE INVOICES FACT FACTURE FACTUUR "
    "FACTURA FAKT FAKTURA FAKTUREN FAKTURANR LASKU".split()
)
_NUMBER = frozenset("NR NO NUMMER NUMBER NUMERO N".split())
_CHINESE_INVOICE = re.compile(r"发票(?:号码?)?[ .:]*$")
_PERIOD = re.compile(r"(?:(?:0?[1-9]|1[0-2])\D?)?(?:19|20)\d{2}|(?:19|20)\d{2}\D?(?:0[1-9]|1[0-2])")


def is_announced(text: Text, at: int) -> bool:
    """True where the word for an invoice, or for its number, stands right in front of a token."""
    before = at - 1
    if before >= 0 and text.joined[before]:
        if text.said[before] in _NUMBER and before and text.joined[before - 1]:
            before -= 1
        if text.said[before] in _INVOICE:
            return True
    return not text.text.isascii() and _CHINESE_INVOICE.search(text.text, 0, text.starts[at]) is not None


def announced(text: Text, used: set[int], numbers: OwnNumbers) -> Iterator[str]:
    """What stands behind the word for an invoice, among the tokens not used, and is no month or year.

    Its digits may stand apart; letters in front are those of an own number.
    """
    for at, digits in enumerate(text.digits):
        head = text.pieces[at][0]
        if not digits or at in used or not (head.isdigit() or head in numbers.heads) or not is_announced(text, at):
            continue
        last = at
        while (
            last + 1 < len(text.said) and text.joined[last] and text.said[last + 1].isdigit() and last + 1 not in used
        ):
            last += 1
        span = range(at, last + 1)
        if not used.isdisjoint(span) or any(text.grades[one] for one in span):
            continue
        said = text.span(at, last)
        endings = max(len(text.digits[one]) for one in span) < SHORTEST and any(sign in said for sign in "-/")
        if sum(len(text.digits[one]) for one in span) >= SHORTEST and not endings and not _PERIOD.fullmatch(said):
            yield said
