"""The way of a formula, from the cells it is given to the cells it shows.

`xl_addin.host` makes the call; `calls` answers it, from what it has kept or from the function under
`xl_addin.functions`. What a function is made of stands here. To read: `ranges` (a list with its headings),
`own_tables` (tables only a workbook has), `lookups` (one thing out of a range), `values` (single cells, or a column of
them). To give: `sections` (what is told, as a table), `spills` (a table as cells). `refusals` is what a cell shows
where a function refuses, in the `language` of the person.
"""
