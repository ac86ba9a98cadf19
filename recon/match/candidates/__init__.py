"""Ways to find the items a line may pay, one file each; nothing else to edit.

`find(line, minor, said, book) -> Iterator[tuple[str, ...]]` yields sets of item ids of one currency. A generator only
finds; it never judges. `minor` is what is left of the line, in its own currency. A generator with
`ONLY_IN_DOUBT = True` is not asked where the text cites, in full, items that are the payment to the cent. One with
`LAST_RESORT = True` is asked after the others, and only where they found no item that is cited or the payer's and is
the payment: what it would add could not come near that.
"""
