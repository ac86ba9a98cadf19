"""What the sample companies know of their customers besides name and account: address, contact, owner; and the books.

Nothing here is diced, so that it can grow without telling the month differently. Every name and address is invented.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sample_books.story import Movement, Party, Story

_STREETS = {
    "DE": "Werkstättenweg {n}",
    "FR": "{n} rue des Tourneurs",
    "DK": "Maskinvej {n}",
    "SE": "Verkstadsgatan {n}",
    "NO": "Verkstedveien {n}",
    "GB": "{n} Foundry Lane",
    "NL": "Instrumentenstraat {n}",
    "IT": "Via degli Strumenti {n}",
    "ES": "Calle de los Torneros {n}",
    "US": "{n} Gauge Street",
    "SG": "{n} Straits View",
    "IE": "{n} Quay Road",
    "CN": "工业园路 {n} 号",
}
_CONTACTS = {
    "CN": ("财务部 林会计", "财务部 何会计", "应付组 陆主管", "财务部 沈会计"),
    "": ("Accounts payable", "A. Lindqvist, accounts payable", "M. Fournel, finance", "R. Teague, accounts payable"),
}
_OWNERS = {"CN": ("周敏", "郑一帆"), "": ("Clara Winter", "Jonas Petersen", "Mireille Aubry")}
# Bank charges, transfers and payments to others move no receivable.
_NO_RECEIPT = ("own_transfer", "charge", "interest", "outgoing", "batch_residual")


@dataclass(frozen=True, slots=True)
class Card:
    """What a customer list says of a customer besides."""

    address: str
    contact: str
    email: str
    language: str
    owner: str


def card(party: Party, parties: Sequence[Party]) -> Card:
    """The card of one of the parties."""
    n = [p.id for p in parties].index(party.id)
    chinese = "CN" if party.country == "CN" else ""
    language = {"CN": "zh", "US": "en", "GB": "en", "SG": "en"}.get(party.country, "")
    latin = party.name.isascii() and party.country == "CN"
    return Card(
        _STREETS[party.country].format(n=3 + 7 * n % 90),
        _CONTACTS[chinese][n % 4] if n % 6 else "",  # some have none
        f"ap.{party.id.lower()}@customer.example" if n % 5 else "",
        "en" if latin else language,
        _OWNERS[chinese][n % len(_OWNERS[chinese])],
    )


def receivables(story: Story, currencies: Mapping[str, str], currency: str, day: date) -> int:
    """Trade receivables of the general ledger at a day, in minor units: documents less what customers have paid.

    What stands on a statement that never arrived is not booked. A discount or fee that was given up is booked, as is an
    invoice in another currency than the money that paid it.
    """
    own = {item.id: item.party.currency for item in story.items}
    total = sum(i.open for i in story.items if i.party.currency == currency and i.issued <= day)
    settled: dict[str, int] = {}
    for told in (m for m in story.movements if m.day <= day and not m.missing and m.kind not in _NO_RECEIPT):
        total -= _taken(told, own, settled, currencies[told.account], currency)
    return total


def _taken(told: Movement, own: Mapping[str, str], settled: dict[str, int], paid_in: str, currency: str) -> int:
    """What a movement takes off the receivables of a currency: what it settles, and what is left of it on account."""
    foreign = any(own[part.item] != paid_in for part in told.settles)
    again = told.kind == "paid_twice" and any(part.item in settled for part in told.settles)
    falls = sum(part.written_off for part in told.settles if own[part.item] == currency and not again)
    if foreign:
        falls += sum(part.cash for part in told.settles if own[part.item] == currency)
    elif paid_in == currency:
        falls += told.amount
    settled |= {part.item: part.cash for part in told.settles}
    return falls
