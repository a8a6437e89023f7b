"""Causes: what is planted is named first, whatever it takes along; what is not theirs is held up by them."""

from __future__ import annotations

import time
from pathlib import Path
from xml.etree import ElementTree as ET

import made
import pytest

from conformance import results
from conformance.report import causes, forms
from conformance.report.merge import merge
from conformance.results.lines import NAME

HEAD = "import mmap as _mmap\nfrom mmap import *\nclass mmap(_mmap.mmap):\n"
ABSENT = """
    def __getattribute__(self, name):
        if name in {absent!r}:
            raise AttributeError(f"'mmap' object has no attribute '{{name}}'")
        return super().__getattribute__(name)
"""
REFUSED = "\n    def {name}(self, *args): raise SystemError('not on this system')\n"
NO_INDEX = """
    def {name}(self, *args):
        if any(type(one) not in (int, bytes, type(None)) and not isinstance(one, int) for one in args[{first}:]):
            raise TypeError(f'an int, not {{type(args[-1])}}')
        return super().{name}(*args)
"""
NO_KEYWORD = """
    def __new__(cls, *args, **named):
        if {name!r} in named: raise TypeError("mmap() got an unexpected keyword argument '{name}'")
        return super().__new__(cls, *args, **named)
"""
OBJECTS = "an object with __index__ as an argument: TypeError"
PLANTED = {
    **{name: (ABSENT.format(absent={name}), name, f"there is no {name}") for name in (
        "find", "rfind", "move", "write_byte", "read_byte", "readline", "seek", "tell", "size", "madvise", "flush")},
    "two methods": (ABSENT.format(absent={"rfind", "move"}), "rfind or move", "there is no rfind"),
    "resize": (REFUSED.format(name="resize"), "resize", "resize raises SystemError: not on this system"),
    "seek with objects": (NO_INDEX.format(name="seek", first=0), "seek or reentry", OBJECTS),
    "find with objects": (NO_INDEX.format(name="find", first=1), "find or reentry", OBJECTS),
    **{f"keyword {name}": (NO_KEYWORD.format(name=name), words, f"the keyword {name} is not taken") for name, words in {
        "access": "access", "offset": "offset", "flags": "flags", "prot": "prot"}.items()},
}  # fmt: skip


@pytest.mark.sampled(4)
@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_lack_is_named_first(planted, command, tmp_path):
    source, words, text = PLANTED[planted]
    (tmp_path / "poor.py").write_text(HEAD + source, "utf-8")
    said = command("run", "--impl", "poor", "--path", ".", "-k", f"({words}) or access.write-through", "-q")
    assert said.code == 1
    _, plan = said.out.split("what to mend first\n")
    assert plan.splitlines()[0].startswith(f"   1  {text}: "), said.out


def failing(requirement: str, got: str = "raised AttributeError: 'mmap' object has no attribute 'move'", **changes):
    call = "m2.move(0, 1, 1)"
    one = {**made.FAILURE, "kind": "fail:AttributeError", "call": call, "expected": "returned", "got": got, **changes}
    return {
        "type": "requirement", "requirement": requirement, "verdict": "fail", "reason": "", "duration": 0.1,
        "examples": 3, "properties": ["a"], "failures": [one],
    }  # fmt: skip


LINES = [failing("move.copies"), failing("move.nothing"), failing("item.assign"), failing("seek.seeks", "0")]


def test_what_a_requirement_is_not_about_holds_it_up():
    (found,) = causes.causes(LINES)
    assert (found.text, found.name, found.shown_by) == ("there is no move", "move", "move.copies")
    assert found.alone == ("move.copies", "move.nothing", "item.assign")
    assert found.share == 3 / 4
    assert causes.held_up([found]) == {"item.assign": found}


def test_the_kind_that_a_function_of_the_suite_hides_is_found_by_what_it_uses():
    hidden = failing("prot.read", "item 4: 'AttributeError'", about="m.move(0, 1, 1)", kind="fail:value")
    (found,) = causes.causes([*LINES, hidden])
    assert "prot.read" in found.alone
    assert "prot.read" in found.held_up


def test_a_wall_of_two_hundred_failures_has_a_dozen_causes():
    found = causes.of(results.read(Path(__file__).parent.parent / "reports" / "results" / "graalpy.jsonl.gz"))
    assert len(found) <= 12
    assert [one.name for one in found[:2]] == ["write_byte", "rfind"]
    assert any("no mremap" in one.text and len(one.alone) > 30 for one in found)


def test_what_is_held_up_is_told_and_counted(command, tmp_path):
    source, _, _ = PLANTED["write_byte"]
    (tmp_path / "poor.py").write_text(HEAD + source, "utf-8")
    said = command("run", "--impl", "poor", "--path", ".", "-k", "access", "-n", "2")
    assert "held up: there is no write_byte" in said.out
    assert "held up by what they are not about: " in said.out


def test_a_requirement_with_two_causes_is_shared():
    both = failing("move.copies")
    both["failures"] += failing("move.copies", "raised AttributeError: 'mmap' object has no attribute 'seek'")[
        "failures"
    ]
    found = causes.causes([both, *LINES])
    assert [(one.text, one.shared) for one in found] == [
        ("there is no move", ("move.copies",)), ("there is no seek", ("move.copies",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "got", ["", "raised ", "raised X", "raised X: ", "x" * 100_000,
            "raised AttributeError: \x1b[2J'object has no attribute '",
            "raised AttributeError: '" + "a." * 5000 + "b' object has no attribute 'move'", "[" + "'A', " * 9000]
)  # fmt: skip
def test_a_subjects_words_are_words(got):
    began = time.monotonic()
    for about in ("", "there = [name for name in names", "m." * 5000):
        found = causes.causes([failing(f"move.m{n}", got, about=about, call=got) for n in range(50)])
        assert all("\x1b" not in one.text and len(one.text) <= 200 for one in found)
    assert time.monotonic() - began < 1


def test_many_failures_take_no_time():
    lines = [
        failing(f"move.m{n}", f"raised AttributeError: 'mmap' object has no attribute 'a{n % 9}'") for n in range(300)
    ]
    began = time.process_time()
    assert len(causes.causes(lines)) == 9
    assert time.process_time() - began < 0.2


def test_every_form_of_a_report_has_them(tmp_path):
    head, foot = made.lines()[0], made.lines()[-1]
    counts = {"fail": len(LINES)}
    made.write(tmp_path / "in" / NAME, [{**head, "selected": len(LINES)}, *LINES, {**foot, "counts": counts}])
    assert list(results.read(tmp_path / "in" / NAME).failing()) == LINES
    forms.write(merge([tmp_path / "in"]), tmp_path / "out", ["html", "markdown", "junit"])
    page = next((tmp_path / "out" / "subjects").iterdir()).read_text("utf-8")
    assert "<strong>there is no move</strong>: it alone fails 3 requirements" in page
    assert page.count('<span class="mark held">held up</span>') == 1
    told = (tmp_path / "out" / "summary.md").read_text("utf-8")
    assert "1. there is no move: 3 requirements" in told
    assert "**item.assign** fail (held up: there is no move)" in told
    (suite,) = (tmp_path / "out" / "junit").iterdir()
    held = [one for one in ET.parse(suite).iter("property") if one.get("name") == "held up"]
    assert [one.get("value") for one in held] == ["there is no move"]
