"""``mmap-conformance bugreport``."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.commands import options
from conformance.commands.diff import whole
from conformance.exits import USAGE, Refused
from conformance.report import bugreport, causes
from conformance.results.plain import nearest, plain
from conformance.results.reading import Results


@click.command(
    "bugreport",
    epilog="""
\b
Exit codes: 0 the text is written, 2 no results of one subject, or nothing that fails in them as named.
Examples:
  mmap-conformance bugreport mmap-conformance-report              the first cause
  mmap-conformance bugreport results.jsonl --cause 2 > issue.md
  mmap-conformance bugreport results.jsonl find.missing
""",
)
@click.argument("results", type=click.Path(path_type=Path))
@click.argument("requirement", required=False, shell_complete=options.complete_id)
@click.option("--cause", type=click.IntRange(1), metavar="N", help="The cause of this number in what to mend first.")
def command(results: Path, requirement: str | None, cause: int | None) -> None:
    """Write a failure, or a cause of many, as a text for the implementation's tracker.

    In Markdown: of a REQUIREMENT, of the cause of a number, or of the first one. It holds what the documentation says,
    what happens, the smallest script, and nothing of this machine. RESULTS is a results file or a run's folder.
    """
    if requirement and cause:
        raise Refused("a requirement or --cause N, not both", USAGE)
    subject = _only(results)
    failing = {line["requirement"]: line for line in subject.failing() if line["failures"]}
    if not failing:
        raise Refused(f"{plain(subject.label)}: nothing fails in these results", USAGE)
    if requirement:
        if requirement not in failing:
            verdict = subject.verdicts.get(requirement)
            told = f"has the verdict {verdict}" if verdict else f"is not in the results{nearest(requirement, failing)}"
            raise Refused(f"{plain(requirement)[:100]} {told}", USAGE)
        click.echo(bugreport.of_requirement(subject, failing[requirement]), nl=False)
        return
    found = causes.of(subject)
    if cause and cause > len(found):
        raise Refused(f"there is no cause {cause}: {plain(subject.label)} has {len(found)}", USAGE)
    if found:
        click.echo(bugreport.of_cause(subject, found[(cause or 1) - 1]), nl=False)
    else:
        click.echo(bugreport.of_requirement(subject, next(iter(failing.values()))), nl=False)


def _only(path: Path) -> Results:
    subjects = whole(path).subjects
    if len(subjects) != 1:
        names = ", ".join(plain(one.label) for one in subjects[:5])
        raise Refused(
            f"{plain(str(path))}: has results of {len(subjects)} subjects: name the file of one; {names}", USAGE
        )
    return subjects[0]
