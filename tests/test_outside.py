"""What comes from outside and what is made of it: names, words, folders that are removed, strays that are ended."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from xml.etree import ElementTree

import made
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.harness.wire import guardian
from conformance.harness.wire.answers import Malformed, parse
from conformance.harness.wire.literal import read
from conformance.harness.wire.remote import remote
from conformance.results.plain import told, word, worded

posix = pytest.mark.skipif(os.name != "posix", reason="links, sessions and signals as POSIX has them")
SHORT_PATHS = pytest.mark.skipif(sys.platform == "win32", reason="no folder is nested so deep on Windows")
ODD = ["a/b", "..", "", "a" * 300, "**", "con:", "a\nb", '<>:"|?*', "\udcff", "-rf", ".hidden", "\N{SNOWMAN}", "a\0b"]


@pytest.mark.parametrize("text", ODD)
def test_a_name_from_outside_becomes_a_word(text):
    made = word(text)
    assert made.startswith("odd-")
    assert made == word(text)
    assert word(made) == made


def test_two_names_stay_two():
    assert len({word(text) for text in ODD}) == len(ODD)
    assert word("ValueError") == "ValueError"


@given(st.text())
def test_every_text_is_a_word_that_every_system_takes(text):
    assert set(word(text)) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
    assert 0 < len(word(text)) <= 60


class Silent:
    def __repr__(self):
        raise RuntimeError("not me")


@pytest.mark.parametrize(
    "value", [2**20_000, [2**20_000], {"a": (2**20_000,)}, Silent(), "\udcff", b"x" * 10**6],
    ids=["int", "list", "dict", "silent", "surrogate", "bytes"],
)  # fmt: skip
def test_something_is_said_of_every_value(value):
    assert 0 < len(worded(value)) <= 200
    assert worded(value).isprintable()
    assert told(ValueError(value))


@pytest.mark.parametrize(
    "text",
    [
     b"[" + b"0," * 1_000_000 + b"]", b"[" * 100_000, b"''" * 1_000_000, b"-" * 1_000_000,
     b"(" + b"'a'," * 500_000 + b")", b"{" + b"0:0," * 300_000 + b"}", b"1if 1else " * 100_000 + b"1",
     b"[" + b"b'\\\\'," * 400_000 + b"]"],
)  # fmt: skip
def test_reading_an_answer_is_bounded_in_time(text):
    began = time.process_time()
    with pytest.raises(Malformed):
        parse(b"1 = " + text, 1)
    assert time.process_time() - began < 5


def test_a_large_answer_of_bytes_is_read():
    content = bytes(range(256)) * 20_000
    assert read(repr(content).encode()) == content
    assert read(repr((b"," * 3_000_000, 5)).encode()) == (b"," * 3_000_000, 5)


@given(st.binary(max_size=200))
def test_any_line_is_an_answer_or_malformed(line):
    for prefix in (b"", b"1 = ", b"1 ! "):
        with contextlib.suppress(Malformed):
            parse(prefix + line, 1)


@SHORT_PATHS
def test_folders_nested_deeper_than_anything_can_follow_are_removed(tmp_path):
    top = tmp_path / "top"
    top.mkdir()
    here = os.getcwd()
    try:
        os.chdir(top)
        for _ in range(3000):
            os.mkdir("d")
            os.chdir("d")
        open("file", "w", encoding="utf-8").close()
    finally:
        os.chdir(here)
    guardian.remove(top)
    assert not top.exists()


@posix
def test_removing_a_folder_ends_though_something_fills_it_again(tmp_path, monkeypatch):
    folder = tmp_path / "folder"
    (folder / "inner").mkdir(parents=True)
    right = os.rmdir

    def rmdir(path):
        right(path)
        os.makedirs(folder / "inner")

    clock = iter(range(0, 10_000, 7))
    monkeypatch.setattr(guardian.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(guardian.os, "rmdir", rmdir)
    guardian.remove(folder)
    assert next(clock) < 200


@posix
@pytest.mark.parametrize("kind", ["link", "loop", "file", "fifo", "nothing"])
def test_what_a_subject_puts_in_the_place_of_its_folder_is_removed_and_not_followed(tmp_path, kind):
    victim, folder = tmp_path / "victim", tmp_path / "folder"
    victim.mkdir()
    (victim / "precious").write_text("precious", "utf-8")
    if kind == "link":
        folder.symlink_to(victim)
    elif kind == "loop":
        folder.symlink_to(folder)
    elif kind == "file":
        folder.write_text("", "utf-8")
    elif kind == "fifo":
        os.mkfifo(folder)
    guardian.remove(folder)
    assert not os.path.lexists(folder)
    assert (victim / "precious").read_text("utf-8") == "precious"


@posix
def test_a_link_within_a_folder_and_one_without_permissions_are_removed(tmp_path):
    victim, folder = tmp_path / "victim", tmp_path / "folder"
    victim.mkdir()
    (victim / "precious").write_text("precious", "utf-8")
    (folder / "deep" / "deeper").mkdir(parents=True)
    (folder / "deep" / "link").symlink_to(victim)
    (folder / "deep" / "deeper" / "link").symlink_to(victim)
    (folder / "deep").chmod(0)
    guardian.remove(folder)
    assert not folder.exists()
    assert (victim / "precious").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="strays are looked for in /proc")
@pytest.mark.parametrize("leaving", ["os.chdir('/')", "pass", "os.rmdir(os.getcwd())"])
def test_a_stray_is_ended_wherever_it_went_and_a_neighbour_is_not(tmp_path, leaving):
    folder, other = tmp_path / ("a b" if sys.platform == "win32" else "a\nb"), tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    code = "import os, time; os.setsid() if os.fork() == 0 else os._exit(0); "
    code += f"{leaving}; open({str(other / 'up')!r}, 'w'); time.sleep(60)"
    subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=guardian.marked(os.environ, folder), check=True, timeout=20
    )
    neighbour = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], cwd=other)
    try:
        deadline = time.monotonic() + 10
        while not (other / "up").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        guardian.end_strays(folder)
        deadline = time.monotonic() + 5
        while guardian_sees(folder) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not guardian_sees(folder)
        assert neighbour.poll() is None
    finally:
        neighbour.kill()
        neighbour.wait()


def guardian_sees(folder) -> list[str]:
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/environ", "rb") as file:
                if os.fsencode(f"{guardian.WARD}={folder}") in file.read().split(b"\0"):
                    found.append(name)
        except OSError:
            continue
    return found


@posix
def test_a_folder_that_leads_to_somebody_elses_place_of_work_ends_nobody_there(tmp_path):
    victim, folder = tmp_path / "victim", tmp_path / "folder"
    victim.mkdir()
    folder.symlink_to(victim)
    worker = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], cwd=victim)
    try:
        guardian.end_strays(folder)
        time.sleep(0.2)
        assert worker.poll() is None
    finally:
        worker.kill()
        worker.wait()


LEAST = "name = 'mine'\nimport = 'import mmap'\n"
DEEP = "[" * 400 + "]" * 400
DIGITS = "9" * 5000


@pytest.mark.parametrize(
    "text",
    [
        LEAST + f"facts = {'{a=' * 150}1{'}' * 150}\n", LEAST + f"paths = {DEEP}\n", LEAST + f"pace = {DIGITS}\n",
        LEAST + f"pace = 0x{'f' * 5000}\n", LEAST + f"title = {DIGITS}\n", LEAST + f"pace = 1e{DIGITS}\n",
        LEAST + f"[facts]\npage-size = {DIGITS}\n", LEAST + "title = '\ud7ff\ufffe'\n\0", "[a]\n" * 2,
    ],
)  # fmt: skip
def test_any_description_is_one_message(command, tmp_path, text):
    (tmp_path / "impl.toml").write_text(text, "utf-8")
    said = command("smoke", "--impl", "./impl.toml")
    assert said.code == 2, said
    assert "impl.toml" in said.err
    assert len(said.err.strip().splitlines()) == 1
    assert len(said.err) < 1500


@pytest.mark.parametrize("versions", [f">={DIGITS}", f"=={'9' * 150}", "junk", f"<{'1.' * 80}1"])
def test_any_condition_of_a_deviation_is_one_message_or_speaks_of_nobody(command, tmp_path, versions):
    (tmp_path / "known.toml").write_text(
        "[[deviation]]\nrequirement = 'find.missing'\nkinds = ['fail:value']\nreason = 'so'\n"
        f"when = {{python = '{versions}'}}\n",
        "utf-8",
    )
    said = command("run", "-k", "find.missing", "--deviations", "known.toml")
    assert said.code in (0, 1, 2), said
    assert len(said.err) < 1500


@pytest.mark.parametrize(
    "change",
    [
        {"edition": f"3.{DIGITS}"}, {"python_version": DIGITS}, {"implementation": "my\uffffmap\ufffe"},
        {"implementation": "\ud800"}, {"title": "\udcff</title>\x0b"}, {"implementation": "/etc/x/../impl.toml"},
        {"platform": "\u202eevil"}, {"implementation": "'\"<script>"}, {"system": "x" * 100_000},
    ],
)  # fmt: skip
def test_a_report_of_any_results_is_well_formed_or_they_are_left_out(command, tmp_path, change):
    made.results(tmp_path / "in.jsonl", {made.testable()[0]: "fail"}, **change)
    said = command("report", "in.jsonl", "--output", "out")
    assert said.code in (0, 4), said
    for path in (tmp_path / "out").rglob("*"):
        if path.suffix in (".xml", ".svg"):
            ElementTree.fromstring(path.read_bytes())
        if path.is_file():
            path.read_text("utf-8")
    assert all(path.name.isascii() for path in (tmp_path / "out").rglob("*"))


@remote
def replaced_by_a_link(victim):
    """Put a link in the place of the folder that the subject works in, and live on."""
    import os
    import shutil

    home = os.getcwd()
    os.chdir("/")
    shutil.rmtree(home)
    os.symlink(victim, home)
    return os.path.islink(home)


@posix
def test_what_a_folder_is_led_to_is_not_emptied_between_examples(tmp_path, started):
    victim = tmp_path / "victim"
    (victim / "inner").mkdir(parents=True)
    (victim / "precious").write_text("precious", "utf-8")
    subject = started()
    assert subject.call(replaced_by_a_link, str(victim)) is True
    for _ in range(3):
        subject.begin()
        assert subject.call(listing) == []
    assert {path.name for path in victim.iterdir()} == {"inner", "precious"}


@remote
def listing():
    """What is in the folder that the subject works in."""
    import os

    return os.listdir(".")


@remote
def nested(depth):
    """Nest folders deeper than a path can say."""
    import os

    home = os.getcwd()
    for _ in range(depth):
        os.mkdir("d")
        os.chdir("d")
    os.chdir(home)
    return os.listdir(".")


@SHORT_PATHS
def test_an_example_that_nests_folders_leaves_nothing_to_the_next(started):
    subject = started()
    assert subject.call(nested, 1500) == ["d"]
    subject.begin()
    assert subject.call(listing) == []


@remote
def hopping(beat, pause):
    """Start a chain of processes: each forks the next one and ends; it works elsewhere, in a session of its own."""
    import os
    import time

    if os.fork() == 0:
        os.chdir("/")
        os.setsid()
        began = time.time()
        while time.time() - began < 20:
            with open(beat, "w", encoding="utf-8") as file:
                file.write(str(os.getpid()))
            if os.fork():
                os._exit(0)
            time.sleep(pause)
        os._exit(0)
    time.sleep(0.05)
    return os.path.exists(beat)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="strays are known by /proc")
@pytest.mark.parametrize("pause", [0.003, 0.0005, 0] * 3)
def test_a_chain_of_processes_ends_with_the_subject(tmp_path, started, pause):
    beat = tmp_path / "beat"
    subject = started()
    subject.begin()
    assert subject.call(hopping, str(beat), pause)
    subject.stop()
    time.sleep(0.3)
    before = beat.stat().st_mtime_ns
    time.sleep(0.3)
    assert beat.stat().st_mtime_ns == before
