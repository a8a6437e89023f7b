"""The command's run is decided by its options: not by the environment, the folder or the machine that it stands in."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from conformance import results


def names(folder) -> set[str]:
    return set(results.read(folder / "mmap-conformance-report" / "results.jsonl").verdicts)


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("workers", "environment"),
    [
        ("0", {"PYTEST_ADDOPTS": "-k find.missing", "PYTEST_PLUGINS": "no_such_plugin"}),
        ("2", {"PYTEST_ADDOPTS": "-k find.missing"}),
        ("2", {"PYTEST_ADDOPTS": "--collect-only"}),
        ("2", {"PYTEST_PLUGINS": "no_such_plugin"}),
        ("2", {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_DEBUG": "1", "CI": "true", "HYPOTHESIS_PROFILE": "ci"}),
    ],
)
def test_no_variable_changes_what_runs(command, tmp_path, environment, workers):
    said = command("run", "-k", "tell", "-n", workers, **environment)
    assert said.code == 0, said
    assert len(names(tmp_path)) > 5


def test_nothing_that_lies_in_the_folder_is_run(command, tmp_path):
    code = f"open({str(tmp_path / 'executed')!r}, 'a').write(__name__ + chr(10))\nraise SystemExit('executed')\n"
    for name in ("struct", "pytest", "conftest", "sitecustomize", "json", "execnet", "hypothesis", "mmap"):
        (tmp_path / f"{name}.py").write_text(code, "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -k find.missing\n", "utf-8")
    start = [sys.executable, "-I", "-c", "from conformance.commands.main import main; main()"]
    done = subprocess.run([*start, "run", "-k", "tell", "-n", "2"], cwd=tmp_path, capture_output=True, timeout=120,
                          check=False)  # fmt: skip
    assert not (tmp_path / "executed").exists(), (tmp_path / "executed").read_text("utf-8")
    assert done.returncode == 0, done
    assert len(names(tmp_path)) > 5


@pytest.mark.skipif(os.name != "posix", reason="the folder is named after a POSIX user")
@pytest.mark.parametrize("workers", ["0", "2"])
def test_nothing_stays_in_the_temporary_folder(command, tmp_path, workers):
    (tmp_path / "t").mkdir()
    assert command("run", "-k", "tell", "-n", workers, TMPDIR=str(tmp_path / "t")).code == 0
    assert list((tmp_path / "t").iterdir()) == []


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "0", "-1", "1e400"])
def test_no_limit_is_switched_off(command, value):
    said = command("run", "-k", "tell.position", f"--step-seconds={value}")
    assert said.code == 2
    assert "step-seconds" in said.err


IN_A_COLLECTION = """
import gc, os, sys
sent = []
def send(phase, info):
    if phase == 'start' and not sent and sys._getframe(1).f_code.co_name == 'register_random':
        sent.append(os.kill(os.getpid(), {number}))
gc.callbacks.append(send)
from conformance.commands.main import main
main()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.parametrize("number", [2, 15])
def test_a_signal_whose_exception_is_lost_ends_the_run_all_the_same(tmp_path, number):
    (tmp_path / "start.py").write_text(IN_A_COLLECTION.format(number=number), "utf-8")
    done = subprocess.run([sys.executable, "start.py", "run", "-k", "cursor"], cwd=tmp_path, capture_output=True,
                          timeout=120, check=False, text=True, encoding="utf-8")  # fmt: skip
    assert done.returncode == 128 + number, done
    assert "before the run ended" in done.stdout


def test_a_witness_that_prints_for_ever_costs_its_time_and_no_memory(command, tmp_path):
    (tmp_path / "loud.py").write_text("import sys\nwhile True: sys.stdout.write('x' * 65536)\n", "utf-8")
    said = command("replay", "loud.py", "--seconds", "2", seconds=20)
    assert (said.code, "no end within 2 s" in said.out) == (1, True)
    (tmp_path / "last.py").write_text("print('x' * 10_000_000)\nraise SystemExit('the last words')\n", "utf-8")
    assert "the last words" in command("replay", "last.py").out


@pytest.mark.sampled(2)
@pytest.mark.parametrize("columns", ["0", "-3", "", "wide", "9" * 5000])
def test_columns_that_are_none_hide_nothing(command, columns):
    said = command("run", "-k", "find.missing", "-q", COLUMNS=columns)
    assert said.code == 0, said
    assert "1 pass" in said.out
    assert "no_such_module" in command("run", "--impl", "no_such_module", COLUMNS=columns).err


def test_hypothesis_observes_nothing_here(command, tmp_path):
    assert command("run", "-k", "find.missing", "-q", HYPOTHESIS_EXPERIMENTAL_OBSERVABILITY="1").code == 0
    assert not (tmp_path / ".hypothesis").exists()


@pytest.mark.parametrize("name", ["MMAP_CONFORMANCE_RUNTIMES", "PYENV_ROOT", "UV_PYTHON_INSTALL_DIR"])
def test_a_home_of_nobody_is_one_message(command, name):
    for words in (["run", "-k", "find.missing"], ["smoke"]):
        said = command(*words, "--python", "python3.99", PATH="/nowhere", **{name: "~nosuchuser/y"})
        assert said.code == 3, said
        assert len(said.err.splitlines()) == 1


NOTHING = "n" * 300


@pytest.mark.parametrize(
    "words",
    [
        ["report", NOTHING, "--output", "x"], ["diff", NOTHING, NOTHING], ["replay", NOTHING],
        ["run", "--against", NOTHING, "-k", "find.missing"], ["deviations", "check", "--file", NOTHING],
        ["run", "--deviations", NOTHING], ["run", "--files", NOTHING], ["run", "--impl", f"./{NOTHING}.toml"],
        ["run", "--memory", "9" * 30], ["run", "-n", "9" * 30], ["run", "-n", "\N{SUPERSCRIPT TWO}"],
        ["run", "--impl", ""],
        ["report", os.devnull, "--output", "x"], ["replay", os.devnull], ["smoke", "--impl", "./"],
    ],
    ids=lambda words: " ".join(words)[:30],
)  # fmt: skip
def test_a_name_or_a_number_that_is_none_is_one_message(command, tmp_path, words):
    said = command(*words)
    assert said.code == (4 if words[0] == "report" else 2), said
    assert "INTERNALERROR" not in said.err
    assert "our fault" not in said.err


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps the folder that a process stands in")
@pytest.mark.parametrize(
    "words", [["run", "-k", "find.missing"], ["compare", "stdlib", "stdlib", "--examples", "3"], ["smoke"]]
)
def test_a_folder_that_is_gone_is_one_message(tmp_path, words):
    (tmp_path / "gone").mkdir()
    script = f"cd {tmp_path}/gone && rmdir {tmp_path}/gone && {sys.executable} -P -m conformance {' '.join(words)}"
    said = subprocess.run(
        ["sh", "-c", script], capture_output=True, text=True, timeout=60, check=False, encoding="utf-8"
    )
    assert said.returncode in (0, 2), said
    assert "Traceback" not in said.stderr


def test_another_hypothesis_is_told(command, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.metadata as metadata\nright = metadata.version\n"
        "metadata.version = lambda name: '6.999.0' if name == 'hypothesis' else right(name)\n",
        "utf-8",
    )
    said = command("run", "-k", "find.missing", "-q", PYTHONPATH=str(tmp_path))
    assert said.code == 0
    assert "Hypothesis 6.999.0 draws other examples than" in said.err


def test_a_hypothesis_that_is_another_inside_is_one_message(command, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import hypothesis.internal.conjecture.providers as providers\ndel providers.CONSTANTS_CACHE\n",
        "utf-8",
    )
    said = command("run", "-k", "find.missing", "-q", PYTHONPATH=str(tmp_path))
    assert said.code == 5
    assert "install the suite in an environment of its own" in said.err
    assert len(said.err.splitlines()) <= 2
