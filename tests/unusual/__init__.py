"""Implementations that are right and unusual: over each the gate has to be green.

``disguised`` is what they share. They run in the subject, on the interpreter that runs the suite.
"""
