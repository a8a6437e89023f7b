"""The project's own promises: the README's commands, the documents, the names of tox environments, the package."""

from __future__ import annotations

import configparser
import gzip
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from conformance import spec

TOP = Path(__file__).parent.parent


def read(name: str) -> str:
    return (TOP / name).read_text("utf-8")


def test_ci_runs_the_test_command_of_the_readme():
    first, second = re.findall(r"^python3 -m pip .*$", read("README.md"), re.M)
    assert first.endswith("-e conform")
    assert second.endswith("-e tests")
    assert second in read(".ci/run").splitlines()


@pytest.mark.skipif(os.name != "posix", reason="the folder of an interpreter on Windows is no PATH without compilers")
def test_the_main_job_needs_no_c_compiler(tmp_path):
    (tmp_path / "bin").mkdir()
    kept = {name: value for name, value in os.environ.items() if name != "CC" and not name.startswith("PYTEST")}
    done = subprocess.run(
        [sys.executable, TOP / "impls" / "conform.py", "-k", "find.missing", "-q", "-n", "0"],
        cwd=tmp_path, env={**kept, "PATH": str(tmp_path / "bin")}, timeout=600, capture_output=True, text=True,
        encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done
    assert done.stderr.splitlines() == [
        "the C reference is left out: there is no C compiler (Debian: apt-get install gcc python3-dev)"
    ]
    assert "1 pass of 1 requirement" in done.stdout


def test_tox_has_an_environment_for_every_edition_and_host():
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(TOP / "tox.ini")
    conform = next(name for name in tox.sections() if name.startswith("testenv:conform-{"))
    names = set(re.findall(r"\w+", conform.partition("{")[2]))
    assert names == {f"py{edition.replace('.', '')}" for edition in spec.EDITIONS} | {"pypy3"}
    tests = next(name for name in tox.sections() if name.startswith("testenv:tests"))
    assert set(re.findall(r"py\d+", tests)) == {"py311", "py312", "py313", "py314"}


def test_the_readme_tells_the_exit_codes_that_the_command_has():
    from conformance.commands.main import EXIT_CODES

    told = re.findall(r"^\| (\d+(?:, \d+)?) \| ", read("README.md"), re.M)
    assert told == re.findall(r"^  (\d+(?:, \d+)?)  ", EXIT_CODES, re.M)


def test_every_word_for_a_verdict_is_explained():
    from conformance.verdicts import EXPECTED, VERDICTS

    assert set(EXPECTED) < set(VERDICTS)
    for document in ("README.md", "CONTRIBUTING.md"):
        assert [verdict for verdict in VERDICTS if verdict not in read(document)] == []


@pytest.mark.parametrize("document", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_between_documents_lead_somewhere(document):
    for link in re.findall(r"\]\(([^)]+)\)", read(document)):
        if not link.startswith("http"):
            assert (TOP / link.partition("#")[0]).exists(), link


def test_every_room_stands_in_the_architecture():
    rooms = [path.parent for path in (TOP / "conformance").rglob("__init__.py")]
    names = [
        f"`{room.relative_to(TOP / 'conformance').as_posix()}/`" for room in rooms if room.parent.name != "properties"
    ]
    assert [name for name in names if name not in read("ARCHITECTURE.md") and name != "`./`"] == []


def test_hypothesis_is_pinned_to_one_version():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    assert any(re.fullmatch(r"hypothesis==[\d.]+", one) for one in project["dependencies"])


def test_the_agent_is_short_enough_to_be_read_in_one_sitting():
    assert len(read("conformance/harness/wire/agent.py").splitlines()) <= 105


def test_published_results_are_whole_and_say_nothing_of_the_machine(tmp_path):
    from conformance.report.merge import merge

    published = TOP / "reports" / "results"
    files = sorted(published.iterdir())
    merged = merge([published])
    assert len(merged.subjects) == len(files)
    assert merged.left_out == ()
    assert sum(file.stat().st_size for file in files) <= 2_000_000
    for file in files:
        text = gzip.decompress(file.read_bytes()).decode("ascii")
        assert not re.findall(r"/(?:home|root|Users|tmp)/[^\s\"']*", text), file.name


def test_pages_publishes_what_tox_builds():
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(TOP / "tox.ini")
    assert tox["testenv:docs"]["commands"].startswith("python docs/publish.py")
    assert "- run: python -m tox -e docs -- site" in read(".github/workflows/pages.yml")


def test_the_command_that_makes_the_site_of_the_matrix_works(command, tmp_path):
    (told,) = re.findall(r"^mmap-conformance (report .*)$", read("reports/README.md"), re.M)
    words = [str(TOP / word) if word.startswith("reports/") else word for word in told.split()]
    assert command(*words).code == 0
    assert "index.html" in [path.name for path in (tmp_path / "site").iterdir()]
