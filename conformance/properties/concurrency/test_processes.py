"""A process and its child that use one file at once, each through a map of its own."""

import pytest
from hypothesis import given

from conformance.language import Subject, verifies
from conformance.properties.machine import has_fork
from conformance.properties.orders import has_order, table
from conformance.properties.together import BYTES, CONTENT, LOOKING_AT_A_BYTE, history_of, programs, seen_by_processes

TWO = ((4, 4), (5, 5))


@verifies("processes.one-file", examples=20)
@given(program=programs(BYTES[:1], LOOKING_AT_A_BYTE[1:], TWO) | programs(BYTES, LOOKING_AT_A_BYTE, TWO))
def test_processes_share_the_bytes_of_a_file(subject: Subject, program):
    if not subject.call(has_fork):
        pytest.skip("the machine has no fork")
    given = [[[name, list(args)] for name, args in calls] for calls in program]
    for seen in subject.call(seen_by_processes, "shared", CONTENT, given, 6):
        history = history_of(program, seen)
        assert has_order(CONTENT, history, [0, 1]), table(history)
