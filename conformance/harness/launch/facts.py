"""What a subject states of itself, once, at its start. The edition and the platform follow from it.

Whether a requirement applies is decided from these facts and never from what the implementation has.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from conformance.exits import LaunchFailed
from conformance.spec import EDITIONS, platform_of

OLDEST = (3, 7)


@dataclass(frozen=True)
class Facts:
    """Facts of one subject. Sizes in bytes; ``page_size`` and ``granularity`` are the machine's.

    ``syncs``: a pipe cannot be synced, as it should be; where it can, syncing is suppressed and msync does nothing.
    ``python_version`` is that of the language, ``own_version`` the interpreter's own: PyPy 7.3.11 is Python 3.9.16.
    ``appends_in_place``: the files' system writes a page back where it belongs whatever descriptor was mapped.
    ``build``: ``debug``, ``free-threaded``, both or empty.
    """

    implementation: str
    implementation_version: str
    python: str
    python_version: str
    version_text: str
    platform: str
    system: str
    pointer_bits: int
    byte_order: str
    page_size: int
    granularity: int
    edition: str
    files: str = ""
    own_version: str = ""
    syncs: bool = True
    build: str = ""
    appends_in_place: bool = True

    @property
    def os(self) -> str:
        """The platform as requirements name it."""
        return platform_of(self.platform)

    @property
    def platforms(self) -> frozenset[str]:
        """Every platform name that holds here: ``all``, ``unix`` or ``windows``, and the system's own."""
        return frozenset({"all", self.os, "windows" if self.os == "windows" else "unix"})

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def edition_of(version: tuple[int, ...]) -> str:
    """The edition in force for a Python version. Raises LaunchFailed for a version without one."""
    if version[:2] < OLDEST:
        raise LaunchFailed(f"the interpreter is Python {'.'.join(map(str, version))}; a subject needs 3.7 or newer")
    edition = f"{version[0]}.{version[1]}"
    if edition not in EDITIONS:
        raise LaunchFailed(
            f"there is no edition for Python {edition}; name one of {EDITIONS[0]} to {EDITIONS[-1]} with --edition"
        )
    return edition
