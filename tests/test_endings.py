"""How a session ends is told apart: stopped at the first failure, interrupted, broken by ourselves."""

from __future__ import annotations

import pytest

WRONG = "import mmap as _mmap\nfrom mmap import *\nclass mmap(_mmap.mmap):\n    def tell(self): return 7\n"


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_run_that_stops_at_the_first_failure_is_an_unexpected_result(command, tmp_path, workers):
    (tmp_path / "wrong.py").write_text(WRONG)
    said = command("run", "--impl", "wrong", "--path", ".", "-k", "cursor", "-x", "-q", "-n", workers)
    assert said.code == 1, said.err
    assert "interrupted" not in said.err


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_property_of_no_requirement_is_our_own_fault_in_one_message(command, tmp_path, workers, monkeypatch):
    (tmp_path / "sitecustomize.py").write_text(
        "import conformance.spec.loader as loader\n"
        "known = loader.load\n"
        "def load(*args):\n"
        "    return {name: one for name, one in known(*args).items() if name != 'tell.position'}\n"
        "import conformance.spec\n"
        "loader.load = conformance.spec.load = load\n"
    )
    for words in (["run", "-k", "seek", "-n", workers], ["requirements", "show", "find.missing"]):
        said = command(*words, PYTHONPATH=str(tmp_path))
        assert said.code == 5, said.out + said.err
        assert "tell.position" in said.err
        assert len(said.err.strip().splitlines()) <= 2, said.err


def test_several_interpreters_are_a_subject_each(command, tmp_path):
    import sys

    words = ["--python", sys.executable, "--python", sys.executable, "-k", "find.missing", "-q"]
    said = command("run", *words, "--report", "both")
    assert said.code == 0
    assert len(list((tmp_path / "both").glob("*/results.jsonl"))) == 2
