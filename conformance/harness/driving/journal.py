"""What an example did: every step as the source that ran, in order. The witness is written from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from conformance.harness.wire.images import Foreign
from conformance.harness.wire.remote import RemoteFunction

_COUNTING = frozenset(
    {"find", "rfind", "tell", "seek", "write", "read_byte", "size", "len", "[]", "view []", "next", "state"}
)
"""Operations that answer with numbers or bytes and never with a truth."""


@dataclass(eq=False)
class Step:
    """One line that ran in the subject.

    ``operation`` names it in origins and messages (``find``, ``mmap``, ``[]``); ``line`` is where in the
    property it stands; ``valued`` says that somebody read its result; ``spelled`` is the text that people read;
    ``raised`` names the class of the exception that it raised; ``wire`` is the text as it travels, where that
    is another.
    """

    text: str
    operation: str
    file: str
    line: int
    valued: bool
    spelled: str
    wire: str = ""
    result: Any = None
    raised: str = ""

    def answered(self, value: Any) -> Any:
        """Keep what the step returned; where it counts, ``True`` is not 1."""
        counts = self.operation in _COUNTING
        self.result = Foreign("bool", str(value)) if type(value) is bool and counts else value
        return self.result


@dataclass
class Journal:
    """The steps of one example and the remote functions that they call.

    ``later``: steps that ran after the one that is being looked at. A witness leaves them out.
    """

    steps: list[Step] = field(default_factory=list)
    functions: dict[str, RemoteFunction] = field(default_factory=dict)
    later: list[Step] = field(default_factory=list)

    def add(self, step: Step) -> None:
        """Put a step at the end."""
        if self.later:
            self.steps += self.later
            self.later.clear()
        self.steps.append(step)

    def end_with(self, step: Step) -> None:
        """Show nothing that ran after this step, until another is added or looked at."""
        steps = self.steps + self.later
        end = steps.index(step) + 1
        self.steps[:], self.later[:] = steps[:end], steps[end:]


def closing(journal: Journal) -> Step:
    """Add the end of an example as people would write it: what was made is closed, the last first."""
    made = [step.text.partition(" = ")[0] for step in journal.steps if step.operation in ("open", "mmap")]
    names = dict.fromkeys(name for name in reversed(made) if name[1:].isdigit())
    text = "; ".join(f"{name}.close()" for name in names) or "pass"
    last = journal.steps[-1] if journal.steps else Step("", "", "", 1, False, "")
    journal.steps.append(Step(text, "close", last.file, last.line, False, text))
    return journal.steps[-1]
