"""Any list, text or sheet: bytes -> grid of cells -> table with known columns -> one reading of each column."""
