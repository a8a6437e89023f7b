"""The suite under pytest itself, as people use pytest: selection, workers, stopping, other people's runs."""

from __future__ import annotations

import ast
import os
import subprocess
import sys

import made
import pytest

import conformance
from conformance import results
from conformance.results.lines import NAME

WRONG = (
    "import mmap as _mmap\nfrom mmap import *\n"
    "class mmap(_mmap.mmap):\n    def find(self, *args): return super().find(*args) + 1\n"
)


@pytest.fixture
def wrong(tmp_path):
    (tmp_path / "wrong.py").write_text(WRONG, "utf-8")
    return ["--pyargs", "conformance", "--mmap-impl", "wrong", "--mmap-path", tmp_path]


def test_the_suite_runs_without_any_configuration(suite):
    said = suite("--pyargs", "conformance", "--mmap-impl", "stdlib", "-k", "search")
    assert said.code == 0, said.out
    assert "mmap-conformance" in said.out
    assert "edition 3." in said.out


def test_k_x_n_and_lf_work_together(suite, wrong):
    said = suite(*wrong, "-k", "find and (missing or within or lowest)", "-n", "2")
    assert said.code == 1
    failed = said.out.count("FAILED ")
    assert failed > 1
    again = suite(*wrong, "-k", "find and (missing or within or lowest)", "--lf", "-x")
    assert again.code == 1
    assert "1 failed" in again.out
    assert "passed" not in again.out
    both = suite(*wrong, "-k", "find and (missing or within or lowest)", "-x", "-n", "2", "--lf")
    assert both.code in (1, 2)


def test_a_failure_tells_call_expectation_and_result(suite, wrong):
    said = suite(*wrong, "-k", "find.missing and not rfind")
    assert "expected -1" in said.out
    assert "got      0" in said.out
    assert ".find(b'" in said.out


def test_an_unknown_implementation_ends_the_session_with_one_message(suite):
    said = suite("--pyargs", "conformance", "--mmap-impl", "no.such.module")
    assert said.code == 3
    assert "import no.such.module" in said.out + said.err
    said = suite("--pyargs", "conformance", "--mmap-impl", "no.such.module", "-n", "2")
    assert said.code == 3


def test_collecting_alone_starts_no_subject(suite):
    said = suite("--pyargs", "conformance", "--collect-only", "-q")
    assert said.code == 0
    assert "search/test_find.py::test_find_returns_the_lowest_index" in said.out


THEIRS = """
import sys
import hypothesis
from hypothesis import given, settings, strategies as st
from hypothesis.internal.conjecture import providers

drawn = []

@settings(derandomize=True, max_examples=60, database=None)
@given(st.integers() | st.text())
def test_theirs(value):
    assert providers._get_local_constants.__module__ == providers.__name__
    drawn.append(value)

def test_what_was_drawn():
    print("DRAWN", ascii(drawn))
"""


def test_a_run_over_something_else_loads_the_plugin_and_its_options_and_nothing_else(suite, tmp_path):
    (tmp_path / "test_theirs.py").write_text(
        "import sys\n\n\ndef test_theirs():\n    print('LOADED', sorted(name for name in sys.modules"
        " if name.partition('.')[0] in ('conformance', 'hypothesis')))\n",
        "utf-8",
    )
    said = suite("test_theirs.py", "-s")
    assert said.code == 0, said.out
    assert "mmap-conformance" not in said.out.partition("plugins:")[2].partition("\n")[2]
    loaded = ast.literal_eval(said.out.partition("LOADED ")[2].partition("\n")[0])
    assert loaded == ["conformance", "conformance.session", "conformance.session.options", "conformance.session.plugin"]


def test_the_plugin_costs_strangers_less_than_five_milliseconds():
    code = (
        "import time, pytest, pathlib, dataclasses; began = time.process_time(); import conformance.session.plugin;"
        "print(time.process_time() - began)"
    )
    # Time of the processor, and the least of several: a busy machine is no slow plugin.
    # Compiled modules are kept, as they are for whoever has installed the suite.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    took = (float(subprocess.check_output([sys.executable, "-c", code], env=environment)) for _ in range(20))
    assert any(one < 0.005 for one in took)


@pytest.mark.skipif(
    "site-packages" not in conformance.__file__,
    reason="to Hypothesis a checkout is local code, whose constants it draws",
)
def test_strangers_draw_what_they_would_have_drawn_without_the_suite(suite, tmp_path):
    (tmp_path / "test_theirs.py").write_text(THEIRS, "utf-8")
    drawn = []
    for others in (["-p", "no:mmap-conformance"], [], ["--pyargs", "conformance", "-k", "theirs or drawn or tell"]):
        said = suite(*others, "test_theirs.py", "-s")
        assert said.code == 0, said.out
        drawn.append(said.out.partition("DRAWN ")[2].partition("\n")[0])
    assert drawn[0]
    assert drawn == [drawn[0]] * 3


def test_an_option_of_somebody_elses_may_have_any_general_name(suite, tmp_path):
    names = ["impl", "python", "edition", "level", "path", "files", "memory", "deviations", "coverage", "report"]
    adding = "".join(f"    parser.addoption('--{name}')\n" for name in names)
    (tmp_path / "conftest.py").write_text(f"def pytest_addoption(parser):\n{adding}", "utf-8")
    (tmp_path / "test_theirs.py").write_text("def test_theirs(): pass\n", "utf-8")
    assert suite("test_theirs.py", "--level", "high").code == 0


def test_a_wrong_option_is_told_before_anything_is_collected(suite, tmp_path):
    (tmp_path / "test_slow.py").write_text("raise SystemError('this was collected')\n", "utf-8")
    for option in ("--mmap-edition=9.9", "--mmap-level=nice", "--mmap-profile=fast", "--mmap-select=a("):
        said = suite(option)
        assert said.code == 2, said
        assert "was collected" not in said.out


def test_a_value_that_an_option_does_not_take_is_refused_in_one_message(suite):
    for option, value in (("--mmap-edition", "3.6"), ("--mmap-level", "sure"), ("--mmap-step-seconds", "nan")):
        said = suite("--pyargs", "conformance", option, value, "-k", "tell")
        assert said.code == 2, said.out
        assert f"{option} {value}" in said.out + said.err


def test_a_requirement_out_of_force_is_skipped_with_its_reason(suite, tmp_path):
    said = suite(
        *("--pyargs", "conformance", "--mmap-edition", "3.7", "-rs", "--tb=no", "--mmap-report", tmp_path / "report"),
        *("-k", "madvise or seek or trackfd"),
    )
    read = results.read(tmp_path / "report" / NAME)
    reasons = {line["reason"] for line in made.by_name(read).values() if line["verdict"] == "inapplicable"}
    assert read.complete
    assert reasons
    assert all(reasons)
    assert said.code in (0, 1)


def test_workers_record_every_requirement_once(suite, tmp_path):
    suite(
        "--pyargs",
        "conformance",
        "--mmap-impl",
        "stdlib",
        "-n",
        "2",
        "--mmap-report",
        tmp_path / "report",
        "-k",
        "search",
    )
    path = tmp_path / "report" / NAME
    names = [line for line in path.read_text("utf-8").splitlines() if '"type": "requirement"' in line]
    assert len(names) == len(made.by_name(results.read(path)))
    assert results.read(path).complete


def test_a_run_that_stops_early_leaves_an_incomplete_report(suite, wrong, tmp_path):
    said = suite(*wrong, "-k", "search", "-x", "--mmap-report", tmp_path / "report")
    assert said.code == 1
    assert not results.read(tmp_path / "report" / NAME).complete
