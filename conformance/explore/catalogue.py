"""The catalogue of findings: a folder that people can commit, one entry a distinct failure, each with its witness.

A failure is known by its requirement, its kind and the shape of its call. The same one a thousand times is one entry
that counts; two people's entries are two files, so that nothing has to be merged by hand.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from conformance import schemas
from conformance.exits import UnreadableResults, UnwritableReport
from conformance.results.lines import FailureLine
from conformance.results.outside import content, is_there
from conformance.results.owned import replace_file
from conformance.results.plain import plain, told, word

MARK = "catalogue.json"
GONE = "gone"
"""The folder of entries whose failures are no longer there."""
_SCHEMA = "finding.schema.json"
_FORMAT = {"format": "mmap-conformance findings", "version": 1}
_LONGEST = 1 << 16
_MOST = 10_000
"""Entries of one catalogue."""
_MOST_SUBJECTS = 100
_LONGEST_TEXT = 400

_LITERALS = (
    (re.compile(r"b?'(?:[^'\\]|\\.)*'|b?\"(?:[^\"\\]|\\.)*\""), "S"),
    (re.compile(r"\b[a-z]+\d+\b"), "v"),
    (re.compile(r"-?\b(?:0x[0-9a-f]+|\d[\d_]*(?:\.\d+)?)\b"), "N"),
    (re.compile(r"\b(?:bytes|bytearray)\(N\)|S(?: ?[*+] ?[SN])+|N(?: ?(?:[*+]|<<) ?[SN])+"), "S"),
    (re.compile(r"([\[(])(?:S|N)(?:, (?:S|N)){2,}"), r"\1..."),
)
_DEEPEST = 10
_LIST = re.compile(r"(?<![\w\])])[\[(](?:(?:S|N|L|None|True|False|\.\.\.)(?:, ?|(?=[\])])))*[\])]")
"""A list or a tuple of values alone, however many; what stands behind a name are arguments or an index."""


@dataclass
class Finding:
    """One entry. ``first`` and ``last`` are when it was seen, in UTC; ``subjects`` who showed it; ``given`` how.

    ``count`` is in how many tasks. ``witness`` is the name of the file beside it, empty where there is none.
    """

    requirement: str
    verdict: str
    kind: str
    shape: str
    call: str
    expected: str
    got: str
    message: str
    first: str
    last: str
    count: int
    subjects: list[str]
    given: dict[str, str] = field(default_factory=dict)
    seed: str = ""
    witness: str = ""

    @property
    def name(self) -> str:
        """Its files' name, without an ending."""
        return name_of(self.requirement, self.kind, self.shape)

    def __str__(self) -> str:
        text = f"{self.requirement}: {self.kind}: {self.call or self.message}"
        return plain(f"{text}: {self.got}" if self.got else text)[:_LONGEST_TEXT]


def name_of(requirement: str, kind: str, shape: str) -> str:
    """One word for a distinct failure."""
    return f"{requirement}.{word(kind.replace(':', '-'))}.{hashlib.sha256(shape.encode()).hexdigest()[:8]}"


def shape_of(call: str) -> str:
    """A call without what its values are: ``v.find(S, N)``."""
    for pattern, instead in _LITERALS:
        call = pattern.sub(instead, call)
    for _ in range(_DEEPEST):  # from the innermost list outwards
        call = _LIST.sub("L", call)
    return call[:_LONGEST_TEXT]


class Catalogue:
    """The findings in a folder. Raises UnwritableReport and UnreadableResults for a folder that is none."""

    def __init__(self, folder: Path, *, new: bool = True) -> None:
        self.folder = folder
        self.ignored: list[str] = []
        self._unsaved: dict[str, tuple[Finding, str]] = {}
        if new:
            self._claim()
        else:
            self._recognise()
        self.found = {one.name: one for one in self._read()}
        self.new: dict[str, Finding] = {}

    def add(self, requirement: str, one: FailureLine, source: str, seen: dict[str, Any]) -> Finding | None:
        """Take in a failure; returns its entry if it is a new one. ``seen``: subject, given and seed of its run."""
        shape, now = shape_of(one["call"] or one["message"]), time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        name = name_of(requirement, one["kind"], shape)
        known = self.found.get(name)
        if known is None:
            said = ("call", "expected", "got", "message")
            texts = {key: plain(str(one.get(key, "")))[:_LONGEST_TEXT] for key in said}
            known = self.found[name] = self.new[name] = Finding(
                requirement, one["verdict"], one["kind"], shape, **texts, first=now, last=now, count=0,
                subjects=[], given=seen["given"], seed=str(seen["seed"]),
            )  # fmt: skip
        known.count, known.last = known.count + 1, now
        if seen["subject"] not in known.subjects and len(known.subjects) < _MOST_SUBJECTS:
            known.subjects.append(seen["subject"])
        if source and not known.witness:
            known.witness = f"{name}.py"
        else:
            source = self._unsaved.get(name, (known, ""))[1]  # the first witness stays
        self._unsaved[name] = (known, source)
        self.save()
        return known if name in self.new and known.count == 1 else None

    def save(self) -> str:
        """Write what is not written yet; what cannot be is kept for the next time. Says why, or nothing."""
        for name, (one, source) in list(self._unsaved.items()):
            try:
                if source:
                    replace_file(self.folder / f"{name}.py", source)
                text = json.dumps({**_FORMAT, **asdict(one)}, indent=1, ensure_ascii=True) + "\n"
                replace_file(self.folder / f"{name}.json", text)
            except OSError as error:
                return f"{self.folder}: a finding cannot be written: {error.strerror or told(error)}"
            del self._unsaved[name]
        return ""

    def source(self, one: Finding) -> bytes:
        """The witness of an entry. Raises OSError."""
        return content(self.folder / one.witness, 1 << 20)

    def put_aside(self, one: Finding) -> None:
        """Move an entry whose failure is gone out of the way, with its witness. Raises OSError."""
        aside = self.folder / GONE
        aside.mkdir(exist_ok=True)
        if aside.is_symlink():
            raise UnwritableReport(f"{aside}: is a link, and no link is followed; remove it")
        for name in filter(None, (one.witness, f"{one.name}.json")):
            os.replace(self.folder / name, aside / name)
        del self.found[one.name]

    def _claim(self) -> None:
        folder = self.folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if is_there(folder / MARK):
                self._recognise()
            elif any(folder.iterdir()):
                raise UnwritableReport(
                    f"{folder}: there is something else in it, and no {MARK}; name a new folder with --findings"
                )
            else:
                replace_file(folder / MARK, json.dumps(_FORMAT) + "\n")
        except OSError as error:
            raise UnwritableReport(
                f"{folder}: the catalogue cannot be written: {error.strerror or told(error)}; name another folder"
            ) from None

    def _recognise(self) -> None:
        mark = self.folder / MARK
        try:
            found = json.loads(content(mark, _LONGEST))
        except (OSError, ValueError, RecursionError) as error:
            raise UnreadableResults(f"{mark}: {plain(told(error))[:200]}; the folder is no catalogue") from None
        if not isinstance(found, dict) or found.get("format") != _FORMAT["format"]:
            raise UnreadableResults(f"{mark}: format: is not {_FORMAT['format']!r}; the folder is no catalogue")
        if found.get("version") != _FORMAT["version"]:
            raise UnreadableResults(
                f"{mark}: version: this suite reads version {_FORMAT['version']}; use the suite that wrote it, or "
                "begin a new folder"
            )

    def _read(self) -> Iterator[Finding]:
        paths = sorted(path for path in self.folder.glob("*.json") if path.name != MARK)
        if len(paths) > _MOST:
            raise UnreadableResults(f"{self.folder}: has more than {_MOST} entries; `replay --heal` puts aside")
        names = {one.name for one in fields(Finding)}
        for path in paths:
            reason = ""
            with contextlib.suppress(RecursionError):
                try:
                    table = json.loads(content(path, _LONGEST))
                    wrong = schemas.problem(_SCHEMA, table, "finding")
                    reason = f"{'.'.join(wrong.keys)} {wrong.message}" if wrong is not None else ""
                    if not reason:
                        found = Finding(**{key: value for key, value in table.items() if key in names})
                        if path.name == f"{found.name}.json" and found.witness in ("", f"{found.name}.py"):
                            yield found
                            continue
                        reason = "its name is not the one that follows from what it says"
                except (OSError, ValueError) as error:
                    reason = told(error)
            self.ignored.append(plain(f"{path}: {reason or 'is nested too deeply'}")[:_LONGEST_TEXT])
