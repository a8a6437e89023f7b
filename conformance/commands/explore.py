"""``mmap-conformance explore``."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import click

from conformance.commands import options
from conformance.exits import AS_EXPECTED, EXIT_CODES, NOTHING_RAN, UNEXPECTED, Refused
from conformance.results.owned import replace_file
from conformance.results.plain import plain
from conformance.session import selection
from conformance.session.options import BY_NAME
from conformance.session.signals import code_of

_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1, "": 1}
_LONGEST = 30 * 86400
SUMMARY = "summary.md"


class Duration(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """``8h``, ``90m``, ``1h30m``, ``45s``: seconds."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        text = str(value).strip()
        parts = re.findall(r"(\d{1,9}(?:\.\d{1,3})?)([dhms]?)", text, re.ASCII)
        seconds = sum(float(number) * _UNITS[unit] for number, unit in parts)
        if not parts or "".join(map("".join, parts)) != text or not 1 <= seconds <= _LONGEST:
            self.fail(f"{plain(text)[:60]!r} is no time of 1 s to 30 d; write for example 8h, 90m, 1h30m", param, ctx)
        return seconds


@click.command(
    "explore",
    epilog="""
\b
Examples:
  mmap-conformance explore --for 8h -n 2
  mmap-conformance explore --impl fmmap --python python3.12 --for 30m -k "find or resize"
  mmap-conformance explore --for 8h --cluster tcp://127.0.0.1:8786 --label windows
  mmap-conformance replay mmap-conformance-findings
"""
    + EXIT_CODES,
)
@options.impl
@options.pythons
@click.option("--for", "seconds", type=Duration(), default="10m", show_default=True, metavar="TIME",
              help="How long.")  # fmt: skip
@click.option("--examples", type=click.IntRange(1), metavar="N", help="End after so many examples, if that is sooner.")
@click.option("-n", "workers", default="auto", metavar="N", help="Tasks at a time here; auto is one a processor.")
@click.option("--findings", type=click.Path(path_type=Path), default=Path("mmap-conformance-findings"),
              show_default=True, metavar="DIR", help="The catalogue: a folder to commit.")  # fmt: skip
@options.of_a_run("level")
@click.option("-k", "expression", metavar="EXPRESSION", help=BY_NAME["select"].help)
@options.path
@options.of_a_run("edition")
@options.of_a_run("deviations")
@options.of_a_run("files")
@options.of_a_run("memory")
@options.of_a_run("step-seconds")
@click.option("--seed", type=int, help="What the tasks' seeds follow from; default: another one every time.")
@click.option("--database", metavar="PLACE", help="Where interesting examples are kept: a folder, redis://HOST:PORT/0, "
              "or none; default: with the findings, and none on a cluster.")  # fmt: skip
@options.cluster
@options.label
@click.option("-q", "--quiet", is_flag=True, help="Only what is found, and the summary.")
def command(
    impl: tuple[str, ...],
    python: tuple[str, ...],
    seconds: float,
    examples: int | None,
    workers: str,
    findings: Path,
    level: tuple[str, ...],
    expression: str | None,
    seed: int | None,
    database: str | None,
    cluster: str | None,
    label: str,
    quiet: bool,
    **given: Any,
) -> None:
    """Draw new examples for hours and keep what they find, each distinct failure once.

    Work is cut into tasks of about a minute, each a process of its own. What has had the fewest examples, met something
    new, or changed since the last night comes first. Ctrl-C ends it within two seconds, with everything found on disk.
    """
    from conformance.explore import crew, night, tasks
    from conformance.explore.catalogue import Catalogue
    from conformance.explore.memory import FOLDER, Memory
    from conformance.explore.progress import NightDisplay, markdown
    from conformance.explore.units import units

    if expression is not None and (wrong := selection.problem(expression)):
        raise click.BadParameter(f"{expression!r}: {wrong}", param_hint="-k")
    if label and cluster is None:
        raise click.UsageError("--label chooses workers of a --cluster")
    number = options.number(workers)
    kept = _database(database) if database is not None else None
    tasks.running.begin()
    hands = crew.Cluster(cluster, label) if cluster is not None else crew.Here(number, tasks.running.end)
    found = units(expression, level)
    if not found:
        raise Refused("no requirement that draws examples matches -k and --level", NOTHING_RAN)
    pairs = [(name, interpreter) for name in impl or ("stdlib",) for interpreter in python or (None,)]
    subjects = [options.words_of_subject(*one, given) for one in pairs]
    catalogue = Catalogue(findings)
    memory = Memory(findings)
    display = NightDisplay(quiet=quiet)
    try:
        for text in (*(f"ignored: {one}" for one in catalogue.ignored), memory.problem):
            display.said(text)
        if kept is None:
            kept = "" if cluster is not None else _database(str(memory.folder / "examples"))
        one = night.Night(
            subjects, found, hands, catalogue, memory, display, seconds=seconds, examples=examples, seed=seed,
            database=kept, cluster=cluster is not None,
        )  # fmt: skip
        ended_by = one.go()
    finally:
        display.stop()
        memory.close()
        hands.close()
    text = markdown(one, list(map(options.called, pairs)), findings)
    replace_file(findings / FOLDER / SUMMARY, text)
    click.echo(text, nl=False)
    if ended_by:
        sys.exit(code_of(ended_by))
    if not one.tally.tasks:
        raise Refused("no task came to its end: give it a minute or more", NOTHING_RAN)
    sys.exit(UNEXPECTED if catalogue.new else AS_EXPECTED)


def _database(place: str) -> str:
    """The place as tasks are told it; empty for none. Refuses one that cannot be reached."""
    if place == "none":
        return ""
    from conformance.harness.proving.database import opened

    opened(place)
    return place if "://" in place else str(Path(place).absolute())
