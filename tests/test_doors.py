"""The four doors for Python that ARCHITECTURE promises, used as a stranger would."""

from __future__ import annotations

import os

import made
import pytest

from conformance import language, results, spec
from conformance.exits import BadDescription, LaunchFailed, Refusal


def test_an_implementation_can_be_looked_at_by_hand():
    with language.start() as subject:
        m = subject.map(b"some bytes")
        assert m.find(b"bytes") == 5
        pid = subject.lives.link.pid
    assert subject.lives.link is None
    if os.name == "posix":  # elsewhere that is no question, it ends the process
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_module_of_ones_own_is_found_beside_a_path(tmp_path):
    (tmp_path / "own.py").write_text("import mmap as m\nclass mmap(m.mmap):\n    def tell(self): return 7\n", "utf-8")
    with language.start("own", paths=[tmp_path]) as subject:
        assert subject.map(b"a").tell() == 7


@pytest.mark.parametrize(("name", "kind"), [("no.such.module", LaunchFailed), ("no such thing", BadDescription)])
def test_what_cannot_be_started_is_refused(name, kind):
    with pytest.raises(kind) as refusal, language.start(name):
        pass
    assert isinstance(refusal.value, Refusal)
    assert name in str(refusal.value)


def test_a_report_can_be_read(tmp_path):
    first = next(iter(spec.load()))
    read = results.read(made.results(tmp_path / "results.jsonl", {first: "fail"}))
    assert read.complete
    assert read.verdicts[first] == "fail"
    assert read.facts["python"] == "cpython"
    assert [line["requirement"] for line in read.failing()] == [first]


def test_every_word_of_the_language_is_there():
    assert [name for name in language.__all__ if not hasattr(language, name)] == []
    assert len(spec.trace()) > 300
