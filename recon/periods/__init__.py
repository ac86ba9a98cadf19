"""Months one after the other: closed in order, locked and opened again, verified, packed."""
