"""Worksheet functions: each one expression over the core. A file is a topic, a function is decorated `cell_function`."""
