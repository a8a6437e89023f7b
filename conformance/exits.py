"""Exit codes of the command, and the refusals that lead to them: one message each, never a traceback.

Whoever finds that something cannot go on raises a ``Refusal``; the command turns it into its message and its code.
"""

from __future__ import annotations

from typing import ClassVar

AS_EXPECTED = 0
UNEXPECTED = 1
USAGE = 2
LAUNCH = 3
NOTHING_RAN = 4
SUITE_BROKEN = 5
INTERRUPTED = 130
TERMINATED = 143

WORST_FIRST = (INTERRUPTED, TERMINATED, SUITE_BROKEN, USAGE, LAUNCH, NOTHING_RAN, UNEXPECTED, AS_EXPECTED)
"""Of several runs in one command the first of these that occurred is the command's exit code."""

MEANINGS = {
    AS_EXPECTED: "as expected: every verdict passes, is inapplicable, or is a recorded deviation",
    UNEXPECTED: "unexpected results",
    USAGE: "usage: a wrong option, a broken file, a folder that cannot be written",
    LAUNCH: "the subject could not be launched or is no implementation of mmap",
    NOTHING_RAN: "nothing ran",
    SUITE_BROKEN: "the suite itself is broken",
}

EXIT_CODES = "\n".join(
    ["", "\b", "Exit codes:"]
    + [f"  {code}  {meaning}" for code, meaning in MEANINGS.items()]
    + [f"  {INTERRUPTED}, {TERMINATED}  interrupted (SIGINT, SIGTERM)", ""]
)
"""The table at the end of a command's help, as click lays it out."""


class Refusal(Exception):
    """Why a command cannot go on: names the file, key or value and the remedy. ``code`` is its exit code."""

    code: ClassVar[int] = USAGE


class Refused(Refusal):
    """A refusal of a command's own, with the exit code that it is given."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code  # type: ignore[misc]  # each message has its own


class BadDescription(Refusal):
    """A file or name of the user's that describes no implementation: says file, key, value and remedy."""


class UnwritableReport(Refusal):
    """The report's folder cannot be written: says which and why."""


class UnreadableResults(Refusal):
    """A file that is no results file: says which, where and why."""


class BrokenSuite(Refusal):
    """Something of the suite's own is not what it should be."""

    code = SUITE_BROKEN


class LaunchFailed(Refusal):
    """The subject cannot be started, or what started is no implementation of mmap. Nobody's verdict."""

    code = LAUNCH
