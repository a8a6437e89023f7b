"""Packs results into one file that is whole without others: compressed lines, with each witness in its failure's."""

from __future__ import annotations

import gzip
import json

from conformance.results.reading import Results, stream


def pack(results: Results) -> bytes:
    """The same bytes for the same results, at any time. Raises UnreadableResults if the file is not what it was."""
    lines = []
    for _, line in stream(results.path):
        if line["type"] == "requirement":
            sources = [results.witness(one) for one in line["failures"]]
            line["failures"] = [
                {**one, "source": source} if source else one
                for one, source in zip(line["failures"], sources, strict=True)
            ]
        lines.append(json.dumps(line, ensure_ascii=True, allow_nan=False) + "\n")
    return gzip.compress("".join(lines).encode("ascii"), mtime=0)
