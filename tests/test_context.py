"""What a reader needs beside a call: the steps that made its map, what a function is for, the first difference."""

from __future__ import annotations

import pytest

from conformance.harness.driving.evidence import Comparison
from conformance.harness.judging.context import first_difference
from conformance.harness.wire.images import TRUTHS, Float


@pytest.mark.parametrize(
    ("got", "expected", "where", "shown"),
    [
        ([1, 2, 3], [1, 5, 3], "item 1: ", (2, 5)),
        ([1, True], [1, 1], "item 1: ", (True, 1)),
        ((0, b"x"), (0, b"y"), "item 1: ", (b"x", b"y")),
        ([1], [2], "", ([1], [2])),
        ([1, 2], [1, 2, 3], "", ([1, 2], [1, 2, 3])),
        (b"a" * 50 + b"b", b"a" * 51, "from 50 on: ", (b"b", b"a")),
        (b"ab", b"ac", "", (b"ab", b"ac")),
        (1, 2, "", (1, 2)),
        ((TRUTHS[True], 3), (True, 4), "item 1: ", (3, 4)),
        ((TRUTHS[True], 3), (1, 4), "item 0: ", (True, 1)),
        ((Float(1.0), 3), (1.0, 4), "item 1: ", (3, 4)),
    ],
)
def test_the_first_value_that_differs_is_shown(got, expected, where, shown):
    found, one = first_difference(Comparison("==", got, expected))
    assert (found, (one.left, one.right)) == (where, shown)


FROM_WHERE = """import mmap as _mmap
from mmap import *
class mmap(_mmap.mmap):
    def read(self, *args): return super().read(*args)[::-1]
    def __setitem__(self, at, value): super().__setitem__(at, value)
    def __iter__(self): return iter([])
"""


def test_a_failure_tells_what_its_map_held_and_where_its_position_stood(command, tmp_path):
    (tmp_path / "mine.py").write_text(FROM_WHERE, "utf-8")
    said = command("run", "--impl", "mine", "--path", ".", "-k", "read.position-advances or read.from-position or walk")
    assert said.code == 1, said
    after = [line for line in said.out.splitlines() if line.strip().startswith("after")]
    assert after
    assert all("mmap.mmap(" in line for line in after)


def test_a_function_of_the_suite_is_explained(command, tmp_path):
    (tmp_path / "mine.py").write_text(FROM_WHERE.replace("read(self, *args)", "rfind(self, *args)").replace(
        "super().read(*args)[::-1]", "super().rfind(*args) + 1"), "utf-8")  # fmt: skip
    said = command("run", "--impl", "mine", "--path", ".", "-k", "rfind.highest-index")
    explained = [line for line in said.out.splitlines() if line.strip().startswith("about")]
    assert explained
    assert all(len(line.split()) > 4 for line in explained)
