"""The suite under pytest itself, as people use pytest: selection, workers, stopping, other people's runs."""

from __future__ import annotations

import pytest

from conformance.report import results

WRONG = (
    "import mmap as _mmap\nfrom mmap import *\n"
    "class mmap(_mmap.mmap):\n    def find(self, *args): return super().find(*args) + 1\n"
)


@pytest.fixture
def wrong(tmp_path):
    (tmp_path / "wrong.py").write_text(WRONG)
    return ["--pyargs", "conformance", "--impl", "wrong", "--path", tmp_path]


def test_the_suite_runs_without_any_configuration(suite):
    said = suite("--pyargs", "conformance", "--impl", "stdlib", "-k", "search")
    assert said.code == 0, said.out
    assert "mmap-conformance" in said.out
    assert "edition 3." in said.out


def test_k_x_n_and_lf_work_together(suite, wrong):
    said = suite(*wrong, "-k", "search and find", "-n", "2")
    assert said.code == 1
    failed = said.out.count("FAILED ")
    assert failed > 1
    again = suite(*wrong, "-k", "search and find", "--lf", "-x")
    assert again.code == 1
    assert "1 failed" in again.out
    assert "passed" not in again.out
    both = suite(*wrong, "-k", "search and find", "-x", "-n", "2", "--lf")
    assert both.code in (1, 2)


def test_a_failure_tells_call_expectation_and_result(suite, wrong):
    said = suite(*wrong, "-k", "find.missing and not rfind")
    assert "expected -1" in said.out
    assert "got      0" in said.out
    assert ".find(b'" in said.out


def test_an_unknown_implementation_ends_the_session_with_one_message(suite):
    said = suite("--pyargs", "conformance", "--impl", "no.such.module")
    assert said.code == 3
    assert "import no.such.module" in said.out + said.err
    said = suite("--pyargs", "conformance", "--impl", "no.such.module", "-n", "2")
    assert said.code == 3


def test_collecting_alone_starts_no_subject(suite):
    said = suite("--pyargs", "conformance", "--collect-only", "-q")
    assert said.code == 0
    assert "search/test_find.py::test_find_returns_the_lowest_index" in said.out


def test_a_run_over_something_else_does_not_notice_the_plugin(suite, tmp_path):
    (tmp_path / "test_theirs.py").write_text(
        "import sys\ndef test_theirs():\n    assert 'conformance.harness.session' not in sys.modules\n"
    )
    said = suite("test_theirs.py")
    assert said.code == 0, said.out
    assert "mmap-conformance" not in said.out.partition("plugins:")[2].partition("\n")[2]


def test_a_requirement_out_of_force_is_skipped_with_its_reason(suite, tmp_path):
    said = suite("--pyargs", "conformance", "--edition", "3.7", "-rs", "--tb=no", "--report-dir", tmp_path / "report")
    read = results.read(tmp_path / "report" / results.NAME)
    reasons = {line["reason"] for line in read.lines.values() if line["verdict"] == "inapplicable"}
    assert read.complete
    assert all(reasons)
    assert said.code in (0, 1)


def test_workers_record_every_requirement_once(suite, tmp_path):
    suite("--pyargs", "conformance", "--impl", "stdlib", "-n", "2", "--report-dir", tmp_path / "report", "-k", "search")
    path = tmp_path / "report" / results.NAME
    names = [line for line in path.read_text().splitlines() if '"type": "requirement"' in line]
    assert len(names) == len(results.read(path).lines)
    assert results.read(path).complete


def test_a_run_that_stops_early_leaves_an_incomplete_report(suite, wrong, tmp_path):
    said = suite(*wrong, "-k", "search", "-x", "--report-dir", tmp_path / "report")
    assert said.code == 1
    assert not results.read(tmp_path / "report" / results.NAME).complete
