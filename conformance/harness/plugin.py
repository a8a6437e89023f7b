"""The pytest plugin: options, the ``subject`` fixture, which properties apply, and what became of each.

It is loaded into every pytest run where the suite is installed, so it does nothing until a property of the
suite is collected.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conformance.harness import profiles
from conformance.spec import EDITIONS, LEVELS

if TYPE_CHECKING:
    from conformance.harness.session import Conformance
    from conformance.harness.subject import Subject

_KEY = pytest.StashKey["Conformance"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("mmap-conformance", "conformance of an implementation of mmap")
    group.addoption("--impl", metavar="NAME", help="stdlib, a module's name, or a path to an impl.toml")
    group.addoption("--python", metavar="INTERPRETER", help="the subject's interpreter: a path or a name")
    group.addoption("--edition", choices=EDITIONS, help="the edition in force; default: that of the subject's Python")
    group.addoption("--level", action="append", choices=LEVELS, help="only requirements of this level; may be repeated")
    group.addoption("--conformance-profile", choices=profiles.NAMES, default="gate", help="which examples are drawn")
    group.addoption("--report-dir", metavar="DIR", type=Path, help="write results and witnesses there")
    group.addoption("--coverage", action="store_true", help="which lines of the implementation are never reached")
    group.addoption("--deviations", metavar="FILE", type=Path, help="known failures; default: beside the impl.toml")
    group.addoption("--files", metavar="DIR", type=Path, help="make the files under test in this folder")
    group.addoption("--path", action="append", default=[], metavar="DIR", help="a folder for the subject's sys.path")
    group.addoption("--memory", type=int, metavar="BYTES", help="a limit to the subject's address space")
    group.addoption("--step-seconds", type=float, default=5.0, metavar="S", help="a step's time limit, times the pace")


def pytest_configure(config: pytest.Config) -> None:
    profiles.choose(config.getoption("--conformance-profile"))
    if config.getoption("--impl") is not None and not hasattr(config, "workerinput"):
        # Under xdist nothing is collected here, and the launch has to be seen to work before workers are started.
        _conformance(config).check_launch()


def is_property(item: object) -> bool:
    """Whether a test is one of the suite's."""
    return hasattr(getattr(item, "function", None), "requirements")


def _conformance(config: pytest.Config) -> Conformance:
    from conformance.harness.session import Conformance  # only now: other people's runs do not pay for it

    if _KEY not in config.stash:
        config.stash[_KEY] = Conformance(config)
        config.pluginmanager.register(config.stash[_KEY], "mmap-conformance-session")
    return config.stash[_KEY]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    properties = [item for item in items if is_property(item)]
    if properties:
        kept = _conformance(config).applicable(properties)
        if len(kept) < len(properties):
            gone = {id(item) for item in properties} - {id(item) for item in kept}
            config.hook.pytest_deselected(items=[item for item in items if id(item) in gone])
            items[:] = [item for item in items if id(item) not in gone]


@pytest.fixture(scope="session")
def _running_subject(request: pytest.FixtureRequest) -> Iterator[Subject]:
    conformance = _conformance(request.config)
    yield conformance.subject()
    conformance.stop()


@pytest.fixture
def subject(_running_subject: Subject) -> Subject:
    """The implementation under test; every example finds it with nothing of the last one left."""
    _running_subject.examples.start()
    return _running_subject
