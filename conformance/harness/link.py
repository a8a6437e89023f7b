"""One running agent: sends it lines of source, reads its answers, and knows what it has been told before."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from typing import Any

from conformance.harness import guardian, literal, prelude
from conformance.harness.facts import Facts, edition_of
from conformance.harness.launch import Launch
from conformance.harness.outcome import LaunchFailed, SubjectDied, exception_from
from conformance.harness.process import Process
from conformance.harness.remote import RemoteFunction

START_SECONDS = 30.0
"""How long a start may take, times the pace."""

FAREWELL_SECONDS = 10.0
"""How long a subject may take to write what it measured, times the pace."""


@dataclass(frozen=True)
class Returned:
    """The step returned this."""

    value: Any


@dataclass(frozen=True)
class Raised:
    """The step raised this; ``at`` counts the request's statements from 1, ``where`` is a remote function's line."""

    exception: Exception
    at: int
    where: tuple[str, int] | None


class _Malformed(Exception):
    """A line that is no answer to the step."""


class Link:
    """A started subject process that answers steps."""

    def __init__(self, launch: Launch) -> None:
        self._launch = launch
        self._process = Process(
            launch.command(), guardian.new_folder_in(launch.files), launch.environment(), launch.memory
        )
        self._number = 0
        self._answered = 0
        self._defined: dict[str, str] = {}
        self.facts: Facts | None = None
        self.home, self.floor = "", 0
        # All of the start-up travels at once, so that a spare is ready without anyone waiting for it.
        try:
            deadline = self._start_deadline()
            for line in launch.start_up():
                self._send(line, deadline)
        except SubjectDied as error:
            raise self._launch_failed(error) from None

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process is still there."""
        return self._process.is_alive

    @property
    def last_words(self) -> str:
        return self._process.last_words

    def ready(self) -> Facts:
        """Wait for the end of the start-up. Raises LaunchFailed."""
        if self.facts is None:
            try:
                deadline = self._start_deadline()  # from now: a spare may have been waiting for long
                asked, imported, module = (self._receive(deadline) for _ in range(3))
            except SubjectDied as error:
                raise self._launch_failed(error) from None
            for function in (prelude.reset, prelude.state, prelude.outcomes):
                self._defined[function.name] = function.source
            try:
                self.facts = self._judge(asked, imported, module)
            except LaunchFailed:
                self.end()
                raise
        return self.facts

    def _start_deadline(self) -> float:
        return time.monotonic() + START_SECONDS * self._launch.pace

    def exchange(self, request: str, seconds: float) -> Returned | Raised:
        """Run a line of source and wait for its outcome. Raises SubjectDied; the link is of no use then."""
        deadline = time.monotonic() + seconds
        self._send(request, deadline)
        return self._receive(deadline)

    def definitions(self, functions: dict[str, RemoteFunction]) -> str:
        """The source that defines those of the functions that this agent has not seen, or nothing."""
        missing = [f for f in functions.values() if self._defined.get(f.name) != f.source]
        for function in missing:
            self._defined[function.name] = function.source
        return "".join(function.definition + ";" for function in missing)

    def end(self) -> None:
        """End the process. Nothing is left of it, but for what was measured."""
        if self._launch.coverage is not None and self.facts is not None:
            with contextlib.suppress(SubjectDied):  # the way in which it says farewell
                self.exchange("farewell()", FAREWELL_SECONDS * self._launch.pace)
        self._process.end()

    def _send(self, request: str, deadline: float) -> None:
        self._number += 1
        self._process.send(request.encode("ascii") + b"\n", deadline)

    def _receive(self, deadline: float) -> Returned | Raised:
        line = self._process.receive(deadline)
        self._answered += 1
        try:
            return _parse(line, self._answered)
        except _Malformed as error:
            raise self._process.blame(str(error), patience=0.5 * self._launch.pace) from None

    def _launch_failed(self, error: SubjectDied) -> LaunchFailed:
        self.end()
        words = self.last_words.strip().splitlines()
        said = f"; its last words: {words[-1][:300]}" if words else ""
        return LaunchFailed(f"{self._launch.described} did not start: {error}{said}{self._launch.advice}")

    def _judge(self, asked: Returned | Raised, imported: Returned | Raised, module: Returned | Raised) -> Facts:
        launch = self._launch
        if isinstance(asked, Raised):
            raise LaunchFailed(f"{launch.described} cannot say what it is: {_described(asked)}")
        if isinstance(imported, Raised):
            raise LaunchFailed(
                f"{launch.described}: `{launch.statement}` raised {_described(imported)}{launch.import_advice}"
            )
        if isinstance(module, Raised):
            raise LaunchFailed(f"{launch.described} is no implementation of mmap: {_described(module)}")
        try:
            # The directory is the one before the import: an implementation may go elsewhere, where files are not ours.
            python, version, text, platform, system, bits, order, page, home = asked.value
            is_class, is_callable, page_size, granularity, release, floor = module.value
            version = tuple(int(part) for part in version)
            system = " ".join(str(part) for i, part in enumerate(system) if i != 1)  # not the host's name
            self.home, self.floor = str(home), int(floor)
        except (TypeError, ValueError):
            raise LaunchFailed(f"{launch.described} answers the first questions with nonsense") from None
        if not is_class:
            found = "is callable but no class" if is_callable else "is not there"
            raise LaunchFailed(
                f"{launch.described} is no implementation of mmap: the class `mmap` {found} after `{launch.statement}`"
            )
        stated = launch.implementation.facts
        return Facts(
            implementation=launch.implementation.name,
            implementation_version=str(release),
            python=str(python),
            python_version=".".join(map(str, version)),
            version_text=" ".join(str(text).split()),
            platform=str(stated.get("platform", platform)),
            system=str(stated.get("system", system)),
            pointer_bits=int(stated.get("pointer-bits", bits)),
            byte_order=str(order),
            page_size=int(stated.get("page-size", page or page_size)),
            granularity=int(stated.get("granularity", granularity if platform == "win32" else page or granularity)),
            edition=launch.edition or edition_of(version),
            files=launch.files_described,
        )


def _described(raised: Raised) -> str:
    return f"{type(raised.exception).__name__}: {raised.exception}"


def _parse(line: bytes, number: int) -> Returned | Raised:
    """Understand an answer. What a subject sends is read as a literal, never run."""
    parts = line.split(b" ", 2)
    if parts[0] != b"%d" % number:
        raise _Malformed(f"not the answer to step {number}: {line[:80]!r}")
    if len(parts) < 3 or parts[1] not in (b"=", b"!"):
        raise _Malformed(f"neither a value nor an exception: {line[:80]!r}")
    _, sign, text = parts
    try:
        if sign == b"=":
            return Returned(literal.read(text))
        at, names, args, where = literal.read(text)
        if not isinstance(names, list) or not isinstance(args, tuple) or not isinstance(at, int):
            raise _Malformed(f"not the description of an exception: {text[:80]!r}")
        return Raised(exception_from([str(name) for name in names], args), at, _place(where) if where else None)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError, UnicodeDecodeError):
        raise _Malformed(f"not a literal: {text[:80]!r}") from None


def _place(where: Any) -> tuple[str, int]:
    """A remote function and a line of it; ValueError for what cannot be one."""
    name, line = where
    if type(name) is not str or type(line) is not int or not 0 < line < 10_000:
        raise ValueError("no line of a remote function")
    return name, line
