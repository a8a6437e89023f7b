"""Mutants of the life of a map."""
