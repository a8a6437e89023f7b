"""The text that can be filed: whole, true to the results, and with nothing of this machine or of a subject's markup."""

from __future__ import annotations

import json
import platform
import re

import made
import pytest
from test_causes import LINES, failing

from conformance import results
from conformance.report import bugreport
from conformance.results.lines import NAME

PLACES = [
    "/home/jane/work/mymmap/core.py", "/home/Jane Doe/x.py", "C:\\Users\\jane\\x.py", "D:\\\\a\\\\b", "~/projects/mine",
    "/usr/lib/python3.11/mmap.py",
]  # fmt: skip


def written(tmp_path, lines, **changes):
    head, foot = made.header(**changes), made.lines()[-1]
    head = {**head, "selected": len(lines)}
    made.write(tmp_path / NAME, [head, *lines, {**foot, "counts": {"fail": len(lines)}}])
    return tmp_path / NAME


@pytest.mark.parametrize("place", PLACES)
def test_nothing_of_the_machine_is_in_it(place, tmp_path):
    host = platform.node()
    got = f"raised OSError: [Errno 2] no such file: '{place}' on {host}"
    source = (
        f"import sys\nsys.path[:0] = [{place!r}]\nimport mine as mmap\nopen('/dev/null'); open('/proc/self/maps')\n"
    )
    line = failing("move.copies", got, source=source, witness="witnesses/a.py")
    given = {"impl": place, "python": place, "path": [place]}
    subject = results.read(written(tmp_path, [line], given=given, system=f"Linux on {host}"))
    text = bugreport.of_requirement(subject, next(subject.failing()))
    assert place not in text
    assert not re.search(r"jane|Jane|projects|/usr/lib", text)
    assert len(host) <= 3 or host not in text
    assert "open('/dev/null'); open('/proc/self/maps')" in text
    assert "https://docs.python.org/3.12/library/mmap.html#mmap.mmap.move" in text


@pytest.mark.parametrize(
    "words", ["```\n# not a title", "<script>alert(1)</script>", "@everyone #1", "\x1b[2J", "|a|b|"]
)
def test_a_subjects_words_are_no_markup(words, tmp_path):
    line = failing("move.copies", words, call=words, source=f"'''{words}'''", witness="witnesses/a.py")
    subject = results.read(written(tmp_path, [line], implementation=words))
    outside = re.sub(r"^(`{3,})\w*\n.*?^\1$", "", bugreport.of_requirement(subject, line), flags=re.M | re.S)
    assert "```" not in outside
    assert not re.search(r"<script|@everyone|\x1b|^# not|\|a", outside, re.M)


def test_a_cause_has_all_of_its_requirements_and_one_script(command, tmp_path):
    written(tmp_path, LINES)
    first, second = command("bugreport", tmp_path), command("bugreport", tmp_path / NAME, "--cause", 1)
    assert first.code == second.code == 0
    assert first.out == second.out
    assert first.out.startswith("# mmap: there is no move (3 requirements)\n")
    assert [name for name in ("move.copies", "move.nothing", "item.assign") if f"[{name}](" in first.out] == [
        "move.copies", "move.nothing", "item.assign",
    ]  # fmt: skip
    assert "Written by a program, mmap-conformance" in first.out
    assert "--impl stdlib -k" in first.out


def test_a_requirement_may_be_named(command, tmp_path):
    written(tmp_path, LINES)
    said = command("bugreport", tmp_path, "seek.seeks")
    assert said.code == 0
    assert "seek.seeks" in said.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["seek.seks"], "did you mean seek.seeks"),
        (["--cause", "9"], "there is no cause 9"),
        (["--cause", "0"], "0"),
        (["move.copies", "--cause", "1"], "not both"),
    ],
)
def test_what_there_is_not_is_said(words, told, command, tmp_path):
    written(tmp_path, LINES)
    said = command("bugreport", tmp_path, *words)
    assert said.code == 2
    assert told in said.err


def test_results_without_failures_and_of_two_subjects_give_none(command, tmp_path):
    made.results(tmp_path / "a" / NAME)
    said = command("bugreport", tmp_path / "a")
    assert (said.code, "nothing fails" in said.err) == (2, True)
    made.results(tmp_path / "b" / NAME, implementation="mine")
    said = command("bugreport", tmp_path)
    assert (said.code, "results of 2 subjects" in said.err) == (2, True)
    (tmp_path / "c.jsonl").write_text(json.dumps({"type": "header"}), "utf-8")
    assert command("bugreport", tmp_path / "c.jsonl").code == 2


def test_a_run_that_fails_is_filed_in_one_command_more(command, tmp_path):
    (tmp_path / "poor.py").write_text(
        "from mmap import *\nimport mmap as _mmap\nclass mmap(_mmap.mmap):\n    def tell(self): return 0\n", "utf-8"
    )
    assert command("run", "--impl", "poor", "--path", tmp_path, "-k", "tell.position", "-q").code == 1
    text = command("bugreport", "mmap-conformance-report").out
    assert "import poor as mmap" in text
    assert str(tmp_path) not in text
