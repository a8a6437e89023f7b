"""What the documents show: commands that exist, files that are read, Python that runs, links that lead somewhere."""

from __future__ import annotations

import ast
import importlib.util
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from conformance import schemas, spec
from conformance.commands.main import main
from conformance.session.options import OPTIONS, PREFIX

TOP = Path(__file__).parent.parent
DOCUMENTS = [
    *(TOP / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "ARCHITECTURE.md")),
    TOP / "impls" / "README.md", TOP / "impls" / "reference" / "README.md", TOP / "reports" / "README.md",
    TOP / "recipes" / "vectors.md", *sorted((TOP / "docs").rglob("*.md")),
]  # fmt: skip
BLOCK = re.compile(r"^( *)```([\w-]+)\n(.*?)^\1```$", re.M | re.S)
INLINE = re.compile(r"`(mmap-conformance [^`]+|tox -e [^`]+)`")


def blocks(language: str) -> Iterator[pytest.param]:
    for document in DOCUMENTS:
        name = document.relative_to(TOP).as_posix()
        for number, found in enumerate(BLOCK.finditer(document.read_text("utf-8")), 1):
            if found[2] == language:
                text = "".join(line.removeprefix(found[1]) for line in found[3].splitlines(keepends=True))
                yield pytest.param(text, id=f"{name}-{number}")


def commands() -> Iterator[pytest.param]:
    """Every command of ours that a document shows, a line each."""
    for document in DOCUMENTS:
        name = document.relative_to(TOP).as_posix()
        text = document.read_text("utf-8")
        shown = [found[1] for found in INLINE.finditer(text)]
        for found in BLOCK.finditer(text):
            if found[2] in ("sh", "console"):
                lines = re.sub(r"\\\n", " ", found[3]).splitlines()
                shown += [line for line in lines if found[2] == "sh" or line.startswith("$ ")]
        for line in dict.fromkeys(shown):
            if re.search(r"\bmmap-conformance [a-z-]", line):
                yield pytest.param(line, id=f"{name}: {line.strip()[:60]}")


def words_of(line: str) -> list[str]:
    """The words behind ``mmap-conformance``, without remarks, redirections and what is run after it."""
    text = line[re.search(r"\bmmap-conformance (?=[a-z-])", line).end() :]
    words = shlex.split(text.partition("  #")[0].partition(" > ")[0].partition(" && ")[0].strip("'"), comments=False)
    return words[: words.index("#")] if "#" in words else words


@pytest.mark.parametrize("line", list(commands()))
def test_every_command_and_option_that_is_shown_exists(line):
    words = [word for word in words_of(line) if word != "..."]
    command, path = main, "mmap-conformance"
    context = click.Context(main, info_name=path)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name = words.pop(0).rstrip(".,")
        command, path = command.get_command(context, name), f"{path} {name}"
        assert command is not None, path
        context = click.Context(command, parent=context, info_name=name)
    known = {spelled: one for one in command.params for spelled in (*one.opts, *one.secondary_opts)}
    known |= dict.fromkeys(("--help", "-h", "--version"))
    for at, word in enumerate(words):
        if word.startswith("-") and word not in ("-", "--"):
            option = word.partition("=")[0].rstrip(".,")
            assert option in known, f"{path} has no {option}"
            if isinstance(getattr(known[option], "type", None), click.Choice) and at + 1 < len(words):
                assert words[at + 1] in known[option].type.choices


def test_a_command_that_does_not_exist_would_be_seen():
    for line in ("mmap-conformance runs", "mmap-conformance run --imple x", "mmap-conformance report x --form pdf"):
        with pytest.raises(AssertionError):
            test_every_command_and_option_that_is_shown_exists(line)


@pytest.mark.parametrize("line", list(commands()))
def test_every_requirement_that_a_command_names_exists(line):
    words = words_of(line)
    ids = set(spec.load())
    for at, word in enumerate(words[:-1]):
        if word == "-k" and "." in words[at + 1]:
            assert set(re.findall(r"[\w.-]*\.[\w.-]+", words[at + 1])) <= ids
    if words[:2] == ["requirements", "show"] and len(words) > 2 and words[2] != "ID":
        assert words[2] in ids


@pytest.mark.parametrize("text", list(blocks("toml")))
def test_every_file_that_is_shown_is_one(text):
    table = tomllib.loads(text)
    if "deviation" in table:
        for entry in table["deviation"]:
            for key in [key for key, value in entry.items() if not isinstance(value, str | list | dict)]:
                entry[key] = str(entry[key])  # a date
            assert entry["requirement"] in spec.load()
    name = "deviations.schema.json" if "deviation" in table else "impl.schema.json"
    assert schemas.problem(name, table) is None


@pytest.mark.parametrize("text", list(blocks("python")))
def test_python_that_is_shown_is_python(text):
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("conformance."):
            module = importlib.import_module(node.module)
            assert [one.name for one in node.names if not hasattr(module, one.name)] == []


@pytest.mark.parametrize("text", list(blocks("sh")))
def test_every_environment_of_tox_and_option_of_pytest_that_is_shown_exists(text):
    tox = (TOP / "tox.ini").read_text("utf-8")
    heads = "".join(re.findall(r"^\[testenv:(.*)\]$", tox, re.M))
    for name in re.findall(r"tox -e ([\w-]+)", text):
        if name != "mmap":  # that of the recipe
            assert name.rpartition("-py")[0] or name in heads, name
    known = {PREFIX + one.name for one in OPTIONS}
    assert set(re.findall(rf"{PREFIX}[\w-]+", text)) <= known


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(TOP).as_posix())
def test_every_link_to_a_file_leads_somewhere(document):
    text = re.sub(r"^( *)```.*?^\1```$", "", document.read_text("utf-8"), flags=re.M | re.S)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if not link.startswith(("http", "#")):
            assert (document.parent / link.partition("#")[0]).exists(), link
    for source in re.findall(r"\{source\}`(?:[^`<]*<)?([^`>#]+)", text):
        assert (TOP / source).exists(), source


def test_the_site_is_made_where_its_tools_are(tmp_path):
    """The parts of the reference that need no Sphinx: each is written, and none is empty."""
    pytest.importorskip("sphinx", reason="the tools of the site are in the group 'docs': tox -e docs")
    sys.path.insert(0, str(TOP / "docs"))
    try:
        extension = importlib.import_module("extension")
        arguments = {"requirements": ["search"], "keys": ["impl.schema.json"], "part": ["SECURITY.md", "Reporting"]}
        for name, part in extension.PARTS.items():
            assert part(*arguments.get(name, [])).strip(), name
    finally:
        sys.path.remove(str(TOP / "docs"))


def test_every_option_of_a_description_is_in_the_schema_with_its_meaning():
    for name in ("impl.schema.json", "deviations.schema.json"):
        whole = schemas.schema(name)
        assert [key for key, rule in whole["properties"].items() if not rule.get("description")] == []
