"""Every rule that a mutant breaks is noticed by the property that verifies it, and by no accident."""

import pytest
from mutants import killing

from conformance import spec

MUTANTS = killing.mutants()


@pytest.mark.parametrize("mutant", [name for name, ids in MUTANTS.items() if any(map(killing.in_force, ids))])
def test_a_mutant_is_killed_by_a_property_of_the_requirement_that_it_breaks(mutant):
    with killing.mutated(mutant) as subject:
        verdicts = {key: killing.verdict(subject, key) for key in killing.properties_of(MUTANTS[mutant])}
    assert {"fail", "crash", "hang"} & set(verdicts.values()), verdicts
    assert not {"broken", "unstable"} & set(verdicts.values()), verdicts


def test_every_requirement_that_is_in_force_here_has_a_mutant():
    broken = {name for ids in MUTANTS.values() for name in ids}
    verified = {name for ids in killing.all_properties().values() for name in ids}
    assert sorted(name for name in verified - broken if killing.in_force(name)) == []


def test_every_mutant_names_requirements_that_exist():
    assert {name for ids in MUTANTS.values() for name in ids} <= set(spec.load())
