"""What one property sent and was answered, as it can be sent to any process of any subject with the same facts.

What is of one process only is a placeholder: its folder, and the reset between two examples, which names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_RESET, _HOME = "\x01", "\x02"
"""No request has these bytes: it is ASCII, and what is in quotes is escaped."""

Lines = Sequence[tuple[str, str]]
"""Requests and answers, an answer without its number."""


class Batch(NamedTuple):
    """Lines that travel together, and how many characters they and their answers have."""

    lines: Lines
    size: int


def batches(lines: Lines, most: int) -> Iterator[Batch]:
    """The lines in order, in batches of at most so many characters; a longer line is one alone."""
    begin = size = 0
    for at, line in enumerate(lines):
        cost = sum(map(len, line))
        if at > begin and size + cost > most:
            yield Batch(lines[begin:at], size)
            begin, size = at, 0
        size += cost
    if lines:
        yield Batch(lines[begin:], size)


@dataclass(frozen=True)
class Place:
    """Where a process works: its folder, and the source of its reset."""

    home: str
    reset: str

    def neutral(self, text: str) -> str:
        """A request or an answer of this process, with placeholders."""
        return text.replace(self.reset, _RESET).replace(self.home, _HOME) if self.home else text

    def own(self, text: str) -> str:
        """A recorded request as this process takes it."""
        return text.replace(_RESET, self.reset).replace(_HOME, self.home)


@dataclass(frozen=True)
class Recording:
    """The recording of the property ``name``. ``by`` says who answered so; ``examples`` is how many it had."""

    name: str
    by: str
    examples: int
    lines: tuple[tuple[str, str], ...]
