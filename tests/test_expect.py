"""``raises``: which ends of a call it accepts, deaths among them only where they are named."""

from __future__ import annotations

import subprocess
import sys

import pytest

from conformance.harness.driving.evidence import evidence_of
from conformance.harness.driving.subject import Subject
from conformance.harness.launch.implementation import Implementation
from conformance.harness.launch.launch import Launch
from conformance.harness.proving.expect import DidNotRaise
from conformance.harness.wire.deaths import Abort, BusError, Hung, Segfault, SubjectDied, death
from conformance.language import FAULTS, raises

LENIENT = (
    "import mmap as _mmap\nfrom mmap import *\nclass mmap(_mmap.mmap):\n"
    "    def __new__(cls, *args, **options):\n"
    "        return super().__new__(cls, *args, **{**options, 'prot': options.get('prot') or 1})\n"
)


@pytest.mark.parametrize(
    "accepted", [ValueError("x"), OSError("x"), PermissionError("x"), Segfault("x"), BusError("x")]
)
def test_what_is_named_is_accepted(accepted):
    with raises(OSError, ValueError, Segfault, BusError):
        raise accepted


@pytest.mark.parametrize("other", [Abort("x"), Hung("x"), death(-4), death(1), KeyError("x")])
def test_what_is_not_named_passes_through_and_remembers_the_expectation(other):
    with pytest.raises(type(other)) as passed, raises(OSError, Segfault):
        raise other
    assert evidence_of(passed.value).expected == ("OSError", "Segfault")


def test_a_death_is_no_exception_like_any_other():
    with pytest.raises(Segfault), raises(Exception):
        raise Segfault("x")
    assert all(issubclass(fault, SubjectDied) for fault in FAULTS)


def test_returning_is_not_dying():
    with pytest.raises(DidNotRaise), raises(*FAULTS):
        pass


def test_a_map_that_does_not_come_about_is_no_refusal_of_the_call_behind_it():
    subject = Subject(Launch.of(Implementation(name="stdlib", title="stdlib", statement="import mmap")))
    try:
        m = subject.anonymous(-1)
        with pytest.raises(OverflowError), raises(OverflowError):
            m.resize(2**100)
        m = subject.anonymous(1)
        with raises(OverflowError):
            m.resize(2**100)
    finally:
        subject.stop()


@pytest.mark.skipif(sys.platform == "win32", reason="no memory without permission there")
def test_a_subject_that_may_die_is_told_from_one_that_shows_what_it_must_not(command, tmp_path):
    said = command("run", "--impl", "stdlib", "-k", "hazard.no-permission")
    assert "1 pass of 1 requirement (" in said.out, said.out
    (tmp_path / "lenient.py").write_text(LENIENT, "utf-8")
    said = command("run", "--impl", "lenient", "--path", tmp_path, "-k", "hazard.no-permission")
    assert said.code == 1
    assert "verdict  fail:not-raised" in said.out, said.out
    for script in (tmp_path / "mmap-conformance-report" / "witnesses").glob("*.py"):
        done = subprocess.run(
            [sys.executable, script], cwd=tmp_path, capture_output=True, timeout=30, check=False, encoding="utf-8"
        )
        assert done.returncode == 1, done.stderr
        assert "and it returned" in done.stderr
