"""Mutants of reading and writing at the position."""
