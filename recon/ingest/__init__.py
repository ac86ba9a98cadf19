"""Files -> rows, each with its place. A format is a reader (`formats/`), a bank's layout is data (`banks/`)."""
