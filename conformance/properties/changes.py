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


def comes_to(subject: Subject, m: Map, content: bytes, effect: str) -> None:
    """Every change to a map of all of ``content`` comes to what it should."""
    if effect == READ_ONLY:
        assert subject.call(refusals, m) == REFUSED
        assert m.state() == Model(content, READ, file=content).state()
    else:
        subject.call(change_everywhere, m)
        assert m.state() == changed(content, COPY if effect == PRIVATE else WRITE).state()
