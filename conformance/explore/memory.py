"""What a night leaves to the next one: how much of everything was explored, and what it met."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from conformance.explore.plan import Known
from conformance.results.outside import content, is_there
from conformance.results.owned import claim, locked, replace_file
from conformance.results.plain import plain, told

FOLDER = "night"
"""Beside the findings, and out of git: what is of this machine only."""
_NAME = "memory.json"
_VERSION = 1
_LONGEST = 64 << 20
_MOST_SHAPES = 4000


class Memory:
    """The working folder of nights over one catalogue, for one explorer at a time. Raises UnwritableReport.

    ``problem`` says why nothing is remembered, where that is so: a memory that cannot be read is begun anew.
    """

    def __init__(self, catalogue: Path) -> None:
        self.folder = catalogue / FOLDER
        claim(self.folder)
        self._lock = locked(self.folder)
        self.problem = ""
        replace_file(self.folder / ".gitignore", "*\n")
        self._subjects: dict[str, dict[str, Known]] = {}
        path = self.folder / _NAME
        if is_there(path):
            try:
                self._subjects = _understood(json.loads(content(path, _LONGEST)))
            except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                self.problem = f"{path}: {plain(told(error))[:200]}: nothing is remembered of earlier nights"

    def of(self, subject: tuple[str, ...]) -> dict[str, Known]:
        """What is known of a subject's units: what is changed in it is saved."""
        return self._subjects.setdefault(" ".join(subject), {})

    def save(self) -> str:
        """Write it, whole or not at all. Says why it could not be, or nothing."""
        subjects = {
            subject: {
                name: [one.times, one.examples, round(one.seconds, 3), round(one.news, 4), one.digest,
                       sorted(one.shapes)]
                for name, one in units.items()
            }
            for subject, units in self._subjects.items()
        }  # fmt: skip
        try:
            replace_file(self.folder / _NAME, json.dumps({"version": _VERSION, "subjects": subjects}))
        except OSError as error:
            return f"{self.folder}: cannot be written: {error.strerror or told(error)}"
        return ""

    def close(self) -> None:
        self._lock.close()


def _understood(table: Any) -> dict[str, dict[str, Known]]:
    """Raises ValueError, KeyError or TypeError for what nobody here has written."""
    if table["version"] != _VERSION:
        raise ValueError("it is of another version")
    return {
        str(subject): {
            str(name): Known(
                times=max(0, int(times)), examples=max(0, int(examples)), seconds=max(0.0, float(seconds)),
                news=min(1.0, max(0.0, float(news))), digest=str(digest), shapes=set(map(int, shapes[:_MOST_SHAPES])),
            )
            for name, (times, examples, seconds, news, digest, shapes) in units.items()
        }
        for subject, units in table["subjects"].items()
    }  # fmt: skip
