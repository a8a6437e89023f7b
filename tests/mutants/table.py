"""The kill table: which property kills which mutant. Computed, printed, and written for whoever asks what green means.

``python -m mutants.table [-k WORD] [--meet own|stem|every] [--output FILE]``: each mutant meets the properties of the
requirements that it breaks (minutes), or of their stem (hours for all), or all there are. Returns 1 if a mutant
survives those of its own requirements.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conformance import spec
from conformance.properties import all_properties
from mutants import killing

KILLED = ("fail", "crash", "hang")


def is_killed(key: str, verdict: str) -> bool:
    """Whether a property's verdict is a mutant's end. A race need not come again at will: there `unstable` is one."""
    return verdict in KILLED or (verdict == "unstable" and key.startswith("test_concurrency_"))


def met(mutant: str, whose: str) -> list[str]:
    """The properties that a mutant meets."""
    broken = killing.mutants()[mutant]
    if whose == "own":
        return [key for key in killing.properties_of(broken) if any(map(killing.in_force, all_properties()[key]))]
    stems = {spec.load()[name].stem for name in broken}
    return [
        key
        for key, ids in all_properties().items()
        if any(map(killing.in_force, ids)) and (whose == "every" or {spec.load()[name].stem for name in ids} & stems)
    ]


def tried(task: tuple[str, str]) -> tuple[str, list[str], list[str]]:
    """One mutant: its name, the properties that kill it, and those that end neither way."""
    mutant, whose = task
    with killing.mutated(mutant) as subject:
        verdicts = {key: killing.verdict(subject, key, shrunk=False) for key in met(mutant, whose)}
    killers = [key for key, verdict in verdicts.items() if is_killed(key, verdict)]
    doubtful = [key for key, verdict in verdicts.items() if verdict in ("broken", "unstable") and key not in killers]
    return mutant, killers, doubtful


def rows(words: str, whose: str, workers: int) -> Iterator[tuple[str, list[str], list[str]]]:
    """Every mutant whose rule is in force here and whose name holds the words, with its killers."""
    chosen = [
        (name, whose) for name, ids in killing.mutants().items() if words in name and any(map(killing.in_force, ids))
    ]
    with multiprocessing.Pool(workers, maxtasksperchild=100) as pool:
        yield from pool.imap(tried, chosen)


def as_json(table: dict[str, list[str]]) -> dict[str, Any]:
    """By requirement: each mutant that breaks it, and what kills that one."""
    found: dict[str, dict[str, list[str]]] = {}
    for mutant, killers in table.items():
        for name in killing.mutants()[mutant]:
            found.setdefault(name, {})[mutant] = killers
    return {name: found[name] for name in spec.load() if name in found}


def main() -> int:
    """Print a line a mutant and the sums."""
    parser = argparse.ArgumentParser(prog="python -m mutants.table", description=__doc__)
    parser.add_argument(
        "-k", default="", metavar="WORD", help="only mutants whose name holds it, such as a stem or search.find"
    )
    parser.add_argument("-n", type=int, default=os.cpu_count() or 1, metavar="N", help="processes")
    parser.add_argument("--meet", choices=("own", "stem", "every"), default="own", help="the properties it meets")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the table there, as JSON")
    options = parser.parse_args()
    table, survivors, doubtful, alone = {}, [], [], 0
    for mutant, killers, unclear in rows(options.k, options.meet, options.n):
        table[mutant] = killers
        own = set(killing.properties_of(killing.mutants()[mutant]))
        print(f"{mutant}: {', '.join(killers) or 'survives'}", flush=True)
        survivors += [] if own & set(killers) else [mutant]
        doubtful += [f"{mutant} by {key}" for key in unclear]
        alone += not set(killers) - own
    kills: dict[str, int] = {}
    for mutant, killers in table.items():
        for key in killers:
            kills[key] = kills.get(key, 0) + (key not in killing.properties_of(killing.mutants()[mutant]))
    print(f"{len(table)} mutants, {len(survivors)} survive the properties of their own requirements: {survivors}")
    if options.meet != "own":
        print(f"{alone} are killed by those alone; {sum(map(bool, kills.values()))} properties kill strangers' mutants")
    if doubtful:
        print(f"neither killed nor passed: {'; '.join(doubtful)}")
    if options.output:
        options.output.write_text(json.dumps(as_json(table), indent=0) + "\n", "utf-8")
    return int(bool(survivors or doubtful))


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    raise SystemExit(main())
