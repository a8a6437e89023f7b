"""How a session ends is told apart: stopped at the first failure, interrupted, broken by ourselves."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest

from conformance import results
from conformance.session.scheduling import Scheduling

WRONG = "import mmap as _mmap\nfrom mmap import *\nclass mmap(_mmap.mmap):\n    def tell(self): return 7\n"


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_run_that_stops_at_the_first_failure_is_an_unexpected_result(command, tmp_path, workers):
    (tmp_path / "wrong.py").write_text(WRONG, "utf-8")
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
        "loader.load = conformance.spec.load = load\n",
        "utf-8",
    )
    for words in (["run", "-k", "seek", "-n", workers], ["requirements", "show", "find.missing"]):
        said = command(*words, PYTHONPATH=str(tmp_path))
        assert said.code == 5, said.out + said.err
        assert "tell.position" in said.err
        assert len(said.err.strip().splitlines()) <= 2, said.err


@pytest.mark.parametrize("workers", ["0", "2"])
def test_an_error_of_our_own_in_the_middle_of_a_run_is_told(command, tmp_path, workers):
    (tmp_path / "sitecustomize.py").write_text(
        "import conformance.session.outcomes as outcomes\n"
        "def judged(*args):\n"
        "    raise IndexError('of our own')\n"
        "outcomes.Judged = judged\n",
        "utf-8",
    )
    said = command("run", "-k", "find.missing", "-n", workers, PYTHONPATH=str(tmp_path))
    assert said.code == 5, said.out + said.err
    assert "of our own" in said.err
    assert "please report it" in said.err
    assert len(said.err.strip().splitlines()) <= 3, said.err


def test_several_interpreters_are_a_subject_each(command, tmp_path):
    import sys

    words = ["--python", sys.executable, "--python", sys.executable, "-k", "find.missing", "-q"]
    said = command("run", *words, "--report", "both")
    assert said.code == 0
    assert len(list((tmp_path / "both").glob("*/results.jsonl"))) == 2


SEVERAL = """import mmap as _mmap
from mmap import *
class mmap(_mmap.mmap):
    def find(self, *args): return super().find(*args) + 1
"""


def test_a_failure_that_stopped_the_run_is_told_though_its_requirement_has_more_properties(command, tmp_path):
    (tmp_path / "mine.py").write_text(SEVERAL, "utf-8")
    said = command("run", "--impl", "mine", "--path", ".", "-k", "find.lowest-index", "-x")
    assert (said.code, "stopped at the first unexpected result" in said.out) == (1, True), said
    read = results.read(tmp_path / "mmap-conformance-report" / "results.jsonl")
    (line,) = read.lines()
    assert (line["verdict"], bool(line["left_out"]), bool(line["failures"])) == ("fail", True, True)
    assert not read.complete


def test_a_select_that_cannot_be_read_is_one_message_under_pytest_too(suite):
    said = suite("--pyargs", "conformance", "--mmap-select", "(find")
    assert said.code == 2, said.out
    assert "INTERNALERROR" not in said.out + said.err
    assert "--mmap-select" in said.out + said.err


def test_a_path_that_is_not_there_is_said(command):
    for words in (["run", "-k", "find.missing"], ["smoke"], ["compare", "stdlib", "stdlib"]):
        said = command(*words, "--path", "nowhere")
        assert (said.code, "there is no such folder" in said.err) == (2, True), said


def test_a_junit_file_that_cannot_be_written_is_said_before_the_run(command, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    for path in ("file/below/junit.xml", "."):
        said = command("run", "-k", "tell.position", "--junit", path)
        assert said.code == 2, said
        assert len(said.err.strip().splitlines()) == 1


def make_lethal(tmp_path, deaths):
    """A subject that kills the process that tests it, so many times."""
    tmp_path.joinpath("lethal.py").write_text(
        "import mmap as real, os\n"
        "from mmap import *\n"
        "class mmap(real.mmap):\n"
        "    def rfind(self, *given):\n"
        f"        if len(os.listdir({str(tmp_path / 'deaths')!r})) < {deaths}:\n"
        f"            open({str(tmp_path / 'deaths')!r} + '/' + str(os.getppid()), 'x').close()\n"
        "            os.kill(os.getppid(), 9)\n"
        "        return super().rfind(*given)\n"
    )
    tmp_path.joinpath("deaths").mkdir()


@pytest.mark.parametrize(
    ("words", "deaths", "verdict", "code"),
    [
        ("rfind.missing", 1, "pass", 0),
        ("rfind.missing", 99, "killed", 1),
        ("rfind.missing or rfind.highest-index", 99, "killed", 1),  # more than xdist would have die
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="a process of Windows does not know its parent's number to end it by")
def test_a_property_whose_worker_died_runs_once_more(command, tmp_path, words, deaths, verdict, code):
    make_lethal(tmp_path, deaths)
    said = command("run", "--impl", "lethal", "--path", ".", "-k", f"find.missing or {words}", "-n", "2")
    assert said.code == code, said
    found = results.read(tmp_path / "mmap-conformance-report" / "results.jsonl")
    assert found.verdicts == {"find.missing": "pass", **dict.fromkeys(words.split(" or "), verdict)}
    assert found.complete
    if code:
        assert "killed" in said.out
        assert "report it" not in said.err


@pytest.mark.skipif(os.name == "nt", reason="a process of Windows does not know its parent's number to end it by")
def test_a_run_whose_workers_die_without_end_says_why_it_stops(command, tmp_path):
    make_lethal(tmp_path, 99)
    (tmp_path / "sitecustomize.py").write_text(
        "import conformance.commands.run as run\nrun._MOST_DEATHS = '1'\n", "utf-8"
    )
    words = ["run", "--impl", "lethal", "--path", ".", "-k", "rfind.missing", "-n", "1"]
    said = command(*words, PYTHONPATH=str(tmp_path))
    assert said.code == 1, said
    assert said.err.count("2 workers were ended from outside") == 1, said.err
    assert "incomplete" in said.out


class Worker:
    """As much of one of xdist's as its scheduler asks for; a dead one can be sent nothing."""

    shutting_down = False

    def __init__(self, *, is_dead=False):
        self.is_dead, self.given, self.gateway = is_dead, [], SimpleNamespace(id="gw0")

    def send_runtest_some(self, indices):
        if self.is_dead:
            raise OSError("cannot send (already closed?)")
        self.given += indices

    def shutdown(self):
        self.shutting_down = True


@pytest.fixture
def scheduling():
    values = {"tx": ["popen", "popen"], "maxschedchunk": None}
    return Scheduling(SimpleNamespace(getvalue=values.get, getoption=values.get))


def test_a_worker_that_came_too_late_is_none_though_another_dies(scheduling):
    late, other = Worker(), Worker()
    scheduling.add_node(other)
    scheduling.add_node_collection(late, ["a"])
    scheduling.add_node_collection(other, ["a"])
    assert list(scheduling.node2collection) == [other]


def test_a_dead_worker_is_given_nothing(scheduling):
    dead, other = Worker(is_dead=True), Worker()
    for worker in (dead, other):
        scheduling.add_node(worker)
        scheduling.add_node_collection(worker, list("abcdefgh"))
    scheduling.schedule()
    assert scheduling.node2pending[dead] == []
    assert scheduling.remove_node(dead) is None
    while scheduling.node2pending[other]:
        scheduling.mark_test_complete(other, scheduling.node2pending[other][0])
    assert sorted(other.given) == list(range(8))
