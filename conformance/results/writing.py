"""Writes ``results.jsonl`` and the witnesses beside it, line by line, so that a kill loses nothing before it."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

from conformance.exits import UnwritableReport
from conformance.results.lines import NAME, WITNESSES, FailureLine, Footer, Line
from conformance.results.plain import word


class ResultsFile:
    """A results file that is being written; complete only once its footer is there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / NAME
        self._taken: Counter[str] = Counter()
        try:
            (folder / WITNESSES).mkdir(parents=True, exist_ok=True)
            for old in (folder / WITNESSES).glob("*.py"):
                old.unlink()
            self._file = self.path.open("w", encoding="utf-8", newline="\n")
        except OSError as error:
            raise UnwritableReport(
                f"{folder}: the report cannot be written: {error.strerror or error}; name another folder"
            ) from None

    def write(self, line: Line) -> None:
        """Add a line and hand it to the system."""
        self._file.write(json.dumps(line, ensure_ascii=True, allow_nan=False) + "\n")
        self._file.flush()

    def keep_witness(self, name: str, failure: FailureLine) -> FailureLine:
        """Write the failure's script to a file; returns the failure with the file's path in its place."""
        if not failure["witness"]:
            return failure
        stem = f"{name}.{word(failure['kind'].partition(':')[2].lower())}"
        self._taken[stem] += 1
        unique = f"{stem}-{self._taken[stem]}"
        path = self.folder / WITNESSES / f"{unique}.py"
        fresh = path.with_suffix(".part")
        fresh.write_text(failure["witness"], "ascii", "backslashreplace", newline="\n")
        os.replace(fresh, path)
        return {**failure, "witness": f"{WITNESSES}/{path.name}"}

    def close(self, footer: Footer | None) -> None:
        """End the file; without a footer it stays recognisably incomplete."""
        if footer is not None:
            self.write(footer)
        self._file.close()
