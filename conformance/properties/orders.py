"""Whether what several threads saw of a map can have come about one call after the other. Pure: it knows no subject.

A history has a list of calls for each thread, each with its start and end. It is right if there is one order of all
of them in which every call follows those that had ended before it began, and answers as the model does then
(linearizability). The order is searched for depth first, and no state that was met with the same calls still to do is
entered again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from conformance.model import Model


class Call(NamedTuple):
    """One call: by name, with its arguments, when it began and ended (in any unit), and what came of it.

    ``outcome`` is ``("returned", value)`` or ``("raised", name of the class)``.
    """

    name: str
    args: tuple[Any, ...]
    start: int
    end: int
    outcome: tuple[str, Any]

    def __str__(self) -> str:
        verb, what = self.outcome
        told = f"{self.name}({', '.join(map(repr, self.args))})"
        return f"{told} {verb} {what if verb == 'raised' else repr(what)}"


class World:
    """The maps of one file as the model has them: one content, a position and an end of its own for each."""

    def __init__(self, content: bytes, maps: int) -> None:
        self.models = [Model(content) for _ in range(maps)]
        self.closed = [False] * maps
        for one in self.models:
            one.content = self.models[0].content

    def copy(self) -> World:
        """Another one like it."""
        made = World(bytes(self.models[0].content), len(self.models))
        made.closed = list(self.closed)
        for mine, its in zip(self.models, made.models, strict=True):
            its.position = mine.position
        return made

    def key(self) -> tuple[Any, ...]:
        """All that decides what can follow."""
        return bytes(self.models[0].content), tuple(one.position for one in self.models), tuple(self.closed)

    def answer(self, which: int, call: Call) -> tuple[str, Any]:
        """What comes of a call of that map."""
        if call.name == "close":
            self.closed[which] = True
            return "returned", None
        if self.closed[which]:
            return "raised", "ValueError"
        model = self.models[which]
        try:
            if call.name == "seek":  # what it returns changed between editions, and is another rule's
                model.seek(*call.args)
                return "returned", None
            if call.name == "flush":
                return "returned", None
            if call.name == "len":
                return "returned", len(model.content)
            if call.name == "get":
                return "returned", model.get(slice(*call.args) if len(call.args) == 2 else call.args[0])
            if call.name == "set":
                if len(call.args) == 3:
                    model.set_slice(slice(*call.args[:2]), call.args[2])
                else:
                    model.set_item(*call.args)
                return "returned", None
            return "returned", getattr(model, call.name)(*call.args)
        except (ValueError, IndexError, TypeError) as error:
            return "raised", type(error).__name__


def has_order(content: bytes, history: Sequence[Sequence[Call]], maps: Sequence[int], *, timed: bool = True) -> bool:
    """Whether there is such an order. ``maps`` says which map each thread uses.

    ``timed``: calls follow those that had ended before; else each thread's own order is all that counts.
    """
    return _is_explained(World(content, max(maps) + 1), tuple(0 for _ in history), history, maps, timed, set())


def _is_explained(
    world: World,
    done: tuple[int, ...],
    history: Sequence[Sequence[Call]],
    maps: Sequence[int],
    timed: bool,
    met: set[Any],
) -> bool:
    if all(count == len(calls) for count, calls in zip(done, history, strict=True)):
        return True
    if (done, world.key()) in met:
        return False
    met.add((done, world.key()))
    for thread in _may_be_next(done, history, timed):
        after = world.copy()
        call = history[thread][done[thread]]
        # True is not 1
        if repr(after.answer(maps[thread], call)) == repr(call.outcome):
            further = tuple(count + (number == thread) for number, count in enumerate(done))
            if _is_explained(after, further, history, maps, timed, met):
                return True
    return False


def _may_be_next(done: tuple[int, ...], history: Sequence[Sequence[Call]], timed: bool) -> Iterator[int]:
    """The threads whose next call began before every other call that is still to do had ended."""
    heads = [
        (thread, calls[count])
        for thread, (count, calls) in enumerate(zip(done, history, strict=True))
        if count < len(calls)
    ]
    first_end = min(call.end for _, call in heads)
    return (thread for thread, call in heads if not timed or call.start <= first_end)


def table(history: Sequence[Sequence[Call]]) -> list[str]:
    """A line a call, in the order in which they began: the thread, when it began and ended, what came of it."""
    calls = sorted((call.start, thread, call) for thread, calls in enumerate(history, 1) for call in calls)
    begin = calls[0][0] if calls else 0
    return [f"thread {thread}, {start - begin} to {call.end - begin} ns: {call}" for start, thread, call in calls]
