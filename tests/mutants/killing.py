"""Runs properties against mutants on the host: which property kills which mutant, and how."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from hypothesis.errors import HypothesisException

from conformance import spec
from conformance.harness.driving.subject import Subject
from conformance.harness.judging.failure import failures, worst_verdict
from conformance.harness.launch.implementation import Implementation
from conformance.harness.launch.launch import Launch
from conformance.harness.proving.examples import Examples
from conformance.harness.proving.verify import requirements_of
from conformance.language import start
from conformance.properties import all_properties, property_of

TESTS = Path(__file__).parent.parent
Mutant = Callable[..., None]


def mutants() -> dict[str, tuple[str, ...]]:
    """Every mutant, as ``stem.word.function``, and the requirements that it breaks."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("*/*.py")):
        place = f"{path.parent.name}.{path.stem}"
        for name, value in vars(importlib.import_module(f"mutants.{place}")).items():
            if hasattr(value, "breaks"):
                found[f"{place}.{name}"] = value.breaks
    return found


@cache
def _here() -> tuple[str, frozenset[str]]:
    with start() as subject:
        return subject.facts.edition, subject.facts.platforms


def in_force(requirement: str) -> bool:
    """Whether this interpreter and this platform can be a subject for it."""
    return not spec.load()[requirement].inapplicable(*_here())


@contextmanager
def mutated(mutant: str, condition: str = "") -> Iterator[Subject]:
    """A running subject with that rule broken; under a condition (of ``conditional``) alone, if one is named."""
    environment = {"MUTANT": mutant} | ({"CONDITION": condition} if condition else {})
    about = Implementation(
        name=mutant, title=mutant, statement="import mutants.mutated as mmap", environment=environment
    )
    subject = Subject(Launch.of(about, paths=(str(TESTS),)))
    try:
        yield subject
    finally:
        subject.stop()


def verdict(subject: Subject, key: str, *, shrunk: bool = True) -> str:
    """The verdict of one property, ``module::function``, on a subject that is not what it should be.

    Without ``shrunk`` the first failure that is found is confirmed and left as it is.
    """
    function = property_of(key)
    try:
        Examples(subject).play(function, None if shrunk else 0)
    except (Exception, HypothesisException) as error:
        about = spec.load()[requirements_of(function)[0]]
        return worst_verdict(failures(error, subject.launch, about))
    return "pass"


def properties_of(ids: tuple[str, ...]) -> list[str]:
    """The properties that verify one of the requirements."""
    return [key for key, verified in all_properties().items() if set(verified) & set(ids)]
