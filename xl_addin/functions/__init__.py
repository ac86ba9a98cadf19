"""Worksheet functions, each one expression over the core: a file is a topic, a function a `cell_function`."""
