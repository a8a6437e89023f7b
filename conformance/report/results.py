"""``results.jsonl``: a header, a line for each requirement, a footer. Written line by line, read with suspicion."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from conformance import __version__

SCHEMA_VERSION = 1
NAME = "results.jsonl"
WITNESSES = "witnesses"
_LONGEST_LINE = 1 << 22
_MOST_LINES = 100_000


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
    header: dict[str, Any] = {}
    lines: dict[str, dict[str, Any]] = {}
    footer: dict[str, Any] | None = None
    for _, line in stream(path):
        if line["type"] == "requirement":
            lines[line["requirement"]] = line
        elif line["type"] == "header":
            header = line
        else:
            footer = line
    return Results(path, header, lines, footer)


def stream(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each line of a results file with its offset, one at a time: a header, requirements, perhaps the footer.

    Raises UnreadableResults at the first line that is wrong or contradicts the others. A footer comes last and
    only if the run came to its end, so a file without one, or with half a last line, is an incomplete run.
    """
    known: dict[str, str] = {}
    selected = -1
    ended = False
    for number, (offset, data) in enumerate(_raw_lines(path), 1):
        where = f"{path}: line {number}"
        if ended:
            raise UnreadableResults(f"{where}: something follows the footer")
        line = _parsed(data, where)
        if (line["type"] == "header") != (number == 1):
            raise UnreadableResults(f"{path}: does not begin with a header; it is no results file" if number == 1
                                    else f"{where}: a second header")  # fmt: skip
        if line["type"] == "header":
            selected = line["selected"]
        elif line["type"] == "requirement":
            if line["requirement"] in known:
                raise UnreadableResults(f"{where}: {line['requirement']} is decided twice")
            known[line["requirement"]] = line["verdict"]
        else:
            ended = True
            verdicts = list(known.values())
            counts = {verdict: verdicts.count(verdict) for verdict in set(verdicts)}
            if counts != {verdict: count for verdict, count in line["counts"].items() if count}:
                raise UnreadableResults(f"{where}: the footer counts other verdicts than the file holds")
            if len(known) != selected:
                raise UnreadableResults(f"{where}: {len(known)} requirements, and the header says {selected}")
        yield offset, line
    if selected < 0:
        raise UnreadableResults(f"{path}: does not begin with a header; it is no results file")


def _raw_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The whole lines of a file; a rest without a newline is what a run that was killed leaves."""
    try:
        if not path.is_file():  # a device or a pipe might never end
            raise UnreadableResults(f"{path}: cannot be read: it is {'a folder' if path.is_dir() else 'no file'}")
        with path.open("rb") as file:
            offset = 0
            for number in range(1, _MOST_LINES):
                line = file.readline(_LONGEST_LINE)
                if not line.endswith(b"\n"):
                    if len(line) == _LONGEST_LINE:
                        raise UnreadableResults(f"{path}: line {number} is longer than 4 MiB")
                    if number == 1 and line:
                        raise UnreadableResults(f"{path}: line 1 is no JSON")
                    return
                yield offset, line
                offset += len(line)
            raise UnreadableResults(f"{path}: over {_MOST_LINES} lines")
    except OSError as error:
        raise UnreadableResults(f"{path}: cannot be read: {error.strerror or error}") from None


def _parsed(data: bytes, where: str) -> dict[str, Any]:
    import fastjsonschema

    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise UnreadableResults(f"{where} is not UTF-8 (byte {error.start})") from None
    except (ValueError, RecursionError):
        raise UnreadableResults(f"{where} is no JSON") from None
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in ("header", "requirement", "footer"):
        raise UnreadableResults(f"{where}: neither a header, nor a requirement, nor a footer")
    if kind == "header" and value.get("schema") != SCHEMA_VERSION:
        raise UnreadableResults(
            f"{where}: schema {value.get('schema')!r:.40}; this suite ({__version__}) reads {SCHEMA_VERSION}"
        )
    try:
        _validators()[kind](value)
    except fastjsonschema.JsonSchemaValueException as error:
        raise UnreadableResults(f"{where}: {plain(error.message.removeprefix('data.'))[:200]}") from None
    return value  # type: ignore[no-any-return]


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no JSON")


@cache
def _validators() -> dict[str, Callable[[Any], Any]]:
    """A validator for each kind of line, compiled: a report of many files is read in seconds."""
    import fastjsonschema

    schema = results_schema()
    return {
        kind: fastjsonschema.compile(
            # What the schema uses means the same in the draft that the compiler knows.
            {"$schema": "http://json-schema.org/draft-07/schema#", "$defs": schema["$defs"], "$ref": f"#/$defs/{kind}"}
        )
        for kind in ("header", "requirement", "footer")
    }


def results_schema() -> dict[str, Any]:
    """The JSON Schema of a line of a results file."""
    schema: dict[str, Any] = json.loads(files("conformance").joinpath("schemas/results.schema.json").read_text("utf-8"))
    return schema


_UNPRINTABLE = re.compile(
    # Controls, escapes and lone surrogates; marks that reverse the text around them or break its line.
    r"[^\x20-\x7e\xa0-\ud7ff\ue000-\U0010ffff]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)


def plain(text: str) -> str:
    """A text from outside, fit for a terminal or a page: one line, no control characters and no escapes."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
