"""``fetch``: says what it would run, asks, and runs nothing unless somebody said yes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from conformance.harness.launch import implementation

MINE = "name = 'mine'\nimport = 'import mine as mmap'\nfetch = \"{}\"\n"


def test_nothing_is_fetched_unless_somebody_says_yes(command, tmp_path):
    (tmp_path / "impl.toml").write_text(MINE.format('{python} -c \'open(\\"fetched\\", \\"w\\")\''), "utf-8")
    said = command("fetch", "./impl.toml")
    assert (said.code, "give --yes" in said.err, sys.executable in said.err) == (2, True, True)
    assert not (tmp_path / "fetched").exists()
    assert command("fetch", "./impl.toml", "--yes").code == 0
    assert (tmp_path / "fetched").exists()


def test_a_fetch_that_fails_says_so(command, tmp_path):
    (tmp_path / "impl.toml").write_text(MINE.format("{python} -c 'raise SystemExit(3)'"), "utf-8")
    said = command("fetch", "./impl.toml", "--yes")
    assert (said.code, "exit code 3" in said.err) == (3, True)
    (tmp_path / "impl.toml").write_text(MINE.format("no-such-command-anywhere"), "utf-8")
    assert command("fetch", "./impl.toml", "--yes").code == 3


@pytest.mark.parametrize("name", sorted({path.parent.name for path in implementation.bundled().glob("*/fetch.sh")}))
def test_every_script_that_travels_with_the_suite_says_what_it_installs(command, name):
    said = command("fetch", name)
    assert said.code == 2
    assert str(Path(name, "fetch.sh")) in said.err
    assert len(said.err.splitlines()[0]) > 40


@pytest.mark.parametrize("name", ["stdlib", "nothing", "../pypy", "pypy/../pypy", "", "."])
def test_what_has_nothing_to_fetch_is_refused(command, name):
    said = command("fetch", name, "--yes")
    assert said.code == 2
    assert len(said.err.strip().splitlines()) == 1


def test_what_is_missing_is_named_with_the_command_that_fetches_it(command, tmp_path):
    (tmp_path / "impl.toml").write_text(MINE.format("{python} -m pip install mine"), "utf-8")
    said = command("smoke", "--impl", "./impl.toml")
    assert said.code == 3
    assert f"mmap-conformance fetch {tmp_path / 'impl.toml'}" in said.err
