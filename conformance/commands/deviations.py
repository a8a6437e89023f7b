"""``mmap-conformance deviations``."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from conformance.commands import options
from conformance.deviations import check, known, update
from conformance.exits import AS_EXPECTED, UNEXPECTED, USAGE, Refused
from conformance.harness.launch import implementation
from conformance.report.merge import merge
from conformance.report.summary import counted
from conformance.results.plain import plain
from conformance.results.reading import Results

_results = click.argument("results", nargs=-1, type=click.Path(path_type=Path))
_file = click.option("--file", type=click.Path(path_type=Path), metavar="FILE",
                     help="The file; default: deviations.toml beside the impl.toml.")  # fmt: skip
_impl = click.option("--impl", metavar="NAME", shell_complete=options.complete_impl,
                     help="Whose; default: the impl.toml in this folder.")  # fmt: skip
_witnesses = click.option("--keep-witnesses", is_flag=True, help="Keep a witness of each new entry beside the file.")


@click.group("deviations")
def command() -> None:
    """Record known failures in the implementation's deviations.toml, and keep that list true.

    An entry expects a requirement to fail in the recorded kinds of ways; `run` counts any other failure, and a
    success, as unexpected. Entries may be limited: when = {python = ">=3.8,<3.13", platforms = ["linux"]}.
    """


@command.command("generate")
@_results
@_file
@_impl
@_witnesses
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def generate_command(
    results: tuple[Path, ...], file: Path | None, impl: str | None, keep_witnesses: bool, force: bool
) -> None:
    """Write a new list from the failures in results."""
    subjects = _subjects(results)
    path = _place(subjects, file, impl)
    if path.exists() and not force:
        raise Refused(f"{path} is there: `deviations update` keeps its reasons, --force does not", USAGE)
    text = update.generated(path, subjects, keep_witnesses=keep_witnesses)
    update.write(path, text)
    entries = known.load(path)
    click.echo(plain(f"{path}: {counted(len(entries), 'requirement')}; give each entry its reason"))


@command.command("update")
@_results
@_file
@_impl
@_witnesses
def update_command(results: tuple[Path, ...], file: Path | None, impl: str | None, keep_witnesses: bool) -> None:
    """Bring a list up to date with results: what people wrote in it stays."""
    subjects = _subjects(results)
    path = _place(subjects, file, impl)
    if not path.exists():
        raise Refused(f"there is no {path}: `deviations generate` makes one", USAGE)
    text, changes = update.updated(path, subjects, keep_witnesses=keep_witnesses)
    update.write(path, text)
    for change in changes or ["nothing to change"]:
        click.echo(plain(f"{path.name}: {change}"))


@command.command(
    "check", epilog="\b\nExit codes: 0 the list is true, 1 it is not (each problem is named), 2 it cannot be read."
)
@_results
@_file
@_impl
def check_command(results: tuple[Path, ...], file: Path | None, impl: str | None) -> None:
    """Check a list: by itself, or against results (unmatched, mended, changed, unrecorded, overdue)."""
    subjects = _subjects(results) if results else []
    path = _place(subjects, file, impl)
    if not path.exists():
        raise Refused(f"there is no {path}: `deviations generate` makes one", USAGE)
    found = list(check.problems(path, subjects, datetime.date.today(), results))
    for problem in found:
        click.echo(plain(f"{path.name}: {problem}"))
    if not found:
        click.echo(plain(f"{path.name}: true"))
    sys.exit(UNEXPECTED if found else AS_EXPECTED)


def _subjects(results: tuple[Path, ...]) -> list[Results]:
    merged = merge(results)
    for one in merged.left_out:
        if not one.harmless:
            raise Refused(str(one), USAGE)
    whose = sorted({str(subject.facts["implementation"]) for subject in merged.subjects})
    if len(whose) > 1:
        raise Refused(f"the results are of several implementations ({', '.join(whose)}): each has its own list", USAGE)
    if not merged.subjects:
        raise Refused("no results: name a results.jsonl, or a folder with some", USAGE)
    return list(merged.subjects)


def _place(subjects: list[Results], file: Path | None, impl: str | None) -> Path:
    if file is not None:
        return file
    if impl is not None:
        path = known.place(implementation.resolve(impl))
        if path is None:
            raise Refused(
                f"{impl} is a mere module, with no impl.toml to put its deviations beside: give --file", USAGE
            )
        return path
    # Results come from anywhere, so what they name decides nothing: the description beside the user does.
    here = Path("impl.toml")
    name = str(subjects[0].facts["implementation"]) if subjects else ""
    if not here.is_file():
        raise Refused(f"whose deviations? There is no {here} in this folder: give --impl or --file", USAGE)
    found = implementation.load(here)
    if name and found.name != name:
        raise Refused(f"{here} is of {found.name!r}, the results are of {name!r}: give --impl or --file", USAGE)
    return Path(known.NAME)
