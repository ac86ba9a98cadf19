"""Settings and lists that a user may copy and fill in."""
