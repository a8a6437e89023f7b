"""Writes ``results.jsonl`` and the witnesses beside it, line by line, so that a kill loses nothing before it."""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from conformance import schemas
from conformance.exits import BrokenSuite
from conformance.results.lines import NAME, WITNESSES, FailureLine, Footer, Line
from conformance.results.owned import claim, inner, locked, open_new, replace_file, writing
from conformance.results.plain import word


class ResultsFile:
    """A results file that is being written; complete only once its footer is there.

    Raises UnwritableReport, at any time: once something could not be written nothing more is, and there is no footer.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / NAME
        self._taken: Counter[str] = Counter()
        self._is_whole = True
        claim(folder)
        self._lock = locked(folder)
        try:
            with writing(folder):
                for old in inner(folder, WITNESSES).glob("*.py"):
                    old.unlink()
                self._file = open_new(self.path)
                self._made = os.lstat(self.path)
        except BaseException:
            self._lock.close()
            raise

    def write(self, line: Line) -> None:
        """Add a line and hand it to the system. Raises BrokenSuite for a line that no reader would take."""
        wrong = schemas.problem("results.schema.json", line, line["type"])
        if wrong is not None:
            self._is_whole = False
            raise BrokenSuite(f"a line of results that nobody could read: {'.'.join(wrong.keys)} {wrong.message}")
        with self._noticed():
            if not os.path.samestat(self._made, os.lstat(self.path)):
                raise FileNotFoundError(errno.ENOENT, f"{NAME} is no longer the run's")
            self._file.write(json.dumps(line, ensure_ascii=True, allow_nan=False) + "\n")
            self._file.flush()

    @contextlib.contextmanager
    def _noticed(self) -> Iterator[None]:
        was_whole, self._is_whole = self._is_whole, False
        with writing(self.folder):
            yield
        self._is_whole = was_whole

    def keep_witness(self, name: str, failure: FailureLine) -> FailureLine:
        """Write the failure's script to a file; returns the failure with the file's path in its place."""
        if not failure["witness"]:
            return failure
        stem = f"{name}.{word(failure['kind'].partition(':')[2].lower())}"
        self._taken[stem] += 1
        with self._noticed():
            path = inner(self.folder, WITNESSES) / f"{stem}-{self._taken[stem]}.py"
            replace_file(path, failure["witness"].encode("ascii", "backslashreplace").decode("ascii"))
        return {**failure, "witness": f"{WITNESSES}/{path.name}"}

    def close(self, footer: Footer | None) -> None:
        """End the file; without a footer, or where a line before it could not be written, it stays incomplete."""
        try:
            if footer is not None and self._is_whole:
                self.write(footer)
        finally:
            self._lock.close()
            with contextlib.suppress(OSError):
                self._file.close()
