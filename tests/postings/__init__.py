"""Posting back to the accounting system."""
