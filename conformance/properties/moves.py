"""What can happen in a history, move by move: each is made in the subject and in the model. Draws nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance import model as oracle
from conformance.language import Expression
from conformance.model import Model
from conformance.properties.histories import ANYTHING, STORED, Move, Place, World

ACCESS = ["DEFAULT", "COPY", "DEFAULT", "READ", "COPY", "WRITE"]

GRANTED = ["read", "read_at", "read_at", "readline", "readline", "write", "write_at", "write_at", "seek", "seek_end"]
GRANTED += ["item", "set_item", "slice", "set_slice", "find", "find", "rfind", "move", "flush", "map", "map", "close"]
GRANTED += ["asked"]
REFUSED = ["read_byte", "write_byte", "seek_far", "find_here", "wrong_size", "view", "view", "set_view", "release"]
LENGTHS = ["resize", "resize", "resize", "resize", "truncate", "extend", "write_file"]

BLIND = {"write", "write_byte", "set_item", "seek", "seek_end", "seek_far", "length", "flush", "close", "write_at"}
BLIND |= {"view", "release", "set_view", "resize", "asked"}
"""Moves whose outcome does not depend on the bytes that a map holds."""

BEGINNINGS: dict[str, list[Move]] = {
    "one map": [],
    "a shared map too": [Move("map", 0, 0, 0, b"")],
    "a private map too": [Move("map", 1, 0, 0, b"")],
    "a map within the file too": [Move("map", 0, 1, 0, b"")],
}
"""What there is besides a map of the whole file when a history begins."""


_REFUSES = (ValueError,)
ASKED: list[tuple[str, Any, Any]] = [
    ("{m}.size() == {size}", True, _REFUSES),
    ("{m}.__enter__() is {m}", True, _REFUSES),
    ("bool([{m}.madvise(0) if hasattr({m}, 'madvise') else {m}.tell()])", True, _REFUSES),
    ("{m} == {m} and hash({m}) == hash({m})", True, True),
    ("repr({m}) == str({m}) and ('pos=' not in repr({m}) or 'length={length}, pos={pos},' in repr({m}))", True, True),
    ("{m}.closed is {closed}", True, True),
    ("{m}.closed or getattr({m}, 'seekable', lambda: True)()", True, True),
    ("__import__('copy').copy({m})", (TypeError,), (TypeError,)),
    # Where maps have no names, or nothing says what a closed one answers, this is refused as theirs would be.
    ("{m}.set_name('') if hasattr({m}, 'set_name') and not {m}.closed else int('')", _REFUSES, _REFUSES),
]
"""What else is asked of a map of a file: what comes of it while it is open, and once it is closed."""


class History(World):
    """A world in which moves are made."""

    def play(self, beginning: str, moves: list[Move]) -> None:
        """Make the moves, and look at everything in the end."""
        for move in [Move("map", 0, 0, 0, b""), *BEGINNINGS[beginning]]:
            self.make_map(move)
        for move in moves:
            place = self.place_of(move)
            operation: Callable[..., None] = getattr(self, f"make_{move.name}")
            if move.name in ("map", "extend", "truncate", "write_file"):
                operation(move)
            elif place.doubtful and move.name not in BLIND:
                self.length(place)
            else:
                operation(place, move)
        self.look()

    def make_map(self, move: Move) -> None:
        if sum(not place.closed for place in self.places) >= 4:
            self.expect(self.places[0].m.closed, self.places[0].closed)
            return
        begins = self.far if self.far and move.first % 2 and self.far < len(self.bytes) else 0
        rest = len(self.bytes) - begins
        length = 0 if move.second < 20 else min(rest, rest - 1 + move.second % 2) or rest
        access = ACCESS[(move.which + move.second) % len(ACCESS)]
        options: dict[str, Any] = {"offset": begins} if begins else {}
        if access != "DEFAULT":
            options["access"] = Expression(f"mmap.ACCESS_{access}")
        content = self.bytes[begins : begins + (length or rest)]
        model = Model(bytes(content), getattr(oracle, access))
        m = self.subject.map(self.file, length, **options)
        self.places.append(Place(m, model, begins, earlier=len(content)))

    def make_read(self, place: Place, move: Move) -> None:
        self.call(place, "read", *([] if move.first > 30 else [move.first % 9 - 1]))

    def make_read_at(self, place: Place, move: Move) -> None:
        self.call(place, "seek", self.at(place, move.first % 2 * 2), anything=True)  # so that reads meet again
        self.call(place, "read", 2)

    def make_write_at(self, place: Place, move: Move) -> None:
        self.make_seek(place, move)
        room = len(place.model.content) - place.model.position
        self.call(place, "write", move.data[: max(0, room)])

    def make_readline(self, place: Place, move: Move) -> None:
        self.call(place, "readline")

    def make_read_byte(self, place: Place, move: Move) -> None:
        self.call(place, "read_byte")

    def make_write(self, place: Place, move: Move) -> None:
        self.call(place, "write", move.data)

    def make_write_byte(self, place: Place, move: Move) -> None:
        self.call(place, "write_byte", move.first)

    def make_seek(self, place: Place, move: Move) -> None:
        self.call(place, "seek", self.at(place, move.first), anything=True)

    def make_seek_end(self, place: Place, move: Move) -> None:
        self.call(place, "seek", self.at(place, move.first) - len(place.model.content), 2, anything=True)

    def make_seek_far(self, place: Place, move: Move) -> None:
        self.call(place, "seek", move.first - 20, 1, anything=True)

    def make_item(self, place: Place, move: Move) -> None:
        at = self.at(place, move.first)
        self.get(place, at - len(place.model.content) if move.second % 2 else at)

    def make_set_item(self, place: Place, move: Move) -> None:
        at, value = min(self.at(place, move.first), len(place.model.content) - 1), move.second
        outcome = self.attempt(place, lambda: place.model.set_item(at, value))
        place.m[at] = value
        self.expect(None, outcome)

    def span(self, place: Place, move: Move) -> slice:
        start = self.at(place, move.first)
        return slice(start, min(start + move.second % 12, len(place.model.content)))

    def make_slice(self, place: Place, move: Move) -> None:
        self.get(place, self.span(place, move))

    def set_slice(self, place: Place, start: int, stop: int, data: bytes) -> None:
        outcome = self.attempt(place, lambda: place.model.set_slice(slice(start, stop), data))
        place.m[start:stop] = data
        self.expect(None, (IndexError, ValueError) if outcome == (IndexError,) else outcome)

    def make_set_slice(self, place: Place, move: Move) -> None:
        start = self.at(place, move.first)
        data = move.data[: len(place.model.content) - start]
        self.set_slice(place, start, start + len(data), data)

    def make_wrong_size(self, place: Place, move: Move) -> None:
        start = self.at(place, move.first)
        self.set_slice(place, start, start + move.second % 4, move.data)

    def make_find(self, place: Place, move: Move) -> None:
        start = self.at(
            place, move.second if move.second > 25 else 0
        )  # as a rule the same, so that searches meet again
        self.call(place, "find", STORED[move.first % 2], start)

    def make_rfind(self, place: Place, move: Move) -> None:
        self.call(place, "rfind", move.data, *sorted((self.at(place, move.first), self.at(place, move.second))))

    def make_find_here(self, place: Place, move: Move) -> None:
        is_beyond = place.model.position > len(place.model.content)  # where nothing is found changed with 3.15
        self.call(place, "find" if move.second % 2 else "rfind", b"a" if is_beyond else move.data)

    def make_move(self, place: Place, move: Move) -> None:
        dest, src = self.at(place, move.first), self.at(place, move.second)
        count = len(place.model.content) - max(dest, src)
        self.call(place, "move", dest, src, min(count, 1 + move.which * 3))

    def make_asked(self, place: Place, move: Move) -> None:
        text, *outcomes = ASKED[move.second % len(ASKED)]
        length, position = len(place.model.content), place.model.position
        told = text.format(m=place.m.text, size=len(self.bytes), length=length, pos=position, closed=place.closed)
        self.expect(self.subject.step(told, "asked"), outcomes[place.closed])

    def make_flush(self, place: Place, move: Move) -> None:
        self.expect(place.m.flush(), (ValueError,) if place.closed else ANYTHING)

    def make_close(self, place: Place, move: Move) -> None:
        self.expect(place.m.close(), (BufferError,) if place.views else None)
        place.closed = place.closed or not place.views

    def make_view(self, place: Place, move: Move) -> None:
        view = place.m.view()
        self.expect(view, (ValueError,) if place.closed else None)
        if not place.closed:
            place.views.append(view)

    def make_set_view(self, place: Place, move: Move) -> None:
        if not place.views:
            self.make_view(place, move)
            return
        at = min(self.at(place, move.first), len(place.model.content) - 1)
        outcome = self.attempt(place, lambda: place.model.set_item(at, move.second))
        place.views[-1][at] = move.second
        self.expect(None, outcome)

    def make_release(self, place: Place, move: Move) -> None:
        if place.views:
            self.expect(place.views.pop().release(), None)
        else:
            self.call(place, "tell")

    def least(self, but: Place | None = None) -> int:
        """How long the file has to stay for the maps that are open."""
        return max([1, *(place.end for place in self.places if not place.closed and place is not but)])

    def cut(self, size: int) -> None:
        """The file is so long now."""
        self.bytes[size:] = bytes(max(0, size - len(self.bytes)))

    def make_resize(self, place: Place, move: Move) -> None:
        size = max(1, len(place.model.content) + move.first % 16 - 8, self.least(place) - place.begins)
        if place.closed:
            outcome: Any = (ValueError,)
        elif place.views or place.model.readonly or place.model.private:
            outcome = (BufferError, TypeError)
        else:
            outcome = None
            self.cut(place.begins + size)
            place.earlier = len(place.model.content)
            place.model.content[:] = self.bytes[place.begins :]
        self.expect(place.m.resize(size), outcome)

    def make_truncate(self, move: Move) -> None:
        size = max(self.least(), len(self.bytes) - move.first)
        self.made_long(size, move)

    def make_extend(self, move: Move) -> None:
        size = len(self.bytes) + move.first
        self.made_long(size, move)

    def made_long(self, size: int, move: Move) -> None:
        """The file is given a length from outside."""
        self.cut(size)
        self.expect(self.file.truncate(size), size)
        place = self.place_of(move)
        self.expect(place.m.size(), (ValueError,) if place.closed else size)

    def make_write_file(self, move: Move) -> None:
        # Once all maps are closed the file may be shorter than the zeros it began with, or empty: still within it.
        at = max(0, len(self.bytes) - 1 - move.first % max(1, len(self.bytes) - self.far))
        data = move.data[: len(self.bytes) - at]
        self.expect(self.file.seek(at), at)
        self.expect(self.file.write(data), len(data))
        self.stored(None, list(enumerate(data, at)))
