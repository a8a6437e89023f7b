"""How examples begin: what a file or a map holds, where and how long, with the model of it. Asserts nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance import model
from conformance import strategies as draws
from conformance.language import Expression, File, Map, Subject
from conformance.model import Model


def page_edges(subject: Subject) -> list[int]:
    """Lengths around the boundaries of pages, and the least."""
    page = subject.page_size
    return [1, 2, page - 1, page, page + 1, 2 * page, 2 * page + 5]


def more_than_any_map(subject: Subject) -> list[int]:
    """Counts that a size can have, and of which 32 bits would keep little."""
    return [2**31 - 1] if subject.facts.pointer_bits < 64 else [2**31 - 1, 2**31, 2**32, 2**32 + 1, 2**63 - 1]


def pattern(length: int) -> bytes:
    """Bytes of which no page is like another."""
    line = b"jumps over the lazy dog 1\n2"
    return (line * (length // len(line) + 1))[:length]


def numbered(length: int) -> Expression:
    """Bytes from 0 to 250 again and again, which no page is like another of either; short to send, however long."""
    times = length // 251 + 1
    return Expression(f"(bytes(range(251)) * {times})[:{length}]", (bytes(range(251)) * times)[:length])


FORTY = pattern(40)
"""What a file holds where its length matters little."""


def placed(subject: Subject, content: bytes, offset: int) -> File:
    """A file that holds ``content`` at ``offset``, and zeros before it."""
    file = subject.file(size=offset)
    with subject.unread():
        file.seek(offset)
        file.write(content)
    return file


WRITABLE = (model.DEFAULT, model.WRITE, model.COPY)
"""The access modes under which a map can be changed."""


def mapped(subject: Subject, content: bytes, position: int = 0, access: Expression | None = None) -> tuple[Map, Model]:
    """A map over the whole of a file that holds ``content``, at this position, and what it should be."""
    options: dict[str, Any] = {} if access is None else {"access": access}
    m = subject.map(content, **options)
    mode = m.access if access is None else access.model
    expected = Model(content, mode, file=content if m.file is not None else None)
    expected.seek(m.begins)
    if position:
        with subject.unread():
            m.seek(position)
        expected.seek(position)
    return m, expected


def readonly(subject: Subject, content: bytes, position: int = 0) -> tuple[Map, Model]:
    """A map with ACCESS_READ."""
    return mapped(subject, content, position, Expression("mmap.ACCESS_READ", model.READ))


@st.composite
def places(draw: st.DrawFn, min_size: int = 1, max_size: int = 40) -> tuple[bytes, int]:
    """Content and a position in it: at the beginning, within, at the end."""
    content = draw(draws.contents(min_size, max_size))
    return content, draw(draws.positions(len(content)))


LEAST = (0, 1, 1 << 16, 1 << 20, 1 << 24)
"""What a map is longer than where only its length matters: what is done in pieces can go wrong behind the first."""


def longer(subject: Subject, least: int) -> int:
    """A length that is no multiple of a page: 10 for 0, else as many bytes and more than a page."""
    return least + subject.page_size + 1 if least else 10


PAGES = [(0, 1), (0, 2), (1, -1), (1, 0), (1, 1), (2, 0), (2, 5)]
"""Lengths around the boundaries of pages, as pages and bytes more or fewer: how long a page is, the subject says."""

page_sizes = st.sampled_from(PAGES)


def length_of(subject: Subject, pages: tuple[int, int]) -> int:
    """That length in bytes."""
    return pages[0] * subject.page_size + pages[1]
