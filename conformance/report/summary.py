"""What a subject's verdicts come to, in numbers and in one line. Conformance is judged on documented and implied."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from conformance import __version__, spec
from conformance.results.lines import CoveredFile
from conformance.results.plain import plain
from conformance.results.reading import Results

JUDGED = ("documented", "implied")
"""The levels that conformance is judged on; de-facto is a second figure beside it."""


@dataclass(frozen=True)
class Figure:
    """How many requirements of some levels are in force, hold, deviate as recorded, or are something else."""

    passed: int
    deviates: int
    unexpected: int
    inapplicable: int

    @property
    def in_force(self) -> int:
        return self.passed + self.deviates + self.unexpected

    def __str__(self) -> str:
        """``142 of 143, 1 known deviation``: numbers, not a percentage."""
        if not self.in_force:
            return "nothing ran"
        said = f"{self.passed} of {self.in_force}"
        if self.deviates:
            said += f", {self.deviates} known deviation{'s' if self.deviates > 1 else ''}"
        if self.unexpected:
            said += f", {self.unexpected} unexpected"
        return said


def counted(number: int, noun: str) -> str:
    """``1 requirement``, ``2 properties``."""
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun[:-1]}ies" if noun.endswith("y") else f"{number} {noun}s"


def figure(subject: Results, levels: tuple[str, ...] = JUDGED) -> Figure:
    """The figure of a subject for these levels; requirements that this suite does not have count for none."""
    known = spec.load()
    counts = Counter(v for name, v in subject.verdicts.items() if name in known and known[name].level in levels)
    passed, deviates, inapplicable = counts["pass"], counts["deviates"], counts["inapplicable"]
    return Figure(passed, deviates, counts.total() - passed - deviates - inapplicable, inapplicable)


def one_line(subject: Results) -> str:
    """A subject in one line for a terminal."""
    facto = figure(subject, ("de-facto",))
    also = f"; de-facto {facto}" if facto.in_force else ""
    notes = f" [{'; '.join(subject.notes)}]" if subject.notes else ""
    return plain(
        f"{subject.label}: {figure(subject)} (edition {subject.edition}, documented and implied, "
        f"suite {subject.header['suite'][:40]}){also}{notes}"
    )


def ranges(lines: list[int]) -> str:
    """``3-5, 9``: line numbers as people write them."""
    parts: list[list[int]] = []
    for line in sorted(set(lines)):
        if parts and line == parts[-1][-1] + 1:
            parts[-1] = [parts[-1][0], line]
        else:
            parts.append([line])
    return ", ".join("-".join(map(str, part)) for part in parts)


def reached(file: CoveredFile) -> str:
    """A file's coverage in a line."""
    missed = file["missed"]
    never = f"; never reached: {ranges(missed)}" if missed else ""
    return f"{file['path']}: {max(0, file['lines'] - len(missed))} of {file['lines']} lines{never}"


def made_by() -> str:
    """What made a report."""
    return f"mmap-conformance {__version__}"
