"""What the constructor can be given: descriptors of every kind, and the ways to map them."""

from __future__ import annotations

from typing import Any, NamedTuple

from hypothesis import strategies as st

from conformance.language import Expression, File, Map, Subject, remote, render_call
from conformance.model import COPY, READ, WRITE, Model

SHARED, READ_ONLY, PRIVATE = "shared", "read-only", "private"
"""What can become of a change: it is in the file too, it is refused, it is in the map only."""


class Way(NamedTuple):
    """Options for the constructor, and what they come to."""

    effect: str
    options: dict[str, Expression]

    def __repr__(self) -> str:
        return render_call("mmap", ("fileno", "length"), self.options).replace("'", "")


def _way(effect: str, **names: str) -> Way:
    return Way(effect, {option: Expression(names[option]) for option in names})


EVERYWHERE = (
    Way(SHARED, {}),
    _way(SHARED, access="mmap.ACCESS_DEFAULT"),
    _way(SHARED, access="mmap.ACCESS_WRITE"),
    _way(READ_ONLY, access="mmap.ACCESS_READ"),
    _way(PRIVATE, access="mmap.ACCESS_COPY"),
)
ON_UNIX = (
    _way(SHARED, flags="mmap.MAP_SHARED"),
    _way(SHARED, prot="mmap.PROT_READ | mmap.PROT_WRITE"),
    _way(READ_ONLY, prot="mmap.PROT_READ"),
    _way(READ_ONLY, flags="mmap.MAP_PRIVATE", prot="mmap.PROT_READ"),
    _way(PRIVATE, flags="mmap.MAP_PRIVATE"),
)
WRITE_ONLY = _way(SHARED, prot="mmap.PROT_WRITE")
"""Whether such a map can be read too is up to the machine."""


def ways(subject: Subject, *effects: str) -> st.SearchStrategy[Way]:
    """The ways to make a map on the subject's platform; those that come to one of ``effects``, if any are named."""
    known = EVERYWHERE + (ON_UNIX if "unix" in subject.facts.platforms else ())
    return st.sampled_from([way for way in known if way.effect in (effects or way.effect)])


def page_edges(subject: Subject) -> list[int]:
    """Lengths around the boundaries of pages, and the least."""
    page = subject.page_size
    return [1, 2, page - 1, page, page + 1, 2 * page, 2 * page + 5]


def pattern(length: int) -> bytes:
    """Bytes of which no page is like another."""
    line = b"jumps over the lazy dog 1\n2"
    return (line * (length // len(line) + 1))[:length]


def placed(subject: Subject, content: bytes, offset: int) -> File:
    """A file that holds ``content`` at ``offset``, and zeros before it."""
    file = subject.file(size=offset)
    with subject.unread():
        file.seek(offset)
        file.write(content)
    return file


@remote
def open_descriptors():
    """Which descriptors are open: of a thousand, for the low ones are used up where something leaked."""
    import os

    found = set()
    for number in range(1024):
        try:
            os.fstat(number)
            found.add(number)
        except OSError:
            pass
    return found


@remote
def opened(file, kind):
    """Open that kind of thing in the place of a file, whose content it has if it can have one."""
    import os

    class Opened:
        def __init__(self, *numbers):
            self.numbers = numbers

        def fileno(self):
            return self.numbers[0]

        def close(self):
            numbers, self.numbers = self.numbers, ()
            for number in numbers:
                os.close(number)

    file.close()
    if kind.startswith("O_"):
        flags = getattr(os, "O_BINARY", 0)
        for name in kind.split("|"):
            flags |= getattr(os, name, 0o10000000)  # O_PATH, which not every os has a name for
        return Opened(os.open(file.name, flags))
    if kind == "closed":
        number = os.open(file.name, os.O_RDWR)
        os.close(number)
        Opened.close = lambda self: None  # by then the number may be somebody else's
        return Opened(number)
    if kind == "directory":
        return Opened(os.open(".", os.O_RDONLY))
    if kind == "pipe":
        return Opened(*os.pipe())
    if kind == "other end of a pipe":
        return Opened(*reversed(os.pipe()))
    if kind == "socket":
        import socket

        return Opened(*[end.detach() for end in socket.socketpair()])
    if kind.startswith("/dev/"):
        return Opened(os.open(kind, os.O_RDWR))
    with open(file.name, "rb") as source:
        content = source.read()
    if kind == "in memory" and hasattr(os, "memfd_create"):
        number = os.memfd_create("memory")
    else:
        number = os.open("unlinked", os.O_RDWR | os.O_CREAT)
        os.unlink("unlinked")
    os.write(number, content)
    return Opened(number)


def descriptor(subject: Subject, kind: str, content: bytes = b"0123456789") -> File:
    """Something of that kind that the subject has opened: names of ``os.open``'s flags, or a word of ``opened``'s."""
    file = subject.file(content)
    with subject.unread():
        text = f"{file.text} = {render_call(opened.name, (file, kind), {})}"
        subject.step(text, "open", valued=False, functions=(opened,))
    return file


def constructing(*args: Any, **options: Any) -> Expression:
    """The call of the constructor, for a remote function to make."""
    return Expression("lambda: " + render_call("mmap.mmap", args, options))


def wrapped(value: Any, method: str) -> Expression:
    """An object that has nothing but this method, which returns the value."""
    text = value.text if isinstance(value, Expression) else repr(value)
    return Expression(f"type('Wrapped', (), {{{method!r}: lambda self: {text}}})()", value)


@remote
def attempts(calls):
    """What becomes of each call: 'mapped', or the name of its exception, or of the system's error."""
    import errno

    found = []
    for call in calls:
        try:
            call().close()
            found.append("mapped")
        except OSError as error:
            found.append(errno.errorcode.get(error.errno, "OSError"))
        except Exception as error:
            found.append(type(error).__name__)
    return found


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


@remote
def after_fork(m):
    """What the child sees of a later change of the parent's, and the parent of one of the child's; None: no fork."""
    import os

    m[0] = m[1] = 1
    receiver, sender = os.pipe()
    try:
        child = os.fork()
    except (AttributeError, OSError):
        os.close(receiver)
        os.close(sender)
        return None
    if child == 0:
        seen = 99
        try:
            os.close(sender)
            os.read(receiver, 1)
            m[1] = 3
            seen = m[0]
        finally:
            os._exit(seen)
    m[0] = 2
    os.close(sender)
    os.close(receiver)
    status = os.waitpid(child, 0)[1]
    return status >> 8 if status & 255 == 0 else -1, m[1]
