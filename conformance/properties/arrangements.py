"""How examples begin: a map in some state and its model. Asserts nothing and draws nothing but that state."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance import model
from conformance import strategies as draws
from conformance.language import Expression, Map, Subject
from conformance.model import Model

WRITABLE = (model.DEFAULT, model.WRITE, model.COPY)
"""The access modes under which a map can be changed."""


def mapped(subject: Subject, content: bytes, position: int = 0, access: Expression | None = None) -> tuple[Map, Model]:
    """A map over the whole of a file that holds ``content``, at this position, and what it should be."""
    options: dict[str, Any] = {} if access is None else {"access": access}
    mode = model.DEFAULT if access is None else access.model
    m, expected = subject.map(content, **options), Model(content, mode, file=content)
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
