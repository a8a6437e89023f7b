"""Which lines of the implementation under test the suite never reached: coverage.py's and gcov's answers as one.

A subject measures itself (``prelude.cover``) and writes into a folder; what it reached in the second before it died
is lost. coverage.py has to be installed for the subject's interpreter, an extension built with ``gcc --coverage``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, TypedDict

from conformance.harness.launch.launch import Launch
from conformance.harness.wire import guardian
from conformance.results.lines import Coverage, CoveredFile
from conformance.results.owned import claim, inner
from conformance.results.plain import typed

_MOST_FILES, _MOST_LINES = 1000, 100_000
_SCRIPT = Path(__file__).with_name("lines.py")


def new_folder(report: Path | None) -> Path:
    """Where subjects write. Workers are given the same one by way of the report's folder."""
    if report is None:
        return Path(tempfile.mkdtemp(prefix="mmap-conformance-coverage-"))
    claim(report)
    folder = inner(report.absolute(), "coverage")
    claim(folder)
    return folder


def collect(launch: Launch, folder: Path) -> Coverage:
    """Tools, files with the numbers of lines never reached, and a note where nothing could be measured."""
    found = _python(launch, folder)
    tools, files = [found["tool"]] if found["files"] else [], list(found["files"])
    compiled = _gcov(folder)
    if compiled:
        tools.append("gcov")
        files += compiled
    note = ""
    if not files and found["compiled"]:
        note = f"{', '.join(found['compiled'])} is compiled: build it with gcc --coverage to see its lines"
    elif not files and not found["tool"]:
        note = f"coverage.py is not installed for {launch.implementation.name}'s interpreter"
    elif not files:
        note = "no line of the implementation was measured: it is no Python source"
    shutil.rmtree(folder, ignore_errors=True)
    return {"tools": tools, "files": files, "note": note}


def warning(launch: Launch, folder: Path) -> str:
    """What will not be measured, said before the run; empty where all will be."""
    if _python(launch, folder)["tool"]:
        return ""
    return (
        f"coverage.py is not installed for {launch.implementation.name}'s interpreter "
        f"(`{typed([launch.python])} -m pip install coverage` does it): "
        "only lines of an extension that was built with gcc --coverage will be seen"
    )


class _Told(TypedDict):
    """What the script in the subject's interpreter found."""

    tool: str
    compiled: list[str]
    files: list[CoveredFile]


def _python(launch: Launch, folder: Path) -> _Told:
    nothing: _Told = {"tool": "", "compiled": [], "files": []}
    command = [*launch.command(_SCRIPT), str(folder), launch.statement, *launch.import_paths()]
    try:
        value = json.loads(_said(launch, command, folder).strip().rpartition("\n")[2])
        files = [_file(str(one["path"]), one["lines"], one["missed"]) for one in value["files"]]
        if len(files) > _MOST_FILES or sum(len(one["missed"]) for one in files) > _MOST_LINES:
            return nothing
        return {"tool": str(value["tool"]), "compiled": [str(name) for name in value["compiled"]], "files": files}
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return nothing


def _file(path: str, lines: Any, missed: Any) -> CoveredFile:
    """What a tool says of a file. Raises ValueError for what cannot be: the tool runs where the subject does."""
    numbers = sorted({int(number) for number in missed})
    if (numbers and not 0 < numbers[0] <= numbers[-1] < _MOST_LINES) or not 0 <= int(lines) < _MOST_LINES:
        raise ValueError(f"no lines of {path[:100]}")
    return {"path": path[:1000], "lines": int(lines), "missed": numbers}


def _said(launch: Launch, command: list[str], folder: Path) -> str:
    """What a command in the subject's interpreter prints, 4 MiB at most; what it starts ends with it."""
    with tempfile.TemporaryFile() as output:
        # A file, because a process that is left behind would hold a pipe open.
        process = subprocess.Popen(
            command, env=guardian.marked(launch.environment(), folder), cwd=folder, stdin=subprocess.DEVNULL,
            stdout=output, stderr=subprocess.DEVNULL, start_new_session=os.name == "posix",
        )  # fmt: skip
        try:
            process.wait(60 * launch.pace)
        finally:
            guardian.end_group(process.pid)
            process.wait(10)
            guardian.end_strays(folder)
        output.seek(0)
        return output.read(4 << 20).decode("utf-8", "replace")


def _gcov(folder: Path) -> list[CoveredFile]:
    """What compiled code counted, with the notes that the compiler left beside its objects."""
    lines: dict[str, dict[int, bool]] = {}
    gcov = shutil.which("gcov")
    for counts in sorted((folder / "gcov").rglob("*.gcda"))[:_MOST_FILES] if gcov else ():
        if counts.is_symlink() or not counts.is_file():
            continue
        notes = Path("/", counts.relative_to(folder / "gcov")).with_suffix(".gcno")
        if not notes.is_file():
            continue
        try:
            shutil.copy(notes, counts.with_suffix(".gcno"))
            done = subprocess.run(
                [str(gcov), "--json-format", "--stdout", str(counts)],
                cwd=folder,
                capture_output=True,
                timeout=60,
                check=False,
            )
            told = json.loads(done.stdout)
            for file in told["files"]:
                path, built = Path(file["file"]), told["current_working_directory"]
                if path.is_absolute() and not path.is_relative_to(built):
                    continue  # somebody else's header
                of_file = lines.setdefault(str(file["file"]), {})
                for line in file["lines"]:
                    number = int(line["line_number"])
                    of_file[number] = of_file.get(number, False) or line["count"] > 0
        except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            continue
    return [
        {"path": _short(path), "lines": len(found), "missed": sorted(n for n, reached in found.items() if not reached)}
        for path, found in sorted(lines.items())
    ]


def _short(path: str) -> str:
    return "/".join(Path(path).parts[-2:]) if Path(path).is_absolute() else path
