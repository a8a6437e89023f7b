"""Mutants of how long a map and its file are."""
