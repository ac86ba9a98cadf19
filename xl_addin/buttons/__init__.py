"""One file = one button: `def match(book: Book) -> str`, decorated `@button(...)`; its file has its name.

It reads the workbook, calls the core, draws sheets of our own, records what it did, and gives the sentence to show. It
raises what the core raises; only `xl_addin.press` catches.
"""
