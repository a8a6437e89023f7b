"""Two implementations held against each other: where they part, and a script for each."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, find, given, settings

from conformance.compare import operations
from conformance.compare.differences import Difference

RIGHT = "import mmap as _mmap\nfrom mmap import *\n"


@pytest.fixture
def comparing(command, tmp_path):
    def compare(body, *more):
        (tmp_path / "mine.py").write_text(f"{RIGHT}class mmap(_mmap.mmap):\n{body}", "utf-8")
        return command("compare", "stdlib", "mine", "--path", tmp_path, "--examples", "400", *more)

    return compare


def test_an_implementation_does_not_differ_from_itself(command):
    said = command("compare", "stdlib", "stdlib", "--examples", "50")
    assert said.code == 0, said
    assert said.out == "no differences\n"


def test_a_difference_that_no_requirement_speaks_of_is_found_and_shrunk_to_a_script_each(comparing, tmp_path):
    said = comparing("    def __bool__(self): return False\n", "--output", "found")
    assert said.code == 1, said
    # CPython's own subclasses of mmap differ from mmap in a few other ways.
    number = re.search(r"^(\d+)\. bool\(m\): m = mmap\.mmap\(-1, 4\); bool\(m\)$", said.out, re.M)[1]
    ends = []
    for letter in "ab":
        path = tmp_path / "found" / f"{number:>02}-{letter}.py"
        assert len(path.read_text("utf-8").splitlines()) < 15
        done = subprocess.run(
            [sys.executable, path], capture_output=True, text=True, timeout=60, check=False, encoding="utf-8"
        )
        ends.append(done.stdout.strip())
    assert ends == ["returned True", "returned False"]


def test_two_differences_are_two_and_a_crash_is_one(comparing):
    said = comparing(
        "    def tell(self): return super().tell() + 1\n    def rfind(self, *args):\n        import os; os.abort()\n"
    )
    assert said.code == 1
    assert re.search(r"\d\. tell: m = mmap\.mmap\(-1, 4\); .*m\.tell\(\)", said.out)
    assert re.search(r"\d\. rfind: .*\n.*\n   mine +died abort", said.out)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["stdlib"], 2, "Missing argument"),
        (["stdlib", "no such thing"], 2, "no such thing"),
        (["stdlib", "no.such.module"], 3, "no.such.module"),
        (["stdlib", "stdlib@python3.99"], 3, "python3.99"),
        (["stdlib", "stdlib", "--examples", "0"], 2, "--examples"),
        (["stdlib", "stdlib", "--output", "taken/here"], 2, "taken"),
    ],
)
def test_bad_input_gets_one_clear_message(command, tmp_path, arguments, code, words):
    (tmp_path / "taken").write_text("no folder", "utf-8")
    said = command("compare", *arguments)
    assert said.code == code, said
    assert words in said.err


@settings(database=None, suppress_health_check=list(HealthCheck), deadline=None)
@given(operations.histories())
def test_every_line_of_a_history_is_python_as_old_as_a_subject_may_be(steps):
    for step in steps:
        ast.parse(step, feature_version=(3, 7))


@pytest.mark.parametrize(
    "word", ["m.resize(", "m[", "m.seek(", "b'a' in m", "ACCESS_COPY", "object()", "v = memoryview"]
)
def test_histories_reach(word):
    found = find(operations.histories(), lambda steps: any(word in step for step in steps),
                 settings=settings(max_examples=3000, database=None, derandomize=True))  # fmt: skip
    assert found


@pytest.mark.parametrize(
    ("step", "name"),
    [
        ("m.find(b'a')", "find"),
        ("m[1:2]", "m[]"),
        ("m[1] = 2", "m[] ="),
        ("m = mmap.mmap(-1, 0)", "mmap"),
        ("len(m)", "len(m)"),
    ],
)
def test_a_difference_is_named_after_what_was_done(step, name):
    assert Difference((step,), 0, ("returned 1", "returned 2")).operation == name


EXITING = """import mmap as _mmap
from mmap import *
class mmap(_mmap.mmap):
    def size(self): raise {}
"""


@pytest.mark.sampled(3)
@pytest.mark.parametrize("raised", ["SystemExit(3)", "KeyboardInterrupt", "GeneratorExit", "ValueError(2**20000)",
                                    "type('E\\x22\\x22\\x22\\\\n', (BaseException,), {})"])  # fmt: skip
def test_whatever_a_step_raises_is_an_outcome(command, tmp_path, raised):
    (tmp_path / "mine.py").write_text(EXITING.format(raised), "utf-8")
    said = command("compare", "stdlib", "mine", "--path", ".", "--examples", "60", "--output", "out")
    assert said.code == 1, said
    assert "raised " in said.out
    for script in (tmp_path / "out").glob("*.py"):
        compile(script.read_text("ascii"), script.name, "exec")
