"""Halvensund Instruments GmbH: a European exporter, books in euro, receipts in euro (camt.053) and dollar (MT940).

Every name, number and account here is invented. This is who takes part; `exporter_month` tells what happened.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sample_books.story import Item, Movement, Party, Story, iban, in_full

NAME = "Halvensund Instruments GmbH"
EUR_ACCOUNT = iban("DE", "990200404410200300")
USD_ACCOUNT = iban("DE", "990200404410200840")
SAVINGS = iban("DE", "990200404410200999")
CURRENCIES = {EUR_ACCOUNT: "EUR", USD_ACCOUNT: "USD"}
OPENING = {EUR_ACCOUNT: 184_220_35, USD_ACCOUNT: 96_410_08}
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
GAP_DAY = date(2026, 3, 18)  # the dollar statement of this day never arrived


def _german(id: str, name: str, city: str, items: tuple[int, int], listed: bool = True) -> Party:
    """A customer with the terms usual there: 30 days net, 2 % within 14 days."""
    return Party(id, name, "DE", city, discount_days=14, discount_percent=2, items=items, listed=listed)


PARTIES = (
    _german("D1001", "Müßigbrodt Feinoptik GmbH", "Lüneburg", (7, 3)),
    _german("D1002", "Krähenwinkel Labortechnik GmbH & Co. KG", "Celle", (7, 3)),
    _german("D1003", "Jörgensdorf Maschinenbau GmbH", "Güstrow", (6, 3)),
    _german("D1004", "Grünspecht Sensorik GmbH", "Erfurt", (6, 2)),
    _german("D1005", "Ostseewind Anlagenbau AG", "Rostock", (5, 2), listed=False),
    Party("F2001", "Ateliers Montferlys SARL", "FR", "Lyon", net_days=45, items=(6, 2)),
    Party("F2002", "Société Beaurivelle Optique SAS", "FR", "Grenoble", net_days=45, items=(6, 2), listed=False),
    Party("F2003", "Établissements Vauclair-Dorne SA", "FR", "Dijon", net_days=45, items=(5, 2)),
    Party("N3001", "Fjordhaven Målteknik A/S", "DK", "Odense", items=(6, 2), alias="Fjordhaven Group Services"),
    Party("N3002", "Björkvik Mätinstrument AB", "SE", "Örebro", items=(6, 2)),
    Party("N3003", "Skærgård Industri ApS", "DK", "Esbjerg", items=(5, 2), listed=False),
    Party("N3004", "Nordøysund Havteknikk AS", "NO", "Ålesund", items=(5, 1)),
    Party("B4001", "Thornbury Vale Calibration Ltd", "GB", "Leeds", items=(6, 2)),
    Party("B4002", "Pellworth Marine Gauges plc", "GB", "Plymouth", items=(5, 2), listed=False),
    Party("L5001", "Oosterkade Meettechniek B.V.", "NL", "Zwolle", items=(5, 2)),
    Party("L5002", "Officine Valdorsa S.r.l.", "IT", "Brescia", net_days=60, items=(5, 1)),
    Party("L5003", "Laboratorios Peñalbar S.L.", "ES", "Zaragoza", net_days=60, items=(5, 1)),
    Party("U6000", "Great Plover Holdings Inc.", "US", "Columbus", "USD", net_days=45),
    Party("U6001", "Plover Gauge Company", "US", "Columbus", "USD", net_days=45, parent="U6000", items=(5, 2)),
    Party("U6002", "Marsh Plover Marine LLC", "US", "Norfolk", "USD", net_days=45, parent="U6000", items=(5, 2)),
    Party("U6003", "Harrowgate Scientific LLC", "US", "Dayton", "USD", items=(6, 2)),
    Party("U6004", "Blue Quarry Analytics Inc.", "US", "Tucson", "USD", items=(6, 2)),
    Party("U6005", "Tidewater & Finch Laboratories Inc.", "US", "Savannah", "USD", items=(6, 2), listed=False),
    Party("A7001", "Kestrel Straits Trading Pte. Ltd.", "SG", "Singapore", "USD", net_days=60, items=(5, 2)),
)
_BANKS = {"DE": "99120000", "FR": "9999900001", "DK": "9999", "SE": "999", "NO": "9999", "GB": "ZZZZ99", "NL": "ZZZZ"}
_LENGTHS = {"DE": 18, "FR": 23, "DK": 14, "SE": 20, "NO": 11, "GB": 18, "NL": 14, "IT": 23, "ES": 20}


def customers() -> list[Party]:
    """The master data: every customer with the account it pays from."""
    return [_with_account(p) for p in PARTIES]


def _with_account(party: Party) -> Party:
    tail = str(7_310_000_000 + int(party.id[1:]) * 9_173)
    if party.country in _LENGTHS:
        head = _BANKS.get(party.country, "99999")
        account = iban(party.country, head + tail.zfill(_LENGTHS[party.country] - len(head)))
    else:
        account = tail
    return replace(party, account=account)


def receipt(day: date, party: Party, kind: str, items: list[Item], text: str, **more: object) -> Movement:
    """A receipt on the account of the party's currency that settles `items` in full unless told otherwise."""
    settles = in_full(items)
    base = Movement(
        day=day,
        account=EUR_ACCOUNT if party.currency == "EUR" else USD_ACCOUNT,
        amount=sum(s.cash for s in settles),
        kind=kind,
        payer=party.name,
        payer_account=party.account,
        text=text,
        settles=settles,
    )
    return replace(base, **more)  # type: ignore[arg-type]


def credit_note(story: Story, party: Party, number: str, amount: int, issued: date) -> Item:
    """Put a credit note of `amount` minor units (positive) on the item list."""
    item = Item(number, party, "credit_note", issued, issued, -amount, -amount)
    story.items.append(item)
    return item
