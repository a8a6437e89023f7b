"""Every way to change a map at once, and what comes of it."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.language import Map, Subject, remote
from conformance.model import COPY, READ, WRITE, Model
from conformance.properties.arrangements import page_edges
from conformance.properties.ways import PRIVATE, READ_ONLY


@remote
def change_everywhere(m):
    """Make one change in every way that there is; what comes of it is ``CHANGED``."""
    m[0] = 1
    m[1:2] = b"\2"
    m.seek(2)
    m.write(b"\3")
    m.write_byte(4)
    m.move(4, 0, 1)
    with memoryview(m) as view:
        view[5] = 6


CHANGED = b"\1\2\3\4\1\6"


def changeable_lengths(subject: Subject) -> st.SearchStrategy[int]:
    """Lengths that have room for every change, around the boundaries of pages."""
    return st.sampled_from([len(CHANGED), *(edge for edge in page_edges(subject) if edge > len(CHANGED))])


def changed(content: bytes, access: int) -> Model:
    """What a map of all of ``content`` should be once it has been changed everywhere."""
    model = Model(content, access, file=content)
    model.set_slice(slice(0, len(CHANGED)), CHANGED)
    model.seek(4)
    return model


@remote
def refusals(m):
    """The names of what each change raises; a view's own TypeError counts too."""
    view = memoryview(m)

    def item():
        m[0] = 1

    def piece():
        m[0:1] = b"x"

    def through_view():
        view[0] = 1

    found = []
    try:
        for change in (
            item,
            piece,
            through_view,
            lambda: m.write(b"x"),
            lambda: m.write_byte(1),
            lambda: m.move(0, 1, 1),
        ):
            try:
                change()
                found.append("changed")
            except Exception as error:
                found.append(type(error).__name__)
    finally:
        view.release()
    return found


REFUSED = ["TypeError"] * 6


@remote
def changed_by_much(m, name):
    """What a refused store of much leaves changed of a long map that stands in its middle: its parts are not stored."""
    before = (bytes(range(251)) * (len(m) // 251 + 1))[: len(m)]
    m[:] = before
    middle = len(m) // 2
    stores = {
        "write": [lambda: m.write(b"w" * (len(m) - middle + 1)), lambda: m.write(bytearray(b"w" * 2 * len(m)))],
        "slice": [
            lambda: m.__setitem__(slice(1, None), b"s" * len(m)),
            lambda: m.__setitem__(slice(1, None), b"s" * (len(m) - 2)),
            lambda: m.__setitem__(slice(None, None, 2), b"s" * (len(m) // 2 - 1)),
            lambda: m.__setitem__(slice(None, None, -2), b"s" * len(m)),
        ],
        "move": [lambda: m.move(1, 0, len(m)), lambda: m.move(0, 1, len(m)), lambda: m.move(middle, 0, middle + 9)],
    }
    changed = []
    for number, store in enumerate(stores[name]):
        m.seek(middle)
        try:
            store()
            changed.append((number, "taken"))
        except (ValueError, IndexError):
            pass
        if (m[:], m.tell()) != (before, middle):
            changed.append((number, "changed"))
    return changed


def stores_no_part(subject: Subject, name: str) -> None:
    """Much that does not fit is not stored at all: more than anybody copies at once on any machine."""
    m = subject.anonymous(2 * (17 * max(subject.page_size, 8192)) + 5)
    assert subject.call(changed_by_much, m, name) == []


def comes_to(subject: Subject, m: Map, content: bytes, effect: str) -> None:
    """Every change to a map of all of ``content`` comes to what it should."""
    if effect == READ_ONLY:
        assert subject.call(refusals, m) == REFUSED
        assert m.state() == Model(content, READ, file=content).state()
    else:
        subject.call(change_everywhere, m)
        assert m.state() == changed(content, COPY if effect == PRIVATE else WRITE).state()
