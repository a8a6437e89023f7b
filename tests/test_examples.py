"""What deaths and hangs may cost: when shrinking stops, a failure is still reported for what it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from mutants import killing

from conformance.harness.driving.subject import Subject
from conformance.harness.launch.implementation import Implementation
from conformance.harness.launch.launch import Launch
from conformance.harness.proving import examples

SLOW = """\
import time
import mmap as _mmap
from mmap import *
class mmap(_mmap.mmap):
    def __getitem__(self, index):
        if isinstance(index, slice) and index.step not in (None, 1, -1):
            time.sleep(100)
        return super().__getitem__(index)
    def move(self, *args):
        if args[2] > 2:
            time.sleep(100)
        return super().move(*args)
"""


@pytest.mark.parametrize("budget", ["SECONDS_LOST", "SECONDS_LOST_IN_ALL"])
@pytest.mark.parametrize(
    "key",
    [
        "test_content_slice::test_a_slice_is_what_it_is_of_a_bytearray",  # draws as it goes on
        "test_content_move::test_move_copies_as_if_by_way_of_a_copy",  # draws before it begins
    ],
)
def test_a_hang_is_a_hang_when_there_is_no_time_left_to_shrink_it(tmp_path: Path, monkeypatch, budget, key):
    monkeypatch.setattr(examples, budget, 0.3)
    (tmp_path / "slow.py").write_text(SLOW, "utf-8")
    about = Implementation(name="slow", title="slow", statement="import slow as mmap")
    subject = Subject(Launch.of(about, paths=(str(tmp_path),), step_seconds=0.4))
    try:
        assert killing.verdict(subject, key) == "hang"
    finally:
        subject.stop()


def test_an_example_that_is_given_up_is_no_failure():
    with killing.mutated("cursor.read.readline_moves_one_too_far") as subject:
        key = "test_cursor_read::test_readline_moves_behind_the_line"
        assert [killing.verdict(subject, key, shrunk=shrunk) for shrunk in (True, False)] == ["fail", "fail"]
