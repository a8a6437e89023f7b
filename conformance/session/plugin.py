"""What pytest loads wherever the suite is installed: the options and the ``subject`` fixture, nothing else.

Nothing happens to strangers: until a property of the suite is collected, or an option of ours is given, a run loads
this module and the table of options, and Hypothesis is neither loaded nor touched.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from conformance.session import options

if TYPE_CHECKING:
    from conformance.harness.driving.subject import Subject
    from conformance.session.hooks import Conformance

_KEY = pytest.StashKey["Conformance"]()
_VERIFY = "conformance.harness.proving.verify"
"""The module that marks properties: where it is not loaded, there are none."""


def pytest_addoption(parser: pytest.Parser) -> None:
    options.add_to(parser)


def pytest_configure(config: pytest.Config) -> None:
    given = options.values(config)
    if given["profile"] != "gate" or _VERIFY in sys.modules:
        from conformance.harness.proving import profiles

        profiles.choose(given["profile"], given["times"], _database(given["database"]))
    if hasattr(config, "workerinput"):
        return
    if any(given[option.key] != option.none for option in options.OPTIONS):
        session = _conformance(config)  # what is wrong with an option is told before anything is collected
        if given["impl"] is not None:
            # Under xdist nothing is collected here, and the launch has to be seen to work before workers are started.
            session.check_launch()


def _database(place: str | None) -> Any:
    """Where an exploring run keeps interesting examples. Ends the session where that cannot be."""
    if place is None:
        return None
    from conformance.exits import Refusal
    from conformance.harness.proving.database import opened

    try:
        return opened(place)
    except Refusal as refusal:
        pytest.exit(str(refusal), returncode=refusal.code)


def _conformance(config: pytest.Config) -> Conformance:
    from conformance.session.hooks import Conformance  # only now: other people's runs do not pay for it

    if _KEY not in config.stash:
        config.stash[_KEY] = Conformance(config)
        config.pluginmanager.register(config.stash[_KEY], "mmap-conformance-session")
    return config.stash[_KEY]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    verify: Any = sys.modules.get(_VERIFY)
    if verify is None:
        return
    properties = [item for item in items if verify.requirements_of(getattr(item, "function", None))]
    if properties:
        kept = _conformance(config).applicable(properties)
        gone = {id(item) for item in properties} - {id(item) for item in kept}
        if gone:
            config.hook.pytest_deselected(items=[item for item in items if id(item) in gone])
        ours, in_order = {id(item) for item in kept}, iter(kept)
        items[:] = [next(in_order) if id(item) in ours else item for item in items if id(item) not in gone]


@pytest.fixture
def subject(request: pytest.FixtureRequest) -> Subject:
    """The implementation under test; every example finds it with nothing of the last one left."""
    return _conformance(request.config).setting.subject()
