"""What is checked in a session: the implementation, how it is launched, the running subject, its known failures."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from conformance import spec
from conformance.deviations import known as deviations
from conformance.deviations.known import Deviation
from conformance.exits import BadDescription
from conformance.harness.coverage import collecting
from conformance.harness.driving.subject import Subject
from conformance.harness.launch import filesystem, implementation
from conformance.harness.launch.facts import Facts
from conformance.harness.launch.launch import Launch
from conformance.harness.proving.examples import Examples
from conformance.harness.recording.cabinet import Cabinet, root
from conformance.results.outside import is_file, is_there
from conformance.session import options, selection


class Setting:
    """Who is checked, and how. ``given`` are the values of all options. Raises a Refusal for what cannot be."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        problem = options.problem(given)
        if problem:
            raise BadDescription(problem)
        if given["select"] and (problem := selection.problem(given["select"])):
            raise BadDescription(f"--mmap-select {given['select']!r}: {problem}")
        self.given = given
        self.requirements = spec.load()
        self.implementation = implementation.resolve("stdlib" if given["impl"] is None else given["impl"])
        self.deviations_file: Path | None = given["deviations"] or deviations.place(self.implementation)
        self._known = self._deviations()
        files: Path | None = given["files"]
        if files is not None and not (is_there(files) and files.is_dir()):
            raise BadDescription(f"--files {files}: there is no such folder")
        self.launch = Launch.of(
            self.implementation,
            given["python"],
            edition=given["edition"],
            paths=tuple(str(Path(path).absolute()) for path in given["path"]),
            files=files.absolute() if files is not None else None,
            files_described=filesystem.describe(files) if files is not None else "",
            appends_in_place=filesystem.appends_in_place(files),
            memory=given["memory"] << 20 if given["memory"] else None,
            step_seconds=given["step_seconds"],
            coverage=collecting.new_folder(given["report"]) if given["coverage"] else None,
        )
        self._subject: Subject | None = None
        self._facts: Facts | None = None
        self._examples: Examples | None = None
        self._cabinet: Cabinet | None = None
        self.is_recorded = given["profile"] == "gate" and not given["coverage"] and not given["no_recordings"]

    def _deviations(self) -> dict[str, list[Deviation]]:
        given: Path | None = self.given["deviations"]
        if given is not None and not is_file(given):
            raise BadDescription(f"--deviations {given}: there is no such file")
        return deviations.load(self.deviations_file)

    def subject(self) -> Subject:
        """The running subject, started when first asked for. Raises LaunchFailed."""
        if self._subject is None:
            self._subject = Subject(self.launch)
            self._facts = self._subject.facts
        return self._subject

    def examples(self) -> Examples:
        """Who plays properties on the running subject."""
        if self._examples is None:
            self._examples = Examples(self.subject(), (pytest.skip.Exception, pytest.exit.Exception), self.cabinet())
        return self._examples

    def cabinet(self) -> Cabinet | None:
        """The recordings that fit the subject; none where what runs is not what everybody runs, or is measured."""
        folder = root()
        if self._cabinet is None and self.is_recorded and folder is not None:
            had = map(str, self.subject().to_be_had)
            self._cabinet = Cabinet.of(folder, self.facts, self.launch.memory, had)
        return self._cabinet

    def stop(self) -> None:
        """End the subject's processes."""
        if self._subject is not None:
            self._subject.stop()
            self._subject = self._examples = None

    @property
    def facts(self) -> Facts:
        """What the subject states of itself. Raises LaunchFailed."""
        return self._facts or self.subject().facts

    def reasons(self, ids: Sequence[str]) -> dict[str, str]:
        """Why each requirement is not in force for this subject; an empty text where it is."""
        facts, of_host = self.facts, self.implementation.inapplicable
        found = {name: self.requirements[name].inapplicable(facts.edition, facts.platforms) for name in ids}
        for name in of_host.keys() & found.keys():
            found[name] = found[name] or f"on this host {of_host[name]}"
        return found

    def known_failures(self, name: str) -> list[Deviation]:
        """The recorded deviations that speak of this requirement and this subject."""
        return deviations.applicable(self._known, name, self.facts)

    def expected(self, name: str, kinds: Collection[str]) -> Deviation | None:
        """The recorded deviation that expects these kinds of failure of this requirement."""
        return deviations.expected(self._known, name, kinds, self.facts)

    @property
    def known(self) -> dict[str, list[Deviation]]:
        """The recorded deviations, by requirement, whether they speak of this subject or not."""
        return self._known

    @property
    def described(self) -> str:
        """The subject in one line."""
        facts = self.facts
        files = f", files on {facts.files}" if facts.files else ""
        return (
            f"{facts.implementation} on {facts.python} {facts.python_version}, {facts.os} "
            f"{facts.pointer_bits}-bit, edition {facts.edition}{files}"
        )
