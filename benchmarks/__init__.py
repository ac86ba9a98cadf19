"""Side-by-side runs against what a user would pick instead: `python -m benchmarks [NAME ...]`.

One file is one subject. Both sides run in fresh processes, in turn (A B A B ...), so that a machine whose speed drifts
slows both; what is quoted is the median of the ratios, never a single time. A file with a
`run` of its own prints a table of its own.
"""
