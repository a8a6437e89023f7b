"""Interpreters that are found, facts that follow from what a subject states, file systems that are named."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from conformance.exits import LaunchFailed
from conformance.harness.driving.arrangement import SINGLES
from conformance.harness.driving.subject import Subject
from conformance.harness.launch import filesystem, interpreters
from conformance.harness.launch.facts import Facts, edition_of
from conformance.harness.launch.implementation import resolve
from conformance.harness.launch.launch import Launch


def facts(platform="linux"):
    return Facts("m", "", "cpython", "3.8.1", "", platform, "", 64, "little", 4096, 4096, "3.8")


def test_without_a_name_the_interpreter_is_the_hosts():
    assert interpreters.find(None) == sys.executable


def test_a_path_is_taken_as_it_is():
    assert interpreters.find(sys.executable) == sys.executable


@pytest.mark.skipif(os.name != "posix", reason="the interpreters are scripts and links as POSIX has them")
def test_a_name_is_looked_up_and_has_to_be_an_interpreter(tmp_path, monkeypatch):
    shim = tmp_path / "python3.8"
    shim.write_text("#!/bin/sh\necho not active >&2\nexit 127\n", "utf-8")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "none"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path / "none"))
    with pytest.raises(LaunchFailed, match=r"no interpreter named python3\.8"):
        interpreters.find("python3.8")
    kept = tmp_path / "versions" / "3.8.1" / "bin" / "python3.8"
    kept.parent.mkdir(parents=True)
    kept.symlink_to(sys.executable)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    assert interpreters.find("python3.8") == str(kept)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no permission to execute")
def test_what_cannot_be_executed_is_no_interpreter(tmp_path):
    script = tmp_path / "python"
    script.write_text("", "utf-8")
    script.chmod(0o644)
    with pytest.raises(LaunchFailed, match="not executable"):
        interpreters.find(str(script))


def test_what_the_platform_knows_is_found_before_what_is_kept(monkeypatch, tmp_path):
    import python_discovery

    asked = []

    def found(name):
        asked.append(name)
        return SimpleNamespace(executable=sys.executable)

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(python_discovery, "get_interpreter", found)
    assert interpreters.find("python3.99") == sys.executable
    for odd in (">=3.8", "3.8", "python3 -c 1", "..", ""):
        with pytest.raises(LaunchFailed):
            interpreters.find(odd)
    assert asked == ["python3.99"]


def test_a_discovery_that_breaks_finds_nothing(monkeypatch, tmp_path):
    import python_discovery

    def breaks(name):
        raise RuntimeError(name)

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(python_discovery, "get_interpreter", breaks)
    with pytest.raises(LaunchFailed, match=r"python3\.99"):
        interpreters.find("python3.99")


def test_fetched_runtimes_are_kept_in_the_users_cache(monkeypatch, tmp_path):
    monkeypatch.delenv("MMAP_CONFORMANCE_RUNTIMES", raising=False)
    assert interpreters.runtimes().parts.count("mmap-conformance") == 1
    monkeypatch.setenv("MMAP_CONFORMANCE_RUNTIMES", str(tmp_path))
    assert interpreters.runtimes() == tmp_path


@pytest.mark.parametrize(
    ("version", "words"), [((3, 6, 15), "needs 3.7 or newer"), ((2, 7, 18), "3.7 or newer"), ((3, 99, 0), "--edition")]
)
def test_a_version_without_an_edition_is_refused(version, words):
    with pytest.raises(LaunchFailed, match=words):
        edition_of(version)


def test_the_edition_is_the_pythons():
    assert edition_of((3, 7, 0)) == "3.7"
    assert edition_of((3, 15, 2)) == "3.15"


@pytest.mark.parametrize(
    ("platform", "names"),
    [
        ("linux", {"all", "unix", "linux"}),
        ("darwin", {"all", "unix", "macos"}),
        ("win32", {"all", "windows"}),
        ("emscripten", {"all", "unix", "emscripten"}),
        ("freebsd14", {"all", "unix", "freebsd14"}),
    ],
)
def test_a_platform_has_every_name_that_requirements_use_for_it(platform, names):
    assert facts(platform).platforms == names


def test_the_file_system_of_a_folder_is_named(tmp_path):
    assert filesystem.describe(tmp_path)
    if sys.platform == "linux" and Path("/dev/shm").is_dir():
        assert filesystem.describe(Path("/dev/shm")) == "tmpfs at /dev/shm"


def test_the_report_names_the_file_system_of_the_files_under_test(command, tmp_path):
    (tmp_path / "here").mkdir()
    said = command("run", "-k", "find.missing", "--files", tmp_path / "here")
    assert said.code == 0
    assert f"files on {filesystem.describe(tmp_path)}" in said.out
    assert list((tmp_path / "here").iterdir()) == []


def refusing(number: int, monkeypatch) -> None:
    def refuses(*args):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(filesystem.mmap, "mmap", refuses)


def test_a_folder_that_cannot_hold_the_files_is_refused_and_left_empty(tmp_path, monkeypatch):
    filesystem.check(tmp_path)
    refusing(errno.ENODEV, monkeypatch)
    with pytest.raises(LaunchFailed, match=r"maps no files into memory: .*--files") as refused:
        filesystem.check(tmp_path)
    assert str(tmp_path) in str(refused.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_run_where_no_file_can_be_mapped_is_one_line_and_no_verdict(command, tmp_path, workers):
    (tmp_path / "sitecustomize.py").write_text(
        "import errno, mmap, os\n"
        "def refuses(*args): raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))\n"
        "mmap.mmap = refuses\n",
        "utf-8",
    )  # of the host alone: the subject sees no PYTHONPATH
    (tmp_path / "here").mkdir()
    said = command("run", "--files", tmp_path / "here", "-n", workers, "-q", PYTHONPATH=str(tmp_path))
    assert said.code == 3, said
    assert len(said.err.splitlines()) == 1, said.err
    assert "maps no files into memory" in said.err
    assert not (tmp_path / "mmap-conformance-report").exists()
    assert list((tmp_path / "here").iterdir()) == []


class AppendingMap:
    """What a map looks like on a file system that writes a page back by way of an appending descriptor."""

    def __init__(self, number, length):
        self.number, self.changed = number, bytearray(b"trial")

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return None

    def __setitem__(self, index, value):
        self.changed[index] = value

    def flush(self):
        os.write(self.number, self.changed)


def test_a_file_system_that_appends_what_a_map_changes_is_known_and_blamed(tmp_path, monkeypatch):
    assert filesystem.appends_in_place(tmp_path)
    assert filesystem.appends_in_place(tmp_path / "nowhere")
    monkeypatch.setattr(filesystem.mmap, "mmap", AppendingMap)
    assert not filesystem.appends_in_place(tmp_path)
    assert list(tmp_path.iterdir()) == []
    subject = Subject(Launch.of(resolve("stdlib"), appends_in_place=False))
    try:
        lacking = {str(one) for one in SINGLES} - {str(one) for one in subject.to_be_had}
    finally:
        subject.stop()
    assert lacking == {"descriptor: appending"}
