"""The workflows and recipes that people copy: linted, and the action's own script is run."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ruamel = pytest.importorskip("ruamel.yaml", reason="the linters of workflows are in the group 'workflows'")
TOP = Path(__file__).parent.parent
ACTION = TOP / ".github" / "actions" / "conformance" / "action.yml"
SCRIPTS = Path(sys.executable).parent


def lint(name, *arguments):
    tool = shutil.which(name, path=str(SCRIPTS)) or shutil.which(name)
    if tool is None:
        pytest.skip(f"there is no {name} here: pip install {name}")
    done = subprocess.run(
        [tool, *arguments], cwd=TOP, capture_output=True, text=True, timeout=120, check=False, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr


def load(path):
    return ruamel.YAML(typ="safe").load(path)


OUR_WORKFLOWS = ("ci", "nights", "pages", "release", "results", "wheels")


@pytest.mark.parametrize(
    ("schema", "files", "more"),
    [
        (
            "github-workflows",
            [
                *(
                    f".github/workflows/{name}.yml"
                    for name in ("ci", "nights", "pages", "release", "results", "wheels")
                ),
                "recipes/github.yml",
                "recipes/nightly.yml",
                "recipes/results.yml",
            ],
            [],
        ),
        ("dependabot", [".github/dependabot.yml"], []),
        ("github-actions", [".github/actions/conformance/action.yml"], []),
        ("gitlab-ci", ["recipes/gitlab.yml"], ["--data-transform", "gitlab-ci"]),
    ],
)
def test_each_is_what_its_service_reads(schema, files, more):
    lint("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *more, *files)


def test_the_linter_of_workflows_has_nothing_to_say():
    recipes = ("recipes/github.yml", "recipes/nightly.yml", "recipes/results.yml")
    lint("zizmor", "--offline", "--no-progress", "--config", ".github/zizmor.yml", ".github", *recipes)


def test_our_own_workflow_uses_the_action_on_three_systems():
    conform = load(TOP / ".github" / "workflows" / "ci.yml")["jobs"]["conform"]
    assert {name.partition("-")[0] for name in conform["strategy"]["matrix"]["os"]} == {"ubuntu", "macos", "windows"}
    used = [step for step in conform["steps"] if step.get("uses") == "./.github/actions/conformance"]
    assert set(used[0]["with"]) <= set(load(ACTION)["inputs"])
    recipe = load(TOP / "recipes" / "github.yml")["jobs"]["conformance"]["steps"][-1]
    assert set(recipe["with"]) <= set(load(ACTION)["inputs"])


def test_whose_repository_it_is_is_filled_in_by_one_command(tmp_path):
    kept = ("recipes", ".github", "CITATION.cff", "pyproject.toml", "README.md")
    for name in kept:
        source = TOP / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tmp_path / name)
    (tmp_path / "impls" / "reference").mkdir(parents=True)
    shutil.copy(TOP / "impls" / "reference" / "pyproject.toml", tmp_path / "impls" / "reference")
    command = [sys.executable, tmp_path / "recipes" / "owner.py"]
    assert subprocess.run([*command, "a/b"], capture_output=True, timeout=60, check=False).returncode == 2
    subprocess.run([*command, "some-body"], capture_output=True, timeout=60, check=True)
    for path in tmp_path.rglob("*"):
        if path.is_file() and path.name != "owner.py":
            assert not re.search(r"OWNER(?:[/@]|\.github)", path.read_text("utf-8")), path


def test_the_recipe_for_results_gives_what_the_workflow_takes():
    workflow = load(TOP / ".github" / "workflows" / "results.yml")
    called = load(TOP / "recipes" / "results.yml")["jobs"]["results"]
    assert called["uses"].partition("@")[0] == "OWNER/mmap-conformance/.github/workflows/results.yml"
    assert set(called["with"]) <= set(workflow["on"]["workflow_call"]["inputs"])
    (step,) = [one for one in workflow["jobs"]["results"]["steps"] if one.get("id") == "conformance"]
    assert set(step["with"]) <= set(load(ACTION)["inputs"])
    for one in workflow["jobs"]["results"]["steps"]:
        assert "${{" not in one.get("run", "")


def test_a_release_has_one_version():
    version = re.search(r'__version__ = "(.+)"', (TOP / "conformance" / "__init__.py").read_text("utf-8"))[1]
    assert f"version: {version}" in (TOP / "CITATION.cff").read_text("utf-8")
    assert f"version: '{version}'" in (TOP / "impls" / "reference" / "meson.build").read_text("utf-8")
    assert f"## {version}" in (TOP / "CHANGELOG.md").read_text("utf-8")
    for name in ("recipes/github.yml", "recipes/results.yml", ".github/workflows/results.yml"):
        assert f"@v{version}" in (TOP / name).read_text("utf-8")


def test_no_input_is_pasted_into_a_script():
    for step in load(ACTION)["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
@pytest.mark.parametrize(("impl", "code"), [("stdlib", 0), ("wrong", 1)])
def test_the_script_of_the_action_runs_reports_and_ends_as_the_run_does(tmp_path, impl, code):
    (tmp_path / "wrong.py").write_text(
        "import mmap as _mmap\nfrom mmap import *\n"
        "class mmap(_mmap.mmap):\n    def find(self, *args): return super().find(*args) + 1\n",
        "utf-8",
    )
    (script,) = [step["run"] for step in load(ACTION)["runs"]["steps"] if step.get("id") == "run"]
    environment = {
        **os.environ, "BIN": str(SCRIPTS), "PYTHON": sys.executable, "IMPL": impl, "AGAINST": "",
        "ARGUMENTS": f"-k find.missing --path {tmp_path}", "REPORT": "report", "GITHUB_OUTPUT": "output",
        "GITHUB_STEP_SUMMARY": "summary",
    }  # fmt: skip
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script.replace("-n auto", "")],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False,
        encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    assert "## mmap conformance" in (tmp_path / "summary").read_text("utf-8")
    results, packed = (tmp_path / "output").read_text("utf-8").splitlines()
    assert results == "results=report/results.jsonl"
    assert (tmp_path / packed.removeprefix("packed=")).is_file()
    assert (tmp_path / "report" / "site" / "index.html").is_file()


def test_every_command_in_a_recipe_is_one_of_ours(command):
    known = {name: command(name, "--help").out for name in ("run", "report", "history")}
    for path in [*filter(Path.is_file, (TOP / "recipes").iterdir()), ACTION, TOP / ".github" / "workflows" / "ci.yml"]:
        for name, rest in re.findall(r"mmap-conformance\"? (run|report|history) (.*)", path.read_text("utf-8")):
            for option in re.findall(r"(?<= )--[a-z]+", rest):
                assert option in known[name], (path, option)


def test_the_recipe_for_tox_is_one(tmp_path):
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(TOP / "recipes" / "tox.ini")
    assert "mmap-conformance run" in tox["testenv:mmap"]["commands"]
