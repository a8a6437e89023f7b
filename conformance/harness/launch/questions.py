"""The two questions that every subject is asked at its start, and what the answers come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from conformance.exits import LaunchFailed
from conformance.harness.launch.facts import Facts, edition_of
from conformance.harness.launch.launch import Launch
from conformance.harness.wire.answers import Raised, Returned
from conformance.harness.wire.remote import remote
from conformance.results.plain import told

if TYPE_CHECKING:
    mmap: Any  # the module under test, which every subject knows by this name


_LARGEST_PAGE = 1 << 24
"""Bytes. Properties make maps of several pages and of several granularities; no system is known to have larger ones."""
_LONGEST = 400
_OF_WINDOWS = (4096, 65536)
"""Bytes of a page and of the granularity wherever Windows runs; a POSIX system can be asked without the module."""


class Place(NamedTuple):
    """Where a subject works: its directory, and the lowest descriptor that is free there."""

    home: str
    floor: int


@remote
def facts():  # type: ignore[no-untyped-def]
    """What the interpreter says of itself, asked before the implementation is imported."""
    import os
    import sys

    try:
        system = list(os.uname())
    except AttributeError:
        system = []
    try:
        page_size = os.sysconf("SC_PAGESIZE")
    except (AttributeError, ValueError, OSError):
        page_size = 0
    syncs = True
    if os.name == "posix":
        reader, writer = os.pipe()
        try:
            os.fsync(writer)
            syncs = False
        except OSError:
            pass
        os.close(reader)
        os.close(writer)
    flags = getattr(sys, "abiflags", "")
    kinds = {"debug": "d" in flags or hasattr(sys, "gettotalrefcount"), "free-threaded": "t" in flags}
    return [
        sys.implementation.name,
        [int(part) for part in sys.version_info[:3]],
        sys.version,
        sys.platform,
        system,
        sys.maxsize.bit_length() + 1,
        sys.byteorder,
        page_size,
        os.getcwd(),
        [int(part) for part in sys.implementation.version[:3]],
        sorted(os.listdir(os.getcwd()))[:3],
        syncs,
        " ".join(kind for kind in sorted(kinds) if kinds[kind]),
    ]


@remote
def module_facts():  # type: ignore[no-untyped-def]
    """What can be said of the module only once it has been imported."""
    import os

    made = getattr(mmap, "mmap", None)
    ours = [getattr(mmap, name, 0) for name in ("PAGESIZE", "ALLOCATIONGRANULARITY")]
    descriptor = os.dup(0)
    os.close(descriptor)
    return [
        isinstance(made, type),
        callable(made),
        *[size if type(size) is int else 0 for size in ours],
        str(getattr(mmap, "__version__", "")),
        descriptor,
    ]


def judge(
    launch: Launch, asked: Returned | Raised, imported: Returned | Raised, module: Returned | Raised
) -> tuple[Facts, Place]:
    """What the answers to the start-up say of the subject. Raises LaunchFailed."""
    if isinstance(asked, Raised):
        raise LaunchFailed(f"{launch.described} cannot say what it is: {_described(asked)}")
    if isinstance(imported, Raised):
        raise LaunchFailed(
            f"{launch.described}: `{launch.statement}` raised {_described(imported)}{launch.import_advice}"
        )
    if isinstance(module, Raised):
        raise LaunchFailed(f"{launch.described} is no implementation of mmap: {_described(module)}")
    try:
        # `home` was asked before the import. Importing may change the directory, and `reset` deletes all in `home`.
        python, version, text, platform, system, bits, order, page, home, *more = asked.value
        is_class, is_callable, page_size, granularity, release, floor = module.value
        version, own = tuple(map(int, version)), tuple(map(int, more[0] if more else version))
        lies_there = [str(name) for name in more[1]] if len(more) > 1 else []
        sizes = list(_OF_WINDOWS) if platform == "win32" else [page or page_size, page or granularity]
        if len(version) != 3 or not all(0 <= part < 10_000 for part in (*version, *own)) or bits not in (32, 64):
            raise ValueError("no version, or no pointers")
        if any(type(size) is not int or not 1 <= size <= _LARGEST_PAGE for size in sizes):
            raise ValueError("no page")
        system = " ".join(str(part) for i, part in enumerate(system) if i != 1)  # not the host's name
        place = Place(str(home), int(floor))
    except (TypeError, ValueError, OverflowError):
        raise LaunchFailed(f"{launch.described} answers the first questions with nonsense") from None
    if lies_there:
        raise LaunchFailed(
            f"{launch.described} works in {_short(place.home)}, where {', '.join(lies_there)[:_LONGEST]} lies, and the "
            "folder is emptied after every example: let the command stay in the folder that it is started in, or run "
            "the agent by `python -c {agent-source}`, which makes one where it runs"
        )
    if not is_class:
        found = "is callable but no class" if is_callable else "is not there"
        raise LaunchFailed(
            f"{launch.described} is no implementation of mmap: the class `mmap` {found} after `{launch.statement}`"
        )
    stated = launch.implementation.facts
    facts = Facts(
        implementation=launch.implementation.name,
        implementation_version=_short(release),
        python=_short(python),
        python_version=".".join(map(str, version)),
        own_version=".".join(map(str, own)),
        version_text=_short(" ".join(str(text)[:_LONGEST].split())),
        platform=_short(stated.get("platform", platform)),
        system=_short(stated.get("system", system)),
        pointer_bits=int(stated.get("pointer-bits", bits)),
        byte_order=_short(order),
        page_size=int(stated.get("page-size", sizes[0])),
        granularity=int(stated.get("granularity", sizes[1])),
        edition=launch.edition or edition_of(version),
        files=launch.files_described,
        syncs=len(more) < 3 or bool(more[2]),
        build=_short(more[3]) if len(more) > 3 else "",
        appends_in_place=launch.appends_in_place,
    )
    return facts, place


def _short(text: object) -> str:
    """What a subject says of itself, as long as it is kept."""
    return str(text)[:_LONGEST]


def _described(raised: Raised) -> str:
    return f"{type(raised.exception).__name__}: {told(raised.exception)}"[:1000]
