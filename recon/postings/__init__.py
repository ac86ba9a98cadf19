"""Posting back: decisions -> balanced entries (`entries`), by what is known of their documents and rates (`facts`)."""

from __future__ import annotations

from recon.postings.book import posting_book
from recon.postings.entries import Entry, EntryLine, PostingBook
from recon.postings.facts import Facts, facts, worth

__all__ = ["Entry", "EntryLine", "Facts", "PostingBook", "facts", "posting_book", "worth"]
