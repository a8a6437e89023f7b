"""Whole gates on the workers of a cluster: a task a subject, whose results come home into the folder of a local run."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

import click

from conformance.commands.refused import show
from conformance.exits import LAUNCH, SUITE_BROKEN, Refused, UnreadableResults
from conformance.explore.crew import Cluster, carried_out
from conformance.explore.tasks import Done, Task, perform
from conformance.report.summary import one_line
from conformance.results.lines import NAME
from conformance.results.owned import claim, locked, replace_file, writing
from conformance.results.packing import unpacked
from conformance.results.plain import plain
from conformance.results.reading import Results, read
from conformance.verdicts import EXPECTED


def run_far(
    names: Sequence[str], words: Sequence[tuple[str, ...]], folders: Sequence[Path], cluster: str, label: str
) -> list[int]:
    """Check subjects, each with its name, the options of its run and its report's folder; returns their exit codes.

    Refuses a cluster that cannot be reached.
    """
    for folder in folders:
        claim(folder)
    tasks = iter([Task(number, of_one) for number, of_one in enumerate(words)])
    hands, codes = Cluster(cluster, label), [LAUNCH] * len(names)
    try:
        for task, done, why in carried_out(
            hands, perform, lambda: next(tasks, None), is_lost=lambda one: one.is_lost, goes_on=lambda: True
        ):
            codes[task.number] = _told(names[task.number], folders[task.number], done, why)
    finally:
        hands.close()
    return codes


def _told(name: str, folder: Path, done: Done | None, why: str) -> int:
    """Keep what came of a subject and say it in a few lines; returns its exit code."""
    code = done.code if done is not None and done.code >= 0 else SUITE_BROKEN
    if done is None or not done.packed:
        said = done.said.removeprefix("mmap-conformance: ") if done is not None else f"given up: {why}"
        show(Refused(f"{name}: {said or f'it ended with exit code {code}'}"[:2000], code))
        return code
    try:
        found = _kept(folder, done.packed)
    except UnreadableResults as error:
        show(Refused(f"{name}: what a worker sent: {error}", SUITE_BROKEN))
        return SUITE_BROKEN
    click.echo(plain(f"{one_line(found)}; on {done.machine[:60] or 'a worker'}, {done.seconds:.0f} s; {folder}"))
    for requirement, verdict in found.verdicts.items():
        if verdict not in EXPECTED:
            click.echo(plain(f"  {verdict:9} {requirement}  {', '.join(found.kinds.get(requirement, ()))}"))
    return code


def _kept(folder: Path, packed: bytes) -> Results:
    """Results from a worker, read with the same suspicion as any, in a folder of ours."""
    with unpacked(packed):
        text = gzip.decompress(packed).decode("ascii")
    with locked(folder), writing(folder):
        replace_file(folder / NAME, text)
    return read(folder / NAME)
