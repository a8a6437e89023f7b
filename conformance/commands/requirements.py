"""``mmap-conformance requirements``."""

from __future__ import annotations

from collections.abc import Iterator

import click

from conformance import spec
from conformance.commands import options
from conformance.exits import USAGE, Refused
from conformance.harness.launch.implementation import described_implementations
from conformance.session import selection


@click.group("requirements", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """List the requirements, show one, or trace them to the statements of the documentation."""
    if context.invoked_subcommand is None:
        context.invoke(list_command)


@command.command("list")
@click.option("--edition", type=click.Choice(spec.EDITIONS), help="Only those in force in this edition.")
@click.option("--level", "levels", multiple=True, type=click.Choice(spec.LEVELS), help="Only this level; repeatable.")
@click.option("--stem", type=click.Choice(spec.STEMS), help="Only this part of the specification.")
def list_command(edition: str | None = None, levels: tuple[str, ...] = (), stem: str | None = None) -> None:
    """One line a requirement: id, level, editions, platforms, text."""
    for requirement in spec.load().values():
        if edition and requirement.inapplicable(edition, spec.PLATFORMS):
            continue
        if (levels and requirement.level not in levels) or (stem and requirement.stem != stem):
            continue
        editions = f"{requirement.since}-{requirement.until}"
        click.echo(
            f"{requirement.id:40} {requirement.level:11} {editions:9} {','.join(requirement.platforms):8} "
            f"{requirement.text}"
        )


@command.command("show")
@click.argument("name", metavar="ID", shell_complete=options.complete_id)
def show_command(name: str) -> None:
    """Everything that is known of one requirement."""
    from conformance.properties import all_properties

    known = spec.load()
    if name not in known:
        hint = selection.nearest(name, known) or "; `mmap-conformance requirements` lists all"
        raise Refused(f"there is no requirement {name!r}{hint}", USAGE)
    requirement = known[name]
    rows = [
        ("requirement", requirement.id),
        ("text", requirement.text),
        ("level", requirement.level + (" (disputed)" if requirement.disputed else "")),
        ("editions", f"{requirement.since} to {requirement.until}"),
        ("platforms", ", ".join(requirement.platforms)),
        ("link", requirement.link()),
        ("stem", requirement.stem),
        ("not tested", requirement.unspecified),
    ]
    rows += [("reading", reading) for reading in requirement.readings]
    rows += [("deviates", told) for told in _recorded(name)]
    rows += [("property", key) for key, ids in all_properties().items() if name in ids]
    for label, value in rows:
        if value:
            click.echo(f"{label:12} {value}")


def _recorded(name: str) -> Iterator[str]:
    """What is recorded of a requirement in the deviations of the implementations that come with the suite."""
    from conformance.deviations import known

    for implementation, path in described_implementations():
        for entry in known.load(path.with_name(known.NAME)).get(name, ()):
            limits = [*(f"edition {one}" for one in entry.editions), *entry.platforms]
            limits += [f"Python {entry.python}"] if entry.python else []
            where = f" ({', '.join(limits)})" if limits else ""
            issue = f" {entry.issue}" if entry.issue else ""
            yield f"{implementation}{where}: {', '.join(sorted(entry.kinds))}: {entry.reason}{issue}"


@command.command("trace")
@click.option("--unsaid", is_flag=True, help="Only statements that no requirement says.")
@click.argument("words", nargs=-1, metavar="[WORD]...")
def trace_command(words: tuple[str, ...], unsaid: bool) -> None:
    """From every statement of the documentation to its requirements and their properties.

    WORDs choose statements whose ids hold one of them.
    """
    from conformance.properties import all_properties

    traced = spec.trace()
    properties = all_properties()
    for statement, requirements in traced.items():
        if (words and not any(word in statement for word in words)) or (unsaid and requirements):
            continue
        click.echo(statement)
        for requirement in requirements:
            editions = f"{requirement.since}-{requirement.until}"
            click.echo(f"  {requirement.id:40} {requirement.level:11} {editions:9} {','.join(requirement.platforms)}")
            if requirement.unspecified:
                click.echo(f"    not tested: {requirement.unspecified}")
            for key, ids in properties.items():
                if requirement.id in ids:
                    click.echo(f"    {key}")
        if not requirements:
            click.echo("  no requirement says it")
