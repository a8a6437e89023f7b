"""Writes ``deviations.toml`` from results, keeps it up to date, and checks it against them.

What a person has written stays: reasons, issues, conditions, comments. The results may be of several subjects of
one implementation; a failure that only some of them have gets the smallest condition that tells them apart.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import tomlkit
from packaging.version import InvalidVersion, Version
from tomlkit.items import AoT, Table

from conformance import spec
from conformance.harness import deviations
from conformance.harness.deviations import Deviation
from conformance.harness.facts import Facts
from conformance.harness.implementation import BadDescription
from conformance.report.merge import Subject

UNEXPLAINED = "not explained yet"
"""The reason of an entry that nobody has looked at; ``check`` complains of it."""
_RECORDED = ("fail", "crash", "hang", "killed")


@dataclass
class Seen:
    """What the subjects do with one requirement: those that fail, with kinds, and those that pass."""

    failing: list[tuple[Facts, frozenset[str]]] = field(default_factory=list)
    passing: list[Facts] = field(default_factory=list)
    example: dict[str, Any] = field(default_factory=dict)
    witness: str = ""


def facts_of(subject: Subject) -> Facts:
    """The subject's facts as a run would have them."""
    names = {one.name for one in fields(Facts)}
    stated = {name: value for name, value in subject.facts.items() if name in names}
    return Facts(**{**stated, "edition": subject.edition})


def seen(subjects: Sequence[Subject]) -> dict[str, Seen]:
    """What there is to record, by requirement, in the order of the documentation."""
    found = {name: Seen() for name in spec.load()}
    for subject in subjects:
        facts = facts_of(subject)
        for name, verdict in subject.verdicts.items():
            if verdict == "pass" and name in found:
                found[name].passing.append(facts)
        for line in subject.lines():
            kinds = frozenset(one["kind"] for one in line["failures"] if one["verdict"] in _RECORDED)
            if not kinds or line["requirement"] not in found:
                continue
            one = found[line["requirement"]]
            one.failing.append((facts, kinds))
            one.example = one.example or line["failures"][0]
            one.witness = one.witness or subject.witness(line["failures"][0])
    return found


def generated(path: Path, subjects: Sequence[Subject], *, keep_witnesses: bool) -> str:
    """The text of a new file."""
    document = tomlkit.document()
    document.add(
        tomlkit.comment("Known failures: each is expected while it fails in this way, and an error otherwise.")
    )
    return _updated(document, {}, path, subjects, keep_witnesses=keep_witnesses)[0]


def updated(path: Path, subjects: Sequence[Subject], *, keep_witnesses: bool) -> tuple[str, list[str]]:
    """The text of a file that is brought up to date, and what was changed. Raises BadDescription."""
    known = deviations.load(path)
    document = tomlkit.parse(path.read_text("utf-8"))
    return _updated(document, known, path, subjects, keep_witnesses=keep_witnesses)


def _updated(
    document: tomlkit.TOMLDocument,
    known: dict[str, list[Deviation]],
    path: Path,
    subjects: Sequence[Subject],
    *,
    keep_witnesses: bool,
) -> tuple[str, list[str]]:
    changes: list[str] = []
    tables: Any = document.get("deviation", [])
    kept: list[Table] = []
    found = seen(subjects)
    for table in tables:
        entry = deviations.deviation(_plain(table), path)
        one = found[entry.requirement]
        here = [kinds for facts, kinds in one.failing if entry.applies(facts)]
        fine = [facts for facts in one.passing if entry.applies(facts)]
        if fine and not here:
            changes.append(f"removed {entry.requirement}: it no longer fails")
            continue
        if here and (now := frozenset().union(*here)) != entry.kinds:
            table["kinds"] = sorted(now)
            changes.append(
                f"changed {entry.requirement}: now {', '.join(sorted(now))}; see that its reason still holds"
            )
        if fine and here and not table.get("when"):
            when, told = condition(one)
            if when:
                table["when"] = _when(when)
                changes.append(f"limited {entry.requirement} to {told}")
            else:
                changes.append(f"{entry.requirement} fails on some of these subjects only: limit it with `when`")
        kept.append(table)
    for name, one in found.items():
        new = [(facts, kinds) for facts, kinds in one.failing if not any(e.applies(facts) for e in known.get(name, []))]
        if new:
            kept.append(_entry(name, Seen(new, one.passing, one.example, one.witness), path, keep_witnesses))
            changes.append(f"added {name}: give it a reason")
    if not changes:
        return tomlkit.dumps(document), []
    if "deviation" in document:
        del document["deviation"]
    if kept:
        array = AoT([])
        for table in kept:
            array.append(table)
        document["deviation"] = array
    text = re.sub(r"\n{3,}(?=\[\[deviation)", "\n\n", tomlkit.dumps(document))
    return text.strip("\n") + "\n", changes


def _entry(name: str, one: Seen, path: Path, keep_witnesses: bool) -> Table:
    table = tomlkit.table()
    table["requirement"] = name
    table["kinds"] = sorted(frozenset().union(*(kinds for _, kinds in one.failing)))
    told = "; ".join(f"{key} {one.example[key]}" for key in ("call", "expected", "got") if one.example[key])
    table["reason"] = f"{UNEXPLAINED}: {told[:300]}" if told else UNEXPLAINED
    if keep_witnesses and one.witness:
        table["witness"] = _keep(name, one.witness, path)
    when, _ = condition(one)
    if when:
        table["when"] = _when(when)
    return table


def _keep(name: str, source: str, path: Path) -> str:
    folder = path.parent / "witnesses"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(source, "utf-8", newline="\n")
    return f"witnesses/{name}.py"


def _when(when: dict[str, Any]) -> Any:
    table = tomlkit.inline_table()
    table.update(when)
    return table


def _plain(table: Any) -> dict[str, Any]:
    def text(value: Any) -> Any:
        if isinstance(value, dict):
            return {str(key): text(one) for key, one in value.items()}
        return value.isoformat() if isinstance(value, datetime.date) else value

    unwrapped: dict[str, Any] = text(table.unwrap())
    return unwrapped


def condition(one: Seen) -> tuple[dict[str, Any], str]:
    """The smallest ``when`` that holds for those that fail and for none that pass; empty where there is none."""
    if not one.passing:
        return {}, ""
    failing = [facts for facts, _ in one.failing]
    platforms, editions = sorted({facts.os for facts in failing}), _editions(failing)
    if not set(platforms) & {facts.os for facts in one.passing} and set(platforms) <= set(spec.PLATFORMS):
        return {"platforms": platforms}, f"platforms {', '.join(platforms)}"
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


def problems(path: Path, subjects: Sequence[Subject], today: datetime.date) -> Iterator[str]:
    """What is wrong with a file, by itself and held against results. Raises BadDescription."""
    known = deviations.load(path)
    for entries in known.values():
        for entry in entries:
            if late := entry.overdue(today):
                yield late
            if entry.reason.startswith(UNEXPLAINED):
                yield f"{entry.requirement} has no reason: say why it deviates"
    if not subjects:
        return
    found = seen(subjects)
    for name, entries in known.items():
        one = found[name]
        for entry in entries:
            here = [kinds for facts, kinds in one.failing if entry.applies(facts)]
            fine = [facts for facts in one.passing if entry.applies(facts)]
            unseen = entry.kinds - frozenset().union(*here) if here else frozenset()
            if fine:
                who = f"Python {fine[0].python_version}, edition {fine[0].edition}, on {fine[0].os}"
                yield f"{name} passes on {who}: " + ("limit it with `when`" if here else "remove its entry")
            elif not here:
                yield f"{name} matched nothing in these results: remove its entry, or mend its `when`"
            elif unseen:
                yield f"{name} is recorded as {', '.join(sorted(unseen))}, which did not happen: take it out"
    for name, one in found.items():
        for facts, kinds in one.failing:
            if deviations.expected(known, name, kinds, facts) is None:
                yield (
                    f"{name} fails unexpectedly on Python {facts.python_version} ({', '.join(sorted(kinds))}): "
                    "mend it, or record it with `mmap-conformance deviations update`"
                )


def write(path: Path, text: str) -> None:
    """Replace the file, whole or not at all. Raises BadDescription."""
    fresh = path.with_name(f".{path.name}.part")
    try:
        fresh.write_text(text, "utf-8", newline="\n")
        os.replace(fresh, path)
    except OSError as error:
        raise BadDescription(f"{path}: cannot be written: {error.strerror or error}") from None
