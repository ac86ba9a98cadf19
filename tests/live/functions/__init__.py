"""Every worksheet function in cells of an office program."""
