"""Calls that travel together: each has an outcome of its own, and a witness ends where the history went wrong."""

from __future__ import annotations

import os

import pytest

from conformance import spec
from conformance.harness.driving.evidence import attach, evidence_of
from conformance.harness.driving.together import Later, Trip
from conformance.harness.judging.failure import failures
from conformance.harness.proving.expect import DidNotRaise
from conformance.harness.wire.deaths import ProtocolViolation, Segfault, SubjectDied
from conformance.language import raises, start

ABOUT = next(iter(spec.load().values()))


@pytest.fixture(scope="module")
def subject():
    with start() as running:
        yield running


@pytest.fixture
def m(subject):
    subject.begin()
    return subject.map(b"abcdef")


def test_every_call_has_an_outcome_of_its_own_and_goes_on_after_one_that_raised(subject, m):
    with subject.together() as laters:
        m.read(2)
        m.seek(100)
        m[0] = 33
        m.read_byte()
    assert laters[0].value() == b"ab"
    with raises(ValueError):
        laters[1].value()
    assert laters[2].value() is None
    laters[3].check(99)
    assert m[:] == b"!bcdef"


def test_the_calls_take_one_trip(subject, m, monkeypatch):
    subject.settle()
    trips = []
    exchange = subject.lives.exchange
    monkeypatch.setattr(subject.lives, "exchange", lambda *args: trips.append(args) or exchange(*args))
    with subject.together() as laters:
        for _ in range(20):
            m.tell()
    assert [later.value() for later in laters] == [0] * 20
    assert len(trips) == 1


def test_a_map_may_be_made_among_the_calls(subject, m):
    with subject.together() as laters:
        second = subject.map(m.file, 3)
        second.length()
        view = second.view()
        view[0] = 33
        view.release()
        m.read(1)
    assert [later.value() for later in laters] == [3, None, None, None, b"!"]


def test_a_map_that_had_to_come_about_fails_where_it_was_made(subject, m):
    def make():
        with subject.together():
            subject.map(m.file, -1)
            m.tell()

    with pytest.raises(OverflowError, match="length") as refused:
        make()
    step = evidence_of(refused.value).step
    assert step.text.startswith("m3 = mmap.mmap(")
    assert subject.journal.steps[-1] is step


def test_the_witness_ends_with_the_call_that_was_wrong(subject, m):
    with subject.together() as laters:
        m.read(2)
        m.tell()
        m.read(1)
    laters[0].value()
    with pytest.raises(AssertionError) as wrong:
        laters[1].check(3)
    attach(wrong.value, journal=subject.journal)
    (failure,) = failures(wrong.value, subject.launch, ABOUT)
    assert (failure.kind, failure.call, failure.expected, failure.got) == ("fail:value", "m2.tell()", "3", "2")
    assert "m2.read(2)\ngot = m2.tell()\n" in failure.script
    assert "m2.read(1)" not in failure.script
    m.tell()
    assert [step.text for step in subject.journal.steps][-2:] == ["m2.read(1)", "m2.tell()"]


def test_a_call_that_should_have_been_refused_is_named(subject, m):
    with subject.together() as laters:
        m.seek(2)
        m.tell()
    with pytest.raises(DidNotRaise) as unrefused, raises(ValueError):
        laters[0].value()
    attach(unrefused.value, journal=subject.journal)
    (failure,) = failures(unrefused.value, subject.launch, ABOUT)
    assert (failure.call, failure.expected) == ("m2.seek(2)", "raised ValueError")


def test_a_death_among_the_calls_is_a_death(subject, m):
    def die():
        with subject.together():
            m.tell()
            subject.step("__import__('os').kill(__import__('os').getpid(), 11)", "kill")
            m.tell()

    with pytest.raises(Segfault if os.name == "posix" else SubjectDied):  # on Windows a signal is an exit code
        die()
    subject.begin()
    assert subject.map(b"alive")[:] == b"alive"


def test_a_block_without_calls_makes_no_trip(subject, m):
    with subject.together() as laters:
        pass
    assert laters == []
    assert m.tell() == 0


@pytest.mark.parametrize(
    "found", [None, 7, [], ([],), ([1], [], []), ([1, 2], []), ([1], [7]), ([1], [(5, ["A"], ())]), ([1], [(0, 1, ())])]
)
def test_what_is_no_outcome_of_the_calls_is_a_violation_and_no_fault_of_ours(subject, m, found):
    m.tell()
    trip = Trip([Later(subject, subject.journal.steps[-1])])
    with pytest.raises(ProtocolViolation, match="no outcomes of 1 calls"):
        trip.arrived(found)
