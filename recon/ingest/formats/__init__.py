"""One file is one bank file format: `claims(head)` knows it by its content, `read(stream, profile)` reads it."""
