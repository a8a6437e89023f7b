"""Mutants of how maps are made."""
