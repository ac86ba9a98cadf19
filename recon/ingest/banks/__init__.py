"""The known lists of banks, as data: one TOML file is one layout, with its title, source and header."""
