"""Mutants of when changes reach the file, and of who else sees them."""
