"""recon: bank receipts to open invoices, aged balances and proofs, on your own files.

The program is laid out in floors (see docs/explain/architecture.md). Nothing is imported here, so that
`import recon` costs nothing: a caller imports what it needs.
"""

__version__ = "0.1.0"
