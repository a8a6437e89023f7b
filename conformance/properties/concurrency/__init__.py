"""How long a map and its file are."""
