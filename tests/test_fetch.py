"""``fetch``: says what it would run, asks, and runs nothing unless somebody said yes."""

from __future__ import annotations

import os
import subprocess
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


FAKES = {
    "apt-get": 'echo "http://mirror.invalid/debian"',
    "qemu-s390x-static": "exit 1",
    # The last word but one is the tree: it gets what the script looks for, and tells what was asked.
    "mmdebstrap": 'echo "$@" >>"$ASKED"; for word; do tree=$before; before=$word; done; mkdir -p "$tree/usr/lib"',
}


@pytest.mark.skipif(os.name != "posix", reason="the scripts are a POSIX shell's")
def test_interpreters_of_debian_get_launchers_that_tell_them_apart(tmp_path):
    (tmp_path / "path").mkdir()
    for name, text in FAKES.items():
        (tmp_path / "path" / name).write_text(f"#!/bin/sh\n{text}\n", "utf-8")
        (tmp_path / "path" / name).chmod(0o755)
    script = implementation.bundled() / "debian" / "fetch.sh"
    asked = tmp_path / "asked"
    environment = {
        **os.environ, "PATH": f"{tmp_path / 'path'}:{os.environ['PATH']}", "ASKED": str(asked),
        "MMAP_CONFORMANCE_RUNTIMES": str(tmp_path / "runtimes"),
    }  # fmt: skip

    def fetch(*words: str) -> int:
        return subprocess.run(["sh", str(script), *words], env=environment, timeout=60, check=False).returncode

    assert fetch("bullseye/amd64", "i386", "s390x") == 0
    assert len(asked.read_text("utf-8").splitlines()) == 3
    assert "deb http://mirror.invalid/debian bullseye main" in asked.read_text("utf-8")
    launchers = tmp_path / "runtimes" / "bin"
    assert {path.name for path in launchers.iterdir()} == {
        "python3.9-bullseye", "pypy3-bullseye", "python3.13-i386", "python3.14-i386", "python3.15-i386", "pypy3-i386",
        "python3.15-s390x",
    }  # fmt: skip
    assert "qemu-s390x-static -L" in (launchers / "python3.15-s390x").read_text("utf-8")
    # What is there is not fetched again; what is not known is refused.
    assert fetch("amd64", "i386", "bullseye/amd64") == 0
    assert len(asked.read_text("utf-8").splitlines()) == 4
    assert {"python3.14", "python3.15", "python3.15-debug", "python3.13-sid"} < {
        path.name for path in launchers.iterdir()
    }
    assert fetch("potato/amd64") == 1
    assert fetch("sid/vax") == 1


@pytest.mark.skipif(os.name != "posix", reason="the scripts are a POSIX shell's")
@pytest.mark.parametrize("script", sorted(implementation.bundled().rglob("*.sh")), ids=lambda path: path.parent.name)
def test_every_script_is_one(script):
    assert subprocess.run(["sh", "-n", str(script)], check=False, timeout=10).returncode == 0
