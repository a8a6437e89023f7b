"""The scripts that failures become: short, alone, and right about whether the failure is there."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from conformance import spec
from conformance.harness.judging.shorter import shorter

HEAD = "import mmap as _mmap, os, sys\nfrom mmap import *\nclass mmap(_mmap.mmap):\n"
FAILURES = {
    "a wrong value": ("fail:value", "def find(self, *args): return super().find(*args) + (self[0] > 90)"),
    "a wrong type": ("fail:value", "def find(self, *args): return float(super().find(*args))"),
    "a foreign object": ("fail:value", "def find(self, *args): return self"),
    "an exception": ("fail:RuntimeError", "def find(self, *args): raise RuntimeError('no \\\\ \\'\"\"\" find')"),
    "an exception of its own": ("fail:Odd", "def find(self, *args): raise type('Odd', (LookupError,), {})(b'\\xff')"),
    "a changed state": ("fail:value", "def find(self, *args): found = super().find(*args); self[:] = self[::-1]; return found"),  # noqa: E501
    "an abort": ("crash:abort", "def find(self, *args): os.abort()"),
    "an exit": ("crash:exit-4", "def find(self, *args): os._exit(4)"),
    "a silent exit": ("crash:exit-0", "def find(self, *args): os._exit(0)"),
    "SystemExit": ("fail:SystemExit", "def find(self, *args): sys.exit(0)"),
    "a hang": ("hang:hang", "def find(self, *args): __import__('time').sleep(1000)"),
}  # fmt: skip


@pytest.fixture
def witness(command, tmp_path):
    """Break find in that way, and return the witness of find.lowest-index with what the command said."""

    def make(body):
        (tmp_path / "broken.py").write_text(HEAD + "    " + body + "\n", "utf-8")
        said = command(
            "run",
            "--impl",
            "broken",
            "--path",
            tmp_path,
            "-k",
            "find.lowest-index",
            "--step-seconds",
            "0.5",
            only="test_find_returns_the_lowest_index",
        )
        (script,) = (tmp_path / "mmap-conformance-report" / "witnesses").glob("*.py")
        return script, said

    return make


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", FAILURES)
def test_a_witness_is_short_and_reproduces_with_nothing_but_the_subject(witness, tmp_path, name):
    kind, body = FAILURES[name]
    script, said = witness(body)
    assert f"verdict  {kind}" in said.out, said.out
    source = script.read_text("ascii")
    assert len(source.splitlines()) <= 20
    requirement = spec.load()["find.lowest-index"]
    link = requirement.link(f"3.{sys.version_info.minor}")
    assert source.startswith(f'"""{requirement.id}: {requirement.text}\n{link}\n')
    compile(source, str(script), "exec")
    limit = 1.5 if kind == "hang:hang" else 30
    try:
        done = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, timeout=limit, check=False)
        reproduced = done.returncode
    except subprocess.TimeoutExpired:
        reproduced = "hang"
    if kind in ("crash:exit-0", "fail:SystemExit"):
        assert reproduced == 1, "an exit without a word is told apart from the end of the script"
    elif kind == "crash:exit-4":
        assert reproduced == 4
    else:
        assert reproduced, said.out
    # and not where there is nothing wrong
    (tmp_path / "broken.py").write_text("from mmap import *\n", "utf-8")
    done = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr


def test_a_witness_of_a_hang_ends_by_itself_and_says_so(witness):
    script, _ = witness(FAILURES["a hang"][1])
    assert "faulthandler.dump_traceback_later(10, exit=True)" in script.read_text("utf-8")


def test_every_distinct_failure_has_a_witness_of_its_own(command, tmp_path):
    (tmp_path / "broken.py").write_text(
        HEAD
        + "    def find(self, *args):\n        if self[0] != 97: os.abort()\n        return super().find(*args) + 1\n",
        "utf-8",
    )
    said = command("run", "--impl", "broken", "--path", tmp_path, "-k", "find.lowest-index")
    witnesses = list((tmp_path / "mmap-conformance-report" / "witnesses").glob("*.py"))
    assert said.out.count("witness  ") == len(witnesses) >= 2
    assert {path.name.split(".")[2].partition("-")[0] for path in witnesses} == {"value", "abort"}


def test_replay_tells_how_a_witness_ended(command, tmp_path):
    abort = "SIGABRT" if os.name == "posix" else "status 0x3"
    endings = {
        "import os; os.abort()": (1, f"reproduces: the subject was ended by {abort}"),
        "raise SystemExit('expected 1, got 2')": (1, "reproduces: expected 1, got 2"),
        "import time; time.sleep(100)": (1, "reproduces: no end within 1 s"),
        "pass": (0, "does not reproduce"),
        "print('\\x1b[31m')": (0, "does not reproduce"),
    }
    for source, (code, words) in endings.items():
        (tmp_path / "witness.py").write_text(source, "utf-8")
        said = command("replay", "witness.py", "--seconds", "1")
        assert (said.code, words in said.out) == (code, True), said
        assert "\x1b" not in said.out


def test_a_witness_swallows_what_was_rightly_refused_before_the_failure(command, tmp_path):
    (tmp_path / "broken.py").write_text(
        HEAD + "    def write_byte(self, *args):\n        self.seek(0, 2)\n        super().write_byte(*args)\n",
        "utf-8",
    )
    said = command("run", "--impl", "broken", "--path", tmp_path, "-k", "write_byte.value-range")
    assert "verdict  fail:value" in said.out
    assert "call     (m" in said.out
    (script,) = (tmp_path / "mmap-conformance-report" / "witnesses").glob("*.py")
    assert "suppress(OverflowError): m" in script.read_text("utf-8")
    assert command("replay", script).code == 1
    (tmp_path / "broken.py").write_text("from mmap import *\n", "utf-8")
    assert command("replay", script).code == 0


@pytest.mark.parametrize(
    "value", [b"abc" + bytes(9000) + b"x" * 60 + b"end", b"0123456789" * 300 + b"0", bytes(500), bytes(range(256)) * 2]
)
def test_long_bytes_are_written_as_what_they_repeat(value):
    text = shorter(f"m1.write({value!r})")
    assert eval(text.removeprefix("m1.write")) == value
    assert len(text) < 1000 or len(value) == 512


@pytest.mark.parametrize(
    "text", ["m1.find(b'a')", "b'" + "a" * 300 + "' in m1", "m1[0:300] = b'" + "a" * 300 + "'", "((" * 200]
)
def test_what_is_written_shorter_is_still_python_or_as_it_was(text):
    assert shorter(text) == text or compile(shorter(text), "", "exec")


def test_a_witness_finds_the_module_of_a_description_and_an_import_that_fails_is_no_reproduction(command, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "young.py").write_text(HEAD + "    def tell(self): return super().tell() + 1\n", "utf-8")
    (tmp_path / "impl.toml").write_text("name = 'young'\nimport = 'import young as mmap'\npaths = ['mine']\n", "utf-8")
    command("run", "--impl", "./impl.toml", "-k", "tell.position")
    script = next((tmp_path / "mmap-conformance-report" / "witnesses").glob("*.py"))
    for words in ([], ["--impl", "./impl.toml"]):
        assert command("replay", script, *words).code == 1
    # A witness that came from another machine finds it by the description.
    lines = [line for line in script.read_text("utf-8").splitlines() if not line.startswith("sys.path")]
    moved = tmp_path / "moved.py"
    moved.write_text("\n".join(lines), "utf-8")
    assert command("replay", moved, "--impl", "./impl.toml").code == 1
    said = command("replay", moved)
    assert (said.code, "cannot import" in said.err) == (3, True), said
    (tmp_path / "mine" / "young.py").write_text("from mmap import *\n", "utf-8")
    assert command("replay", script).code == 0
