"""Mutants of what a map holds."""
