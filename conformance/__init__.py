"""A conformance suite for implementations of Python's ``mmap`` module."""

__version__ = "0.1.0"
