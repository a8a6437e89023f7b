"""Is every requirement refuted by a mutant that is wrong in an arrangement only, and right where everything is plain?

``python -m mutants.arranged [--every N] [-k WORD]``: each requirement's mutants are made wrong under one condition
after another (an offset, an access, a subclass, a position, an argument in clothes, a second map, a descriptor that
appends, anonymous memory) until the requirement's properties kill one. What no condition reaches is told with the
reason.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
from collections import Counter

from conformance import spec
from conformance.exits import LaunchFailed
from conformance.harness.driving.arrangement import VALUES
from conformance.harness.proving.verify import arrangements_of
from conformance.properties import all_properties, property_of
from mutants import killing
from mutants.conditional import CONDITIONS
from mutants.table import is_killed

MOST_MUTANTS = 4
"""Of a requirement: its mutants are alike in what an arrangement changes."""


def tried(requirement: str) -> tuple[str, str]:
    """A requirement with what kills it in an arrangement, or, behind ``none: ``, why nothing does."""
    keys = [key for key in killing.properties_of((requirement,)) if any(map(killing.in_force, all_properties()[key]))]
    mutants = [name for name, ids in killing.mutants().items() if requirement in ids][:MOST_MUTANTS]
    for mutant in mutants:
        for condition in CONDITIONS:
            if condition == "never":
                continue
            try:
                with killing.mutated(mutant, condition) as subject:
                    killers = [key for key in keys if is_killed(key, killing.verdict(subject, key, shrunk=False))]
            except LaunchFailed:  # a class that none can be derived from
                break
            if killers and _is_for_that_alone(mutant, killers):
                return requirement, f"{mutant} when {condition} by {killers[0]}"
    return requirement, f"none: {_why(keys, mutants)}"


def _is_for_that_alone(mutant: str, killers: list[str]) -> bool:
    """Whether one of the properties lets the right class pass in the same clothes."""
    with killing.mutated(mutant, "never") as subject:
        return any(killing.verdict(subject, key, shrunk=False) == "pass" for key in killers)


def _why(keys: list[str], mutants: list[str]) -> str:
    """The reason that the properties themselves give, as ``@verifies`` has it."""
    if not mutants:
        return "no mutant breaks it"
    plain = [arrangements_of(property_of(key))[1] for key in keys]
    if all(len(one) == len(VALUES) for one in plain):
        return "its properties are plain in every dimension"
    counted = Counter(name for one in plain for name in one)
    excluded = ", ".join(name for name, number in counted.items() if number == len(keys))
    return f"plain in {excluded or 'no dimension'}; what breaks it is no method of a map, or needs no map"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m mutants.arranged", description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth requirement")
    parser.add_argument("-k", default="", metavar="WORD", help="only requirements whose id holds it")
    parser.add_argument("-n", type=int, default=os.cpu_count() or 1, metavar="N", help="processes")
    options = parser.parse_args()
    chosen = [name for name in spec.load() if options.k in name and killing.in_force(name)]
    chosen = [name for name in chosen if killing.properties_of((name,))][:: options.every]
    reached = 0
    with multiprocessing.Pool(options.n, maxtasksperchild=50) as pool:
        for name, said in pool.imap(tried, chosen):
            reached += not said.startswith("none")
            print(f"{name}: {said}", flush=True)
    print(f"{reached} of {len(chosen)} requirements are refuted by a mutant that needs an arrangement")
    return int(not reached)


if __name__ == "__main__":
    raise SystemExit(main())
