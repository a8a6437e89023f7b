"""What a run leaves: ``results.jsonl``, written by the session, read by reports and deviations.

For whoever reads a report with a program: ``read(path)`` gives its ``Results``.
"""

from conformance.results.reading import Results, read

__all__ = ["Results", "read"]
