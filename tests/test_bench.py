"""Operations timed side by side: what is slower is told to be, what cannot be done is told, nobody is believed."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest

from conformance.bench import forms, measuring
from conformance.bench.measuring import Timing
from conformance.bench.operations import CALL, Operation, operations
from conformance.bench.picture import picture

HEAD = "import mmap as _mmap\nfrom mmap import *\n"
HOSTILE = "</title><script>pwned=1</script>\x1b[31m|\u202e"


@pytest.fixture
def bench(command, tmp_path):
    def run(source, *more):
        (tmp_path / "mine.py").write_text(HEAD + source, "utf-8")
        return command("bench", "stdlib", "mine", "--path", tmp_path, "--rounds", "2", *more)

    return run


def test_what_takes_longer_is_told_to_and_so_is_what_a_call_costs(bench, tmp_path):
    said = bench(
        "class mmap(_mmap.mmap):\n    def size(self):\n        for _ in range(3000): pass\n        return 1\n",
        "-k", "(size or len) and not resize", "--output", "out",
    )  # fmt: skip
    assert said.code == 0, said
    written = json.loads((tmp_path / "out" / "bench.json").read_text("utf-8"))
    rows = {row["operation"]: row["timings"] for row in written["rows"]}
    assert list(rows) == ["a method call alone", "len", "size"]
    assert rows["size"][1]["best"] > 20 * rows["size"][0]["best"]
    assert rows["len"][1]["best"] < 20 * rows["len"][0]["best"]
    assert all(len(one["rounds"]) == 2 and one["calls"] > 1 for row in rows.values() for one in row)
    assert [line.split()[0] for line in said.out.splitlines() if line.startswith(("len", "size"))] == ["len", "size"]
    assert "times as long as stdlib (geometric mean)" in said.out
    assert sorted(path.name for path in (tmp_path / "out").glob("[!.]*")) == ["bench.json", "bench.md", "bench.svg"]


def test_what_cannot_be_done_or_dies_has_no_time_and_a_reason(bench):
    said = bench(
        "import os\nclass mmap(_mmap.mmap):\n    move = None\n    def flush(self): os.abort()\n",
        "-k", "flush or (move and 16) or len",
    )  # fmt: skip
    assert said.code == 0, said
    assert "not measured: flush of mine: died: abort" in said.out
    assert "not measured: move 16 bytes of mine: TypeError: 'NoneType' object is not callable" in said.out
    assert "geometric mean" in said.out  # of what both can do


def test_where_nobody_can_do_anything_nothing_was_measured(command, tmp_path):
    (tmp_path / "mine.py").write_text(HEAD + "class mmap(_mmap.mmap):\n    __len__ = None\n", "utf-8")
    said = command("bench", "mine", "--path", tmp_path, "-k", "len", "--rounds", "1")
    assert said.code == 4
    assert "not measured: len of mine" in said.err


@pytest.mark.parametrize("clock", ["'soon'", "float('nan')", "-1.0 * next(it)", "1e300 * next(it)"])
def test_a_clock_that_lies_is_told_of(bench, clock):
    said = bench(f"import itertools, time\nit = itertools.count()\ntime.process_time = lambda: {clock}\n", "-k", "len")
    assert said.code == 0, said
    assert "not measured: len of mine: " in said.out
    assert "nan" not in said.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-k", "nothing"), "no operation matches; they are construct and close, "),
        (("-k", "len or"), "-k len or: "),
        (("--size", "3"), "3 is not in the range"),
        (("--rounds", "0"), "0 is not in the range"),
    ],
)
def test_what_cannot_be_chosen_is_refused(command, arguments, words):
    said = command("bench", "stdlib", "stdlib", *arguments)
    assert said.code == 2
    assert words in " ".join(said.err.split())


@pytest.mark.parametrize("size", [4, 4096])
def test_every_operation_can_be_done(started, monkeypatch, size):
    monkeypatch.setattr(measuring, "SECONDS", 0.0)
    subject = started()
    for operation, (timing,) in measuring.every([subject], operations(size), 1):
        assert timing.problem == "", operation
        assert timing.calls == 1


def test_the_names_of_operations_are_different():
    names = [one.name for one in (CALL, *operations(4096))]
    assert len(set(names)) == len(names)


def test_the_best_round_counts_and_the_middle_one_is_the_spread():
    timing = Timing((4.0, 2.0, 3.0), 1)
    assert timing.best == 2.0
    assert timing.spread == 0.5


def test_hostile_names_are_text_in_every_form():
    found = forms.Bench(["stdlib", HOSTILE], ["x", HOSTILE], 4096, 1)
    found.rows = [(Operation("len", "", ""), [Timing((1e-6,), 9), Timing((2e-3,), 9)]),
                  (Operation("find", "", ""), [Timing((1.0,), 1), Timing(problem=HOSTILE)])]  # fmt: skip
    root = ET.fromstring(picture(found))
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
        "svg", "title", "style", "rect", "path", "text", "g",
    }  # fmt: skip
    assert "2e+03x" in "".join(root.itertext())
    for text in (picture(found), forms.markdown(found), forms.text(found)):
        assert not set("\x1b\u202e") & set(text)
    assert "<script" not in forms.markdown(found) + picture(found)
    rows = [line for line in forms.markdown(found).splitlines() if line.startswith("|")]
    assert [line.count("|") for line in rows] == [4] * 4
    assert json.loads(forms.as_json(found))["rows"][1]["timings"][1] == {"problem": HOSTILE}


def test_times_are_told_in_the_unit_that_fits():
    assert [forms.seconds(one) for one in (2.0, 1.5e-3, 1e-6, 3.04e-8, 2e-12)] == [
        "2 s", "1.5 ms", "1 \N{MICRO SIGN}s", "30.4 ns", "0.002 ns",
    ]  # fmt: skip


def test_a_place_that_cannot_be_written_is_told_before_anything_is_measured(command, tmp_path):
    (tmp_path / "taken").write_text("", "utf-8")
    said = command("bench", "no.such.module", "--output", "taken")
    assert (said.code, "taken: the report cannot be written" in said.err) == (2, True), said
