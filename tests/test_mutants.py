"""Every rule that a mutant breaks is noticed by the property that verifies it, and by no accident."""

import pytest
from mutants import arranged, killing, table

from conformance import spec

pytest.importorskip("fcntl", reason="the mutants are made of what POSIX tells of a descriptor")
MUTANTS = killing.mutants()
IN_FORCE = [name for name, ids in MUTANTS.items() if any(map(killing.in_force, ids))]


@pytest.mark.sampled(12)
@pytest.mark.parametrize("mutant", IN_FORCE)
def test_a_mutant_is_killed_by_a_property_of_the_requirement_that_it_breaks(mutant):
    with killing.mutated(mutant) as subject:
        verdicts = {key: killing.verdict(subject, key) for key in killing.properties_of(MUTANTS[mutant])}
    killers = [key for key, verdict in verdicts.items() if table.is_killed(key, verdict)]
    assert killers, verdicts
    assert not {"broken", "unstable"} & {verdict for key, verdict in verdicts.items() if key not in killers}, verdicts


@pytest.mark.parametrize("requirement", ["find.none-for-a-bound", "slice.read", "write_byte.value-range"])
def test_a_mutant_that_needs_an_arrangement_is_killed(requirement):
    assert not arranged.tried(requirement)[1].startswith("none")


def test_every_requirement_that_is_in_force_here_has_a_mutant():
    broken = {name for ids in MUTANTS.values() for name in ids}
    verified = {name for ids in killing.all_properties().values() for name in ids}
    assert sorted(name for name in verified - broken if killing.in_force(name)) == []


def test_every_mutant_names_requirements_that_exist():
    assert {name for ids in MUTANTS.values() for name in ids} <= set(spec.load())
