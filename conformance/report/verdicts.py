"""How each verdict is shown: in a word, a symbol and a sentence, so that nothing hangs on colour."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shown:
    """A verdict as pages show it; ``name`` is its class in style sheets."""

    name: str
    word: str
    symbol: str
    meaning: str


VERDICTS: dict[str, Shown] = {
    one.name: one
    for one in (
        Shown("broken", "broken", "?", "our own fault: the harness or the launch"),
        Shown("crash", "crash", "\N{DOUBLE EXCLAMATION MARK}", "the interpreter died"),
        Shown("hang", "hang", "\N{INFINITY}", "no answer within the time limit"),
        Shown("killed", "killed", "\N{DAGGER}", "ended from outside, out of memory included"),
        Shown("fail", "fail", "\N{BALLOT X}", "another value or exception than required"),
        Shown("unstable", "unstable", "\N{ALMOST EQUAL TO}", "failed, and not again in a fresh process"),
        Shown("deviates", "deviates", "\N{WHITE UP-POINTING TRIANGLE}", "a known failure, recorded with its reason"),
        Shown("pass", "pass", "\N{CHECK MARK}", "could not be refuted"),
        Shown("inapplicable", "inapplicable", "\N{MIDDLE DOT}", "not in force for this edition or platform"),
    )
}
"""By name, the worst first."""
ABSENT = Shown("absent", "not run", "\N{EN DASH}", "not in the results")
_LETTERS = {name: "xchkfudpi"[at] for at, name in enumerate(VERDICTS)}


def letter(verdict: str) -> str:
    """One letter for a verdict, ``-`` for none: a subject's verdicts are a string."""
    return _LETTERS.get(verdict, "-")
