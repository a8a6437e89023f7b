"""``mmap-conformance replay``."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

import click

from conformance.commands import options
from conformance.exits import AS_EXPECTED, LAUNCH, UNEXPECTED, USAGE, Refused
from conformance.harness.launch.implementation import resolve
from conformance.harness.launch.launch import Launch
from conformance.results.outside import content
from conformance.results.plain import plain

_LONGEST = 1 << 20


@click.command(
    "replay",
    epilog="""
\b
Exit codes: 0 the failure does not reproduce, 1 it does, 2 usage, 3 the interpreter cannot be launched.
Example:
  mmap-conformance replay mmap-conformance-report/witnesses/resize.grow.segfault-1.py --python python3.9
""",
)
@click.argument("witness", type=click.Path(path_type=Path))
@options.impl
@options.python
@click.option("--seconds", type=click.FloatRange(0.1), default=20.0, show_default=True,
              help="Then it counts as a hang.")  # fmt: skip
def command(witness: Path, impl: tuple[str, ...], python: str | None, seconds: float) -> None:
    """Run a witness under a chosen interpreter and say whether the failure is still there.

    A witness is code of whoever made the report, and runs with your rights: read one from elsewhere first.
    """
    from conformance.harness.judging.replay import replay
    from conformance.harness.launch.setup import prepare
    from conformance.harness.wire import guardian

    try:
        source = content(witness, _LONGEST)
    except OSError as error:
        raise Refused(f"there is no witness at {plain(str(witness))[:300]}: {error.strerror or error}", USAGE) from None
    if len(impl) > 1:
        raise Refused("replay takes one --impl", USAGE)
    folder = guardian.new_folder_in(None)
    try:
        launch = Launch.of(resolve(impl[0] if impl else "stdlib"), python)
        prepare(launch)
        reproduced, told = replay(source, witness.absolute(), launch, folder, seconds * launch.pace)
    except (OSError, subprocess.SubprocessError) as error:
        raise Refused(str(error), LAUNCH) from None
    finally:
        with contextlib.suppress(OSError):
            guardian.release(folder)
    click.echo(f"{'reproduces' if reproduced else 'does not reproduce'}: {plain(told)}")
    sys.exit(UNEXPECTED if reproduced else AS_EXPECTED)
