"""The display never decides a run: pipes that close, disks that are full, letters that a terminal lacks."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys

import pytest

from conformance import results, verdicts
from conformance.commands import letters

WORDS = ["-m", "conformance", "run", "-k", "find.missing or rfind.missing or tell", "--report", "report"]
RUN = shlex.join([sys.executable, *WORDS])
bash = pytest.mark.skipif(shutil.which("bash") is None, reason="streams that end as a POSIX shell ends them")


def shell(folder, script, **environment):
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {script}"], cwd=folder, env={**os.environ, **environment},
        capture_output=True, text=True, timeout=120, check=False,
        encoding="utf-8",
    )  # fmt: skip


def alone(folder, **environment):
    return subprocess.run(
        [sys.executable, *WORDS], cwd=folder, env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


@bash
@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "script",
    [
        f"{RUN} | head -1",
        f"{RUN} | true",
        f"{RUN} > /dev/full",
        f"{RUN} >&-",
        f"{RUN} 2>&-",
        f"{RUN} <&- >&- 2>&-",
        f"{RUN} -n 2 2>&-",
        f"{RUN} -n 2 <&- >&- 2>&-",
    ],
)
def test_a_run_goes_on_when_nobody_can_read_it(tmp_path, script):
    said = shell(tmp_path, script)
    assert said.returncode == 0, said.stderr
    assert "Traceback" not in said.stderr
    assert results.read(tmp_path / "report" / "results.jsonl").complete


@pytest.mark.parametrize("environment", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}])
def test_a_letter_that_cannot_be_written_is_replaced(tmp_path, environment):
    said = alone(tmp_path, **environment)
    assert said.returncode == 0, said.stderr
    assert "edition 3." in said.stdout


@pytest.mark.sampled(2)
@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp850", "cp1252", "cp932", "utf-8"])
def test_what_is_shown_is_readable_in_every_encoding(tmp_path, encoding):
    said = alone(tmp_path, PYTHONIOENCODING=encoding)
    assert said.returncode == 0, said.stderr
    mark = "\N{MIDDLE DOT}" if encoding == "utf-8" else "-"
    assert f" {mark} edition 3." in said.stdout
    assert said.stdout.isascii() or encoding == "utf-8"


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "a \N{MIDDLE DOT} b\N{HORIZONTAL ELLIPSIS} \N{CHECK MARK} caf\xe9 \u65e5"),
        ("cp437", "a - b... ok caf\xe9 \\u65e5"),
        ("cp1252", "a - b... ok caf\xe9 \\u65e5"),
        ("cp932", "a - b... ok cafe \u65e5"),
        ("ascii", "a - b... ok cafe \\u65e5"),
    ],
)
def test_a_letter_is_shown_as_itself_or_in_ascii(encoding, shown):
    assert (
        letters.readable("a \N{MIDDLE DOT} b\N{HORIZONTAL ELLIPSIS} \N{CHECK MARK} caf\xe9 \u65e5", encoding) == shown
    )


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp850", "cp932", "cp1251", "latin-1"])
def test_no_letter_of_ours_is_shown_as_a_number(encoding):
    signs = "".join({verdict.symbol for verdict in [*verdicts.VERDICTS.values(), verdicts.ABSENT]})
    assert letters.readable(signs, encoding).isascii()
    assert "\\" not in letters.readable(signs, encoding)


@bash
@pytest.mark.parametrize("words", ["requirements", "requirements trace", "compare stdlib stdlib --examples 5"])
def test_every_command_may_be_piped_into_a_reader_that_leaves(tmp_path, words):
    said = shell(tmp_path, f"{sys.executable} -m conformance {words} | head -1")
    assert said.returncode == 0
    assert said.stderr == ""
    assert len(said.stdout.splitlines()) == 1
