"""Every hostile subject gets the verdict that it must get, and costs nothing else.

Each is run by the command itself, in this process: no traceback, no earlier result lost, and after it no process
and no temporary file.
"""

from __future__ import annotations

import json
import os
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import made
import pytest
from click.testing import CliRunner, Result
from hostile import agents, ends, lies
from hostile.spoiling import PASS, all_of
from only import only

from conformance import results
from conformance.commands.main import main
from conformance.harness.wire.deaths import death
from conformance.results import Results
from conformance.results.lines import NAME

TESTS = Path(__file__).parent
PROPERTIES = [f"test_{name}_returns_minus_one_for_what_is_not_there" for name in ("find", "rfind")]
MODULES = {"ends": ends, "lies": lies}
pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals, forks and descriptors as POSIX has them")


def processes_marked(mark: str) -> list[str]:
    """The processes that have this text in their environment, where there is a /proc to ask."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark.encode() in path.read_bytes():
                found.append(f"{path.parent.name}: {(path.parent / 'cmdline').read_text('utf-8')}")
        except OSError:
            continue
    return found


@pytest.fixture
def run(tmp_path, monkeypatch) -> Callable[..., tuple[Result, Results | None]]:
    """Run one property of find and one of rfind over a description; nothing may be left."""
    files, mark = tmp_path / "temporary", f"HOSTILE_MARK={tmp_path}"
    files.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(files))
    only(monkeypatch, *PROPERTIES)

    def run(description: str, limit: float = 5.0, options: tuple[str, ...] = ()) -> tuple[Result, Results]:
        path = tmp_path / "impl.toml"
        path.write_text(description + f"HOSTILE_MARK = {str(tmp_path)!r}\n", "utf-8")
        arguments = ["run", "--impl", str(path), "-k", "find.missing or rfind.missing"]
        arguments += ["--step-seconds", str(limit), *options]
        said = CliRunner().invoke(main, [*arguments, "--report", str(tmp_path / "report")])
        assert said.exception is None or isinstance(said.exception, SystemExit), said.output
        assert "Traceback" not in said.output
        assert "\x1b" not in said.output
        report = tmp_path / "report" / NAME
        return said, results.read(report) if report.exists() else None

    yield run
    deadline = time.monotonic() + 3
    while (left := processes_marked(mark)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert left == []
    assert list(files.iterdir()) == []


def judge(said: Result, report: Results | None, expected: str | int) -> None:
    """Hold the run against the kind of failure of rfind.missing, ``pass``, or an exit code."""
    if isinstance(expected, int):
        assert said.exit_code == expected, said.output
        assert report is None
        assert len(said.output.strip().splitlines()) <= 3
        assert len(said.output) < 1000
        return
    assert report is not None, said.output
    assert report.complete
    assert made.by_name(report)["find.missing"]["verdict"] == "pass", said.output
    line = made.by_name(report)["rfind.missing"]
    assert line["verdict"] == expected.partition(":")[0], said.output
    if expected != "unstable":  # what poisons its own process fails in more than one way
        assert {failure["kind"] for failure in line["failures"]} == ({expected} if expected != PASS else set())
    assert said.exit_code == (0 if expected == PASS else 1)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", [f"{part}.{name}" for part in MODULES for name in all_of(MODULES[part])])
def test_a_hostile_module_gets_its_verdict(run, name):
    part, _, function = name.partition(".")
    subject = all_of(MODULES[part])[function]
    description = f"""
name = "hostile"
import = "import hostile.spoiled as mmap"
pace = {subject.pace}
paths = [{str(TESTS)!r}]
[environment]
HOSTILE = "{name}"
"""
    said, report = run(description, subject.limit, subject.options)
    judge(said, report, subject.expected)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", all_of(agents))
def test_a_broken_wire_gets_its_verdict(run, name):
    subject = all_of(agents)[name]
    description = f"""
name = "hostile"
import = "import mmap"
pace = {subject.pace}
command = ["{{python}}", "-I", "-u", {str(TESTS / "hostile" / "agents.py")!r}, "{{agent}}", "{name}"]
[environment]
"""
    said, report = run(description, subject.limit, subject.options)
    judge(said, report, subject.expected)


def answering(version: str) -> str:
    """A program that gives the three answers of a start, whatever it is asked."""
    asked = f"1 = ['x', {version}, '', 'linux', [], 64, 'little', 4096, '/']"
    answers = f"{asked}\\n2 = None\\n3 = [True, True, 4096, 4096, '', 3]\\n"
    return f'import os; os.read(0, 99); os.write(1, b"{answers}"); os.read(0, 9999); os.read(0, 9999)'


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["true"], "exit code 0"),
        (["false"], "exit code 1"),
        (["cat"], "not the answer to step 1"),
        (["yes"], "not the answer to step 1"),
        (["sh", "-c", "echo; kill -9 $$"], "SIGKILL"),
        (["sh", "-c", "kill -SEGV $$"], "SIGSEGV"),
        (["sh", "-c", "printf '1 = '; sleep 1000"], "no answer"),
        (["sh", "-c", "trap '' TERM; sleep 1000"], "no answer"),
        (["sh", "-c", "exec 0<&- 1>&-; sleep 1000"], "closed the wire"),
        (["sh", "-c", "head -c 100000000 /dev/zero"], "over 32 MiB"),
        (["sh", "-c", "echo dying words >&2; exit 9"], "dying words"),
        (["/no/such/program"], "No such file"),
        (["/"], "cannot be started"),
        (["{python}", "-c", answering("[3, 6, 1]")], "3.7 or newer"),
        (["{python}", "-c", answering("[99, 1, 1]")], "--edition"),
        (["{python}", "-c", answering("'latest'")], "nonsense"),
        (["{python}", "-c", answering("[[], None]")], "nonsense"),
        (["{python}", "-c", answering("[-1, 10**10]")], "not a literal"),
    ],
)
def test_what_does_not_start_is_one_message_and_exit_code_3(run, command, words):
    head = f'name = "hostile"\nimport = "import mmap"\npace = 0.1\ncommand = {json.dumps(command)}\n'
    said, report = run(head + "[environment]\n")
    judge(said, report, 3)
    assert words in said.output


@pytest.mark.parametrize("number", sorted(signal.valid_signals()))
def test_every_signal_is_a_death_with_a_name_of_its_own(number):
    one = death(-number)
    name = signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
    assert name in str(one)
    assert type(one) not in {type(death(-other)) for other in signal.valid_signals() if other != number}
    assert one.verdict == ("killed" if number == signal.SIGKILL else "crash")


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_module_that_can_be_imported_only_once_is_not_our_fault(command, tmp_path, workers):
    (tmp_path / "once.py").write_text(
        f"import os\nos.open({str(tmp_path / 'lock')!r}, os.O_CREAT | os.O_EXCL)\nimport mmap as standard\n"
        "from mmap import *\n\n\nclass mmap(standard.mmap):\n    def rfind(self, *_):\n        os.abort()\n",
        "utf-8",
    )
    said = command("run", "--impl", "once", "--path", ".", "-k", "find.missing or rfind.missing", "-q", "-n", workers)
    assert said.code == 3, said
    assert "FileExistsError" in said.err
    assert "our fault" not in said.err


def test_what_a_launcher_hides_is_told_by_its_description(command, tmp_path):
    (tmp_path / "launch.py").write_text(
        "import os, subprocess, sys\nended = subprocess.run([sys.executable, '-I', '-u', sys.argv[1]]).returncode\n"
        "os._exit(77 if ended < 0 else 0)\n",
        "utf-8",
    )
    (tmp_path / "falls.py").write_text(
        "import os\nimport mmap as standard\nfrom mmap import *\n\n\nclass mmap(standard.mmap):\n"
        "    def find(self, *_):\n        os.abort()\n",
        "utf-8",
    )
    text = (
        "name = 'falls'\nimport = 'import falls as mmap'\npaths = ['.']\n"
        "command = ['{python}', '-I', '-u', '{here}/launch.py', '{agent}']\n"
    )
    for exits, kind in (("", "crash:exit-77"), ("exits = {77 = 'abort'}\n", "crash:abort")):
        (tmp_path / "impl.toml").write_text(text + exits, "utf-8")
        said = command("run", "--impl", "./impl.toml", "-k", "find.missing", "-q")
        assert said.code == 1, said
        assert f"  {kind}  " in said.out
