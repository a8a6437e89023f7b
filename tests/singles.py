"""Every property on a right implementation, in every single value of every dimension that it does not exclude.

The gate meets each value somewhere and each two values once; a property that is wrong about one of them alone may lie
in wait for a night. ``python -m singles [--impl NAME] [--examples N]`` takes half an hour; exit code 1 where one is
red.
"""

from __future__ import annotations

import argparse
import functools
from collections.abc import Callable
from typing import Any

import pytest

from conformance import spec
from conformance.deviations import known
from conformance.harness.driving.arrangement import PLAIN, SINGLES, VALUES, Arrangement
from conformance.harness.launch.implementation import resolve
from conformance.harness.proving import internals, profiles
from conformance.harness.proving.examples import Examples
from conformance.harness.proving.verify import arrangements_of, requirements_of
from conformance.language import Subject, start
from conformance.properties import all_properties, property_of


class Arranged(Examples):
    """Plays properties in one arrangement."""

    def __init__(self, subject: Subject, examples: int) -> None:
        super().__init__(subject, (pytest.skip.Exception,))
        self.one, self._most = PLAIN, examples

    def _boundary(self, body: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(body)
        def example(*args: Any, **kwargs: Any) -> Any:
            return self.example(body, args, kwargs, final=internals.is_final(), arrangement=self.one)

        return example

    def _run(self, function: Any) -> None:
        with internals.no_local_constants():
            if not hasattr(function, "hypothesis"):
                self._confirmed(function, self.one)
                return
            settings = profiles.drawing(min(function.examples, self._most))
            with internals.bounded(function, self._boundary), internals.drawing_as(function, settings, 1):
                function(subject=self._subject)


def differing(one: Arrangement) -> set[str]:
    """The dimensions in which an arrangement is not plain."""
    return {name for name in VALUES if getattr(one, name)}


def main(implementation: str, examples: int) -> int:
    """Try all; returns how many properties are red in some value."""
    about, requirements = resolve(implementation), spec.load()
    deviations = known.load(known.place(about))
    tried, red = 0, 0
    with start(implementation) as subject:
        facts, player = subject.facts, Arranged(subject, examples)
        for key in all_properties():
            function = property_of(key)
            ids = requirements_of(function)
            if all(requirements[name].inapplicable(facts.edition, facts.platforms) for name in ids):
                continue
            if any(known.applicable(deviations, name, facts) for name in ids):
                continue
            _, plain = arrangements_of(function)
            found = {}
            for player.one in SINGLES:
                if differing(player.one) - plain:
                    tried += 1
                    try:
                        player.play(function)
                    except pytest.skip.Exception:
                        continue
                    except Exception as error:
                        found[str(player.one)] = f"{type(error).__name__}: {error}".splitlines()[0][:200]
            red += bool(found)
            for name, said in found.items():
                print(f"red  {key}  {name}  {said}", flush=True)
    print(f"{tried} pairs of a property and a value, {red} properties red")
    return red


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--impl", default="stdlib")
    parser.add_argument("--examples", type=int, default=3, help="of each property in each value, at most")
    given = parser.parse_args()
    raise SystemExit(bool(main(given.impl, given.examples)))
