"""The lists of constants and methods: that each name stands there once, and what an edition makes of them."""

from __future__ import annotations

import pytest

from conformance import spec
from conformance.spec import names

CONSTANTS, METHODS = names.load()


@pytest.mark.parametrize("listed", [CONSTANTS, METHODS])
def test_every_name_stands_there_once(listed):
    every = [one.name for one in listed]
    assert sorted(every) == sorted(set(every))


@pytest.mark.parametrize("one", [*CONSTANTS, *METHODS], ids=lambda one: one.name)
def test_a_name_has_editions_and_platforms_that_exist(one):
    assert one.since in spec.EDITIONS
    assert one.documented in ("", *spec.EDITIONS)
    assert set(one.platforms) <= set(spec.PLATFORMS)
    assert all(type(value) is int for value in one.values.values())
    assert not one.documented or spec.EDITIONS.index(one.since) <= spec.EDITIONS.index(one.documented)


def test_an_edition_lists_what_it_and_the_earlier_ones_brought():
    by_name = {one.name: one for one in CONSTANTS}
    populate, anonymous, run = by_name["MAP_POPULATE"], by_name["MAP_ANONYMOUS"], by_name["PROT_EXEC"]
    assert [populate.listed(edition) for edition in ("3.9", "3.10", "3.15")] == [False, True, True]
    assert [populate.offered(edition) for edition in ("3.9", "3.10")] == [False, True]
    assert [anonymous.listed("3.9"), anonymous.offered("3.7"), anonymous.values["linux"]] == [False, True, 0x20]
    assert [run.listed("3.13"), run.listed("3.14"), run.offered("3.7")] == [False, True, True]


def test_what_a_system_has_on_some_machines_only_is_told_apart():
    assert {one.name for one in CONSTANTS if one.is_optional} == {"MADV_SOFT_OFFLINE", "MAP_32BIT", "MAP_TPRO"}
