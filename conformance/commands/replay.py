"""``mmap-conformance replay``."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

import click

from conformance.commands import options
from conformance.commands.options import number
from conformance.exits import AS_EXPECTED, LAUNCH, UNEXPECTED, USAGE, Refused
from conformance.harness.launch.implementation import resolve
from conformance.harness.launch.launch import Launch
from conformance.report.summary import counted
from conformance.results.outside import content, is_there
from conformance.results.plain import plain

_LONGEST = 1 << 20
_MOST_SECONDS = 86400.0


@click.command(
    "replay",
    epilog="""
\b
Exit codes: 0 no failure reproduces, 1 one does, 2 usage, 3 the interpreter cannot be launched.
Examples:
  mmap-conformance replay mmap-conformance-report/witnesses/resize.grow.segfault-1.py --python python3.9
  mmap-conformance replay mmap-conformance-findings --heal
""",
)
@click.argument("witness", type=click.Path(path_type=Path))
@options.impl
@options.pythons
@click.option("--seconds", type=click.FloatRange(0.1), default=20.0, show_default=True,
              help="Then it counts as a hang.")  # fmt: skip
@click.option("-n", "workers", default="auto", metavar="N", help="Of many, so many at a time.")
@click.option("--heal", is_flag=True, help="Move what is gone from the catalogue into its folder 'gone'.")
def command(
    witness: Path, impl: tuple[str, ...], python: tuple[str, ...], seconds: float, workers: str, heal: bool
) -> None:
    """Run a witness, or all of a catalogue or report, under chosen interpreters: is the failure still there?

    Of a folder each is still there, changed, or gone. Without --impl and --python each runs under the implementation
    and the interpreter that it was found with, as far as those are names.

    A witness is code of whoever made the report, and runs with your rights: read one from elsewhere first.
    """
    if not 0.1 <= seconds <= _MOST_SECONDS:  # click's range lets through what is no number
        raise click.BadParameter(f"takes 0.1 to {_MOST_SECONDS:.0f}", param_hint="--seconds")
    if is_there(witness) and witness.is_dir():
        _many(witness, impl, python, seconds, workers, heal=heal)
        return
    if heal:
        raise Refused("--heal is for a catalogue of findings: a folder", USAGE)
    from conformance.harness.judging.replay import replay
    from conformance.harness.launch.setup import prepare
    from conformance.harness.wire import guardian

    try:
        source = content(witness, _LONGEST)
    except OSError as error:
        raise Refused(f"there is no witness at {plain(str(witness))[:300]}: {error.strerror or error}", USAGE) from None
    if len(impl) > 1 or len(python) > 1:
        raise Refused("replay of one witness takes one --impl and one --python", USAGE)
    folder = guardian.new_folder_in(None)
    try:
        launch = Launch.of(resolve(impl[0] if impl else "stdlib"), python[0] if python else None)
        prepare(launch)
        ended = replay(source, witness.absolute(), launch, folder, seconds * launch.pace)
    except (OSError, subprocess.SubprocessError) as error:
        raise Refused(str(error), LAUNCH) from None
    finally:
        with contextlib.suppress(OSError):
            guardian.release(folder)
    click.echo(f"{'reproduces' if ended.reproduces else 'does not reproduce'}: {plain(ended.told)}")
    sys.exit(UNEXPECTED if ended.reproduces else AS_EXPECTED)


def _many(
    folder: Path, impl: tuple[str, ...], python: tuple[str, ...], seconds: float, workers: str, *, heal: bool
) -> None:
    """Every witness of a catalogue or a report, under every interpreter that is named, or that it was found under."""
    from conformance.explore import again

    entries, catalogue = again.entries(folder)
    for text in catalogue.ignored if catalogue is not None else ():
        click.echo(f"mmap-conformance: ignored: {text}", err=True)
    if heal and catalogue is None:
        raise Refused(f"{folder}: --heal is for a catalogue of findings, and this is a report: run again", USAGE)
    ignored = catalogue is not None and bool(catalogue.ignored)
    if not entries:
        click.echo("no witness there: nothing to replay")
        sys.exit(USAGE if ignored else AS_EXPECTED)
    found: dict[str, list[again.Replayed]] = {}
    for one in again.replayed(entries, impl, python, seconds, number(workers)):
        found.setdefault(one.entry.name, []).append(one)
        under = f" under {plain(one.subject)}" if len({*impl}) * len({*python}) > 1 or not (impl or python) else ""
        click.echo(f"{one.state:11}  {plain(one.entry.name)}{under}: {plain(one.told)[:400]}")
    gone = [name for name, many in found.items() if all(one.state == again.GONE for one in many)]
    states = [one.state for many in found.values() for one in many]
    click.echo(", ".join(f"{states.count(state)} {state}" for state in again.STATES if state in states))
    if heal and catalogue is not None:
        for name in gone:
            catalogue.put_aside(catalogue.found[name])
        if gone:
            click.echo(f"{counted(len(gone), 'entry')} moved to {plain(str(folder / 'gone'))}")
    if ignored:
        sys.exit(USAGE)
    if again.UNKNOWN in states:
        sys.exit(LAUNCH)
    sys.exit(UNEXPECTED if {again.THERE, again.CHANGED} & set(states) else AS_EXPECTED)
