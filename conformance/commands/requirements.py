"""``mmap-conformance requirements``."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from conformance import spec
from conformance.commands import options
from conformance.exits import AS_EXPECTED, UNEXPECTED, USAGE, Refused
from conformance.harness.launch.implementation import described_implementations
from conformance.report import published
from conformance.results.outside import content
from conformance.results.plain import nearest, plain
from conformance.spec import finding, pages
from conformance.spec.sentences import sentences

_LONGEST = 1 << 19
"""Bytes that a page may have: four times those of an edition, as HTML."""

_SHOWN = 200
"""As many differences are told one by one; a text that has more is another page."""


@click.group("requirements", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """List, search or show the requirements, or trace them to the statements of the documentation."""
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
        click.echo(_row(requirement))


def _row(one: spec.Requirement) -> str:
    return f"{one.id:40} {one.level:11} {one.since}-{one.until:5} {','.join(one.platforms):8} {one.text}"


@command.command("show")
@click.argument("name", metavar="ID", shell_complete=options.complete_id)
def show_command(name: str) -> None:
    """Everything that is known of one requirement."""
    from conformance.properties import all_properties

    known = spec.load()
    if name not in known:
        hint = nearest(name, known) or "; `mmap-conformance requirements` lists all"
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
    rows += _published(name)
    for label, value in rows:
        if value:
            click.echo(f"{label:12} {value}")


def _published(name: str) -> list[tuple[str, str]]:
    """Who keeps it of those whose results are published with the suite."""
    found = published.of(name)
    kept = [who for who, verdict in found.items() if verdict == "pass"]
    others = [f"{who} ({verdict})" for who, verdict in found.items() if verdict not in ("pass", "inapplicable")]
    return [("kept by", "; ".join(kept)), ("not kept by", "; ".join(others))]


@command.command("search")
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@click.option("--most", type=click.IntRange(1), default=10, show_default=True, help="As many at most.")
def search_command(words: tuple[str, ...], most: int) -> None:
    """The requirements that words or a question are about, the closest first."""
    known = spec.load()
    found = finding.closest(words, known)
    if not found:
        vocabulary = {word for one in known.values() for word in (*re.split(r"[.-]", one.id), one.stem)}
        hint = "".join(dict.fromkeys(nearest(word, vocabulary) for word in words))
        raise Refused(f"no requirement has a word of {plain(' '.join(words))[:200]!r}{hint}", UNEXPECTED)
    for requirement in found[:most]:
        click.echo(_row(requirement))
    if len(found) > most:
        click.echo(f"and {len(found) - most} more that are further off; --most shows them")


@command.command("changes")
@click.argument("old", type=click.Choice(spec.EDITIONS))
@click.argument("new", type=click.Choice(spec.EDITIONS))
def changes_command(old: str, new: str) -> None:
    """What begins, ends and changes from the edition OLD to NEW."""
    found = finding.changes(old, new, spec.load())
    for title, rows in (
        ("began", [one for one in found if one.ended is None]),
        ("ended", [one for one in found if one.began is None]),
        ("changed", [one for one in found if one.ended and one.began]),
    ):
        if rows:
            click.echo(title)
        for one in rows:
            for sign, requirement in (("-", one.ended), ("+", one.began)):
                if requirement is not None:
                    click.echo(f"  {sign} {_row(requirement)}")
    if not found:
        click.echo(f"the same is in force in {old} and in {new}")


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


@command.command(
    "page",
    epilog="""
\b
Exit codes: 0 every sentence is known, 1 some are new, changed or gone, 2 a file that cannot be read or is no such page.
Example:
  mmap-conformance requirements page cpython/Doc/library/mmap.rst --edition 3.15
""",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--edition", type=click.Choice(spec.EDITIONS),
              help="Compare with the page of this edition alone, and tell what it has and FILE has not.")  # fmt: skip
def page_command(file: Path, edition: str | None) -> None:
    """Name the sentences of a page of the documentation that no edition has had, and the statements they are near.

    FILE is a page about mmap: its source (reStructuredText), HTML, or what a browser shows.
    """
    editions, known = pages.load()
    if edition and edition not in editions:
        raise Refused(f"the page of {edition} is not known; known are those of {', '.join(editions)}", USAGE)
    try:
        text = content(file, _LONGEST).decode("utf-8", "replace")
    except OSError as error:
        raise Refused(f"there is no page at {plain(str(file))[:300]}: {error.strerror or error}", USAGE) from None
    found = list(sentences(text))
    standing = [one for one in known if edition is None or not one.since or one.stands_in(edition)]
    differences = list(pages.differences(found, standing))
    if len(differences) == len(found):
        raise Refused(f"{plain(str(file))[:300]} has no sentence of the page about mmap", USAGE)
    digests = {one.digest for one in found}
    gone = [one for one in standing if edition and one.stands_in(edition) and one.digest not in digests]
    changed = {difference.like for difference in differences}
    traced = spec.trace()
    name = plain(str(file))[:300]
    told = [f"{name}:{one.sentence.line}:{one.sentence.column}: {_difference(one, traced)}" for one in differences]
    told += [f"gone: {_place(one, traced)}" for one in gone if one not in changed]
    for line in told[:_SHOWN]:
        click.echo(line)
    if len(told) > _SHOWN:
        click.echo(f"and {len(told) - _SHOWN} more")
    click.echo(f"{len(found)} sentences, {len(found) - len(differences)} of them known; {len(told)} differences")
    sys.exit(UNEXPECTED if told else AS_EXPECTED)


def _difference(one: pages.Difference, traced: dict[str, list[spec.Requirement]]) -> str:
    text = plain(one.sentence.text)[:300]
    if one.like:
        return f"changed, {_place(one.like, traced)}: {text}"
    return f"new, after {_place(one.after, traced)}: {text}" if one.after else f"new, at the beginning: {text}"


def _place(one: pages.Known, traced: dict[str, list[spec.Requirement]]) -> str:
    """The statements of a known sentence, each with its number on the page, and the requirements that say them."""
    if not one.statements:
        return "what states nothing"
    numbers = {name: number for number, name in enumerate(traced, 1)}
    said = dict.fromkeys(requirement.id for name in one.statements for requirement in traced[name])
    names = ", ".join(f"{numbers[name]} {name}" for name in one.statements)
    return f"statement {names} ({', '.join(list(said)[:6])}{', ...' if len(said) > 6 else ''})"
