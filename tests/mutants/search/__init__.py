"""Mutants of looking for something in a map."""
