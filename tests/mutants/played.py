"""Holds a recording's promise down: over many mutants a property that meets recordings says what a drawn one says.

``python -m mutants.played [--every N] [-n N]``: every Nth mutant meets the properties of its own requirements twice,
drawn, and with what the right standard library has recorded of them. Kinds of failure and witnesses are to be the same.
Returns 1 where they are not.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from hypothesis.errors import HypothesisException

from conformance import spec
from conformance.harness.driving.subject import Subject
from conformance.harness.judging.failure import failures
from conformance.harness.proving.examples import Examples
from conformance.harness.proving.verify import requirements_of
from conformance.harness.recording.cabinet import Cabinet
from conformance.language import start
from conformance.properties import property_of
from mutants.killing import in_force, mutants, mutated, properties_of


def outcome(subject: Subject, key: str, cabinet: Cabinet | None) -> tuple[list[tuple[str, str]], bool]:
    """Kinds and witnesses of what failed; whether it was played."""
    function, examples = property_of(key), Examples(subject, cabinet=cabinet)
    try:
        examples.play(function)
    except (Exception, HypothesisException) as error:
        about = spec.load()[requirements_of(function)[0]]
        return sorted((one.kind, one.script) for one in failures(error, subject.launch, about)), examples.played
    return [], examples.played


def differences(folder: Path, mutant: str) -> tuple[list[str], int]:
    """A mutant's own properties that say something else when they meet recordings, and how many met some."""
    found, keys = [], properties_of(tuple(name for name in mutants()[mutant] if in_force(name)))
    with start() as right:
        for key in keys:
            outcome(right, key, _cabinet(folder, right))
    for key in keys:
        with mutated(mutant) as subject:
            drawn, _ = outcome(subject, key, None)
        with mutated(mutant) as subject:
            # What the right one has of arrangements, so that its recordings are met.
            played, _ = outcome(subject, key, _cabinet(folder, subject))
        if drawn != played:
            found.append(f"{mutant}: {key}: drawn {[kind for kind, _ in drawn]}, met {[kind for kind, _ in played]}")
    return found, len(keys)


def _cabinet(folder: Path, subject: Subject) -> Cabinet:
    return Cabinet.of(folder, subject.facts, None, map(str, subject.to_be_had))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m mutants.played", description=__doc__)
    parser.add_argument("--every", type=int, default=5, metavar="N", help="every Nth mutant (5: over 200)")
    parser.add_argument("-n", type=int, default=os.cpu_count() or 1, help="processes")
    given = parser.parse_args()
    # A race fails in another way each time, drawn or not.
    alike = [name for name, ids in mutants().items() if any(map(in_force, ids)) and not name.startswith("concurrency.")]
    chosen = alike[:: given.every]
    wrong, met = [], 0
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(given.n) as pool:
        for found, count in pool.map(partial(differences, Path(folder) / "recordings"), chosen):
            wrong, met = [*wrong, *found], met + count
            print("\n".join(found), end="\n" if found else "", flush=True)
    print(f"{len(chosen)} mutants, {met} properties: {len(wrong)} say something else when they meet recordings")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
