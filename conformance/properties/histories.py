"""Histories: sequences of operations on maps of one file, played in the subject and in the model.

A history is a list of moves, each of small numbers and bytes that mean something in every state, so that Hypothesis
can leave out any of them. What a move does follows from the model alone; the calls travel together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from conformance.language import File, Later, Map, Subject, View, raises, scaled
from conformance.model import Model

MOVES = 24 if scaled(1) == 1 else 100
"""Moves in a history."""
KINDS = 6
"""Names of moves in a history: what is made of few kinds of calls meets itself more often."""
ANYTHING = object()
"""What the edition decides: that the call returned is enough."""
STORED = [b"a", b"\n", b"", b"ab", b"\x00\xff", b"b\na", b"abababab"]


@dataclass(eq=False)
class Place:
    """A map and what it should be.

    ``earlier`` is its length before it was resized. ``owned`` are the bytes of a private map that were stored
    through it, ``doubtful`` those that have changed in the file since: nothing says whether a private map shows that.
    """

    m: Map
    model: Model
    begins: int
    views: list[View] = field(default_factory=list)
    closed: bool = False
    earlier: int = 1
    owned: set[int] = field(default_factory=set)
    doubtful: set[int] = field(default_factory=set)

    @property
    def end(self) -> int:
        """Where in the file the map ends."""
        return self.begins + len(self.model.content)


@dataclass(frozen=True)
class Move:
    """One move: its name, which map it is about, two numbers and some bytes."""

    name: str
    which: int
    first: int
    second: int
    data: bytes


def histories(*names: str) -> st.SearchStrategy[list[Move]]:
    """Histories of moves with a few of these names.

    All of a history is drawn as one run of bytes, which costs a hundredth of drawing its numbers one by one. Bytes
    shrink towards zero, and a move that begins with zero is left out.
    """
    size = KINDS + 4 * MOVES
    return st.binary(min_size=size, max_size=size).map(lambda drawn: _decoded(drawn, names))


def _decoded(drawn: bytes, names: tuple[str, ...]) -> list[Move]:
    chosen = [names[byte % len(names)] for byte in drawn[:KINDS]]
    moves = [drawn[at : at + 4] for at in range(KINDS, len(drawn), 4)]
    return [
        Move(chosen[kind % KINDS], which % 4, first % 41, second % 41, STORED[(which // 4) % len(STORED)])
        for kind, which, first, second in moves
        if kind
    ]


class World:
    """A file and its maps, in the subject and in the model; ``expected`` is what the calls should come to."""

    def __init__(self, subject: Subject, content: bytes, far: int) -> None:
        """The last bytes of the file are ``content``; ``far`` zeros stand before them."""
        self.subject = subject
        self.far = far
        self.bytes = bytearray(far) + content
        self.file: File = subject.file(size=far) if far else subject.file(content)
        if far:
            with subject.unread():
                self.file.seek(far)
                self.file.write(content)
        self.places: list[Place] = []
        self.expected: list[Any] = []

    def place_of(self, move: Move) -> Place:
        """The map that a move is about: an open one as a rule."""
        open_ones = [place for place in self.places if not place.closed]
        among = self.places if move.first > 35 or not open_ones else open_ones
        return among[move.which % len(among)]

    def look(self) -> None:
        """The whole state of each map, and the file."""
        for place in self.places:
            if place.closed:
                self.expect(place.m.closed, True)
                continue
            size = len(place.model.content)
            if place.doubtful:
                for at in sorted(place.owned)[:4]:
                    self.get(place, at)
            elif size < 200:
                self.get(place, slice(None))
            else:
                self.get(place, slice(0, 20))
                self.get(place, slice(self.far - 20, size))
            self.call(place, "tell")
            self.length(place)
        begin = max(0, self.far - 20)
        self.expect(self.file.content(begin), bytes(self.bytes[begin:]))

    # One call, in both worlds

    def expect(self, _later: Any, outcome: Any) -> None:
        """The call that has just been made should come to this."""
        self.expected.append(outcome)

    def attempt(self, place: Place, act: Callable[[], Any]) -> Any:
        """What the model says: a value, or the exceptions one of which should be raised."""
        if place.closed:  # nothing says which error wins if the map is read-only too
            return (ValueError, TypeError) if place.model.readonly else (ValueError,)
        before = bytes(place.model.content)
        try:
            outcome = act()
        except (ValueError, TypeError, IndexError) as error:
            # Where the bytes do not fit either, nothing says which error wins.
            outcome = (TypeError, ValueError, IndexError) if place.model.readonly else (type(error),)
        self.written(place, before)
        return outcome

    def call(self, place: Place, name: str, *args: Any, anything: bool = False) -> None:
        """Call a method of a map."""
        outcome = self.attempt(place, lambda: getattr(place.model, name)(*args))
        is_refusal = isinstance(outcome, tuple)
        self.expect(getattr(place.m, name)(*args), ANYTHING if anything and not is_refusal else outcome)

    def get(self, place: Place, where: int | slice) -> None:
        """Read an item or a slice."""
        self.expect(place.m[where], self.attempt(place, lambda: place.model.get(where)))

    def length(self, place: Place) -> None:
        """Ask for the length."""
        self.expect(place.m.length(), self.attempt(place, lambda: len(place.model.content)))

    def written(self, place: Place, before: bytes) -> None:
        """Carry what changed in a map to its file and to the other maps of it."""
        after = place.model.content
        if after == before:
            return
        changed = [at for at in range(min(len(before), len(after))) if before[at] != after[at]]
        if place.model.private:
            place.owned.update(changed)
            place.doubtful.difference_update(changed)
        else:
            self.stored(place, [(place.begins + at, after[at]) for at in changed])

    def stored(self, by: Place | None, changes: list[tuple[int, int]]) -> None:
        """Bytes of the file have changed."""
        for at, value in changes:
            self.bytes[at] = value
            for place in self.places:
                if place is by or place.closed or not place.begins <= at < place.end:
                    continue
                if not place.model.private:
                    place.model.content[at - place.begins] = value
                elif at - place.begins not in place.owned:
                    place.doubtful.add(at - place.begins)

    def at(self, place: Place, number: int) -> int:
        """A place in a map: its edges, those of its position and of the far part, and what lies between."""
        length = len(place.model.content)
        edges = [0, place.model.position, place.earlier, length, place.earlier - 1, length - 1]
        edges += [self.far - place.begins, self.far - place.begins - 2]
        chosen = edges[number % len(edges)] if number < 30 else number - 28
        return max(0, min(chosen, length))


def judge(laters: list[Later], expected: list[Any]) -> None:
    """Compare what came of each call with what should have."""
    for later, outcome in zip(laters, expected, strict=True):
        if isinstance(outcome, tuple):
            with raises(*outcome):
                later.value()
        elif outcome is ANYTHING:
            later.value()
        else:
            later.check(outcome)
