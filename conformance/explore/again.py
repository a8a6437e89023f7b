"""Runs many witnesses again, of a catalogue or of a report, and says of each: still there, changed, or gone."""

from __future__ import annotations

import contextlib
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.exits import LAUNCH, Refusal, Refused
from conformance.explore.catalogue import MARK, Catalogue
from conformance.harness.judging.replay import Ended, replay
from conformance.harness.launch.implementation import resolve
from conformance.harness.launch.launch import Launch
from conformance.harness.launch.setup import prepare
from conformance.harness.wire import guardian
from conformance.results.lines import NAME
from conformance.results.outside import content, is_there
from conformance.results.plain import told
from conformance.results.reading import read

THERE, CHANGED, GONE, UNKNOWN = STATES = ("still there", "changed", "gone", "not started")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,100}")
"""An implementation or interpreter that an entry may choose itself: a name. A path in it would choose what is run."""

_LONGEST, _MOST = 1 << 20, 10_000
"""Bytes of a witness, and witnesses of one folder."""
_ELSEWHERE = "what it was found with"


@dataclass(frozen=True)
class Entry:
    """A witness and what it showed. ``given`` is who showed it; ``problem`` is why it has no source."""

    name: str
    kind: str
    source: bytes
    given: dict[str, Any]
    problem: str = ""


@dataclass(frozen=True)
class Replayed:
    """One entry under one subject."""

    entry: Entry
    subject: str
    state: str
    told: str


def entries(folder: Path) -> tuple[list[Entry], Catalogue | None]:
    """What has a witness in a catalogue, which is returned too, in a report, or in a folder of witnesses alone.

    Raises a Refusal for any other folder.
    """
    if is_there(folder / MARK):
        catalogue = Catalogue(folder, new=False)
        found = []
        for one in catalogue.found.values():
            script, problem = b"", "" if one.witness else "it has no witness"
            try:
                script = catalogue.source(one) if one.witness else b""
            except OSError as error:
                problem = f"its witness {one.witness} cannot be read: {error.strerror or told(error)}"
            found.append(Entry(one.name, one.kind, script, one.given, problem))
        return found, catalogue
    alone = sorted(folder.glob("*.py"))
    if alone and not is_there(folder / NAME):
        return [_of_a_file(path) for path in alone[:_MOST]], None
    results = read(folder / NAME)
    given = results.header.get("given", {})
    return [
        Entry(Path(one["witness"]).stem or line["requirement"], one["kind"], source.encode(), given)
        for line in results.failing()
        for one in line["failures"]
        if (source := results.witness(one))
    ], None


def _of_a_file(path: Path) -> Entry:
    """A witness that lies beside nothing that tells of it."""
    try:
        return Entry(path.stem, "", content(path, _LONGEST), {})
    except OSError as error:
        return Entry(path.stem, "", b"", {}, f"it cannot be read: {error.strerror or told(error)}")


def replayed(
    entries: list[Entry], impl: tuple[str, ...], python: tuple[str, ...], seconds: float, workers: int
) -> Iterator[Replayed]:
    """Every entry under every subject that is named, or under the one that it was found with, in their order."""
    work = [(entry, *who) for entry in entries for who in _subjects(entry, impl, python)]
    launches: dict[tuple[str, str | None], Launch | Refusal | OSError] = {}
    for _, name, interpreter in work:
        if (name, interpreter) not in launches:
            launches[name, interpreter] = _launch(name, interpreter)
    with ThreadPoolExecutor(workers) as pool:
        try:
            yield from pool.map(lambda one: _one(one[0], one[1], one[2], launches[one[1], one[2]], seconds), work)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _subjects(entry: Entry, impl: tuple[str, ...], python: tuple[str, ...]) -> Iterator[tuple[str, str | None]]:
    if not impl and not python:
        found = [str(value) for key in ("impl", "python") if (value := entry.given.get(key))]
        is_known = all(map(_NAME.fullmatch, found))
        yield (str(entry.given.get("impl") or "stdlib"), entry.given.get("python")) if is_known else (_ELSEWHERE, None)
        return
    for name in impl or ("stdlib",):
        for interpreter in python or (None,):
            yield name, interpreter


def _launch(name: str, interpreter: str | None) -> Launch | Refusal | OSError:
    if name == _ELSEWHERE:
        return Refused("it was found with a description or an interpreter of somebody's own: name --impl and --python",
                       LAUNCH)  # fmt: skip
    try:
        launch = Launch.of(resolve(name), interpreter)
        prepare(launch)
    except (Refusal, OSError) as error:
        return error
    return launch


def _one(
    entry: Entry, name: str, interpreter: str | None, launch: Launch | Refusal | OSError, seconds: float
) -> Replayed:
    subject = f"{name} under {interpreter}" if interpreter else name
    if entry.problem:
        return Replayed(entry, subject, UNKNOWN, entry.problem)
    if not isinstance(launch, Launch):
        return Replayed(entry, subject, UNKNOWN, told(launch))
    folder = guardian.new_folder_in(None)
    try:
        ended = replay(entry.source, folder / f"{entry.name}.py", launch, folder, seconds * launch.pace)
    except (Refusal, OSError, subprocess.SubprocessError) as error:
        return Replayed(entry, subject, UNKNOWN, told(error))
    finally:
        with contextlib.suppress(OSError):
            guardian.release(folder)
    return Replayed(entry, subject, _state(entry.kind, ended), ended.told)


def _state(kind: str, ended: Ended) -> str:
    """A witness that fails says of many failures only that it did: those count as the same."""
    if not ended.reproduces:
        return GONE
    before, now = kind.removeprefix("unstable:"), ended.kind
    alike = before in ("", now) or (before.startswith("fail:") and now == "fail:")
    return THERE if alike or before.startswith("unstable") else CHANGED
