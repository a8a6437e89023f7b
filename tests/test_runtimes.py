"""Every kind of subject that is described, seen working: started, asked, and one stem of the suite run on it."""

from __future__ import annotations

import os
import re
import sys

import made
import pytest

from conformance import results, spec
from conformance.exits import LaunchFailed
from conformance.harness.driving.subject import Subject
from conformance.harness.launch import implementation, interpreters
from conformance.harness.launch.launch import Launch
from conformance.results.lines import NAME

HERE = {"darwin": "macos", "win32": "windows"}.get(sys.platform, "linux")
SLOW = bool(os.environ.get("MMAP_CONFORMANCE_SLOW"))
CPYTHONS = [("stdlib", f"python{edition}") for edition in spec.EDITIONS]
WINDOWS = [("wine", f"{{runtimes}}/windows/{edition}/python.exe") for edition in spec.EDITIONS[:-1]]
WINDOWS += [("wine32", f"{{runtimes}}/windows32/{edition}/python.exe") for edition in ("3.7", "3.9", "3.10", "3.11")]
OTHERS = [(name, None) for name in ("pypy", "fmmap", "pyodide", "graalpy", "rustpython", "pyarrow", "pywin32")]
FOREIGN = [("stdlib", f"python3.15-{kind}") for kind in ("i386", "debug")]
EMULATED = [("qemu", f"python3.15-{one}") for one in ("arm64", "armhf", "s390x", "riscv64")] + [("qemu64k", None)]
QUICK = [*CPYTHONS, ("pypy", None), ("fmmap", None)]


def started(name: str, python: str | None) -> Subject:
    """A running subject, or a skip with the command that installs what is missing."""
    about = implementation.resolve(name)
    try:
        return Subject(Launch.of(about, python))
    except LaunchFailed as error:
        fetching = f"mmap-conformance fetch {name if about.fetch else 'debian'}, pyenv, or your system's packages"
        pytest.skip(f"{python or name} is missing here: {fetching} ({str(error)[:150]})")


def kinds(subjects):
    return pytest.mark.parametrize(
        ("name", "python"),
        [pytest.param(*one, id=" ".join(filter(None, one)), marks=[] if one in QUICK else [slow]) for one in subjects],
    )


slow = pytest.mark.skipif(not SLOW, reason="takes long: tox -e runtimes fetches and tries it")


@pytest.mark.runtime
@kinds([*CPYTHONS, *OTHERS, *WINDOWS, *FOREIGN, *EMULATED])
def test_a_runtime_says_what_it_is(name, python):
    subject = started(name, python)
    try:
        facts = subject.facts
    finally:
        subject.stop()
    if python is not None:
        assert f"3.{facts.edition.partition('.')[2]}" in python
    assert facts.page_size > 0
    assert facts.granularity % facts.page_size == 0
    elsewhere = {"wine": "windows", "wine32": "windows", "pywin32": "windows", "pyodide": "emscripten"}
    assert facts.os == elsewhere.get(name, HERE)
    assert facts.byte_order == ("big" if "s390x" in str(python) else "little")
    is_short = str(python).endswith(("i386", "armhf")) or name in ("pyodide", "wine32")
    assert facts.pointer_bits == (32 if is_short else 64)
    assert ("debug" in facts.build) == ("debug" in str(python))
    if name == "qemu64k":
        assert facts.page_size == 65536


@pytest.mark.runtime
@kinds([("pypy", None), ("fmmap", None), *OTHERS[2:], *WINDOWS, *FOREIGN, *EMULATED])
def test_a_runtime_gets_a_whole_report(command, tmp_path, name, python):
    started(name, python).stop()
    options = ["--python", python] if python else []
    # GraalPy starts its machine anew for every witness and takes minutes.
    said = command("run", "--impl", name, *options, "-k", "search or content", "-q", seconds=600)
    assert said.code in (0, 1), said
    report = results.read(tmp_path / "mmap-conformance-report" / NAME)
    assert report.complete
    assert "broken" not in {line["verdict"] for line in made.by_name(report).values()}


@pytest.mark.skipif(sys.platform == "win32", reason="a script with a first line for the system is POSIX's")
def test_fetched_interpreters_are_found_by_name(tmp_path, monkeypatch):
    (tmp_path / "bin").mkdir()
    launcher = tmp_path / "bin" / "python3.99-strange"
    launcher.write_text("#!/bin/sh\necho 3 99\n", "utf-8")
    launcher.chmod(0o755)
    monkeypatch.setenv("MMAP_CONFORMANCE_RUNTIMES", str(tmp_path))
    assert interpreters.find("python3.99-strange") == str(launcher)


def test_an_interpreter_can_be_named_with_a_placeholder(tmp_path, monkeypatch):
    monkeypatch.setenv("MMAP_CONFORMANCE_RUNTIMES", str(tmp_path))
    with pytest.raises(LaunchFailed, match=re.escape(str(tmp_path))):
        Launch.of(implementation.resolve("wine"), "{runtimes}/windows/3.99/python.exe")


@pytest.mark.parametrize("folder", sorted(path.parent.name for _, path in implementation.described_implementations()))
def test_every_description_is_explained_and_says_how_to_fetch_it(folder):
    about = implementation.resolve(folder)
    assert about.name == folder
    assert about.fetch or folder == "stdlib"
    assert f"`{folder}`" in (about.folder.parent / "README.md").read_text("utf-8")
