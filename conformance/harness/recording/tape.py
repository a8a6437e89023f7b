"""What one property sent and was answered, as it can be sent to any process of any subject with the same facts.

What is of one process only is a placeholder: its folder, and the reset between two examples, which names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_RESET, _HOME = "\x01", "\x02"
"""No request has these bytes: it is ASCII, and what is in quotes is escaped."""

Lines = Sequence[tuple[str, str]]
"""Requests and answers, an answer without its number."""


def batches(lines: Lines, size: int) -> Iterator[Lines]:
    """The lines in order, in pieces of so many characters or little more."""
    begin = length = 0
    for at, line in enumerate(lines, 1):
        length += sum(map(len, line))
        if length >= size or at == len(lines):
            yield lines[begin:at]
            begin, length = at, 0


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
