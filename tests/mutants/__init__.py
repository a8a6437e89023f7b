"""Implementations with one rule broken, by stem: what the properties of the suite have to refute.

``mutated`` runs in the subject and nowhere else. The folders named after stems hold the mutants, speak Python 3.7
and are imported on both sides; ``killing`` belongs to the host.
"""
