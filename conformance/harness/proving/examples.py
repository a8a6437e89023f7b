"""Runs the examples of properties: begins and ends each, counts them, and bounds what deaths may cost."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis.errors import HypothesisException

from conformance.harness.driving.arrangement import PLAIN, VALUES, Arrangement, line, of_bytes, spread, to_bytes
from conformance.harness.driving.evidence import Comparison, attach, evidence_of
from conformance.harness.driving.journal import closing
from conformance.harness.driving.subject import Subject
from conformance.harness.proving import internals, profiles
from conformance.harness.proving.shapes import shapes_of
from conformance.harness.proving.verify import arrangements_of, key_of
from conformance.harness.recording.cabinet import Cabinet
from conformance.harness.wire.deaths import SubjectDied
from conformance.results.plain import told

__tracebackhide__ = True

DEATHS = 300
"""Deaths in one property after which its examples are no longer shrunk."""
SECONDS_LOST = 10.0
"""Seconds, times the pace, that one property may lose to deaths and hangs before shrinking stops."""
SECONDS_LOST_IN_ALL = 120.0
"""Seconds that all properties together may lose to deaths. Once they are lost, the first death of a property is
reported as found, not shrunk."""


class Unstable(Exception):
    """What failed once did not fail again in a fresh subject; the first failure is its cause."""


class Examples:
    """Plays properties on a subject.

    ``count`` is the number of examples of the property that was played last. ``comparison`` is what pytest explained
    last, set by whoever hears it. ``passes_through``: exceptions that are nobody's failure, such as pytest's skip.
    ``played`` says that the last one was not drawn: the subject answered as one did with which it had passed.
    ``shapes`` are the answers that it met, if new examples are drawn.
    """

    def __init__(
        self,
        subject: Subject,
        passes_through: tuple[type[BaseException], ...] = (),
        cabinet: Cabinet | None = None,
    ) -> None:
        self._subject, self._cabinet = subject, cabinet
        self.played = False
        self._passes_through: tuple[type[BaseException], ...] = (KeyboardInterrupt, *passes_through)
        self._lost_in_all = 0.0
        self.comparison: Comparison | None = None
        self._number, self._plain = 0, frozenset(VALUES)
        self._is_arranged = False
        self._wanted: Iterator[bytes] | None = None
        self._start(None)

    def play(self, function: Any, budget: int | None = None) -> None:
        """Run a property. Raises what its minimal failing examples raised, in a group where they are several.

        ``budget``: the number of examples after which one that failed is not shrunk; None shrinks all.
        First every example is plain; then some are tried in arrangements, of what the plain ones came by. A property
        that draws nothing has one example in each, which fails when it fails twice.
        """
        folder, file = ("", *function.__module__.split("."))[-2:]
        name = key_of(folder, file, function.__name__)
        self.played = self._is_played(name)
        if self.played:
            return
        self._start(budget)
        self._number, self._plain = arrangements_of(function)
        with self._recorded(name):
            self._run(function)
            self._finish(function)

    def _is_played(self, name: str) -> bool:
        """Whether the subject answers as in a recording of the property, all of which passed."""
        for recording in self._cabinet.find(name) if self._cabinet is not None else ():
            self._subject.examine()
            if self._subject.lives.play(recording.lines):
                self.count = recording.examples
                return True
        return False

    @contextmanager
    def _recorded(self, name: str) -> Iterator[None]:
        """Keep what is sent and answered within, if the property passes in one process."""
        if self._cabinet is None:
            yield
            return
        link = self._subject.lives.record()
        try:
            yield
            if link.tape and link is self._subject.lives.link:
                self._cabinet.keep(name, self.count, link.tape)
        finally:
            link.tape = None

    def _start(self, budget: int | None) -> None:
        self.count = 0
        self.shapes: set[int] = set()
        self._budget = budget
        self._watchful = False
        self._deaths_before = self._subject.lives.deaths
        self._lost = 0.0
        self._failed: set[Any] = set()
        self._met: set[str] = set()
        self._subject.examine()

    def _run(self, function: Any) -> None:
        with internals.no_local_constants():
            if not hasattr(function, "hypothesis"):
                self._arranged(function)
                return
            with internals.bounded(function, self._boundary):
                self._is_arranged = False
                function(subject=self._subject)
                if self._met - self._plain:
                    self._is_arranged = True
                    if not profiles.is_exploring():
                        self._wanted = map(to_bytes, spread(self._number, self._met - self._plain))
                    with profiles.arranged(function, self._number):
                        function(subject=self._subject)

    def _boundary(self, body: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(body)
        def example(*args: Any, **kwargs: Any) -> Any:
            arrangement = of_bytes(internals.draw_bytes(len(VALUES), self._wanted)) if self._is_arranged else PLAIN
            return self.example(body, args, kwargs, final=internals.is_final(), arrangement=arrangement)

        return example

    def _arranged(self, function: Callable[..., Any]) -> None:
        """Run a property that draws nothing, once plain and once in each row of its own that makes a difference."""
        self._confirmed(function, PLAIN)
        met = self._met - self._plain
        for row in line(self._number) if met else ():
            if any(getattr(row, name) for name in met):
                self._confirmed(function, row)

    def _confirmed(self, function: Callable[..., Any], arrangement: Arrangement) -> None:
        given = {"subject": self._subject}
        try:
            self.example(function, (), given, final=False, arrangement=arrangement)
        except BaseException as error:
            if isinstance(error, self._passes_through):
                raise
            for one in arrangement.singles():  # one value of the row may be all that it takes
                self.example(function, (), given, final=True, arrangement=one)
            self.example(function, (), given, final=True, arrangement=arrangement)
            raise Unstable(f"failed once, and not in a fresh subject: {told(error)}") from error

    @property
    def _is_exhausted(self) -> bool:
        """Whether deaths have cost as much as they may, or a failure that was expected is found."""
        allowed = SECONDS_LOST * self._subject.launch.pace if self._lost_in_all < SECONDS_LOST_IN_ALL else 0.0
        return (
            (self._budget is not None and bool(self._failed) and self.count >= self._budget)
            or self._subject.lives.deaths - self._deaths_before >= DEATHS
            or self._lost > allowed
        )

    def example(
        self, body: Callable[..., Any], args: Any, kwargs: Any, *, final: bool, arrangement: Arrangement = PLAIN
    ) -> Any:
        """Run one example in an arrangement. A failure leaves with its journal and its comparison attached."""
        if self._is_exhausted and not final:
            replayed = internals.replayed()
            if replayed is not None and replayed not in self._failed:
                internals.overrun()
        self.comparison, began = None, time.monotonic()
        self._subject.arrange(arrangement, self._plain)
        self._subject.begin(fresh=final)
        self.count += 1
        try:
            result = body(*args, **kwargs)
            self._met |= self._subject.consulted
            self._subject.settle()
            if self._watchful:
                self._subject.reset_now()
        except BaseException as error:
            known = evidence_of(error)
            if known.journal is None:
                attach(error, journal=self._subject.journal)
            if isinstance(error, AssertionError) and known.comparison is None:
                attach(error, comparison=self.comparison)
            if isinstance(error, SubjectDied):
                lost = time.monotonic() - began
                self._lost += lost
                self._lost_in_all += lost
            if isinstance(error, Exception) and not isinstance(error, HypothesisException):
                self._failed.add(internals.drawn())  # any other is Hypothesis's way to give an example up
            raise
        finally:
            if profiles.is_exploring():
                self.shapes |= shapes_of(self._subject.journal)
        return result

    def _finish(self, function: Any) -> None:
        """The property has passed; did the subject survive the end of each of its examples?

        If not, the property is run again with the end as a part of each example, so that the death is shrunk as any
        other. Raises it, or Unstable if it does not come again.
        """
        subject = self._subject
        subject.settle_reset()
        if subject.reset_death is not None:
            (death, journal), subject.reset_death = subject.reset_death, None
            self._watchful = True
            self._run(function)
            error = Unstable("died once between two examples, and not again")
            attach(error, journal=journal, step=closing(journal))
            raise error from death
