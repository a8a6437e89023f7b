"""One running agent: sends it lines of source, reads its answers, and knows what it has been told before."""

from __future__ import annotations

import contextlib
import re
import time
from collections import deque
from collections.abc import Sequence

from conformance.exits import LaunchFailed
from conformance.harness.coverage import counting
from conformance.harness.driving import prelude
from conformance.harness.launch import questions
from conformance.harness.launch.facts import Facts
from conformance.harness.launch.launch import Launch
from conformance.harness.launch.questions import Place, judge
from conformance.harness.recording import tape
from conformance.harness.wire import guardian
from conformance.harness.wire.answers import Malformed, Raised, Returned, parse
from conformance.harness.wire.deaths import Hung, ProtocolViolation, SubjectDied
from conformance.harness.wire.process import Process
from conformance.harness.wire.remote import RemoteFunction

START_SECONDS = 30.0
"""How long a start may take, times the pace."""

FAREWELL_SECONDS = 10.0
_BANNER = 1 << 16
"""Bytes that may come before the first answer: what another machine's shell says to whoever comes."""
"""How long a subject may take to write what it measured, times the pace."""


_FLYING = 1 << 14
"""Characters of requests and answers that are on their way at once while lines are played: pipes hold more."""
_GIVEN = (prelude.reset, prelude.state, prelude.outcomes)
"""The remote functions that every subject has from its start."""


_ANSWER = re.compile(rb"\d+ [=!] ")


class Link:
    """A started subject process that answers steps."""

    def __init__(self, launch: Launch) -> None:
        self._launch = launch
        self._process = Process(
            launch.command(), guardian.new_folder_in(launch.files), launch.environment(), launch.memory,
            launch.implementation.exits,
        )  # fmt: skip
        self._answered = 0
        self._defined: dict[str, str] = {}
        self.tape: list[tuple[str, str]] | None = None
        self.facts: Facts | None = None
        self.place = Place(home="", floor=0)
        self._neutral = tape.Place("", "")
        # All of the start-up travels at once, so that a spare is ready without anyone waiting for it.
        try:
            deadline = self._start_deadline()
            self._send(_start_up(launch), deadline)
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
                asked = self._first(deadline)
                imported, module = (self._receive(deadline) for _ in range(2))
            except SubjectDied as error:
                raise self._launch_failed(error) from None
            self._forget()
            try:
                self.facts, self.place = judge(self._launch, asked, imported, module)
                self._neutral = tape.Place(self.place.home, self.reset())
            except LaunchFailed:
                self.end()
                raise
        return self.facts

    def _start_deadline(self) -> float:
        return time.monotonic() + START_SECONDS * self._launch.pace

    def exchange(self, request: str, seconds: float) -> Returned | Raised:
        """Run a line of source and wait for its outcome. Raises SubjectDied; the link is of no use then."""
        deadline = time.monotonic() + seconds
        self._send([request], deadline)
        line = self._process.receive(deadline)
        if self.tape is not None:
            answer = line.partition(b" ")[2].decode("latin-1")
            self.tape.append((self._neutral.neutral(request), self._neutral.neutral(answer)))
        return self._understood(line)

    def record(self) -> None:
        """Keep what is sent and answered from here on, as another process would have to be sent it."""
        self._forget()
        self.tape = []

    def _forget(self) -> None:
        """What was defined is defined again when it is needed."""
        self._defined = {function.name: function.source for function in _GIVEN}

    def play(self, lines: tape.Lines, seconds: float) -> bool:
        """Send recorded lines, many in flight; whether each is answered as recorded. Raises SubjectDied.

        The first other answer ends it: what is in flight is waited for, and nothing more is sent.
        """
        self._forget()
        place, same = self._neutral, True
        waiting, flying = deque(tape.batches(lines, _FLYING // 2)), deque[tape.Batch]()
        while flying or (same and waiting):
            while same and waiting and (not flying or sum(one.size for one in (*flying, waiting[0])) <= _FLYING):
                flying.append(waiting.popleft())
                requests = [place.own(request) for request, _ in flying[-1].lines]
                self._send(requests, time.monotonic() + seconds)
            for _, expected in flying.popleft().lines:
                line = self._process.receive(time.monotonic() + seconds)
                self._answered += 1
                number, _, got = line.partition(b" ")
                if number != b"%d" % self._answered:
                    raise self._process.blame("not the answer to the step", patience=0.5 * self._launch.pace)
                same = same and place.neutral(got.decode("latin-1")) == expected
        return same

    def reset(self) -> str:
        """The source of the reset between two examples."""
        text = f"reset({self.place.home!a},{self.place.floor})"
        return text if self._launch.coverage is None else f"{text};save_coverage(1)"

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

    def _send(self, requests: Sequence[str], deadline: float) -> None:
        self._process.send("".join(request + "\n" for request in requests).encode("ascii"), deadline)

    def _receive(self, deadline: float) -> Returned | Raised:
        return self._understood(self._process.receive(deadline))

    def _understood(self, line: bytes) -> Returned | Raised:
        self._answered += 1
        try:
            return parse(line, self._answered)
        except Malformed as error:
            raise self._process.blame(str(error), patience=0.5 * self._launch.pace) from None

    def _first(self, deadline: float) -> Returned | Raised:
        """The first answer, behind what a launcher or another machine's shell may have to say before it."""
        self._answered, banner, problem = 1, 0, ""
        while True:
            try:
                line = self._process.receive(deadline)
            except Hung as error:
                raise ProtocolViolation(problem, error.last_words) if problem else error from None
            try:
                return parse(line, 1)
            except Malformed as error:
                problem = problem or str(error)
                banner += len(line) + 1
                if banner > _BANNER or _ANSWER.match(line):
                    raise self._process.blame(str(error), patience=0.5 * self._launch.pace) from None

    def _launch_failed(self, error: SubjectDied) -> LaunchFailed:
        self.end()
        words = self.last_words.strip().splitlines()
        said = f"; its last words: {words[-1][:300]}" if words else ""
        return LaunchFailed(f"{self._launch.described} did not start: {error}{said}{self._launch.advice}")


def _start_up(launch: Launch) -> list[str]:
    """The lines that every subject is sent first: who are you, import the module, what is in it."""
    own = [questions.facts, questions.module_facts, *_GIVEN]
    measured = ""
    if launch.coverage is not None:
        own += [counting.cover, counting.farewell]
        measured = f"cover({str(launch.coverage)!a});"
    return [
        "".join(function.definition + ";" for function in own) + measured + "_=facts()",
        launch.import_line(),
        "_=module_facts()",
    ]
