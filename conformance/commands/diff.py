"""``mmap-conformance diff``, and the gate of ``run --against``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from conformance.exits import AS_EXPECTED, UNEXPECTED, USAGE, Refused
from conformance.report import diff
from conformance.report.merge import Merged, merge
from conformance.results.plain import plain


@click.command(
    "diff",
    epilog="""
\b
Exit codes: 0 nothing is worse, 1 something is (or a run of NEW broke off), 2 a file that is no report.
Example:
  mmap-conformance diff yesterday/ today/ --form markdown
""",
)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--form", type=click.Choice(list(diff.FORMS)), default="text", show_default=True)
def command(old: Path, new: Path, form: str) -> None:
    """Say what changed from OLD to NEW (files or folders of results): regressions, fixes, new kinds of failure."""
    compared = diff.compare(whole(old), whole(new))
    said = diff.FORMS[form](compared)
    click.echo(said if form == "json" else "\n".join(plain(line) for line in said.splitlines()))
    sys.exit(UNEXPECTED if any(one.regressed for one in compared) else AS_EXPECTED)


def whole(path: Path) -> Merged:
    """The results at a path, all of which have to be readable: half a comparison would be none."""
    merged = merge([path])
    for one in merged.left_out:
        if not one.harmless:
            raise Refused(str(one), USAGE)
    return merged


def gate(old: Merged, report: Path) -> tuple[int, str]:
    """The exit code that a run has against an older report, and what changed."""
    compared = [one for one in diff.compare(old, whole(report)) if one.new is not None]
    return UNEXPECTED if any(one.regressed for one in compared) else AS_EXPECTED, diff.text(compared)
