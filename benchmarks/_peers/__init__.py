"""What a user would pick instead of a matcher. Each file is a program: `python -m benchmarks._peers.NAME WORLD OUT`.

Each reads bank.csv, invoices.csv and customers.csv of a labelled world and writes proposals that `benchmarks.score`
reads: line_id, status (auto or review), rank, item_id, allocated, probability. They run in an environment of their own
(the dependency group `bench`), in a fresh process each, and know nothing of recon.
"""
