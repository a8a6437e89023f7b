"""``mmap-conformance compare``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from conformance.commands import options
from conformance.commands.operands import launch_of
from conformance.exits import AS_EXPECTED, UNEXPECTED, USAGE, Refused
from conformance.results.owned import claim, write_new
from conformance.results.plain import plain


@click.command(
    "compare",
    epilog="""
\b
Exit codes: 0 no difference was found, 1 some were, 2 usage, 3 one of the two cannot be launched.
Examples:
  mmap-conformance compare stdlib fmmap
  mmap-conformance compare stdlib@python3.8 stdlib@python3.13 --output differences
""",
)
@click.argument("first", metavar="A", shell_complete=options.complete_impl)
@click.argument("second", metavar="B", shell_complete=options.complete_impl)
@options.path
@click.option("--examples", type=click.IntRange(1), default=500, show_default=True, help="Histories in each search.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed draws other histories.")
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="DIR", help="Write a script of each difference there."
)
def command(first: str, second: str, path: tuple[str, ...], examples: int, seed: int, output: Path | None) -> None:
    """Do the same with two implementations and say where they differ, even where no requirement says who is right.

    A and B are names as for `run --impl`, each with the interpreter behind an @ if it is not the usual one.
    """
    from conformance.compare.differences import differences, script
    from conformance.harness.launch.setup import prepare

    names = (first, second)
    try:
        launches = [launch_of(name, path) for name in names]
        for launch in launches:
            prepare(launch)
        if output is not None:
            claim(output)
        number = 0
        for number, found in enumerate(differences(launches[0], launches[1], examples, seed), 1):
            click.echo(plain(f"{number}. {found.operation}: {'; '.join(found.steps)}"))
            for name, outcome in zip(names, found.outcomes, strict=True):
                click.echo(plain(f"   {name:24} {outcome[:200]}"))
            for letter, launch in zip("ab", launches, strict=True):
                if output is not None:
                    text = script(found, launch, names)
                    text = text.encode("ascii", "backslashreplace").decode("ascii")
                    write_new(output / f"{number:02}-{letter}.py", text)
    except OSError as error:
        raise Refused(f"{output}: cannot be written: {error.strerror or error}", USAGE) from None
    click.echo(f"{number or 'no'} difference{'' if number == 1 else 's'}")
    sys.exit(UNEXPECTED if number else AS_EXPECTED)
