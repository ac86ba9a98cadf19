"""Lines + items + policy -> one answer for every line, with its reasons. Nothing here posts or writes."""
