"""One file = one report: `build(...)` gives a Report."""
