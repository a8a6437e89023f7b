"""The subject as a property sees it: runs steps, starts afresh after a death, keeps the journal.

Example boundaries, fresh starts and budgets are the plugin's business; a property only calls ``file``,
``map``, ``mmap`` and ``call``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Never

from conformance.harness.examples import Examples
from conformance.harness.journal import Journal, Step, closing
from conformance.harness.launch import Launch
from conformance.harness.link import Link, Raised, Returned
from conformance.harness.origin import place, raise_at
from conformance.harness.outcome import Hung, LaunchFailed, SubjectDied
from conformance.harness.proxy import File, Map, Module, Remembered
from conformance.harness.remote import RemoteFunction
from conformance.harness.source import DATA, beside, render, render_call
from conformance.harness.together import Later, Trip

_HURRY, _HURRY_SECONDS = 0.1, 0.3
"""The part of a step's time limit that it is given while a hang is shrunk, and the least that it is given then; the
last replay has all of it."""
RESTARTS = 20_000
"""Starts in one session after which something is wrong with us or with the machine."""


class Subject:
    """Drives one implementation. Not safe for threads: one property at a time."""

    def __init__(self, launch: Launch) -> None:
        self.launch = launch
        self._link: Link | None = None
        self._spare: Link | None = None
        self._keep_spare = False
        self.starts = 0
        self.deaths = 0
        self.journal = Journal()
        self._queue: list[Step] = []
        self._made = 0
        self._soiled = False
        self._unread = False
        self._trip: Trip | None = None
        self._final = False
        self.examine()
        self.mmap = Module(self)
        self._previous = self.journal
        self.facts = self._running().ready()
        self.examples = Examples(self)

    # What properties use

    @property
    def page_size(self) -> int:
        """Bytes of a page on the subject's machine."""
        return self.facts.page_size

    @property
    def granularity(self) -> int:
        """Bytes that the offset of a map has to be a multiple of."""
        return self.facts.granularity

    def file(self, content: bytes = b"", mode: str = "r+b", size: int | None = None) -> File:
        """Make a file with that content (and, if given, cut or extended to ``size`` bytes); open it."""
        name = self._name("f")
        self.queue(f"{name} = open({name!r}, 'w+b', 0)", "open")
        if content:
            self.queue(f"{name}.write({content!r})", "open", beside(f"{name}.write({DATA})", content))
        if size is not None:
            self.queue(f"{name}.truncate({size})", "open")
        if mode not in ("r+b", "w+b"):
            self.queue(f"{name}.close()", "open")
            self.queue(f"{name} = open({name!r}, {mode!r}, 0)", "open")
        return File(self, name)

    def map(self, source: File | bytes, length: int = 0, **options: Any) -> Map:
        """Make a map that is expected to come about; it is sent along with the next step."""
        file = self.file(source) if isinstance(source, bytes) else source
        return self._mapped(f"{file.text}.fileno()", length, options, file)

    def anonymous(self, length: int, **options: Any) -> Map:
        """Make a map of anonymous memory that is expected to come about."""
        return self._mapped("-1", length, options, None)

    def _mapped(self, descriptor: str, length: int, options: dict[str, Any], file: File | None) -> Map:
        name = self._name("m")
        more = "".join(f", {option}={render(value)}" for option, value in options.items())
        self.queue(f"{name} = mmap.mmap({descriptor}, {render(length)}{more})", "mmap")
        return Map(self, name, file)

    def call(self, function: RemoteFunction, *args: Any) -> Any:
        """Run a remote function in the subject and return what it returns."""
        text, functions = render_call(function.name, args, {}), (*function.used, function)
        return self.step(text, function.name, functions=functions)

    @contextmanager
    def unread(self) -> Iterator[None]:
        """Nobody reads the results of the calls within: they travel together with the next step."""
        self._unread = True
        try:
            yield
        finally:
            self._unread = False

    @contextmanager
    def together(self) -> Iterator[list[Later]]:
        """The calls within travel in one trip, which goes on when one of them raises; read their outcomes after it."""
        __tracebackhide__ = True
        self._trip = trip = Trip()
        try:
            yield trip.laters
        finally:
            self._trip = None
        if trip.calls:
            trip.arrived(self._flush(trip))

    # What proxies use

    def remember(self, text: str, operation: str, prefix: str) -> Remembered:
        """Run an expression and keep its value in the subject under a name."""
        name = self._name(prefix)
        self.step(f"{name} = {text}", operation, valued=False)
        return Remembered(self, name)

    def construct(self, args: tuple[Any, ...], options: dict[str, Any]) -> Map:
        """The constructor as the thing under test: its outcome is waited for."""
        name = self._name("m")
        file = next((arg.file for arg in (*args, *options.values()) if hasattr(arg, "file")), None)
        self.step(f"{name} = {render_call('mmap.mmap', args, options)}", "mmap", valued=False)
        return Map(self, name, file)

    def queue(self, text: str, operation: str, wire: str = "") -> None:
        """Put a step that is expected to succeed in front of the next one that is waited for."""
        file, line = place()
        self._add(Step(text, operation, file, line, False, text, wire))

    def fail(self, error: Exception, step: Step, where: tuple[str, int] | None = None) -> Never:
        """Raise what a step raised, from an origin of its own."""
        __tracebackhide__ = True
        name, line = (f"<{step.operation}>", step.line) if where is None else (f"<remote {where[0]}>", where[1])
        step.raised = type(error).__name__
        error.__dict__.update(journal=self.journal, step=step)
        raise_at(error, name, line)

    def step(
        self,
        text: str,
        operation: str,
        *,
        valued: bool = True,
        functions: tuple[RemoteFunction, ...] = (),
        spelled: str | None = None,
        wire: str = "",
    ) -> Any:
        """Run a step and wait for it: its value, or its exception raised with an origin of its own.

        ``spelled`` is what a witness has in its place where the text says more to the subject than to people;
        ``wire`` is what travels in its place where that can be kept compiled.
        """
        file, line = place()
        for function in functions:
            self.journal.functions[function.name] = function
        if self._unread:
            self._add(Step(text, operation, file, line, False, spelled or text, wire))
            return None
        self._add(Step(text, operation, file, line, valued, spelled or text, wire))
        if self._trip is not None:
            self._trip.laters.append(self._trip.calls[-1])
            return self._trip.laters[-1]
        return self._flush()

    def settle(self) -> None:
        """Send what is still queued."""
        if self._queue:
            self._flush()

    # What the plugin uses

    def examine(self) -> None:
        """A new property begins: what the last one's examples did to the subject is forgotten."""
        self._wary = self._hung = False
        self.reset_death: tuple[SubjectDied, Journal] | None = None

    def begin(self, *, fresh: bool = False) -> None:
        """Begin an example: nothing of the last one is left. ``fresh``: in a process that has run nothing."""
        self._queue.clear()
        self._final = fresh
        if fresh and self._soiled:
            self._keep_spare = True  # where one property fails, others will
            self.abandon()
        self._previous, self.journal = self.journal, Journal()
        self._made = 0

    def abandon(self) -> None:
        """End the running process; the next step starts another."""
        if self._link is not None:
            self._link.end()
            self._link = None
        self._soiled = False

    def stop(self) -> None:
        """End every process of this subject."""
        self.abandon()
        if self._spare is not None:
            self._spare.end()
            self._spare = None

    def settle_reset(self, journal: Journal | None = None) -> None:
        """Run the reset that would travel with the next example, so that a death in it has a name."""
        death = self._reset()
        if death is not None:
            self.reset_death = self.reset_death or (death, journal or self.journal)

    def reset_now(self) -> None:
        """Run the reset of the example that is ending as a part of it: what dies then can be shrunk."""
        death = self._reset()
        if death is not None:
            self.fail(death, closing(self.journal))

    # Inside

    @property
    def _limit(self) -> float:
        limit = self.launch.step_seconds * self.launch.pace
        return min(limit, max(limit * _HURRY, _HURRY_SECONDS)) if self._hung and not self._final else limit

    def _name(self, prefix: str) -> str:
        self._made += 1
        return f"{prefix}{self._made}"

    def _add(self, step: Step) -> None:
        self._queue.append(step)
        self.journal.add(step)
        if self._trip is not None:
            self._trip.calls.append(Later(self, step))

    def _running(self) -> Link:
        if self._link is None:
            if self.starts >= RESTARTS:
                raise LaunchFailed(f"{self.launch.described} was started {RESTARTS} times in one session; giving up")
            self.starts += 1
            self._link, self._soiled = self._started(), False
            if self._keep_spare:
                with suppress(LaunchFailed):
                    self._spare = Link(self.launch)
        return self._link

    def _started(self) -> Link:
        spare, self._spare = self._spare, None
        if spare is not None:
            with suppress(LaunchFailed):  # it may have been killed while it waited, and is no evidence of anything
                spare.ready()
                if spare.is_alive:
                    return spare
            spare.end()
        link = Link(self.launch)
        link.ready()
        return link

    def _reset_text(self, link: Link) -> str:
        return f"reset({link.home!a},{link.floor})"

    def _reset(self) -> SubjectDied | None:
        if not self._soiled or self._link is None:
            return None
        outcome = self._exchange(self._link, self._reset_text(self._link))
        self._soiled = False
        if isinstance(outcome, Raised):
            self.abandon()
        return outcome if isinstance(outcome, SubjectDied) else None

    def _flush(self, trip: Trip | None = None) -> Any:
        __tracebackhide__ = True
        steps, self._queue = self._queue, []
        is_first = len(steps) == len(self.journal.steps)
        if trip is not None:
            steps[-len(trip.calls) :] = [trip.combined()]
        if is_first and self._soiled and self._wary:
            self.settle_reset(self._previous)
        with_reset = is_first and self._soiled
        outcome = self._attempt(steps, with_reset)
        if with_reset and (isinstance(outcome, SubjectDied) or (isinstance(outcome, Raised) and outcome.at == 1)):
            # The reset may be what failed, and that would be the doing of the example before.
            suspected, blamed = outcome, self._previous
            self.abandon()
            outcome = self._attempt(steps, False)
            if isinstance(suspected, SubjectDied) and not isinstance(outcome, SubjectDied):
                self.reset_death = self.reset_death or (suspected, blamed)
        if isinstance(outcome, SubjectDied):
            return self.fail(outcome, self.journal.steps[-1])
        return self._taken(outcome, steps)

    def _attempt(self, steps: list[Step], with_reset: bool) -> Returned | Raised | SubjectDied:
        link = self._running()
        self._soiled = True
        return self._exchange(link, self._request(link, steps, with_reset))

    def _exchange(self, link: Link, request: str) -> Returned | Raised | SubjectDied:
        """A death is returned, not raised, and has no context: Hypothesis would take it for another bug."""
        try:
            return link.exchange(request, self._limit)
        except SubjectDied as death:
            self.deaths += 1
            self._link, self._soiled = None, False
            self._wary = self._keep_spare = True
            self._hung = self._hung or isinstance(death, Hung)
            death.__context__ = None  # whether it was noticed when we wrote or when we read
            return death.with_traceback(None)

    def _request(self, link: Link, steps: list[Step], with_reset: bool) -> str:
        """One line of the wire: statements with tabs between them, and what raised is known by its number.

        The first is the harness's own: definitions and the reset.
        """
        own = link.definitions(self.journal.functions) if self.journal.functions else ""
        lines = [own + self._reset_text(link) if with_reset else own]
        lines.extend(step.wire or step.text for step in steps)
        if steps[-1].valued:
            lines[-1] = "_=" + lines[-1]
        return "\t".join(lines)

    def _taken(self, outcome: Returned | Raised, steps: list[Step]) -> Any:
        if isinstance(outcome, Returned):
            steps[-1].result = outcome.value
            return outcome.value
        step = steps[max(0, min(outcome.at - 1, len(steps)) - 1)]
        if step is not steps[-1]:
            outcome.exception.__dict__["queued"] = True
        if step in self.journal.steps:
            # What was queued behind the step that failed did not run and belongs in no witness.
            del self.journal.steps[self.journal.steps.index(step) + 1 :]
        return self.fail(outcome.exception, self.journal.steps[-1], outcome.where)
