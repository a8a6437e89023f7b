"""The closed set of verdicts: what each means, how it is shown, and how those of several properties become one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """One verdict. ``word`` and ``symbol`` show it, so that nothing hangs on colour; ``letter`` is it in a string.

    ``style`` is rich's, for terminals; ``junit`` the element that a test case has, empty for a case that passed.
    """

    name: str
    letter: str
    symbol: str
    style: str
    junit: str
    meaning: str
    word: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "word", self.word or self.name)


_UP = "\N{WHITE UP-POINTING TRIANGLE}"
VERDICTS: dict[str, Verdict] = {
    one.name: one
    for one in (
        Verdict("broken", "x", "?", "bold white on red", "error", "our own fault: the harness or the launch"),
        Verdict("crash", "c", "\N{DOUBLE EXCLAMATION MARK}", "bold red", "error", "the interpreter died"),
        Verdict("hang", "h", "\N{INFINITY}", "bold red", "error", "no answer within the time limit"),
        Verdict("killed", "k", "\N{DAGGER}", "magenta", "error", "ended from outside, out of memory included"),
        Verdict("fail", "f", "\N{BALLOT X}", "red", "failure", "another value or exception than required"),
        Verdict(
            "unstable", "u", "\N{ALMOST EQUAL TO}", "magenta", "failure", "failed, and not again in a fresh process"
        ),
        Verdict("deviates", "d", _UP, "yellow", "skipped", "a known failure, recorded with its reason"),
        Verdict("pass", "p", "\N{CHECK MARK}", "green", "", "could not be refuted"),
        Verdict("inapplicable", "i", "\N{MIDDLE DOT}", "dim", "skipped", "not in force for this edition or platform"),
    )
}
"""By name, the worst first."""

ABSENT = Verdict("absent", "-", "\N{EN DASH}", "dim", "", "not in the results", word="not run")
"""What stands in the place of a verdict where there is none. It is no verdict."""

FINE = frozenset({"pass", "inapplicable"})
"""The verdicts that need no explanation."""
EXPECTED = FINE | {"deviates"}
"""The verdicts of a run that is as it should be."""
DIED = frozenset({"crash", "hang", "killed"})
"""The verdicts of a failure that ended the subject."""
RECORDABLE = DIED | {"fail", "unstable"}
"""The verdicts of a failure that an implementation's author may record as a deviation."""


def worst(verdicts: Iterable[str]) -> str:
    """The verdict that counts. Raises ValueError for none at all."""
    return min(verdicts, key=list(VERDICTS).index)


def letter(verdict: str) -> str:
    """One letter for a verdict, ``-`` for none: a subject's verdicts are a string."""
    return VERDICTS.get(verdict, ABSENT).letter
