"""The known settlement lists of card and wallet processors, as data: one TOML file is one layout."""
