"""``mmap-conformance history``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from conformance.commands import gathering
from conformance.exits import AS_EXPECTED, NOTHING_RAN, UNEXPECTED, Refused
from conformance.report import history, site
from conformance.results.owned import replaced


@click.command(
    "history",
    epilog="""
\b
Exit codes:
  0  written
  1  written, and whole without a file that had to be left out (each is named)
  2  usage: a folder that cannot be written
  4  no file could be read
Examples:
  mmap-conformance history results/ --output history
  mmap-conformance history 'nightly/*.jsonl.gz' --by date --form atom > feed.atom
""",
)
@gathering.results
@click.option("--by", type=click.Choice(list(history.ORDERS)), default="version", show_default=True,
              help="What orders an implementation's results; name: their files' names.")  # fmt: skip
@click.option("--form", type=click.Choice(list(history.FORMS)), default="text", show_default=True,
              help="What is printed; atom: what changed between the two newest.")  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR",
              help="Write a page, Markdown, JSON and the feed into this folder instead.")  # fmt: skip
@gathering.home
def command(
    results: tuple[str, ...], lists: tuple[Path, ...], by: str, form: str, output: Path | None, home: str
) -> None:
    """Say in which release each requirement broke and was mended, of one implementation or many.

    RESULTS are files, folders, patterns of names and addresses with https, in any order.
    """
    with gathering.gathered(results, lists) as merged:
        found = history.histories(merged, by)
        for one in found.left_out:
            click.echo(f"left out: {one}", err=True)
        if not found.every:
            raise Refused("no history: no results could be read", NOTHING_RAN)
        if output is None:
            click.echo(history.FORMS[form](found).rstrip("\n"))
        else:
            with replaced(output) as fresh:
                history.write(found, fresh, site.environment(home), site.asset("style.css"))
            click.echo(history.text(found))
    sys.exit(AS_EXPECTED if all(one.harmless for one in found.left_out) else UNEXPECTED)
