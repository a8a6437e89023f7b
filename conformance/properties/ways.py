"""The ways to map a descriptor, and what becomes of a change under each. Asserts nothing."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st

from conformance.language import Expression, Subject, render_call

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
