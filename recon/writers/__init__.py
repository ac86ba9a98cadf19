"""One file = one output format: `write(reports, folder, lang) -> list[Path]`, and `files(...)` for the bytes alone.

A writer draws any list of reports; it knows no report by name. Same reports, same bytes. File names are stable: one
report goes by its own name, several together are the month end.
"""
