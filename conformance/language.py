"""The words in which properties are written: whoever writes one imports these and nothing else of the harness.

One of the three modules that may be imported from outside (``conformance.spec`` and ``conformance.results`` are the
others); what stands elsewhere may move.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from conformance.harness.driving.proxy import File, Map, View
from conformance.harness.driving.subject import Subject
from conformance.harness.driving.together import Later
from conformance.harness.launch.implementation import resolve
from conformance.harness.launch.launch import Launch
from conformance.harness.proving.expect import FAULTS, DidNotRaise, raises
from conformance.harness.proving.profiles import scaled
from conformance.harness.proving.verify import verifies
from conformance.harness.wire.deaths import BusError, Segfault
from conformance.harness.wire.remote import remote, remote_with
from conformance.harness.wire.source import Expression, modelled, render_call


@contextmanager
def start(impl: str = "stdlib", python: str | None = None, paths: Iterable[str | Path] = ()) -> Iterator[Subject]:
    """Start an implementation and give the subject, ready for an example; ends its processes afterwards.

    ``impl`` and ``python`` are what ``mmap-conformance run`` takes, ``paths`` folders for the subject's ``sys.path``.
    Raises BadDescription or LaunchFailed (``conformance.exits``). For looking at an implementation by hand::

        with start("mypackage.mymmap") as subject:
            m = subject.map(b"some bytes")
            print(m.find(b"bytes"))
    """
    launch = Launch.of(resolve(impl), python, paths=tuple(str(Path(path).absolute()) for path in paths))
    subject = Subject(launch)
    try:
        subject.begin()
        yield subject
    finally:
        subject.stop()


__all__ = [
    "FAULTS",
    "BusError",
    "DidNotRaise",
    "Expression",
    "File",
    "Later",
    "Map",
    "Segfault",
    "Subject",
    "View",
    "modelled",
    "raises",
    "remote",
    "remote_with",
    "render_call",
    "scaled",
    "start",
    "verifies",
]
