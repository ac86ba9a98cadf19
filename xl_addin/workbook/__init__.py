"""The way of a button, between the book it is given and the core.

To read: `company` (a workbook as a firm's books: its `lists` are the inputs), `settings` (its recon.toml), `records`
(its journal), `matches` (the payments that wait for a person), `inspection` (what stands in the way of a table). To
draw: `pages` (a report as sheets), `tables` (tables that have a layout), `outputs` (where a sheet of our own may go).
"""
