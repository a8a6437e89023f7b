"""``results.jsonl``: a header, a line for each requirement, a footer. Written line by line, read with suspicion."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

SCHEMA_VERSION = 1
NAME = "results.jsonl"
WITNESSES = "witnesses"
_LONGEST_LINE = 1 << 22


class UnwritableReport(Exception):
    """The report's folder cannot be written: says which and why."""


class UnreadableResults(Exception):
    """A file that is no results file: says which, where and why."""


class ResultsFile:
    """A results file that is being written; complete only once its footer is there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / NAME
        try:
            (folder / WITNESSES).mkdir(parents=True, exist_ok=True)
            for old in (folder / WITNESSES).glob("*.py"):
                old.unlink()
            self._file = self.path.open("w", encoding="utf-8", newline="\n")
        except OSError as error:
            raise UnwritableReport(
                f"{folder}: the report cannot be written: {error.strerror or error}; name another folder"
            ) from None

    def write(self, line: dict[str, Any]) -> None:
        """Add a line and hand it to the system, so that a kill loses nothing before it."""
        self._file.write(json.dumps(line, ensure_ascii=True, allow_nan=False) + "\n")
        self._file.flush()

    def keep_witness(self, name: str, failure: dict[str, Any]) -> dict[str, Any]:
        """Write the failure's script to a file; returns the failure with the file's path in its place."""
        if not failure["witness"]:
            return failure
        stem = f"{name}.{failure['kind'].rpartition(':')[2].lower()}"
        taken = {path.stem for path in (self.folder / WITNESSES).glob(f"{stem}*.py")}
        unique = next(found for number in range(1, 1000) if (found := f"{stem}-{number}") not in taken)
        path = self.folder / WITNESSES / f"{unique}.py"
        fresh = path.with_suffix(".part")
        fresh.write_text(failure["witness"], "ascii", "backslashreplace", newline="\n")
        os.replace(fresh, path)
        return {**failure, "witness": f"{WITNESSES}/{path.name}"}

    def close(self, footer: dict[str, Any] | None) -> None:
        """End the file; without a footer it stays recognisably incomplete."""
        if footer is not None:
            self.write(footer)
        self._file.close()


@dataclass(frozen=True)
class Results:
    """One results file as read: ``footer`` is None if the run did not come to its end."""

    path: Path
    header: dict[str, Any]
    lines: dict[str, dict[str, Any]] = field(default_factory=dict)
    footer: dict[str, Any] | None = None

    @property
    def complete(self) -> bool:
        """Whether the run came to its end."""
        return self.footer is not None


def read(path: Path) -> Results:
    """Read a results file. Raises UnreadableResults; a last line that is cut off only makes it incomplete."""
    import jsonschema

    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise UnreadableResults(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise UnreadableResults(f"{path}: is not UTF-8 (byte {error.start})") from None
    schema = jsonschema.Draft202012Validator(results_schema())
    whole, _, rest = text.rpartition("\n")
    found: list[dict[str, Any]] = []
    for number, line in enumerate(whole.splitlines() if whole else (), 1):
        if len(line) > _LONGEST_LINE:
            raise UnreadableResults(f"{path}: line {number} is longer than 4 MiB")
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            raise UnreadableResults(f"{path}: line {number} is no JSON") from None
        problem = jsonschema.exceptions.best_match(schema.iter_errors(value))
        if problem is not None:
            where = ".".join(map(str, problem.absolute_path)) or "the line"
            raise UnreadableResults(f"{path}: line {number}: {where}: {problem.message[:200]}")
        found.append(value)
    if not found or found[0]["type"] != "header":
        raise UnreadableResults(f"{path}: does not begin with a header; it is no results file")
    lines = {line["requirement"]: line for line in found if line["type"] == "requirement"}
    footers = [line for line in found if line["type"] == "footer"]
    ended = bool(footers) and found[-1] is footers[0] and not rest
    return Results(path, found[0], lines, footers[0] if ended else None)


def results_schema() -> dict[str, Any]:
    """The JSON Schema of a line of a results file."""
    schema: dict[str, Any] = json.loads(files("conformance").joinpath("schemas/results.schema.json").read_text("utf-8"))
    return schema


def plain(text: str) -> str:
    """A text from outside, fit for a terminal: no control characters and no escapes."""
    return re.sub(r"[^\x20-\x7e\xa0-\U0010ffff]", "\N{REPLACEMENT CHARACTER}", text)
