"""Writes ``deviations.toml`` from results, and keeps it up to date.

What a person has written stays: reasons, issues, conditions, comments. The results may be of several subjects of
one implementation; a failure that only some of them have gets the smallest condition that tells them apart.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from conformance.deviations import known as deviations
from conformance.deviations.check import UNEXPLAINED
from conformance.deviations.condition import condition
from conformance.deviations.known import Deviation
from conformance.deviations.observed import Seen, seen
from conformance.exits import BadDescription
from conformance.results.owned import inner, replace_file
from conformance.results.plain import plain
from conformance.results.reading import Results


def generated(path: Path, subjects: Sequence[Results], *, keep_witnesses: bool) -> str:
    """The text of a new file."""
    document = tomlkit.document()
    document.add(
        tomlkit.comment("Known failures: each is expected while it fails in this way, and an error otherwise.")
    )
    return _updated(document, {}, path, subjects, keep_witnesses=keep_witnesses)[0]


def updated(path: Path, subjects: Sequence[Results], *, keep_witnesses: bool) -> tuple[str, list[str]]:
    """The text of a file that is brought up to date, and what was changed. Raises BadDescription."""
    known = deviations.load(path)
    document = tomlkit.parse(path.read_text("utf-8"))
    return _updated(document, known, path, subjects, keep_witnesses=keep_witnesses)


def _updated(
    document: tomlkit.TOMLDocument,
    known: dict[str, list[Deviation]],
    path: Path,
    subjects: Sequence[Results],
    *,
    keep_witnesses: bool,
) -> tuple[str, list[str]]:
    changes: list[str] = []
    tables: Any = document.get("deviation", [])
    kept: list[Table] = []
    found = seen(subjects)
    for table in map(_as_table, tables):
        entry = deviations.deviation(_plain(table), path)
        one = found[entry.requirement]
        here = [kinds for facts, kinds in one.failing if entry.applies(facts)]
        fine = [facts for facts in one.passing if entry.applies(facts)]
        if fine and not here and not entry.is_race:
            changes.append(f"removed {entry.requirement}: it no longer fails")
            continue
        happened = frozenset().union(*here)
        now = deviations.recorded_as(happened)
        if entry.is_race:  # not all that it may come to has to happen
            now = entry.kinds if entry.expects(happened) else now | entry.kinds
        if here and now != entry.kinds:
            table["kinds"] = sorted(now)
            changes.append(
                f"changed {entry.requirement}: now {', '.join(sorted(now))}; see that its reason still holds"
            )
        if fine and here and not table.get("when") and "pass" not in now:
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
    table["kinds"] = sorted(deviations.recorded_as(frozenset().union(*(kinds for _, kinds in one.failing))))
    told = "; ".join(
        f"{key} {one.example[key]}" for key in ("call", "expected", "got") if one.example and one.example[key]
    )
    table["reason"] = f"{UNEXPLAINED}: {plain(told[:300])}" if told else UNEXPLAINED
    if keep_witnesses and one.witness:
        table["witness"] = _keep(name, one.witness, path)
    when, _ = condition(one)
    if when:
        table["when"] = _when(when)
    return table


def _keep(name: str, source: str, path: Path) -> str:
    replace_file(inner(path.parent, "witnesses") / f"{name}.py", source)
    return f"witnesses/{name}.py"


def _as_table(entry: Any) -> Table:
    """An entry as one of ``[[deviation]]``; it may have been written in a line, between braces."""
    if isinstance(entry, Table):
        return entry
    table = tomlkit.table()
    table.update(entry)
    return table


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


def write(path: Path, text: str) -> None:
    """Replace the file, whole or not at all. Raises BadDescription."""
    try:
        replace_file(path, text)
    except OSError as error:
        raise BadDescription(f"{path}: cannot be written: {error.strerror or error}") from None
