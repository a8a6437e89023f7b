"""``run --coverage``: which lines of the implementation nothing reached, in Python and in C."""

from __future__ import annotations

import json
import shutil

import made
import pytest

from conformance import results
from conformance.harness.coverage import collecting
from conformance.harness.launch.implementation import load, resolve
from conformance.harness.launch.launch import Launch
from conformance.report import forms, summary
from conformance.report.merge import merge
from conformance.results.lines import NAME

SOURCE = """\
import mmap as _mmap
from mmap import *


class mmap(_mmap.mmap):
    def find(self, *args):
        if len(args) == 9:
            return 9
        return super().find(*args)

    def rfind(self, *args):
        import os
        os.abort()

    def never(self):
        return 42
"""


def covered(folder):
    return results.read(folder / "mmap-conformance-report" / NAME).footer["coverage"]


@pytest.mark.parametrize("workers", ["0", "2"])
def test_lines_of_a_python_implementation_that_nothing_reached(command, tmp_path, workers):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "__init__.py").write_text("", "utf-8")
    (tmp_path / "mine" / "mymmap.py").write_text(
        SOURCE.replace("os.abort()", "os.getpid(); return super().rfind(*args)"),
        "utf-8",
    )
    said = command(
        "run",
        "--impl",
        "mine.mymmap",
        "--path",
        ".",
        "-k",
        "find.missing or rfind.missing",
        "--coverage",
        "-n",
        workers,
    )
    assert said.code == 0, said
    found = covered(tmp_path)
    assert found["tools"][0].startswith("coverage.py ")
    assert {file["path"]: file["missed"] for file in found["files"]} == {
        "mine/__init__.py": [],
        "mine/mymmap.py": [8, 16],
    }
    assert "mine/mymmap.py: 10 of 12 lines; never reached: 8, 16" in said.out
    assert not (tmp_path / "mmap-conformance-report" / "coverage").exists()


def test_a_process_that_dies_takes_little_with_it(command, tmp_path):
    (tmp_path / "mine.py").write_text(SOURCE, "utf-8")
    said = command("run", "--impl", "mine", "--path", ".", "-k", "find.missing or rfind.missing", "--coverage", "-q",
                   only=",".join(f"test_{name}_returns_minus_one_for_what_is_not_there" for name in ("find", "rfind"))
                   )  # fmt: skip
    assert said.code == 1
    assert covered(tmp_path)["files"][0]["missed"] == [8, 12, 13, 16]


def test_where_nothing_can_be_measured_the_report_says_why(command, tmp_path):
    said = command("run", "-k", "find.missing", "--coverage", "-q")
    assert said.code == 0
    assert "is compiled: build it with gcc --coverage" in covered(tmp_path)["note"]
    assert "is compiled" in said.out


def test_a_missing_coverage_py_is_told_before_the_run(tmp_path, monkeypatch):
    launch = Launch.of(resolve("stdlib"))
    assert collecting.warning(launch, tmp_path) == ""
    (tmp_path / "mine.toml").write_text(
        "name = 'mine'\nimport = 'import mmap'\ncommand = ['{python}', '-I', '-S', '-u', '{agent}']\n",
        "utf-8",
    )
    told = collecting.warning(Launch.of(load(tmp_path / "mine.toml")), tmp_path)
    assert "coverage.py is not installed" in told
    assert "-m pip install coverage" in told


def test_lines_of_an_implementation_in_c_are_gcovs(command, compiled, tmp_path):
    if shutil.which("gcov") is None:
        pytest.skip("there is no gcov here: apt-get install gcc")
    compiled("covered", "--coverage", "-O0")
    said = command("run", "--impl", "covered", "--path", ".", "-k", "find.missing or rfind.missing", "--coverage", "-q")
    assert said.code == 0, said
    found = covered(tmp_path)
    assert found["tools"] == ["gcov"]
    (file,) = found["files"]
    assert file["path"].endswith("covered.c")
    assert set(file["missed"]) >= {4, 8}
    assert 17 not in file["missed"]
    assert not list(tmp_path.glob("*.gcda"))


def test_the_report_shows_lines(tmp_path):
    content = made.lines()
    files = [{"path": "mine/<b>.py", "lines": 30, "missed": [3, 4, 5, 9]}]
    content[-1]["coverage"] = {"tools": ["coverage.py 7"], "files": files, "note": ""}
    merged = merge([made.write(tmp_path / "in" / "results.jsonl", content)])
    forms.write(merged, tmp_path / "out", ["html", "markdown"])
    page = next((tmp_path / "out" / "subjects").iterdir()).read_text("utf-8")
    assert "mine/&lt;b&gt;.py" in page
    assert "26 of 30" in page
    assert "3-5, 9" in page
    assert "26 of 30 lines; never reached: 3-5, 9" in (tmp_path / "out" / "summary.md").read_text("utf-8")


def test_what_a_subject_prints_is_no_coverage(tmp_path, command):
    (tmp_path / "mine.py").write_text(
        SOURCE + "import sys\nprint('{\"tool\": 1}' * 3)\nprint(json) if 0 else None\n", "utf-8"
    )
    said = command("run", "--impl", "mine", "--path", ".", "-k", "find.missing", "--coverage", "-q")
    assert said.code == 0
    assert covered(tmp_path)["files"]


@pytest.mark.parametrize(
    ("lines", "said"), [([], ""), ([1], "1"), ([3, 1, 2], "1-3"), ([1, 3, 4, 9], "1, 3-4, 9"), ([2, 2], "2")]
)
def test_line_numbers_are_written_as_people_write_them(lines, said):
    assert summary.ranges(lines) == said


def test_the_footer_that_is_written_satisfies_the_schema(command, tmp_path):
    command("run", "-k", "find.missing", "--coverage", "-q")
    text = (tmp_path / "mmap-conformance-report" / NAME).read_text("utf-8")
    assert json.loads(text.splitlines()[-1])["coverage"]["tools"] == []


told_of = """'{{"tool": "x", "compiled": [], "files": [{{"path": "p", "lines": {}, "missed": {}}}]}}'"""
LIES = {
    "nested": "'[' * 200000", "without an end": "'{\"lines\": 1e999}'",
    "negative": told_of.format(-1, "[]"), "huge": told_of.format(10**20, "[]"),
    "not a line": told_of.format(5, "[-3]"),
    "many": told_of.format(5, "[1" + ",1" * 1000 + "]"), "no text": "b'\\xff'.decode('latin-1')",
}  # fmt: skip


@pytest.mark.sampled(3)
@pytest.mark.parametrize("lie", LIES)
def test_what_is_said_of_lines_where_the_subject_runs_may_be_anything(command, tmp_path, lie):
    (tmp_path / "liar.py").write_text(
        f"import os, sys\nif 'lines' in sys.argv[0]:\n    print({LIES[lie]}, flush=True)\n    os._exit(0)\n"
        "from mmap import *\n",
        "utf-8",
    )
    said = command("run", "--impl", "liar", "--path", ".", "-k", "find.missing", "--coverage", "-q")
    assert said.code == 0, said
    assert command("report", "mmap-conformance-report", "--output", "site", "--form", "markdown").code == 0
