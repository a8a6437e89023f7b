"""Arrangements: every two values meet, what is wrong in one alone is found and told as it, what is lacking waits."""

from __future__ import annotations

from itertools import combinations, islice
from pathlib import Path

import made
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import results
from conformance.exits import BrokenSuite
from conformance.harness.driving import arrangement
from conformance.harness.driving.arrangement import (
    ANONYMOUS,
    PLAIN,
    ROWS,
    SINGLES,
    VALUES,
    dressed,
    line,
    of_bytes,
    spread,
    to_bytes,
)
from conformance.harness.proving import verify
from conformance.harness.proving.examples import Examples
from conformance.harness.wire.source import Expression, render
from conformance.language import Subject, start, verifies
from conformance.results.lines import NAME

HEAD = "import mmap as _mmap\nfrom mmap import *\nclass mmap(_mmap.mmap):\n"


@pytest.mark.parametrize("pair", list(combinations(VALUES, 2)), ids="-".join)
def test_every_two_values_of_two_dimensions_meet_in_a_row(pair):
    met = {tuple(getattr(row, name) for name in pair) for row in (PLAIN, *ROWS)}
    assert met == {(one, other) for one in range(len(VALUES[pair[0]])) for other in range(len(VALUES[pair[1]]))}


@pytest.mark.parametrize("number", range(42))
def test_the_rows_of_one_property_have_every_value_of_all_dimensions_but_one(number):
    rows = line(number)
    assert set(rows) <= set(ROWS)
    met = {name: {getattr(row, name) for row in rows} for name in VALUES}
    assert all(values != {0} for values in met.values())
    assert sum(values - {0} != set(range(1, len(VALUES[name]))) for name, values in met.items()) <= 1


def test_a_property_that_draws_can_draw_every_value_and_shrinks_to_plain():
    size = len(VALUES)
    assert of_bytes(bytes(size)) == PLAIN
    for name, values in VALUES.items():
        drawn = {getattr(of_bytes(bytes([byte] * size)), name) for byte in range(256)}
        assert drawn == set(range(len(values)))


@pytest.mark.parametrize("arrangement", [PLAIN, *SINGLES, *ROWS], ids=str)
def test_an_arrangement_can_be_drawn(arrangement):
    assert of_bytes(to_bytes(arrangement)) == arrangement


@pytest.mark.parametrize("number", range(0, 500, 50))
@pytest.mark.parametrize("dimensions", [frozenset(VALUES), frozenset(VALUES) - {"memory"}, {"place"}, set()], ids=len)
def test_every_value_of_a_dimension_that_shows_comes_in_a_dozen(number, dimensions):
    rows = list(islice(spread(number, dimensions), 12))
    for name, values in VALUES.items():
        shows = [row for row in rows if name != "access" or row.memory == 0]
        shows = [row for row in shows if row.memory != ANONYMOUS or name not in ("place", "descriptor")]
        met = {getattr(row, name) for row in shows}
        assert len(met) >= min(len(values), 6) if name in dimensions else met == {0}
    assert list(islice(spread(number, dimensions), 12)) == rows


def test_an_arrangement_is_told_by_what_is_not_plain():
    assert str(PLAIN) == "plain"
    assert [str(one) for one in SINGLES[:2]] == ["access: write", "access: shared"]


@pytest.mark.parametrize("clothes", range(len(VALUES["clothes"])))
@pytest.mark.parametrize("value", [0, 1, -1, 5, 2**70, b"", b"a", b"ab", slice(1, None, -2)])
def test_clothes_are_of_the_same_value(clothes, value):
    worn = dressed(value, clothes)
    if isinstance(value, slice):
        assert isinstance(worn, slice)
        assert bytes(range(9))[eval(f"slice({', '.join(map(render, (worn.start, worn.stop, worn.step)))})")] == b"\x01"
        return
    made_of = eval(render(worn))
    made_of = made_of.tobytes() if clothes == 4 and isinstance(value, bytes) else made_of
    assert made_of == value if isinstance(value, bytes) and clothes < 6 else True
    assert (bytes(made_of) if isinstance(value, bytes) else made_of.__index__()) == value
    if isinstance(worn, Expression):
        assert worn.model == value


@pytest.mark.parametrize("plain", ["palce file", "place", "place nothing", "place file extra", ","])
def test_an_exclusion_without_a_dimension_or_a_reason_is_refused(plain):
    with pytest.raises(BrokenSuite, match=r"a dimension of access, memory, .* and a reason of made, file"):
        verifies("find.lowest-index", plain=plain)


WRONG = {
    "place": "def __init__(self, *args, **options):\n        self.offset = options.get('offset')\n"
    "    def __getitem__(self, index):\n        return super().__getitem__(index)[: None if not self.offset else 0]\n",
    "position": "def __getitem__(self, index):\n        return super().__getitem__(index)[bool(self.tell()):]\n",
    "memory": "def __init__(self, *args, **options):\n        self.odd = options.get('access') == ACCESS_COPY\n"
    "    def __getitem__(self, index):\n        return super().__getitem__(index)[self.odd:]\n",
    "type": "def __getitem__(self, index):\n"
    "        return super().__getitem__(index)[type(self) is not mmap and index == slice(None):]\n",
    "clothes": "def __getitem__(self, index):\n"
    "        return super().__getitem__(index)[type(index.start) not in (int, type(None)):]\n",
}
TOLD = {
    "place": "offset=",
    "position": "m2.seek(",
    "memory": "ACCESS_COPY",
    "type": "type('Map'",
    "clothes": "Number|Index",
}


@pytest.fixture
def property_that(monkeypatch):
    """Properties of the same rule: one that draws, one that draws nothing, one that is plain in everything."""
    monkeypatch.setattr(verify, "registry", {})

    @verifies("find.lowest-index")
    def draws_nothing(subject: Subject):
        m = subject.map(b"abcdef")
        assert m[0:6] == b"abcdef"

    @verifies("find.lowest-index", examples=60)
    @given(stop=st.integers(2, 6))
    def draws(subject: Subject, stop):
        m = subject.map(b"abcdef")
        assert m[0:stop] == b"abcdef"[:stop]

    @verifies("find.lowest-index", plain=", ".join(f"{name} made" for name in VALUES))
    def is_plain(subject: Subject):
        m = subject.map(b"abcdef")
        assert m[0:6] == b"abcdef"

    return {"draws": draws, "draws nothing": draws_nothing, "is plain": is_plain}


@pytest.fixture
def wrong_in(tmp_path: Path):
    def started(dimension):
        (tmp_path / "wrong.py").write_text(f"{HEAD}    {WRONG[dimension]}", "utf-8")
        return start("wrong", paths=[tmp_path])

    return started


@pytest.mark.parametrize("which", ["draws", "draws nothing"])
@pytest.mark.parametrize("dimension", sorted(set(WRONG) - {"type"}))
def test_what_is_wrong_in_one_arrangement_is_found_and_shrunk_to_it(wrong_in, property_that, dimension, which):
    with wrong_in(dimension) as subject:
        with pytest.raises(AssertionError):
            Examples(subject).play(property_that[which])
        found = subject.arrangement
        assert [name for name, value in found._asdict().items() if value] == [dimension]
        steps = " ".join(step.text for step in subject.journal.steps)
        assert any(told in steps for told in TOLD[dimension].split("|"))
        assert not [told for name, told in TOLD.items() if name != dimension and told in steps]
        Examples(subject).play(property_that["is plain"])
        assert subject.arrangement == PLAIN


def test_what_an_implementation_lacks_is_not_tried(tmp_path, property_that):
    source = (
        "def __new__(cls, fileno, length, access=0, offset=0):\n"
        "        if offset.__index__(): raise ValueError('no offsets')\n"
        "        return _mmap.mmap.__new__(cls, fileno, length, access=access)\n"
    )
    (tmp_path / "poor.py").write_text(f"{HEAD}    {source}", "utf-8")
    with start("poor", paths=[tmp_path]) as subject:
        Examples(subject).play(property_that["draws"])
        Examples(subject).play(property_that["draws nothing"])
        lacking = {str(one) for one in SINGLES} - {str(one) for one in subject.to_be_had}
    assert lacking == {
        "access: shared", "access: prot", "access: shared-prot", "access: executable", "memory: private",
        "place: behind a page", "place: a page of more", "place: far behind",
    }  # fmt: skip


def test_what_only_anonymous_memory_lacks_is_not_tried_either(tmp_path):
    source = (
        "anonymous = False\n"
        "    def __new__(cls, fileno, length, **options):\n"
        "        made = _mmap.mmap.__new__(cls, fileno, length, **options)\n"
        "        made.anonymous = fileno == -1\n"
        "        return made\n"
        "    def resize(self, size):\n"
        "        if self.anonymous: self.close()\n"
        "        else: super().resize(size)\n"
    )
    (tmp_path / "loses.py").write_text(f"{HEAD}    {source}", "utf-8")
    with start("loses", paths=[tmp_path]) as subject:
        lacking = {str(one) for one in SINGLES} - {str(one) for one in subject.to_be_had}
    assert {one for one in lacking if "history" in one} == {"history: resized"}


def test_no_map_has_a_refused_call_behind_it_where_it_is_taken(tmp_path, property_that):
    taking = "def write_byte(self, value): super().write_byte(value % 256)\n"
    (tmp_path / "taking.py").write_text(f"{HEAD}    {taking}", "utf-8")
    with start("taking", paths=[tmp_path]) as subject:
        Examples(subject).play(property_that["draws"])
        lacking = {str(one) for one in SINGLES} - {str(one) for one in subject.to_be_had}
    assert lacking == {"history: refused"}


def test_a_property_that_comes_by_nothing_runs_once(property_that):
    @verifies("find.lowest-index")
    def looks_elsewhere(subject: Subject):
        assert subject.mmap.get("__name__") == "mmap"

    with start() as subject:
        examples = Examples(subject)
        examples.play(looks_elsewhere)
        assert examples.count == 1
        examples.play(property_that["draws nothing"])
        assert 4 <= examples.count <= 8


def test_the_witness_of_an_arrangement_shows_it(command, tmp_path):
    (tmp_path / "made_up.py").write_text(f"{HEAD}    {WRONG['position']}", "utf-8")
    said = command("run", "--impl", "made_up", "--path", tmp_path, "-k", "slice.read")
    found = made.by_name(results.read(tmp_path / "mmap-conformance-report" / NAME))
    assert said.code == 1
    told = [failure["after"] for line in found.values() for failure in line["failures"]]
    assert told
    assert all("m2.seek(" in after for after in told)


def test_what_a_map_has_been_through_leaves_no_trace():
    with start() as subject:
        subject.begin()
        for number in range(len(VALUES["history"])):
            subject._arrangement = arrangement.Arrangement(history=number)
            m = subject.map(b"abcdef")
            assert m.state() == (b"abcdef", 0, 6, b"abcdef")
