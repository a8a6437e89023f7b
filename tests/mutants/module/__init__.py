"""Mutants of the module and its class."""
