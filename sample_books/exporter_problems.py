"""The problems planted in the exporter's March: each is a kind that every receivables ledger meets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sample_books.exporter import EUR_ACCOUNT, FIRST, GAP_DAY, LAST, credit_note, receipt
from sample_books.story import Movement, Party, Settled, Story, day_after, iban


def euro_amounts(story: Story, who: dict[str, Party]) -> None:
    """Euro receipts that are not what the invoice says, one kind a paragraph."""
    add, march = story.add, FIRST

    # A credit note deducted from a payment that names both documents.
    party = who["D1001"]
    (item,) = story.take("D1001")
    note = credit_note(story, party, "HC-20418", 214_60, date(2026, 2, 12))
    text = f"Rechnung {item.id} abzgl. Gutschrift {note.id}"
    add(receipt(date(2026, 3, 3), party, "credit_note", [item, note], text))

    # The cash discount, taken in time on a March invoice, and taken when it was no longer due.
    for customer in ("D1001", "D1002", "D1003", "D1004", "D1005"):
        (item,) = story.take(customer, since=march)
        paid = min(day_after(item.issued, story.dice.between(8, 11)), LAST)
        settled = (Settled(item.id, item.open - item.discount, item.discount),)
        text = f"{item.id} vom {item.issued:%d.%m.%Y} abzgl. 2 % Skonto"
        add(receipt(paid, who[customer], "discount", [item], text, settles=settled, amount=settled[0].cash))
    (item,) = story.take("D1002")
    cash = item.open - item.discount
    text = f"Re. {item.id} ./. 2% Skonto"
    settled = (Settled(item.id, cash),)
    add(receipt(date(2026, 3, 20), who["D1002"], "late_discount", [item], text, settles=settled, amount=cash))

    # Two part payments of one invoice, and one part payment whose rest stays open.
    (item,) = story.take("F2001")
    half = item.open // 2
    for day, cash, word in ((date(2026, 3, 6), half, "1/2"), (date(2026, 3, 20), item.open - half, "2/2")):
        settled = (Settled(item.id, cash),)
        text = f"Facture {item.id} acompte {word}"
        add(receipt(day, who["F2001"], "partial", [item], text, settles=settled, amount=cash))
    (item,) = story.take("N3002")
    settled = (Settled(item.id, 2_500_00),)
    item = story.change(item, amount=6_140_75, open=6_140_75)
    text = f"Delbetalning faktura {item.id}"
    add(receipt(date(2026, 3, 11), who["N3002"], "partial", [item], text, settles=settled, amount=2_500_00))

    # An invoice of which a part was paid before 28 February: the list shows what is left.
    (item,) = story.take("B4001")
    item = story.change(item, amount=item.open + 1_800_00)
    add(receipt(date(2026, 3, 9), who["B4001"], "exact", [item], f"Balance of invoice {item.id}"))

    # More than is owed: the rest goes on account.
    (item,) = story.take("N3004")
    add(receipt(date(2026, 3, 17), who["N3004"], "overpaid", [item], f"Faktura {item.id}", amount=item.open + 120_00))

    # A collection of card and transfer receipts booked as one entry, less what the bank kept.
    members = [story.take(c)[0] for c in ("F2002", "N3003", "B4002", "L5003")]
    for item in members:
        text = f"Invoice {item.id}"
        add(receipt(date(2026, 3, 16), item.party, "batch", [item], text, batch="HVB0316BATCH01"))
    kept = Movement(date(2026, 3, 16), EUR_ACCOUNT, -6_50, "batch_residual", batch="HVB0316BATCH01")
    add(kept)

    # An invoice in dollars, paid in euro at the payer's rate; the instructed dollars stand beside.
    (item,) = story.take("A7001")
    euros = (item.open * 10_000 + 5_861) // 11_722
    text = f"{item.id} USD paid in EUR"
    add(
        receipt(
            date(2026, 3, 24),
            who["A7001"],
            "currency",
            [item],
            text,
            account=EUR_ACCOUNT,
            amount=euros,
            original=(item.open, "USD"),
            payer_account="",
        )
    )


def euro_payers(story: Story, who: dict[str, Party]) -> None:
    """Euro receipts of the wrong payer, twice, back again, or in words that do not help."""
    add = story.add

    # Somebody else pays, and says for whom.
    (item,) = story.take("D1004")
    text = f"i.A. Grünspecht Sensorik, {item.id}"
    add(
        receipt(
            date(2026, 3, 12),
            who["D1004"],
            "third_party",
            [item],
            text,
            payer="Möwenstedt Zahlungsservice GmbH",
            payer_account=iban("DE", "991500000000771203"),
        )
    )

    # One payment that came back from the bank a week later: the invoice is open again.
    (item,) = story.take("L5002")
    sent = receipt(date(2026, 3, 5), who["L5002"], "returned", [item], f"Fattura {item.id}", end_to_end="VALD-0305-7")
    add(sent)
    back = replace(sent, day=date(2026, 3, 12), amount=-sent.amount, returned="VALD-0305-7", end_to_end="")
    add(replace(back, text=f"RETURN {item.id} ACCOUNT CLOSED", settles=(Settled(item.id, -item.open),)))

    # Paid twice, nine days apart; either of the two lines may settle the invoice, the other is the customer's money.
    (item,) = story.take("N3001")
    for day in (date(2026, 3, 10), date(2026, 3, 19)):
        add(receipt(day, who["N3001"], "paid_twice", [item], f"Faktura {item.id}"))

    # Two invoices of the same amount, one payment, no number: nobody can tell which.
    two = story.take("L5001", 2)
    two = [story.change(i, amount=1_975_00, open=1_975_00) for i in two]
    add(receipt(date(2026, 3, 13), who["L5001"], "tie", [two[0]], "Factuur", settles=()))

    # A creditor reference with two digits exchanged: its check digits say that it was misread.
    (item,) = story.take("F2003")
    wrong = item.reference[:-2] + item.reference[-1] + item.reference[-2]
    if wrong == item.reference:
        wrong = item.reference[:-3] + item.reference[-1] + item.reference[-2] + item.reference[-3]
    add(receipt(date(2026, 3, 18), who["F2003"], "misread_reference", [item], "", structured=wrong, settles=()))

    # Money nobody knows, and a refund of a credit note.
    unknown = {"kind": "unidentified", "account": EUR_ACCOUNT}
    add(Movement(day=date(2026, 3, 19), amount=1_318_40, payer="R. Halloway", text="thank you", **unknown))  # type: ignore[arg-type]
    add(Movement(day=date(2026, 3, 25), amount=742_15, payer="Bergquist Consulting", text="INV 2026-77", **unknown))  # type: ignore[arg-type]
    note = credit_note(story, who["B4001"], "HC-20431", 388_00, date(2026, 2, 20))
    text = f"Refund of credit note {note.id}"
    add(receipt(date(2026, 3, 23), who["B4001"], "refund", [note], text))


def dollars(story: Story, who: dict[str, Party]) -> None:
    """The planted problems on the dollar account."""
    add = story.add

    # Banks on the way kept a fee.
    for customer, day, fee in (("U6003", 4, 25_00), ("U6005", 10, 18_00), ("A7001", 26, 25_00)):
        (item,) = story.take(customer)
        settled = (Settled(item.id, item.open - fee, fee),)
        text = f"INVOICE {item.id}"
        paid = date(2026, 3, day)
        add(receipt(paid, who[customer], "fee", [item], text, settles=settled, amount=item.open - fee))

    # The parent pays for its two subsidiaries in one sum, and once for one of them.
    head = who["U6000"]
    items = story.take("U6001", 2) + story.take("U6002", 1)
    text = "INV " + " ".join(i.id for i in items)
    add(receipt(date(2026, 3, 12), head, "group", items, text))
    (item,) = story.take("U6002")
    add(receipt(date(2026, 3, 24), head, "group", [item], f"MARSH PLOVER {item.id}"))

    # A short payment with a reason: the rest stays open and is a dispute.
    (item,) = story.take("U6004")
    cash = item.open - 310_00
    text = f"{item.id} LESS 310.00 DAMAGED SENSOR"
    settled = (Settled(item.id, cash),)
    add(receipt(date(2026, 3, 17), who["U6004"], "short", [item], text, settles=settled, amount=cash))

    # A number of one invoice with the exact amount of another: words and figure contradict each other.
    cited, meant = story.take("U6004", 2)
    text = f"PAYMENT {cited.id}"
    add(receipt(date(2026, 3, 25), who["U6004"], "contradiction", [meant], text, settles=()))

    # The statement of 18 March is missing, and with it these two receipts.
    for customer in ("U6003", "U6005"):
        (item,) = story.take(customer)
        told = receipt(GAP_DAY, who[customer], "missing_statement", [item], f"INVOICE {item.id}", missing=True)
        add(told)
