"""Threads that use a map, or two maps of a file, at once: there is an order that explains what they saw."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.language import Subject, verifies
from conformance.properties.machine import has_threads
from conformance.properties.together import (
    BYTES,
    FLUSHING,
    LOOKING,
    LOOKING_AT_A_BYTE,
    MOVING,
    STANDING,
    check_order,
    programs,
)


def needs_threads(subject):
    if not subject.call(has_threads):
        pytest.skip("the interpreter has no threads")


@verifies("threads.one-position", examples=24)
@given(program=programs(MOVING) | programs(MOVING[-1:], LOOKING[:1]))
def test_threads_share_a_position_as_if_they_took_turns(subject: Subject, program):
    needs_threads(subject)
    check_order(subject, program, [0] * len(program))


@verifies("threads.one-map", examples=26)
@given(program=programs(STANDING + MOVING[:3]) | programs([*STANDING, FLUSHING], LOOKING[:1], beside=MOVING[:3]))
def test_threads_share_a_map_as_if_they_took_turns(subject: Subject, program):
    needs_threads(subject)
    check_order(subject, program, [0] * len(program))


@verifies("threads.close", examples=10)
@given(program=programs(MOVING + STANDING), place=st.integers(0, 3))
def test_a_map_is_closed_between_two_calls(subject: Subject, program, place):
    needs_threads(subject)
    program[0].insert(place, ("close", ()))
    check_order(subject, program, [0] * len(program))


@verifies("threads.resize", examples=10)
@given(program=programs(MOVING + STANDING), place=st.integers(0, 3), length=st.sampled_from([3, 9, 20000]))
def test_a_map_is_resized_between_two_calls(subject: Subject, program, place, length):
    needs_threads(subject)
    program[0].insert(place, ("resize", (length,)))
    check_order(subject, program, [0] * len(program))


@verifies("threads.two-maps", examples=10)
@given(program=programs(BYTES, LOOKING_AT_A_BYTE), data=st.data())
def test_threads_with_a_map_each_share_its_bytes(subject: Subject, program, data):
    needs_threads(subject)
    maps = [0, *(data.draw(st.integers(0, 1), label="map") for _ in program[1:])]
    check_order(subject, program, maps)
