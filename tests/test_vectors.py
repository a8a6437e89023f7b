"""One file that plays the gate in its own process: it knows right from wrong, and says so when it is not whole."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import said

from conformance import results, spec
from conformance.exits import LaunchFailed
from conformance.harness.launch import interpreters
from conformance.harness.recording.vectors import ELSEWHERE

RESULTS = "mmap_vectors_results.jsonl"
WORDS = "find.missing or slice or tell or hazard.truncated-lost or sharing.anonymous-after-fork or seekable"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """The file, recorded of this interpreter's standard library."""
    folder = tmp_path_factory.mktemp("vectors")
    done = said([sys.executable, "-m", "conformance", "vectors", "-k", WORDS], folder)
    assert done.code == 0, done
    return folder / "mmap_vectors.py"


def play(file, folder, *words, python=sys.executable):
    done = subprocess.run(
        [python, "-I", str(file), *words], cwd=folder, capture_output=True, timeout=120, check=False, encoding="utf-8",
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"}, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_the_same_answers_are_the_same(file, tmp_path, command):
    done = play(file, tmp_path, "-v")
    assert done.returncode == 0, done.stdout
    lines = done.stdout.splitlines()
    assert "same   find.missing" in lines
    assert any(line.startswith("not tried here  hazard.truncated-lost: ") for line in lines)
    assert any(line.startswith("not tried here  sharing.anonymous-after-fork: needs a process") for line in lines)
    assert " 0 other, " in lines[-1]
    assert list(tmp_path.iterdir()) == [tmp_path / RESULTS]
    found = results.read(tmp_path / RESULTS)
    assert set(found.verdicts.values()) == {"pass"}
    assert found.header["profile"] == "vectors"
    merged = command("report", tmp_path / RESULTS, "--output", "site")
    assert merged.code == 0
    assert "CPython" in merged.out


@pytest.mark.sampled(4)
@pytest.mark.parametrize("edition", spec.EDITIONS)
def test_it_runs_in_every_edition(edition, file, tmp_path):
    try:
        python = interpreters.find(f"python{edition}")
    except LaunchFailed as missing:
        pytest.skip(str(missing)[:100])
    done = play(file, tmp_path, python=python)
    assert done.returncode in (0, 1)
    assert int(done.stdout.splitlines()[-1].split()[0]) >= 5  # messages differ from edition to edition


def test_an_edition_is_recorded_of_the_python_of_that_version(tmp_path):
    """Of another version's it would tell a right subject that it is other: seek returns the position since 3.13."""
    try:
        python = interpreters.find("python3.13")
    except LaunchFailed as missing:
        pytest.skip(str(missing)[:100])
    if interpreters.version(sys.executable) == (3, 13):
        pytest.skip("the host's own version is no other")
    done = said([sys.executable, "-m", "conformance", "vectors", "--edition", "3.13", "-k", "tell.position"], tmp_path)
    assert done.code == 0, done
    done = play(tmp_path / "mmap_vectors.py", tmp_path, python=python)
    assert done.returncode == 0, done.stdout


def test_an_edition_whose_python_is_missing_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("PYENV_ROOT", "UV_PYTHON_INSTALL_DIR", "MMAP_CONFORMANCE_RUNTIMES", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    edition = next(one for one in spec.EDITIONS if one != "{}.{}".format(*sys.version_info))
    done = said([sys.executable, "-m", "conformance", "vectors", "--edition", edition, "-k", "tell.position"], tmp_path)
    assert done.code == 2
    assert f"--edition {edition} is recorded of the Python of that version: there is no interpreter" in done.err


def test_another_answer_is_told_with_its_request(file, tmp_path):
    (tmp_path / "wrong.py").write_text(
        "from mmap import *\nimport mmap as _mmap\nclass mmap(_mmap.mmap):\n"
        "    def find(self, *args): return super().find(*args) + (args[0] == b'never')\n",
        "utf-8",
    )
    code = f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(file.parent)!r}]\nimport mmap_vectors\n"
    code += "print('code', mmap_vectors.run('wrong'))"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, timeout=120, check=False,
                          encoding="utf-8")  # fmt: skip
    assert "code 1" in done.stdout, done.stderr
    assert "other  find.missing\n         request   " in done.stdout
    assert "expected  = -1\n         came      = 0" in done.stdout
    found = results.read(tmp_path / RESULTS)
    assert found.kinds["find.missing"] == ("fail:other-answer",)
    assert found.verdicts["tell.position"] == "pass"


@pytest.mark.parametrize("cut", [0.999, 0.9, 0.5])
def test_a_file_that_was_cut_off_says_so(cut, file, tmp_path):
    text = file.read_text("ascii")
    (tmp_path / "cut.py").write_text(text[: int(len(text) * cut)], "ascii")
    done = play(tmp_path / "cut.py", tmp_path)
    assert done.returncode == 5
    assert "is damaged or was cut off: make it again" in done.stdout


def test_a_file_that_was_changed_says_so(file, tmp_path):
    text = file.read_text("ascii")
    at = text.rindex("#: recorded\n") + 1000
    (tmp_path / "changed.py").write_text(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :], "ascii")
    assert play(tmp_path / "changed.py", tmp_path).returncode == 5


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["no_such_module"], 3, "ModuleNotFoundError"),
        (["json"], 3, "has no class `mmap`"),
        (["not a name"], 2, "is no name of a module"),
        (["a", "b"], 2, "usage: "),
        (["--what"], 2, "usage: "),
        (["-h"], 0, "usage: "),
    ],
)
def test_what_cannot_be_played_is_told(words, code, told, file, tmp_path):
    done = play(file, tmp_path, *words)
    assert (done.returncode, told in done.stdout) == (code, True), done.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_plain_python_of_the_oldest_edition(file):
    text = file.read_text("ascii")
    tree = ast.parse(text, feature_version=(3, 7))
    imported = {name.name for one in ast.walk(tree) if isinstance(one, ast.Import) for name in one.names}
    assert imported == {"os", "sys", "zlib", "binascii", "json", "ast", "time"}
    assert str(Path.home()) not in text
    assert len(text) < 1_000_000


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--output", "nowhere/x.py"], "no such folder"),
        (["-k", "find and"], "-k"),
        (["--edition", "3.6"], "3.6"),
        (["--impl", "no_such_module", "-k", "tell"], "no_such_module"),
    ],
)
def test_what_cannot_be_written_is_told(words, told, command):
    done = command("vectors", *words)
    assert done.code in (2, 3)
    assert told in done.err


def test_what_needs_a_process_of_its_own_is_known():
    assert ELSEWHERE.search("pid = os.fork()")
    assert ELSEWHERE.search("import subprocess")
    assert not ELSEWHERE.search("m1 = mmap.mmap(f1.fileno(), 0); threads = 3")
