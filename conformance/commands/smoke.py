"""``mmap-conformance smoke``."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click

from conformance.commands import options
from conformance.exits import EXIT_CODES, UNEXPECTED, Refused
from conformance.harness.launch.implementation import resolve
from conformance.harness.launch.launch import Launch
from conformance.harness.wire.remote import remote
from conformance.report.labels import versions
from conformance.results.plain import plain, told, word, worded

if TYPE_CHECKING:
    mmap: Any  # the module under test, which every subject knows by this name


@remote
def smoke():  # type: ignore[no-untyped-def]
    """The least that anything called mmap does: anonymous memory keeps what is written to it."""
    m = mmap.mmap(-1, 13)
    try:
        m[0:5] = b"smoke"
        return [len(m), m[0:6]]
    finally:
        m.close()


@click.command("smoke", epilog=EXIT_CODES)
@options.impl
@options.python
@options.path
def command(impl: tuple[str, ...], python: str | None, path: tuple[str, ...]) -> None:
    """Start an implementation and try the least of it: tells a broken launch from a wrong implementation."""
    from conformance.harness.driving.subject import Subject
    from conformance.harness.launch.setup import prepare

    for name in impl or ("stdlib",):
        began = time.monotonic()
        launch = Launch.of(resolve(name), python, paths=path)
        prepare(launch)
        subject = Subject(launch)
        took = time.monotonic() - began
        try:
            subject.begin(fresh=True)
            found: Any = subject.call(smoke)
        except Exception as error:
            found = f"{word(type(error).__name__)}: {told(error)[:300]}"
        finally:
            subject.stop()
        if found != [13, b"smoke\0"]:
            raise Refused(
                f"{launch.described} starts, and is wrong: 13 bytes of anonymous memory, written with b'smoke', "
                f"gave {worded(found)}; the launch is all right, `mmap-conformance run --impl {name}` says more",
                UNEXPECTED,
            )
        facts = subject.facts
        click.echo(
            plain(
                f"{name}: works: {facts.python} {versions(facts.as_json())} on {facts.platform}, "
                f"{facts.pointer_bits}-bit {facts.byte_order}-endian, pages of {facts.page_size}, "
                f"granularity {facts.granularity}, edition {facts.edition}; started in {took:.2f} s"
            )
        )
