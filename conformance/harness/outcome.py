"""What can come of a step: a value, an exception, a death, a hang. Knows no process and no pytest.

Hypothesis tells failures apart by type and line, so every signal and every exit code has a class of its own:
a segmentation fault and a bus error in one property are two bugs.
"""

from __future__ import annotations

import builtins
import signal
from dataclasses import dataclass
from functools import cache
from typing import Any


class SubjectDied(Exception):
    """The subject's process ended, or had to be ended, before it answered.

    ``kind`` is the word that results and fingerprints use; ``verdict`` the verdict that it leads to.
    """

    kind = "died"
    verdict = "crash"

    def __init__(self, message: str, last_words: str = "") -> None:
        super().__init__(message)
        self.last_words = last_words


class Segfault(SubjectDied):
    """SIGSEGV, or an access violation on Windows."""

    kind = "segfault"


class BusError(SubjectDied):
    """SIGBUS: a page that has no file behind it, as a rule."""

    kind = "bus-error"


class Abort(SubjectDied):
    """SIGABRT: a failed assertion of the runtime, or its out-of-memory exit."""

    kind = "abort"


class Hung(SubjectDied):
    """No answer within the step's time limit; the process group was ended by us."""

    kind = "hang"
    verdict = "hang"


class Killed(SubjectDied):
    """SIGKILL that we did not send: out of memory, or somebody else."""

    kind = "killed"
    verdict = "killed"


class ProtocolViolation(SubjectDied):
    """What came over the wire was no answer to the step, and no death followed that explains it."""

    kind = "protocol-violation"


class LaunchFailed(Exception):
    """The subject cannot be started, or what started is no implementation of mmap. Nobody's verdict."""


class Unstable(Exception):
    """What failed once did not fail again in a fresh subject; the first failure is its cause."""


class Escaped(Exception):
    """The subject raised SystemExit, KeyboardInterrupt or the like, which must not end the host."""


class DidNotRaise(AssertionError):
    """A call that had to be refused returned."""


@dataclass(frozen=True, eq=False, repr=False)
class Foreign:
    """A returned object that is no plain value: known by its type's name, equal to nothing."""

    type_name: str
    text: str = ""

    def __repr__(self) -> str:
        return f"<{self.type_name} {self.text}>" if self.text else f"<{self.type_name}>"


class Float(float):
    """A returned float, which is no int: 1.0 in the place of 1 is a wrong value."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, float) and float.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = float.__hash__


_SIGNALS: dict[str, type[SubjectDied]] = {
    "SIGSEGV": Segfault,
    "SIGBUS": BusError,
    "SIGABRT": Abort,
    "SIGKILL": Killed,
}
# What Windows reports for the same misfortunes, as the unsigned exit status of the process.
_STATUSES: dict[int, type[SubjectDied]] = {
    0xC0000005: Segfault,
    0xC0000006: BusError,
    0xC0000409: Abort,
}


@cache
def _death_class(name: str) -> type[SubjectDied]:
    return type(name.title().replace("-", ""), (SubjectDied,), {"kind": name})


def death(returncode: int, last_words: str = "") -> SubjectDied:
    """Classify the end of a process by its return code (negative: a signal, as ``subprocess`` has it)."""
    if returncode < 0:
        try:
            name = signal.Signals(-returncode).name
        except ValueError:
            name = f"signal {-returncode}"
        kind = _SIGNALS.get(name) or _death_class(name.lower().replace(" ", "-"))
        return kind(f"the subject was ended by {name}", last_words)
    status = _STATUSES.get(returncode & 0xFFFFFFFF)
    if status is not None:
        return status(f"the subject was ended by status {returncode & 0xFFFFFFFF:#x}", last_words)
    return _death_class(f"exit-{returncode}")(f"the subject ended with exit code {returncode}", last_words)


@cache
def _exception_class(names: tuple[str, ...]) -> type[Exception]:
    """The builtin class of that name, or a class of that name below the nearest builtin one."""
    for position, name in enumerate(names):
        found = getattr(builtins, name, None)
        if isinstance(found, type) and issubclass(found, BaseException):
            if not issubclass(found, Exception):
                return type(name, (Escaped,), {})
            return found if position == 0 else type(names[0], (found,), {})
    return type(names[0] if names else "Exception", (Exception,), {})


def exception_from(names: list[str], args: tuple[Any, ...]) -> Exception:
    """Build the host's image of an exception from its class names (most derived first) and arguments."""
    made = _exception_class(tuple(names))
    try:
        return made(*args)
    except Exception:  # a class such as UnicodeDecodeError with arguments that did not cross
        image: Exception = type(made.__name__, (Exception,), {})(*args)
        return image
