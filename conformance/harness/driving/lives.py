"""The processes of one subject: the running one, a spare that waits, fresh starts after deaths, resets.

A subject lives many times in one session. ``Lives`` knows when a process may serve another example, how long a step
may take, and what a death costs; it knows nothing of steps.
"""

from __future__ import annotations

from contextlib import suppress

from conformance.exits import LaunchFailed
from conformance.harness.driving.link import Link
from conformance.harness.launch.launch import Launch
from conformance.harness.recording import tape
from conformance.harness.wire.answers import Raised, Returned
from conformance.harness.wire.deaths import Hung, SubjectDied

_HURRY, _HURRY_SECONDS = 0.1, 0.3
"""While a hang is being shrunk a step has this fraction of its time limit, and never less than these seconds. The
final replay has the whole limit."""
RESTARTS = 20_000
"""Starts in one session after which something is wrong with us or with the machine."""


class Lives:
    """Starts, resets and ends the processes of one launch.

    ``deaths`` and ``starts`` count; ``soiled`` says that the running process has run a step since its last reset;
    ``wary`` that a process died in this property, so that resets travel alone and a death in one has a name.
    """

    def __init__(self, launch: Launch) -> None:
        self._launch = launch
        self.link: Link | None = None
        self.spare: Link | None = None
        self.keeps_spare = False
        self.starts = 0
        self.deaths = 0
        self.soiled = False
        self.is_final = False
        self._gone = ""
        self.examine()

    def examine(self) -> None:
        """A new property begins: what the last one's examples did to the subject is forgotten."""
        self.wary = self._hung = False

    @property
    def limit(self) -> float:
        """Seconds that a step may take now."""
        limit = self._launch.step_seconds * self._launch.pace
        return min(limit, max(limit * _HURRY, _HURRY_SECONDS)) if self._hung and not self.is_final else limit

    def running(self) -> Link:
        """The running process, started if there is none. Raises LaunchFailed."""
        if self.link is None:
            if self.starts >= RESTARTS:
                raise LaunchFailed(f"{self._launch.described} was started {RESTARTS} times in one session; giving up")
            self.starts += 1
            self.link, self.soiled = self._started_or_gone(), False
            if self.keeps_spare:
                with suppress(LaunchFailed):
                    self.spare = Link(self._launch)
        return self.link

    def refresh(self) -> None:
        """See that what runs next runs in a process that has run nothing."""
        if self.soiled:
            self.keeps_spare = True  # where one property fails, others will
            self.abandon()

    def abandon(self) -> None:
        """End the running process; the next step starts another."""
        if self.link is not None:
            self.link.end()
            self.link = None
        self.soiled = False

    def stop(self) -> None:
        """End every process of this subject."""
        self.abandon()
        if self.spare is not None:
            self.spare.end()
            self.spare = None

    def reset(self) -> SubjectDied | None:
        """Undo what the last example left, in the running process; returns the death that comes of it."""
        if not self.soiled or self.link is None:
            return None
        outcome = self.exchange(self.link, self.link.reset())
        self.soiled = False
        if isinstance(outcome, Raised):
            self.abandon()
        return outcome if isinstance(outcome, SubjectDied) else None

    def exchange(self, link: Link, request: str) -> Returned | Raised | SubjectDied:
        """Run a line in the subject.

        Returns a death instead of raising it: who waits for the step raises it later, from the step's own line. Its
        context is dropped, because Hypothesis tells bugs apart by it, and whether a death was noticed in writing or
        in reading is chance.
        """
        try:
            return link.exchange(request, self.limit)
        except SubjectDied as death:
            return self._gone_with(death)

    def _gone_with(self, death: SubjectDied) -> SubjectDied:
        self.deaths += 1
        self.link, self.soiled = None, False
        self.wary = self.keeps_spare = True
        self._hung = self._hung or isinstance(death, Hung)
        death.__context__ = None
        return death.with_traceback(None)

    def record(self) -> Link:
        """Begin to keep what is sent and answered, in a process that has nothing left of what was before."""
        self.reset()
        link = self.running()
        link.record()
        return link

    def play(self, lines: tape.Lines) -> bool:
        """Whether a process answers recorded lines as it was recorded. One that dies of it does not.

        Where it does not, another process goes on: what answered otherwise may have spoilt the one that it was in, and
        nothing that is drawn may know of it.
        """
        self.reset()
        link = self.running()
        self.soiled = True
        try:
            same = link.play(lines, self.limit)
        except SubjectDied as death:
            self._gone_with(death)
            return False
        if not same:
            self.refresh()
        return same

    def _started_or_gone(self) -> Link:
        """A new process. What has been started and cannot be, twice in a row, is not tried again in this session."""
        if self._gone:
            raise LaunchFailed(self._gone)
        try:
            return self._started()
        except LaunchFailed:
            if self.starts == 1:
                raise
        try:
            return self._started()
        except LaunchFailed as error:
            self._gone = str(error)
            raise

    def _started(self) -> Link:
        spare, self.spare = self.spare, None
        if spare is not None:
            with suppress(LaunchFailed):  # it may have been killed while it waited, and is no evidence of anything
                spare.ready()
                if spare.is_alive:
                    return spare
            spare.end()
        link = Link(self._launch)
        link.ready()
        return link
