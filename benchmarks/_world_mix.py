"""The knobs of a made-up world: how often each thing happens. Every knob has a default, an ordinary month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares (0..1) and, for what a payment is, weights among each other."""

    # What a payment is: weights.
    plain: float = 62.0  # one item, in full
    multi: float = 6.5  # several items in one payment
    instalment: float = 2.0  # two to four payments of one item
    discount: float = 3.5  # cash discount deducted
    partial: float = 3.5  # a round part of the item
    fee: float = 3.5  # a bank on the way kept its fee
    fx: float = 2.6  # another currency at the day's rate, give or take
    group: float = 2.2  # the head of the group pays
    third: float = 2.1  # a stranger pays: factor, relative, agent
    over: float = 2.0  # more than was due
    netting: float = 0.9  # less a credit note
    tax: float = 0.6  # less a withheld tax, as a few countries and trades do
    retention: float = 0.5  # less a tenth kept back until the work is accepted
    slip: float = 0.4  # two digits of the amount transposed
    stale: float = 0.3  # cites a number that was paid before
    processor: float = 0.1  # a card processor pays out for several customers, less its fee
    # What happens besides.
    unpaid: float = 0.13  # share of the documents nobody pays
    strangers: float = 0.033  # lines that are no customer's, of all lines
    advance: float = 0.005  # lines paid before there is an invoice, of all lines
    twice: float = 0.011  # plain payments made twice
    returned: float = 0.011  # plain payments that come back
    # What the list of open items is.
    missing: float = 0.01  # documents that are paid but are not in the list (most of them where it has no history)
    credit: float = 0.028  # credit notes
    part_open: float = 0.01  # items partly paid before
    terms: float = 0.25  # items with a cash discount printed on them
    orders: float = 0.35  # items with the customer's order number
    # How alike things are.
    price: float = 0.19  # items at one of a few prices
    monthly: float = 0.04  # items of customers who are billed one amount every month
    alike: float = 0.10  # customers that differ from another by place, trade or a syllable
    pareto: float = 1.0  # how much the largest customers have: lower is more
    giant: float = 0.0  # share of the documents that one customer has
    one_amount: float = 0.0  # share of the documents that have one and the same amount
    # How it is written.
    silent: float = 0.22  # payments of single items that cite nothing
    silent_multi: float = 0.20  # payments of several items that cite nothing
    damaged: float = 0.31  # payments that cite a number other than as it is printed
    chatter: float = 0.08  # texts with a telephone number, a postcode, an account or a date beside
    advice: float = 0.06  # payments of several items with amounts or dates between the numbers
    end_to_end: float = 0.15  # lines with a reference of the payer's own
    nameless: float = 0.04  # lines without a payer
    misspelt: float = 0.70  # names written other than as registered
    account: float = 0.60  # lines that show the payer's account
    known_account: float = 0.39  # customers whose account the master data have
    alias: float = 0.09  # customers whose second name the master data have

    def harder(self, level: float) -> Mix:
        """The same month with `level` times the noise and the collisions; 1 changes nothing."""
        rising = ("silent", "silent_multi", "damaged", "chatter", "nameless", "price", "monthly", "alike")
        more = {name: min(getattr(self, name) * level, _MOST[name]) for name in rising}
        weights = {name: getattr(self, name) * level for name in ("over", "partial", "fee", "slip", "stale")}
        fewer = {"known_account": self.known_account / level, "account": self.account / max(level**0.5, 1.0)}
        return replace(self, **more, **weights, **fewer)

    def with_(self, knobs: Mapping[str, float]) -> Mix:
        """The same month with some knobs set; a name that is none is refused.

        Raises:
            ValueError: there is no such knob.
        """
        unknown = sorted(set(knobs) - {f.name for f in fields(self)})
        if unknown:
            raise ValueError(f"no such knob: {', '.join(unknown)}")
        return replace(self, **knobs)


_MOST = {
    "silent": 0.36,
    "silent_multi": 0.35,
    "damaged": 0.42,
    "chatter": 0.5,
    "nameless": 0.2,
    "price": 0.6,
    "monthly": 0.3,
    "alike": 0.5,
}
PAYMENTS = (
    *("plain", "multi", "instalment", "discount", "partial", "fee", "fx", "group", "third", "over", "netting"),
    *("tax", "retention", "slip", "stale", "processor"),
)
