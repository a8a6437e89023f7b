"""What the constructor can be given: descriptors of every kind."""

from __future__ import annotations

from conformance.language import File, Subject, remote, render_call

CONTENT = b"0123456789"
"""What a descriptor's file holds."""


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


def descriptor(subject: Subject, kind: str, content: bytes = CONTENT) -> File:
    """Something of that kind that the subject has opened: names of ``os.open``'s flags, or a word of ``opened``'s."""
    file = subject.file(content)
    with subject.unread():
        text = f"{file.text} = {render_call(opened.name, (file, kind), {})}"
        subject.step(text, "open", valued=False, functions=(opened,))
    return file
