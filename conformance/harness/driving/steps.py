"""One example as steps: what is queued, what is waited for, what travels in one trip, and the journal of it all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from conformance.harness.driving.evidence import attach
from conformance.harness.driving.journal import Journal, Step, closing
from conformance.harness.driving.link import Link
from conformance.harness.driving.lives import Lives
from conformance.harness.driving.origin import fail, place
from conformance.harness.driving.together import Later, Trip
from conformance.harness.launch.launch import Launch
from conformance.harness.wire.answers import Raised, Returned
from conformance.harness.wire.deaths import SubjectDied
from conformance.harness.wire.remote import RemoteFunction

__tracebackhide__ = True


class Steps:
    """The steps of one subject's examples. Not safe for threads: one property at a time.

    ``reset_death`` is a death that came between two examples, with the journal of the one to blame.
    """

    def __init__(self, launch: Launch) -> None:
        self.launch = launch
        self.lives = Lives(launch)
        self.journal = self._previous = Journal()
        self.reset_death: tuple[SubjectDied, Journal] | None = None
        self._queue: list[Step] = []
        self._made = 0
        self._unread = False
        self._trip: Trip | None = None
        self.facts = self.lives.running().ready()

    # What properties and proxies use

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

    def queue(self, text: str, operation: str, wire: str = "") -> None:
        """Put a step that is expected to succeed in front of the next one that is waited for."""
        file, line = place()
        self._add(Step(text, operation, file, line, False, text, wire))

    def new_name(self, prefix: str) -> str:
        """A name for something in the subject that this example has not used."""
        self._made += 1
        return f"{prefix}{self._made}"

    def remember(self, text: str, operation: str, prefix: str) -> str:
        """Run an expression and keep its value in the subject; returns the name that it has there."""
        name = self.new_name(prefix)
        self.step(f"{name} = {text}", operation, valued=False)
        return name

    def settle(self) -> None:
        """Send what is still queued."""
        if self._queue:
            self._flush()

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
        self._trip = trip = Trip()
        try:
            yield trip.laters
        finally:
            self._trip = None
        if trip.calls:
            trip.arrived(self._flush(trip))

    # What begins and ends examples

    def examine(self) -> None:
        """A new property begins."""
        self.lives.examine()
        self.reset_death = None

    def begin(self, *, fresh: bool = False) -> None:
        """Begin an example: nothing of the last one is left. ``fresh``: in a process that has run nothing."""
        self._queue.clear()
        self.lives.is_final = fresh
        if fresh:
            self.lives.refresh()
        self._previous, self.journal = self.journal, Journal()
        self._made = 0

    def stop(self) -> None:
        """End every process of this subject."""
        self.lives.stop()

    def settle_reset(self, journal: Journal | None = None) -> None:
        """Run the reset that would travel with the next example, so that a death in it has a name."""
        death = self.lives.reset()
        if death is not None:
            self.reset_death = self.reset_death or (death, journal or self.journal)

    def reset_now(self) -> None:
        """Run the reset of the example that is ending as a part of it: what dies then can be shrunk."""
        death = self.lives.reset()
        if death is not None:
            fail(death, self.journal, closing(self.journal))

    # Inside

    def _add(self, step: Step) -> None:
        self._queue.append(step)
        self.journal.add(step)
        if self._trip is not None:
            self._trip.calls.append(Later(self.journal, step))

    def _flush(self, trip: Trip | None = None) -> Any:
        steps, self._queue = self._queue, []
        is_first = len(steps) == len(self.journal.steps)
        if trip is not None:
            steps[-len(trip.calls) :] = [trip.combined()]
        lives = self.lives
        if is_first and lives.soiled and lives.wary:
            self.settle_reset(self._previous)
        with_reset = is_first and lives.soiled
        outcome = self._attempt(steps, with_reset)
        if with_reset and (isinstance(outcome, SubjectDied) or (isinstance(outcome, Raised) and outcome.at == 1)):
            # The reset travelled in the same request. If the steps succeed without it, the reset failed, and the
            # example before is to blame.
            suspected, blamed = outcome, self._previous
            lives.abandon()
            outcome = self._attempt(steps, False)
            if isinstance(suspected, SubjectDied) and not isinstance(outcome, SubjectDied):
                self.reset_death = self.reset_death or (suspected, blamed)
        if isinstance(outcome, SubjectDied):
            fail(outcome, self.journal, self.journal.steps[-1])
        return self._taken(outcome, steps)

    def _attempt(self, steps: list[Step], with_reset: bool) -> Returned | Raised | SubjectDied:
        link = self.lives.running()
        self.lives.soiled = True
        return self.lives.exchange(link, self._request(link, steps, with_reset))

    def _request(self, link: Link, steps: list[Step], with_reset: bool) -> str:
        """One line of the wire: statements with tabs between them, and what raised is known by its number.

        The first statement is the harness's own: definitions and the reset.
        """
        own = link.definitions(self.journal.functions) if self.journal.functions else ""
        lines = [own + link.reset() if with_reset else own]
        lines.extend(step.wire or step.text for step in steps)
        if steps[-1].valued:
            lines[-1] = "_=" + lines[-1]
        return "\t".join(lines)

    def _taken(self, outcome: Returned | Raised, steps: list[Step]) -> Any:
        if isinstance(outcome, Returned):
            return steps[-1].answered(outcome.value)
        step = steps[max(0, min(outcome.at - 1, len(steps)) - 1)]
        if step is not steps[-1]:
            attach(outcome.exception, is_queued=True)
        if step in self.journal.steps:
            # What was queued behind the step that failed did not run and belongs in no witness.
            del self.journal.steps[self.journal.steps.index(step) + 1 :]
        return fail(outcome.exception, self.journal, self.journal.steps[-1], outcome.where)
