"""The review book: a workbook where a person decides on what matching left open, and its way back into the journal.

`layout` says which sheets and columns there are, `write` draws them, `read` takes the ticks out again with their cells,
`judge` turns them into decisions or refuses them by cell, `applying` writes the decisions into the journal.
"""
