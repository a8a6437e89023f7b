"""No property passes because it tries nothing: every one is run on the standard library and watched.

A property is vacuous if its examples are mostly discarded, if an example asks nothing of the subject, or if a line
of it is never reached. Not counted are lines that say what a machine lacks, handlers of exceptions (where two
readings are accepted, one implementation shows one of them), what belongs to a property that is not in force on
this interpreter or fails on it, and what stands under an ``if`` with the comment ``# elsewhere: where``.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import coverage
import pytest
from hypothesis.statistics import collector
from mutants import killing

import conformance.properties
from conformance.harness.driving.subject import Subject
from conformance.harness.proving.examples import Examples
from conformance.harness.proving.verify import arrangements_of
from conformance.language import start
from conformance.properties import all_properties, property_of

FOLDER = Path(conformance.properties.__file__).parent


def file_of(key: str) -> str:
    """The file of a property, such as ``search/test_find``."""
    return property_of(key).__module__.removeprefix("conformance.properties.").replace(".", "/")


MODULES = sorted({file_of(key) for key in all_properties()})
WITH = {"durability/test_history": ["histories", "moves"]}
"""What else is measured with a module: files that serve it alone."""


@pytest.fixture(scope="module")
def subject() -> Iterator[Subject]:
    with start() as running:
        yield running


class Watch:
    """What one property did: its test cases by status, why it stopped, and examples that asked the subject nothing."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.statistics: list[dict[str, Any]] = []
        self.silent = self.examples = 0
        self.met: set[str] = set()
        self.seen: set[str] = set()
        run = Examples.example

        def watched(examples: Examples, *args: Any, **options: Any) -> Any:
            result = run(examples, *args, **options)
            self.examples += 1
            self.silent += not examples._subject.journal.steps
            self.met |= examples._subject.consulted
            self.seen |= {name for name, value in examples._subject.arrangement._asdict().items() if value}
            return result

        monkeypatch.setattr(Examples, "example", watched)

    def problems(self, key: str, wanted: int, plain: frozenset[str]) -> Iterator[str]:
        """What is suspicious about a property that has passed."""
        if unseen := self.met - plain - self.seen:
            yield f"{key}: never tried but plain in {', '.join(sorted(unseen))}: exclude it with a reason, or draw more"
        if self.silent or not self.examples:
            yield f"{key}: {self.silent} of {self.examples} examples ask nothing of the subject"
        for found in self.statistics:
            statuses = [case["status"] for case in found["generate-phase"]["test-cases"]]
            valid = statuses.count("valid")
            if len(statuses) - valid > valid:
                yield f"{key}: {len(statuses) - valid} of {len(statuses)} examples are discarded"
            if valid < wanted // 2 and found["stopped-because"] != "nothing left to do":
                yield f"{key}: {valid} examples of {wanted}, because: {found['stopped-because']}"


def tried(module: str, subject: Subject, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], set[str]]:
    """Run the properties of a module that are in force: what is suspicious, and which did not pass here."""
    suspicious, out = [], set()
    for key, ids in all_properties().items():
        name = key.partition("::")[2]
        if file_of(key) != module:
            continue
        if not any(map(killing.in_force, ids)):
            out.add(name)
            continue
        function = property_of(key)
        with monkeypatch.context() as patch:
            watch = Watch(patch)
            try:
                with collector.with_value(watch.statistics.append):  # type: ignore[arg-type]
                    Examples(subject).play(function)
            except (Exception, pytest.skip.Exception):
                out.add(name)
            else:
                suspicious += watch.problems(key, function.examples, arrangements_of(function)[1])
    return suspicious, out


def names_in(*nodes: ast.AST) -> set[str]:
    """Every name that is mentioned."""
    return {one.id for node in nodes for one in ast.walk(node) if isinstance(one, ast.Name)}


def lines_of(*nodes: ast.AST) -> set[int]:
    """The lines that nodes take."""
    return {line for node in nodes for line in range(node.lineno, (node.end_lineno or 0) + 1)}  # type: ignore[attr-defined]


def functions_in(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    """Every function by its name."""
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def called_at_import(source: str) -> set[str]:
    """What a module needs while it is imported, which is before anybody watches."""
    tree = ast.parse(source)
    functions = functions_in(tree)
    decorators = [one for node in functions.values() for one in node.decorator_list]
    found = names_in(*decorators, *(one for one in tree.body if not isinstance(one, ast.FunctionDef | ast.ClassDef)))
    return found | names_in(*(functions[name] for name in found & set(functions)))


def to_reach(source: str, out: set[str], at_import: set[str]) -> set[int]:
    """Lines of functions that have to be reached, in a module some of whose properties are ``out``."""
    tree, lines = ast.parse(source), source.splitlines()
    functions = functions_in(tree)
    used = names_in(*(node for name, node in functions.items() if name.startswith("test_") and name not in out))
    unused = set(out)
    for _ in range(3):  # helpers of helpers
        unused |= names_in(*(functions[name] for name in unused & set(functions)))
    wanted, exempt = set[int](), set[int]()
    for name, node in functions.items():
        is_remote = bool({"remote", "remote_with"} & set(names_in(*node.decorator_list)))
        if is_remote or name == "__repr__" or name in at_import or (name in unused and name not in used):
            exempt |= lines_of(node)
        wanted |= lines_of(*node.body)
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler | ast.Raise) or ast.unparse(node).startswith("pytest.skip("):
            exempt |= lines_of(node)
        elif isinstance(node, ast.If) and "# elsewhere: " in lines[node.lineno - 1]:
            exempt |= lines_of(*node.body)
    return wanted - exempt


@pytest.mark.skipif(sys.platform == "win32", reason="half of the lines are for what POSIX has")
@pytest.mark.parametrize("module", MODULES)
def test_every_property_of_a_module_tries_something_in_all_of_its_lines(module, subject, monkeypatch):
    files = [str(FOLDER / f"{name}.py") for name in (module, *WITH.get(module, ()))]
    measured = coverage.Coverage(include=files, data_file=None, config_file=False)
    measured.set_option("run:disable_warnings", ["no-data-collected", "module-not-measured"])
    measured.start()
    try:
        suspicious, out = tried(module, subject, monkeypatch)
    finally:
        measured.stop()
    sources = {file: Path(file).read_text("utf-8") for file in files}
    at_import = set().union(*map(called_at_import, sources.values()))
    for file, source in sources.items():
        _, _, _, missing, _ = measured.analysis2(file)
        for line in sorted(set(missing) & to_reach(source, out, at_import)):
            suspicious.append(f"{Path(file).name}:{line} is never reached: {source.splitlines()[line - 1].strip()}")
    assert suspicious == []


VACUOUS = """
@verifies("a.b")
def test_one(subject):
    if subject.facts.os == "none":
        assert helped() == 1
    if subject.is_odd:  # elsewhere: on odd machines
        assert subject.is_odd is True
    try:
        subject.ask()
    except ValueError:
        assert subject.refuses
    if not subject.has_fork:
        pytest.skip("no fork")

def helped():
    return 1

@verifies("a.c")
def test_two(subject):
    assert late() == 2

def late():
    return 2

def early():
    return 4

MADE = early()

@remote
def there():
    return 3
"""


def test_the_lines_to_reach_are_those_that_a_property_can_reach_here():
    wanted = {
        VACUOUS.splitlines()[line - 1].strip() for line in to_reach(VACUOUS, {"test_two"}, called_at_import(VACUOUS))
    }
    assert {"assert helped() == 1", "return 1", "subject.ask()"} <= wanted
    assert not {"assert subject.is_odd is True", "assert subject.refuses", 'pytest.skip("no fork")'} & wanted
    assert not {"assert late() == 2", "return 2", "return 3", "return 4"} & wanted


def test_discarded_examples_and_silent_ones_are_suspicious(monkeypatch):
    watch = Watch(monkeypatch)
    watch.examples, watch.silent = 10, 1
    cases = [{"status": "invalid"}] * 6 + [{"status": "valid"}] * 4
    watch.statistics = [{"generate-phase": {"test-cases": cases}, "stopped-because": "too many were discarded"}]
    assert list(watch.problems("m::p", 20, frozenset())) == [
        "m::p: 1 of 10 examples ask nothing of the subject",
        "m::p: 6 of 10 examples are discarded",
        "m::p: 4 examples of 20, because: too many were discarded",
    ]
    watch.silent, watch.statistics[0]["stopped-because"] = 0, "nothing left to do"
    watch.statistics[0]["generate-phase"]["test-cases"] = [{"status": "valid"}] * 4
    assert list(watch.problems("m::p", 20, frozenset())) == []
