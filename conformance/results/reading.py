"""Reads ``results.jsonl`` with suspicion: a file from outside may be anything, and is refused with one message.

``Results`` keeps verdicts only, not failures: those are read again where they are shown, so that a report of a
thousand files does not hold them all at once.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from conformance import __version__, schemas, spec
from conformance.exits import UnreadableResults
from conformance.results.lines import (
    PACKED,
    SCHEMA_VERSION,
    Coverage,
    FailureLine,
    Footer,
    Header,
    Line,
    RequirementLine,
    SubjectFacts,
)
from conformance.results.plain import plain

_LONGEST_LINE = 1 << 22
_MOST_LINES = 100_000
_MOST_BYTES = 1 << 28
"""Of all lines: a small file may unpack to any size."""
_LONGEST_WITNESS = 1 << 16
_WITNESS = re.compile(r"witnesses/[A-Za-z0-9_][A-Za-z0-9_.-]*\.py")


@dataclass(frozen=True)
class Results:
    """One results file: who it speaks of, and a verdict for each requirement.

    ``kinds``, ``reasons`` and ``offsets`` hold only the requirements that have some, ``partial`` those whose verdict is
    one from a part of their properties. ``notes`` say what keeps the
    file from being an ordinary gate run of this suite.
    """

    path: Path
    header: Header
    footer: Footer | None
    verdicts: dict[str, str]
    kinds: dict[str, tuple[str, ...]]
    reasons: dict[str, str]
    offsets: dict[str, int]
    partial: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    label: str = ""
    slug: str = ""

    @property
    def complete(self) -> bool:
        """Whether the run came to its end."""
        return self.footer is not None

    @property
    def facts(self) -> SubjectFacts:
        """What the subject stated of itself."""
        return self.header["subject"]

    @property
    def coverage(self) -> Coverage | None:
        """Which lines of the implementation were reached, where that was measured."""
        return self.footer.get("coverage") if self.footer is not None else None

    @property
    def edition(self) -> str:
        return str(self.header["edition"])

    @property
    def platform(self) -> str:
        """The platform as requirements name it, or what the subject calls it."""
        return spec.platform_of(self.facts["platform"])

    def failing(self) -> Iterator[RequirementLine]:
        """The lines with failures, read again. A file that has changed since gives none of them."""
        try:
            with _opened(self.path) as file:
                for name, offset in self.offsets.items():
                    file.seek(offset)
                    line = json.loads(file.readline())
                    if line["requirement"] == name:
                        yield line
        except (OSError, ValueError, KeyError, TypeError, EOFError, zlib.error):
            return

    def lines(self) -> Iterator[RequirementLine]:
        """Every requirement's line, read again. Raises UnreadableResults if the file is no longer what it was."""
        return (line for _, line in stream(self.path) if line["type"] == "requirement")

    def why_absent(self, name: str) -> str:
        """Why a requirement of this suite has no verdict."""
        header, one = self.header, spec.load()[name]
        if one.unspecified:
            return f"not tested: {one.unspecified}"
        if self.footer is None:
            return "the run ended before it"
        if one.level not in header["levels"]:
            return f"the run was of {', '.join(header['levels'])}"
        if header["suite"] != __version__:
            return f"suite {plain(header['suite'])[:40]} did not select it, or does not have it"
        return "not selected"

    def witness(self, failure: FailureLine) -> str:
        """The source of a failure's witness: the line's own, or a file's that lies where it belongs."""
        return witness_beside(self.path.parent, failure)


def witness_beside(folder: Path, failure: FailureLine) -> str:
    """The source of a failure's witness, whose results lie in the folder; empty where there is none to be had."""
    if "source" in failure:
        return failure["source"][:_LONGEST_WITNESS]
    if not _WITNESS.fullmatch(failure["witness"]):
        return ""
    path = Path(folder, failure["witness"])
    try:
        if path.is_symlink() or path.parent.is_symlink() or not path.is_file():
            return ""
        if path.stat().st_size > _LONGEST_WITNESS:
            return ""
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def read(path: Path) -> Results:
    """Read a results file. Raises UnreadableResults; a last line that is cut off only makes it incomplete."""
    return read_with_digest(path)[0]


def read_with_digest(path: Path) -> tuple[Results, str]:
    """The same with the SHA-256 of the file, by which two copies of one file are known."""
    header: Header | None = None
    footer: Footer | None = None
    verdicts: dict[str, str] = {}
    kinds: dict[str, tuple[str, ...]] = {}
    reasons: dict[str, str] = {}
    offsets: dict[str, int] = {}
    partial: set[str] = set()
    for offset, line in stream(path):
        if line["type"] == "header":
            header = line
        elif line["type"] == "footer":
            footer = line
        else:
            name = sys.intern(line["requirement"])
            verdicts[name] = sys.intern(line["verdict"])
            if line["failures"]:
                kinds[name] = tuple(dict.fromkeys(sys.intern(plain(one["kind"])[:80]) for one in line["failures"]))
                offsets[name] = offset
            said = "; ".join(filter(None, (plain(line["reason"])[:400], from_a_part(line))))
            if said:
                reasons[name] = sys.intern(said)
            if line.get("left_out"):
                partial.add(name)
    assert header is not None  # stream() raises for a file without one
    found = Results(path, header, footer, verdicts, kinds, reasons, offsets, frozenset(partial))
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return replace(found, notes=tuple(_notes(found))), digest


def _notes(found: Results) -> Iterator[str]:
    header, known = found.header, spec.load()
    if found.footer is None:
        yield f"incomplete: the run ended after {len(found.verdicts)} of {header['selected']} requirements"
    if header["suite"] != __version__:
        yield f"made by suite {plain(header['suite'])[:40]}; this report is made by {__version__}"
    if header["profile"] != "gate":
        yield "an exploring run: other examples than everybody's"
    if found.partial:
        yield f"partial: {len(found.partial)} verdicts are from a part of the properties"
    strangers = [name for name in found.verdicts if name not in known]
    if strangers:
        yield f"{len(strangers)} requirements that this suite does not have, {strangers[0]} for one"
    expected = {name for name, one in known.items() if one.level in header["levels"] and not one.unspecified}
    missing = expected - set(found.verdicts)
    if found.footer is not None and missing:
        yield f"partial: {len(missing)} of {len(expected)} requirements were not selected"
    elif set(header["levels"]) != set(spec.LEVELS):
        yield f"partial: only {', '.join(header['levels'])}"


def from_a_part(line: RequirementLine) -> str:
    """What a line says of a verdict that comes from a part of the requirement's properties; empty for any other."""
    left_out, ran = len(line.get("left_out", ())), len(line["properties"])
    return f"from {ran} of {ran + left_out} properties" if left_out else ""


def stream(path: Path) -> Iterator[tuple[int, Line]]:
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
        with _opened(path) as file:
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
                if offset > _MOST_BYTES:
                    raise UnreadableResults(f"{path}: over {_MOST_BYTES >> 20} MiB")
            raise UnreadableResults(f"{path}: over {_MOST_LINES} lines")
    except OSError as error:
        raise UnreadableResults(f"{path}: cannot be read: {error.strerror or error}") from None
    except (EOFError, zlib.error):
        raise UnreadableResults(f"{path}: cannot be unpacked: it is damaged, or a part of a file") from None


def _opened(path: Path) -> BinaryIO:
    """The lines of a file, whether it is packed or not."""
    return cast(BinaryIO, gzip.open(path)) if path.suffix == PACKED else path.open("rb")


def _parsed(data: bytes, where: str) -> Line:
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
    problem = schemas.problem("results.schema.json", value, kind)
    if problem is not None:
        raise UnreadableResults(f"{where}: {plain('.'.join(problem.keys))[:100]} {plain(problem.message)}")
    return cast(Line, value)


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no JSON")
