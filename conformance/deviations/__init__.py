"""Known failures: the implementer's ``deviations.toml``, read, held against results, and written."""
