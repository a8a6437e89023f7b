"""Packs results into one file that is whole without others: compressed lines, with each witness in its failure's."""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conformance.results.lines import PACKED
from conformance.results.reading import Results, read, stream


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


@contextmanager
def unpacked(packed: bytes) -> Iterator[Results]:
    """Packed results that came from elsewhere, read with the same suspicion as a file. Raises UnreadableResults."""
    with tempfile.TemporaryDirectory(prefix="mmap-conformance-") as folder:
        path = Path(folder, f"results{PACKED}")
        path.write_bytes(packed)
        yield read(path)
