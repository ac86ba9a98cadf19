"""Worksheet functions, each one expression over the core: a file is a topic, a function a `cell_function`.

Ranges are tables with their headings, English or Chinese; columns are found by their names. Every row counts, hidden
and filtered ones too; rows of totals do not. A range of which one row cannot be used is refused as a whole. What is
open of a document is what the range says in its column of open amounts; AR_OPEN works it out from the allocations
instead. Dates may be dates, day numbers or texts; texts of which day and month cannot be told apart are refused.
Headings of a result are Chinese where those of the range are.

A refusal is a real error value, and AR_LASTERROR says which cell is wrong and what to do: `#VALUE!` an input that is
wrong or missing, `#N/A` something looked for that is not there, `#NUM!` a number that cannot be.

Where a table does not spill (Excel 2016 and 2019), mark a block large enough, enter the formula and close it with
Ctrl+Shift+Enter.
"""
