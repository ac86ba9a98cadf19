"""What a reader sees: tests with an office program."""
