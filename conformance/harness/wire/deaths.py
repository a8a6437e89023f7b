"""How a subject's process can end, each end with a class of its own. Knows no process and no pytest.

Hypothesis tells failures apart by type and line, so every signal and every exit code has a class of its own:
a segmentation fault and a bus error in one property are two bugs.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Mapping
from functools import cache


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
if sys.platform == "win32":
    _STATUSES[3] = Abort  # the C library's abort() ends so there; who exits with 3 by himself is taken for it


@cache
def _death_class(name: str) -> type[SubjectDied]:
    return type(name.title().replace("-", ""), (SubjectDied,), {"kind": name})


_HIDDEN: dict[str, type[SubjectDied]] = {one.kind: one for one in (Segfault, BusError, Abort, Killed)}


def death(returncode: int, last_words: str = "", exits: Mapping[str, str] | None = None) -> SubjectDied:
    """Classify the end of a process by its return code (negative: a signal, as ``subprocess`` has it).

    ``exits``: what an exit code stands for where a launcher hides the death (``{"5": "segfault"}``).
    """
    if returncode < 0:
        try:
            name = signal.Signals(-returncode).name
        except ValueError:
            name = f"signal {-returncode}"
        kind = _SIGNALS.get(name) or _death_class(name.lower().replace(" ", "-"))
        return kind(f"the subject was ended by {name}", last_words)
    hidden = _HIDDEN.get((exits or {}).get(str(returncode), ""))
    if hidden is not None:
        return hidden(f"the subject was ended: {hidden.kind} (exit code {returncode} of what launched it)", last_words)
    status = _STATUSES.get(returncode & 0xFFFFFFFF)
    if status is not None:
        return status(f"the subject was ended by status {returncode & 0xFFFFFFFF:#x}", last_words)
    return _death_class(f"exit-{returncode}")(f"the subject ended with exit code {returncode}", last_words)
