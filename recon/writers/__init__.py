"""One file = one output format: `write(report, folder, lang)` draws a Report into a file."""
