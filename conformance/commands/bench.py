"""``mmap-conformance bench``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import click

from conformance.bench import forms, measuring
from conformance.bench.operations import Operation, operations
from conformance.bench.picture import picture
from conformance.commands import options
from conformance.commands.operands import launch_of
from conformance.exits import AS_EXPECTED, NOTHING_RAN, USAGE, Refused
from conformance.harness.launch.launch import Launch
from conformance.report.labels import versions
from conformance.results.owned import claim, replaced, write_new
from conformance.results.plain import plain
from conformance.session.selection import matching, problem

_LARGEST = 1 << 28
_FORMS: dict[str, Callable[[forms.Bench], str]] = {
    "text": forms.text, "markdown": forms.markdown, "json": forms.as_json, "svg": picture,
}  # fmt: skip
_ENDINGS = {"markdown": "md", "json": "json", "svg": "svg"}


@click.command(
    "bench",
    epilog="""
\b
Exit codes: 0 measured, 2 usage, 3 one of them cannot be launched, 4 none of it could be done by anybody.
Examples:
  mmap-conformance bench stdlib fmmap
  mmap-conformance bench stdlib@python3.11 stdlib@python3.14 stdlib@pypy3 -k "find and missing"
  mmap-conformance bench stdlib mypackage.mymmap --path src --size 65536 --output bench
""",
)
@click.argument("names", metavar="A [B]...", nargs=-1, required=True, shell_complete=options.complete_impl)
@options.path
@click.option("-k", "expression", default="", metavar="EXPRESSION",
              help="Only operations whose names match: words with and, or, not.")  # fmt: skip
@click.option("--size", type=click.IntRange(4, _LARGEST), default=1 << 20, show_default=True, metavar="BYTES",
              help="Of a map, where its size matters.")  # fmt: skip
@click.option("--rounds", type=click.IntRange(1, 1000), default=measuring.ROUNDS, show_default=True,
              help="Rounds of each operation.")  # fmt: skip
@click.option("--form", type=click.Choice(list(_FORMS)), default="text", show_default=True, help="What is printed.")
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR",
              help="Write all forms into this folder too.")  # fmt: skip
def command(
    names: tuple[str, ...], path: tuple[str, ...], expression: str, size: int, rounds: int, form: str,
    output: Path | None,
) -> None:  # fmt: skip
    """Time the operations of implementations side by side, each in an interpreter of its own.

    A and B are names as for `run --impl`, each with the interpreter behind an @ if it is not the usual one. Times are
    told beside those of A. The first row is what a call alone costs in each interpreter, whatever it calls: where
    interpreters differ, so much of every other row is theirs.
    """
    chosen = _chosen(expression, size)
    if output is not None:
        claim(output)  # where it cannot be written is said before anything is measured
    launches = [launch_of(name, path, step_seconds=measuring.STEP_SECONDS) for name in names]
    bench = _measured(names, launches, chosen, size, rounds, shown=form == "text")
    if not any(timing.rounds for _, row in bench.measured for timing in row):
        raise Refused("; ".join(forms.foot(bench)[:3]), NOTHING_RAN)
    if form != "text":
        click.echo(_FORMS[form](bench).rstrip("\n"))
    if output is not None:
        with replaced(output) as fresh:
            for name, ending in _ENDINGS.items():
                write_new(fresh / f"bench.{ending}", _FORMS[name](bench))
    sys.exit(AS_EXPECTED)


def _chosen(expression: str, size: int) -> list[Operation]:
    every = operations(size)
    if wrong := problem(expression) if expression else "":
        raise Refused(f"-k {plain(expression)[:200]}: {plain(wrong)[:200]}", USAGE)
    found = [one for one in every if not expression or matching(expression, one.name)]
    if not found:
        raise Refused(f"-k {plain(expression)[:200]}: no operation matches; they are "
                      + ", ".join(one.name for one in every), USAGE)  # fmt: skip
    return found


def _measured(
    names: tuple[str, ...], launches: list[Launch], chosen: list[Operation], size: int, rounds: int, *, shown: bool
) -> forms.Bench:
    from conformance.harness.driving.subject import Subject
    from conformance.harness.launch.setup import prepare

    with ExitStack() as ending:
        subjects = []
        for launch in launches:
            prepare(launch)
            subject = Subject(launch)
            ending.callback(subject.stop)
            subject.begin()
            subjects.append(subject)
        described = [_described(one) for one in subjects]
        bench = forms.Bench([name[:80] for name in names], described, size, rounds)
        if shown:
            click.echo("\n".join(forms.head(bench)))
        for operation, row in measuring.every(subjects, chosen, rounds):
            bench.rows.append((operation, row))
            if shown:
                click.echo(forms.line(operation, row))
    if shown:
        click.echo("\n".join(["", *forms.foot(bench)]).rstrip("\n"))
    return bench


def _described(subject: object) -> str:
    facts = subject.facts  # type: ignore[attr-defined]
    return f"{facts.implementation}, {facts.python} {versions(facts.as_json())} on {facts.system}"
