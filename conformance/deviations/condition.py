"""The smallest ``when`` that tells the subjects that fail from those that pass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from packaging.version import InvalidVersion, Version

from conformance import spec
from conformance.deviations.observed import Seen
from conformance.harness.launch.facts import Facts


def condition(one: Seen) -> tuple[dict[str, Any], str]:
    """The smallest ``when`` that holds for those that fail and for none that pass; empty where there is none."""
    if not one.passing:
        return {}, ""
    failing = [facts for facts, _ in one.failing]
    platforms, editions = sorted({facts.os for facts in failing}), _editions(failing)
    if not set(platforms) & {facts.os for facts in one.passing} and set(platforms) <= set(spec.PLATFORMS):
        return {"platforms": platforms}, f"platforms {', '.join(platforms)}"
    builds = sorted(set.intersection(*(set(facts.build.split()) for facts in failing)))
    if builds and not any(set(builds) & set(facts.build.split()) for facts in one.passing):
        return {"builds": builds}, f"{', '.join(builds)} builds"
    versions = _versions(failing, one.passing)
    if versions:
        return {"python": versions}, f"Python {versions}"
    if not set(editions) & {facts.edition for facts in one.passing}:
        return {"editions": editions}, f"editions {', '.join(editions)}"
    return {}, ""


def _editions(facts: Sequence[Facts]) -> list[str]:
    found = {one.edition for one in facts}
    return [edition for edition in spec.EDITIONS if edition in found]


def _versions(failing: Sequence[Facts], passing: Sequence[Facts]) -> str:
    """A range of versions with every one that fails and none that passes, open where nothing limits it."""
    try:
        bad = sorted(Version(one.python_version) for one in failing)
        good = sorted(Version(one.python_version) for one in passing)
    except InvalidVersion:
        return ""
    if any(bad[0] <= version <= bad[-1] for version in good):
        return ""
    parts = [f">={bad[0]}"] if any(version < bad[0] for version in good) else []
    after = [version for version in good if version > bad[-1]]
    parts += [f"<{after[0]}"] if after else []
    return ",".join(parts)
