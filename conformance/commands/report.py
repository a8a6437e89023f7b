"""``mmap-conformance report``."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from conformance.commands import gathering
from conformance.exits import AS_EXPECTED, NOTHING_RAN, UNEXPECTED, Refused
from conformance.report import summary
from conformance.report.forms import FORMS, USUAL, write
from conformance.report.merge import Merged, read_mutants


@click.command(
    "report",
    epilog="""
\b
Exit codes:
  0  the report is written
  1  it is written, and whole without a file that had to be left out (each is named)
  2  usage: a folder that cannot be written
  4  nothing to report: no file could be read, or none has a verdict
Example:
  mmap-conformance report mmap-conformance-report artifacts/ --output site
""",
)
@gathering.results
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR", required=True, help="The report's folder.")
@click.option(
    "--form",
    "forms",
    multiple=True,
    type=click.Choice(FORMS),
    help="Only this form; repeatable. results: each subject's in one packed file, to publish or send.",
)
@click.option("--mutants", type=click.Path(path_type=Path), metavar="FILE", help="The suite's own kill table, to show.")
@gathering.home
def command(
    results: tuple[str, ...], lists: tuple[Path, ...], output: Path, forms: tuple[str, ...], mutants: Path | None,
    home: str,
) -> None:  # fmt: skip
    """Merge results files, or folders of them, from any machines and subjects into one report.

    RESULTS are files, folders, patterns of names and addresses with https.
    """
    with gathering.gathered(results, lists) as merged:
        _report(merged, output, forms, mutants, home)


def _report(merged: Merged, output: Path, forms: tuple[str, ...], mutants: Path | None, home: str) -> None:
    for one in merged.left_out:
        click.echo(f"left out: {one}", err=True)
    if not merged.subjects:
        raise Refused("nothing to report: no results could be read", NOTHING_RAN)
    if not any(subject.verdicts for subject in merged.subjects):
        raise Refused("nothing to report: no run came to its first verdict", NOTHING_RAN)
    if mutants is not None:
        merged = replace(merged, mutants=read_mutants(mutants))
    write(merged, output, forms or USUAL, home)
    for subject in merged.subjects:
        click.echo(summary.one_line(subject))
    sys.exit(AS_EXPECTED if all(one.harmless for one in merged.left_out) else UNEXPECTED)
