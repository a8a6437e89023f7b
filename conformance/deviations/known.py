"""Reads ``deviations.toml``, the implementer's list of known failures, and says which failure is expected.

An entry names a requirement, the kinds of its failure and a reason. It expects those failures only: a wrong value
that turns into a crash is unexpected again, an entry whose requirement passes is an error, and so is one whose
review is overdue. What comes and goes, a race, is recorded with all that it may come to: ``kinds`` with ``pass`` in it.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.specifiers import SpecifierSet

from conformance import spec
from conformance.exits import BadDescription
from conformance.harness.launch.description import read_toml
from conformance.harness.launch.facts import Facts
from conformance.harness.launch.implementation import Implementation
from conformance.results.lines import FailureLine, RequirementLine
from conformance.results.outside import is_file, is_there
from conformance.results.plain import typed

NAME = "deviations.toml"
_UNSTABLE = "unstable:"


@dataclass(frozen=True)
class Deviation:
    """One known failure. What limits where it is expected (``editions`` to ``python``) is empty for everywhere."""

    requirement: str
    kinds: frozenset[str]
    reason: str
    issue: str = ""
    witness: str = ""
    review_by: datetime.date | None = None
    editions: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    builds: tuple[str, ...] = ()
    python: str = ""

    def applies(self, facts: Facts) -> bool:
        """Whether this subject is one that the entry speaks of."""
        return (
            (not self.editions or facts.edition in self.editions)
            and (not self.platforms or bool(set(self.platforms) & facts.platforms))
            and (not self.builds or bool(set(self.builds) & set(facts.build.split())))
            and (not self.python or _within(facts.python_version, self.python))
        )

    @property
    def is_race(self) -> bool:
        """Whether a pass is one of the outcomes that are expected."""
        return "pass" in self.kinds

    def expects(self, kinds: Collection[str]) -> bool:
        """Whether every one of these kinds (of ``kinds_of``) is recorded."""
        return all(self._expects(kind) for kind in kinds)

    def _expects(self, kind: str) -> bool:
        came_and_went = kind.startswith(_UNSTABLE)
        return kind.removeprefix(_UNSTABLE) in self.kinds or (came_and_went and "unstable" in self.kinds)

    def overdue(self, today: datetime.date) -> str:
        """What to do if the review is overdue; an empty text if it is not."""
        if self.review_by is None or today <= self.review_by:
            return ""
        return (
            f"{self.requirement} was to be reviewed by {self.review_by}: see whether its reason still holds, "
            "then move `review-by` or remove the entry"
        )


def kinds_of(failures: Iterable[FailureLine]) -> frozenset[str]:
    """The kinds of failures as they are held against entries: ``unstable:fail:value`` did not come again."""
    return frozenset(one["kind"] if one["verdict"] != "unstable" else _UNSTABLE + one["kind"] for one in failures)


def recorded_as(kinds: Iterable[str]) -> frozenset[str]:
    """The ``kinds`` of an entry that expects these: what does not come again passes at other times."""
    found: set[str] = set()
    for kind in kinds:
        found |= {"pass", "unstable"} if kind.startswith(_UNSTABLE) else set()
        found.add(kind.removeprefix(_UNSTABLE))
    return frozenset(found)


def updating(results: Iterable[Path], file: Path) -> str:
    """The command that brings a file up to date with results, as it can be pasted."""
    return typed(["mmap-conformance", "deviations", "update", *map(str, results), "--file", str(file)])


def place(implementation: Implementation) -> Path | None:
    """Where an implementation's deviations are; a mere module has no such place."""
    return implementation.folder / NAME if implementation.folder is not None else None


def load(path: Path | None) -> dict[str, list[Deviation]]:
    """The deviations in a file, by requirement, and in the one that it includes; none where there is no file.

    Raises BadDescription.
    """
    found: dict[str, list[Deviation]] = {}
    if path is None or not is_there(path):
        return found
    table = read_toml(path, "deviations.schema.json")
    read = [(path, table)]
    if "include" in table:
        other = path.parent / table["include"]
        read.append((other, read_toml(other, "deviations.schema.json")))
        if "include" in read[1][1]:
            raise BadDescription(f"{other}: include: {path} includes it, and what is included includes nothing")
    for file, entries in read:
        for entry in entries.get("deviation", []):
            made = deviation(entry, file)
            found.setdefault(made.requirement, []).append(made)
    return found


def deviation(entry: dict[str, Any], path: Path) -> Deviation:
    """One entry that satisfies the schema. Raises BadDescription for what the schema cannot know."""
    name, when = entry["requirement"], entry.get("when", {})
    if name not in spec.load():
        raise BadDescription(f"{path}: requirement: there is no {name!r}; `mmap-conformance requirements` lists all")
    if set(entry["kinds"]) <= {"pass"}:
        raise BadDescription(f"{path}: {name}: kinds: 'pass' alone is no deviation; name what fails")
    try:
        review_by = datetime.date.fromisoformat(entry["review-by"]) if "review-by" in entry else None
    except ValueError:
        raise BadDescription(f"{path}: {name}: review-by: {entry['review-by']!r} is no date") from None
    try:
        SpecifierSet(when.get("python", ""))
    except ValueError:
        raise BadDescription(
            f"{path}: {name}: when.python: {when['python'][:60]!r} says no versions; write for example '>=3.8,<3.13'"
        ) from None
    witness = entry.get("witness", "")
    if witness and not is_file(path.parent / witness):
        raise BadDescription(f"{path}: {name}: witness: there is no file {witness!r} beside {path.name}")
    return Deviation(
        requirement=name,
        kinds=frozenset(entry["kinds"]),
        reason=entry["reason"],
        issue=entry.get("issue", ""),
        witness=witness,
        review_by=review_by,
        editions=tuple(when.get("editions", ())),
        platforms=tuple(when.get("platforms", ())),
        builds=tuple(when.get("builds", ())),
        python=when.get("python", ""),
    )


def _within(version: str, versions: str) -> bool:
    try:
        return SpecifierSet(versions).contains(version, prereleases=True)
    except ValueError:  # InvalidVersion, and that of a number of more digits than Python reads
        return False


def applicable(known: dict[str, list[Deviation]], name: str, facts: Facts) -> list[Deviation]:
    """The entries that speak of this requirement and this subject."""
    return [deviation for deviation in known.get(name, ()) if deviation.applies(facts)]


def expected(known: dict[str, list[Deviation]], name: str, kinds: Collection[str], facts: Facts) -> Deviation | None:
    """The entry that expects these kinds of failure (of ``kinds_of``) of this requirement here."""
    return next((one for one in applicable(known, name, facts) if one.expects(kinds)), None)


def problems(
    known: dict[str, list[Deviation]],
    lines: Mapping[str, RequirementLine],
    facts: Facts,
    today: datetime.date,
    accepting: str,
) -> Iterator[str]:
    """What is wrong with the entries that speak of this subject, given its results; each says what to do.

    ``accepting`` is the command that brings the file up to date with these results.
    """
    for name in known:
        line = lines.get(name)
        entries = applicable(known, name, facts)
        if line is None or not entries or line.get("left_out") or line["verdict"] == "inapplicable":
            continue  # one file tells of an implementation on every platform and in every edition
        yield from filter(None, (entry.overdue(today) for entry in entries))
        kinds = kinds_of(line["failures"])
        if line["verdict"] == "pass":
            if any(entry.is_race for entry in entries):
                continue
            yield (
                f"{name} no longer fails; remove its entry with `{accepting}`, or limit it with `when` if it fails "
                "elsewhere"
            )
        elif not any(entry.expects(kinds) for entry in entries):
            recorded = ", ".join(sorted({kind for entry in entries for kind in entry.kinds}))
            yield (
                f"{name} fails in another way than recorded: now {', '.join(sorted(kinds))}, recorded {recorded}; "
                f"look at its witness, then mend it, or accept it with `{accepting}`"
            )
