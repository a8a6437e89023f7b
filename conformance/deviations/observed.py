"""What subjects of one implementation do with each requirement: what there is to record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from conformance import spec
from conformance.deviations.known import kinds_of
from conformance.harness.launch.facts import Facts
from conformance.results.lines import FailureLine
from conformance.results.reading import Results
from conformance.verdicts import RECORDABLE


@dataclass
class Seen:
    """What the subjects do with one requirement: those that fail, with kinds, and those that pass."""

    failing: list[tuple[Facts, frozenset[str]]] = field(default_factory=list)
    passing: list[Facts] = field(default_factory=list)
    example: FailureLine | None = None
    witness: str = ""


def facts_of(subject: Results) -> Facts:
    """The subject's facts as a run would have them."""
    names = {one.name for one in fields(Facts)}
    stated: dict[str, Any] = {name: value for name, value in subject.facts.items() if name in names}
    return Facts(**{**stated, "edition": subject.edition})


def seen(subjects: Sequence[Results]) -> dict[str, Seen]:
    """What there is to record, by requirement, in the order of the documentation.

    A verdict from a part of a requirement's properties says nothing: the others may fail, in other ways.
    """
    found = {name: Seen() for name in spec.load()}
    for subject in subjects:
        facts = facts_of(subject)
        for name, verdict in subject.verdicts.items():
            if verdict == "pass" and name in found and name not in subject.partial:
                found[name].passing.append(facts)
        for line in subject.failing():
            kinds = kinds_of(one for one in line["failures"] if one["verdict"] in RECORDABLE)
            if not kinds or line["requirement"] not in found or "left_out" in line:
                continue
            one = found[line["requirement"]]
            one.failing.append((facts, kinds))
            one.example = one.example or line["failures"][0]
            one.witness = one.witness or subject.witness(line["failures"][0])
    return found
