"""Recordings: they save work and change no verdict; what is damaged, foreign or in the way is as if it were not."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace

import made
import pytest
from mutants import played

from conformance import results
from conformance.harness.recording import cabinet
from conformance.harness.recording.cabinet import VARIABLE, Cabinet
from conformance.harness.recording.tape import Place
from conformance.language import start
from conformance.results.lines import NAME

HEAD = "import mmap as _mmap\nfrom mmap import *\nclass mmap(_mmap.mmap):\n    "
WORDS = "(tell or seek or slice.read or size.file or item.read) and not concurrency and not lifetime"
WRONG = {
    "a value": "def tell(self): return super().tell() + (super().tell() == 3)",
    "a refusal": "def seek(self, *args): return super().seek(*(args[:2] if args[1:] == (5,) else args))",
    "a leak": "def size(self):\n        import os; os.dup(0); return super().size()",
    "a death": "def __getitem__(self, at):\n        if at == -1: import os; os.kill(os.getpid(), 11)\n"
    "        return super().__getitem__(at)",
    "a hang": "def size(self):\n        import time; time.sleep(600)",
    "a poison": "def size(self):\n        import builtins; builtins.open = None; return super().size()",
}
LINES = [("m1=1", "= None"), ("_=m1", "= 1")]


@pytest.fixture
def kept(tmp_path):
    return Cabinet(tmp_path / "recordings", "0" * 32, "me")


def told(path):
    """What a run says, without what it took; the verdict alone of what fails in a spoilt process only."""
    found = {name: {**line, "duration": 0, "played": 0} for name, line in made.by_name(results.read(path)).items()}
    return {name: "unstable" if line["verdict"] == "unstable" else line for name, line in found.items()}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("wrong", sorted(WRONG))
def test_played_and_drawn_runs_say_the_same(wrong, command, tmp_path):
    place = {VARIABLE: str(tmp_path / "kept")}
    (tmp_path / "wrong.py").write_text(f"{HEAD}{WRONG[wrong]}\n", "utf-8")
    chosen = (
        WORDS if wrong != "a hang" else "size.file-length or slice.read or tell.position or item.read"
    )  # it takes long
    first = command("run", "-k", chosen, "-q", "--report", "right", **place)
    assert first.code == 0, first
    words = ("run", "--impl", "wrong", "--path", ".", "-k", chosen, "-q", "--step-seconds", "0.5", "--report")
    folders = ["played"] if wrong == "a hang" else ["played", "again"]  # what the first has recorded is played too
    runs = [command(*words, "drawn", "--no-recordings"), *(command(*words, folder, **place) for folder in folders)]
    assert len({run.code for run in runs}) == 1
    drawn = told(tmp_path / "drawn" / NAME)
    for folder in folders:
        assert told(tmp_path / folder / NAME) == drawn
    lines = made.by_name(results.read(tmp_path / folders[-1] / NAME)).values()
    assert sum(line.get("played", 0) for line in lines) > (2 if wrong == "a hang" else 10)
    assert [line for line in lines if line["failures"] and line.get("played", 0) >= len(line["properties"])] == []
    assert not any("played" in line for line in made.by_name(results.read(tmp_path / "drawn" / NAME)).values())


@pytest.mark.parametrize("mutant", ["search.find_long.find_leaps_over_a_match_after_a_long_near_match",
                                    "content.move.what_there_is_of_a_source_is_moved",
                                    "cursor.read_long.read_of_all_returns_a_mib_at_most"])  # fmt: skip
def test_a_mutant_is_killed_in_the_same_way(mutant, tmp_path):
    found, count = played.differences(tmp_path / "recordings", mutant)
    assert found == []
    assert count > 0


def test_what_one_has_recorded_another_plays_whose_answers_are_the_same(command, tmp_path):
    place = {VARIABLE: str(tmp_path / "kept")}
    command("run", "-k", "tell.position", "-q", **place)
    (tmp_path / "mine.py").write_text(f"{HEAD}pass\n", "utf-8")
    command("run", "--impl", "mine", "--path", ".", "-k", "tell.position", "-q", **place)
    lines = made.by_name(results.read(tmp_path / "mmap-conformance-report" / NAME)).values()
    assert all(line["played"] == len(line["properties"]) for line in lines if line["verdict"] == "pass")


def test_what_is_of_one_process_only_is_a_placeholder():
    here, there = Place("/tmp/a", "reset('/tmp/a',5)"), Place("/tmp/other", "reset('/tmp/other',7)")
    request = "def f(): 0;reset('/tmp/a',5)\tx=open('/tmp/a/f1')"
    assert there.own(here.neutral(request)) == "def f(): 0;reset('/tmp/other',7)\tx=open('/tmp/other/f1')"


def test_recorded_lines_are_played_to_the_first_other_answer():
    with start() as subject:
        link = subject.lives.record()
        subject.begin()
        m = subject.map(b"abc")
        assert m[:] == b"abc"
        lines = link.tape
        link.tape = None
        assert subject.lives.play(lines)
        (request, _), *rest = lines
        assert not subject.lives.play([(request, "= b'other'"), *rest])
        assert subject.map(b"abcd")[:] == b"abcd"  # and the process is of use
        assert not subject.lives.play([("import os;os._exit(3)", "= None")] * 100)
        assert subject.map(b"abcde")[:] == b"abcde"


def test_many_and_long_lines_in_flight_wait_for_nobody():
    lines = [(f"_={b'x' * n!r}*{n}", f"= {b'x' * n * n!r}") for n in range(1, 300)]
    lines += [(f"_=len({'y' * 200_000!r})", "= 200000")] * 5
    with start() as subject:
        assert subject.lives.play(lines)


def test_several_right_answers_are_kept_and_ones_own_comes_first(kept):
    for number in range(6):
        replace_by(kept, f"subject {number}").keep("a::b", 3, [*LINES, ("x", f"= {number}")])
    found = replace_by(kept, "subject 4").find("a::b")
    assert len(found) == 4
    assert found[0].by == "subject 4"
    assert replace_by(kept, "subject 0").find("a::b")[0].by != "subject 0"  # the oldest is gone
    assert kept.find("a::c") == []


def replace_by(kept, by):
    return Cabinet(kept._root, kept._folder.name, by)


def damaged(data, how):
    match how:
        case "cut":
            return data[:-7]
        case "empty":
            return b""
        case "changed":
            return data[:-1] + bytes([data[-1] ^ 1])
        case "of another version":
            return data.replace(b"recording 1", b"recording 2", 1)
        case "unsigned":
            return data[:29] + bytes(32) + data[61:]
    return b"\0" * (1 << 20)


@pytest.mark.parametrize("how", ["cut", "empty", "changed", "of another version", "unsigned", "zeros"])
def test_a_damaged_recording_is_none_and_is_replaced(how, kept):
    kept.keep("a::b", 3, LINES)
    (path,) = kept._folder.iterdir()
    path.write_bytes(damaged(path.read_bytes(), how))
    other = replace_by(kept, "me")
    assert other.find("a::b") == []
    assert "is no recording of ours" in other.problem
    other.keep("a::b", 3, LINES)
    assert replace_by(kept, "me").find("a::b")[0].examples == 3


def test_what_another_has_signed_is_none(kept, tmp_path):
    foreign = Cabinet(tmp_path / "foreign", "0" * 32, "me")
    foreign.keep("a::b", 3, [("import os;os.system('x')", "= None")])
    kept.keep("a::c", 3, LINES)
    (path,) = foreign._folder.iterdir()
    (kept._folder / path.name).write_bytes(path.read_bytes())
    assert kept.find("a::b") == []


def test_a_recording_of_another_key_is_none(kept):
    kept.keep("a::b", 3, LINES)
    other = Cabinet(kept._root, "1" * 32, "me")
    other.keep("a::c", 3, LINES)
    (path,) = kept._folder.iterdir()
    (other._folder / path.name).write_bytes(path.read_bytes())
    assert other.find("a::b") == []


def test_a_recording_that_unpacks_without_end_is_none(kept, monkeypatch):
    kept.keep("a::b", 3, [("x" * 100_000, "= None")])
    monkeypatch.setattr(cabinet, "_LONGEST", 1000)
    assert kept.find("a::b") == []


posix = pytest.mark.skipif(os.name != "posix", reason="modes and links are POSIX's")


@posix
@pytest.mark.parametrize("what", ["root", "secret"])
def test_a_folder_that_others_can_write_is_not_used(what, kept, tmp_path):
    path = tmp_path / "recordings" / ("" if what == "root" else "secret")
    path.chmod(0o777 if what == "root" else 0o666)
    other = replace_by(kept, "me")
    assert "this user's alone" in other.problem
    other.keep("a::b", 3, LINES)
    assert other.find("a::b") == []
    assert not (tmp_path / "recordings" / ("0" * 32)).exists()


@posix
def test_no_link_is_followed(kept, tmp_path):
    kept.keep("a::b", 3, LINES)
    (path,) = kept._folder.iterdir()
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert kept.find("a::b") == []
    (tmp_path / "linked").symlink_to(tmp_path / "recordings")
    assert "this user's alone" in Cabinet(tmp_path / "linked", "0" * 32, "me").problem


def test_a_secret_that_is_damaged_is_not_used(kept, tmp_path):
    (tmp_path / "recordings" / "secret").write_bytes(b"short")
    assert "damaged" in replace_by(kept, "me").problem


def test_a_cabinet_that_is_gone_or_in_the_way_is_told_once(kept, tmp_path):
    shutil.rmtree(tmp_path / "recordings")
    kept.keep("a::b", 3, LINES)
    assert "recordings are not used" in kept.problem
    (tmp_path / "file").write_text("", "utf-8")
    assert "recordings are not used" in Cabinet(tmp_path / "file", "0" * 32, "me").problem


def test_a_run_goes_on_without_recordings_and_says_so_in_one_line(command, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    said = command("run", "-k", "tell or slice.read", "-q", **{VARIABLE: str(tmp_path / "file")})
    assert said.code == 0
    assert said.err.count("recordings are not used") == 1
    assert command("run", "-k", "tell", "-q", **{VARIABLE: ""}).err == ""


def test_the_oldest_go_where_there_are_too_many(kept, monkeypatch):
    for number in range(3):
        old = Cabinet(kept._root, str(number) * 32, "me")
        old.keep("a::b", 3, LINES)
        os.utime(old._folder, (number, number))
    (kept._root / "not-ours").mkdir()
    monkeypatch.setattr(cabinet, "_MOST", sum(path.stat().st_size for path in old._folder.iterdir()))
    cabinet.tidy(kept._root)
    assert sorted(path.name for path in kept._root.iterdir()) == ["2" * 32, "not-ours", "secret"]


def test_what_decides_the_examples_decides_the_key(tmp_path, monkeypatch):
    with start() as subject:
        facts = subject.facts
    key = Cabinet.of(tmp_path, facts, None, ())._folder.name
    others = {"edition": "3.7", "platform": "win32", "pointer_bits": 32, "byte_order": "big", "page_size": 1}
    others |= {"granularity": 1, "files": "tmpfs", "syncs": not facts.syncs}
    for name, value in others.items():
        assert Cabinet.of(tmp_path, replace(facts, **{name: value}), None, ())._folder.name != key
    assert Cabinet.of(tmp_path, facts, 1 << 30, ())._folder.name != key
    assert Cabinet.of(tmp_path, facts, None, ["access: write"])._folder.name != key
    assert Cabinet.of(tmp_path, replace(facts, python_version="3.99.9"), None, ())._folder.name == key
    monkeypatch.setattr(cabinet, "_sources", lambda: "others")
    assert Cabinet.of(tmp_path, facts, None, ())._folder.name != key
