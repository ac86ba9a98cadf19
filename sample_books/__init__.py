"""Two invented companies with a month of bank statements, their open items, and the truth of what pays what."""
