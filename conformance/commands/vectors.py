"""``mmap-conformance vectors``."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from conformance import spec
from conformance.commands import options
from conformance.exits import EXIT_CODES, UNEXPECTED, USAGE, LaunchFailed, Refused
from conformance.harness.driving import prelude
from conformance.harness.driving.subject import Subject
from conformance.harness.launch import interpreters
from conformance.harness.launch.implementation import resolve
from conformance.harness.launch.launch import Launch
from conformance.harness.recording.cabinet import VARIABLE, Cabinet
from conformance.harness.recording.vectors import vectors
from conformance.properties import all_properties
from conformance.results.owned import open_new
from conformance.results.plain import plain
from conformance.session.selection import problem, selected

_SECONDS = 1800
"""For one gate that is recorded."""


@click.command(
    "vectors",
    epilog=EXIT_CODES
    + """
\b
Example:
  mmap-conformance vectors --edition 3.13
  python mmap_vectors.py -v mypackage.mymmap
""",
)
@click.option("--edition", type=click.Choice(spec.EDITIONS), help="The edition; default: that of the interpreter.")
@options.impl
@options.python
@click.option("-k", "expression", metavar="EXPRESSION", help="Only requirements that match, as `run` takes it.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), default=Path("mmap_vectors.py"),
              show_default=True, metavar="FILE", help="The file to write.")  # fmt: skip
def command(
    edition: str | None, impl: tuple[str, ...], python: str | None, expression: str | None, output: Path
) -> None:
    """Write the gate as one Python file that runs where no process can be started.

    It is recorded of right implementations, the standard library of that edition's Python by default: what any of them
    answers is right. Only the platform of the interpreter can be recorded.
    """
    if expression and (wrong := problem(expression)):
        raise Refused(f"-k {plain(expression)!r}: {wrong}", USAGE)
    if output.exists() and (output.is_symlink() or not output.is_file()):
        raise Refused(f"{plain(str(output))}: is no regular file", USAGE)
    if not output.absolute().parent.is_dir():
        raise Refused(f"{plain(str(output))}: there is no such folder", USAGE)
    with tempfile.TemporaryDirectory() as folder:
        for name in impl or ("stdlib",):
            text = _recorded(name, python or _of(edition, name), edition, expression, Path(folder), output.name)
        with open_new(output) as file:
            file.write(text)
    click.echo(f"{output}: {len(text) / 1e6:.2f} MB; `python {output.name} MODULE` plays it")


def _of(edition: str | None, name: str) -> str | None:
    """The interpreter whose own module answers as the edition says, None for the one that runs us.

    The standard library of another version passes what its answers are not asked for, and answers otherwise there: a
    right subject of the edition would be told to be other.
    """
    if name != "stdlib" or edition in (None, "{}.{}".format(*sys.version_info)):
        return None
    try:
        return interpreters.find(f"python{edition}")
    except LaunchFailed as missing:
        raise Refused(f"--edition {edition} is recorded of the Python of that version: {missing}", USAGE) from None


def _recorded(
    name: str, python: str | None, edition: str | None, expression: str | None, folder: Path, file: str
) -> str:
    words = [sys.executable, "-m", "conformance", "run", "--impl", name, "--quiet", "--report", str(folder / "report")]
    words += ["--python", python] if python else []
    words += ["--edition", edition] if edition else []
    words += ["-k", expression] if expression else []
    place = folder / "recordings"
    environment = {**os.environ, VARIABLE: str(place)}
    try:
        done = subprocess.run(words, env=environment, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise Refused(
            f"{name}: the gate did not end within {_SECONDS} s; -k records a part of it", UNEXPECTED
        ) from None
    if done.returncode not in (0, UNEXPECTED):
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
        raise Refused(plain(said[-1] if said else f"{name}: nothing was recorded"), done.returncode)
    subject = Subject(Launch.of(resolve(name), python, edition=edition))
    try:
        facts = subject.facts
        cabinet = Cabinet.of(place, facts, None, map(str, subject.to_be_had))
    finally:
        subject.stop()
    names, known = all_properties(), spec.load()
    wanted = selected(expression, known, names) if expression else frozenset(known)
    in_force = {
        one.id: [key for key, ids in names.items() if one.id in ids]
        for one in known.values()
        if one.id in wanted and not one.inapplicable(facts.edition, facts.platforms) and not one.unspecified
    }
    given = (prelude.reset, prelude.state, prelude.outcomes)
    return vectors(cabinet.all(), in_force, facts, given, len(known), file)
