"""The specification as it stands, and the loader on specifications that are broken."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil

import pytest

import conformance.properties
from conformance import spec
from conformance.exits import BrokenSuite
from conformance.harness.driving import prelude
from conformance.harness.proving.verify import verifies
from conformance.harness.wire.remote import RemoteFunction
from conformance.properties import all_properties, property_of

LEAST = '[[requirement]]\nid = "find.it"\ntext = "It is found."\nlevel = "documented"\n'


def modules():
    for found in pkgutil.walk_packages(conformance.properties.__path__, "conformance.properties."):
        if not found.ispkg:
            yield importlib.import_module(found.name)


def test_every_requirement_has_a_property_or_a_written_reason():
    verified = {name for ids in all_properties().values() for name in ids}
    known = spec.load()
    assert sorted(name for name in set(known) - verified if not known[name].unspecified) == []
    assert sorted(name for name in verified if known[name].unspecified) == []


def test_every_test_of_the_suite_is_a_property():
    properties = [property_of(key) for key in all_properties()]
    for module in modules():
        for name, function in vars(module).items():
            if name.startswith("test_"):
                assert function in properties


@pytest.mark.parametrize("stem", [stem for stem in spec.STEMS if stem != "concurrency"])  # the page is silent on it
def test_every_stem_has_documented_requirements(stem):
    documented = [one for one in spec.load().values() if one.stem == stem and one.level == "documented"]
    assert len(documented) >= 5


def test_every_remote_function_is_python_3_7():
    functions = [value for module in [*modules(), prelude] for value in vars(module).values()]
    remote = [value for value in functions if isinstance(value, RemoteFunction)]
    assert remote
    for function in remote:
        ast.parse(function.source, feature_version=(3, 7))


def test_the_specification_knows_neither_pytest_nor_the_harness():
    from conformance.spec import loader

    assert "pytest" not in inspect.getsource(loader)
    assert "conformance.harness" not in inspect.getsource(loader)


@pytest.mark.parametrize("edition", spec.EDITIONS)
def test_every_edition_has_requirements_in_force(edition):
    in_force = [one for one in spec.load().values() if not one.inapplicable(edition, spec.PLATFORMS)]
    assert in_force


def test_a_requirement_says_why_it_is_not_in_force():
    requirement = spec.Requirement("a.b", "", "documented", "search", "3.8", "3.9", ("windows",))
    assert requirement.inapplicable("3.8", {"all", "windows"}) == ""
    assert "since edition 3.8; this is 3.7" in requirement.inapplicable("3.7", {"all", "windows"})
    assert "until edition 3.9; this is 3.10" in requirement.inapplicable("3.10", {"all", "windows"})
    assert "on windows; this is linux, unix" in requirement.inapplicable("3.8", {"all", "unix", "linux"})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (LEAST.replace("find.it", "Find-It"), "an id is words"),
        (LEAST + LEAST, "'find.it' is used twice"),
        (LEAST.replace("documented", "certain"), "'certain' is none of documented"),
        (LEAST + 'since = "3.6"', "since '3.6' is no edition"),
        (LEAST + 'since = "3.9"\nuntil = "3.8"', "since 3.9 is after until 3.8"),
        (LEAST + 'platforms = ["beos"]', "known: all"),
        (LEAST + 'platforms = "linux"', "platforms"),
        (LEAST + "since = 3", "since 3 is no edition"),
        (LEAST + 'readings = ["one"]', "two readings"),
        (LEAST + "weight = 1", "unknown key 'weight'"),
        (LEAST.replace("It is found.", ""), "'text' must be a text"),
        ("requirement = 3", "[[requirement]]"),
        ("requirements = []", "[[requirement]]"),
        ("[[requirement]\n", "search.toml"),
    ],
)
def test_a_broken_specification_is_refused_with_file_id_and_reason(tmp_path, text, words):
    for stem in spec.STEMS:
        (tmp_path / f"{stem}.toml").write_text(text if stem == "search" else "", "utf-8")
    with pytest.raises(spec.BrokenSpecification, match=r"search\.toml") as refusal:
        spec.load(tmp_path)
    assert words in str(refusal.value)


def test_a_property_cannot_verify_what_is_not_required():
    with pytest.raises(BrokenSuite, match=r"no\.such"):
        verifies("no.such")
    with pytest.raises(BrokenSuite, match="needs the id"):
        verifies()
