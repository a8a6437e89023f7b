"""``mmap-conformance smoke``."""

from __future__ import annotations

import time
from typing import Any

import click

from conformance.commands import options
from conformance.commands.refused import EXIT_CODES, Refused
from conformance.harness.implementation import BadDescription, resolve
from conformance.harness.launch import Launch
from conformance.harness.outcome import LaunchFailed
from conformance.harness.run import LAUNCH, UNEXPECTED, USAGE
from conformance.report.results import plain


@click.command("smoke", epilog=EXIT_CODES)
@options.impl
@options.python
@options.path
def smoke_command(impls: tuple[str, ...], python: str | None, paths: tuple[str, ...]) -> None:
    """Start an implementation and try the least of it: tells a broken launch from a wrong implementation."""
    from conformance.harness import prelude
    from conformance.harness.subject import Subject

    for name in impls or ("stdlib",):
        began = time.monotonic()
        try:
            launch = Launch.of(resolve(name), python, paths=paths)
            subject = Subject(launch)
        except BadDescription as error:
            raise Refused(str(error), USAGE) from None
        except LaunchFailed as error:
            raise Refused(str(error), LAUNCH) from None
        took = time.monotonic() - began
        try:
            subject.begin(fresh=True)
            found: Any = subject.call(prelude.smoke)
        except Exception as error:
            found = f"{type(error).__name__}: {error}"
        finally:
            subject.stop()
        if found != [13, b"smoke\0"]:
            raise Refused(
                f"{launch.described} starts, and is wrong: 13 bytes of anonymous memory, written with b'smoke', "
                f"gave {found!r}; the launch is all right, `mmap-conformance run --impl {name}` says more",
                UNEXPECTED,
            )
        facts = subject.facts
        click.echo(
            plain(
                f"{name}: works: {facts.python} {facts.python_version} on {facts.platform}, {facts.pointer_bits}-bit "
                f"{facts.byte_order}-endian, pages of {facts.page_size}, granularity {facts.granularity}, "
                f"edition {facts.edition}; started in {took:.2f} s"
            )
        )
