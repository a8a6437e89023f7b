"""The requirements as they are: by stem, by statement of the page, by edition. All of it is read, nothing is kept."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import groupby, pairwise

from conformance import spec
from conformance.properties import all_properties, property_of
from conformance.report import published
from conformance.report.merge import read_mutants
from conformance.spec import finding
from extension.links import TOP
from extension.words import code, table, text

MUTANTS = TOP / "reports" / "mutants.json"


@cache
def mutants() -> dict[str, dict[str, list[str]]]:
    """By requirement the mutants that break it, and what kills each: the published kill table."""
    return read_mutants(MUTANTS)


@cache
def _properties() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, ids in all_properties().items():
        for name in ids:
            found.setdefault(name, []).append(key)
    return found


def of_stem(stem: str) -> str:
    """A section for each requirement of a stem."""
    if stem not in spec.STEMS:
        raise ValueError(f"the stems are {', '.join(spec.STEMS)}")
    chosen = [one for one in spec.load().values() if one.stem == stem]
    words = []
    for word, group in groupby(chosen, lambda one: one.id.partition(".")[0]):
        words.append(f"## {word}\n")
        words += ["\n".join(_section(one)) for one in group]
    return "\n".join(words)


def _section(one: spec.Requirement) -> Iterator[str]:
    yield f"(requirement-{one.id})=\n### {code(one.id)}\n"
    yield f"{text(one.text)}\n"
    yield f":Level: {one.level}{' (disputed)' if one.disputed else ''}"
    yield f":Editions: {one.since} to {one.until}"
    yield f":Platforms: {', '.join(one.platforms)}"
    yield f":Page: [{one.anchor}]({one.link()})"
    if one.statements:
        yield f":Statements: {', '.join(map(code, one.statements))}"
    for reading in one.readings:
        yield f":Reading: {text(reading)}"
    if one.unspecified:
        yield f":Not tested: {text(one.unspecified)}"
    for at, key in enumerate(_properties().get(one.id, ())):
        yield f"{':Properties: ' if not at else '  '}{_property(key)}{',' if key != _properties()[one.id][-1] else ''}"
    yield from _broken(one.id)
    if not one.unspecified:
        yield f":Kept by: {_kept(one.id)}; {{matrix}}`all verdicts <requirements/{one.id}.html>`"
    yield ""


def _property(key: str) -> str:
    file, _, name = key.partition("::")
    _, stem, word = file.split("_", 2)
    path = f"conformance/properties/{stem}/test_{word}.py"
    return f"{{source}}`{name} <{path}#L{inspect.getsourcelines(inspect.unwrap(property_of(key)))[1]}>`"


def _broken(name: str) -> Iterator[str]:
    broken = mutants().get(name, {})
    killed = sum(map(bool, broken.values()))
    if broken:
        yield f":Mutants: {len(broken)}, {killed} killed: {', '.join(code(one.split('.', 2)[-1]) for one in broken)}"


def _kept(name: str) -> str:
    verdicts = published.of(name)
    counts = Counter(verdict for verdict in verdicts.values() if verdict != "inapplicable")
    held = f"{counts['pass']} of the {sum(counts.values())} published subjects that it is in force for"
    others = [f"{who} ({verdict})" for who, verdict in verdicts.items() if verdict not in ("pass", "inapplicable")]
    return held + (f"; not by {text('; '.join(others))}" if others else "")


def stems() -> str:
    """A row a stem."""
    known, broken = spec.load().values(), mutants()
    rows = []
    for stem in spec.STEMS:
        names = [one.id for one in known if one.stem == stem]
        keys = {key for name in names for key in _properties().get(name, ())}
        names_of_mutants = {mutant for name in names for mutant in broken.get(name, ())}
        words = dict.fromkeys(name.partition(".")[0] for name in names)
        rows.append([f"[{stem}]({stem}.md)", str(len(names)), str(len(keys)), str(len(names_of_mutants)),
                     ", ".join(map(code, words))])  # fmt: skip
    return table(["Stem", "Requirements", "Properties", "Mutants", "Words"], rows)


def untested() -> str:
    """What no property can check, each with its reason."""
    chosen = [one for one in spec.load().values() if one.unspecified]
    return table(["Requirement", "Why nothing checks it"], [[_link(one), text(one.unspecified)] for one in chosen])


def disputed() -> str:
    """Texts that every CPython contradicts, with both readings."""
    chosen = [one for one in spec.load().values() if one.disputed]
    rows = [[_link(one), "; ".join(map(text, one.readings))] for one in chosen]
    return table(["Requirement", "Readings, all of which are accepted"], rows)


def statements() -> str:
    """From each statement of the page to the requirements that say it."""
    return table(
        ["Statement", "Requirements"],
        [[code(name), ", ".join(map(_link, requirements))] for name, requirements in spec.trace().items()],
    )


def changes() -> str:
    """What began, ended and changed with each edition, the newest first."""
    parts = []
    for old, new in reversed(list(pairwise(spec.EDITIONS))):
        parts.append(f"## From {old} to {new}\n")
        found = finding.changes(old, new, spec.load())
        for title, rows in (
            ("Began", [[one.began] for one in found if one.ended is None]),
            ("Ended", [[one.ended] for one in found if one.began is None]),
            ("Changed", [[one.ended, one.began] for one in found if one.ended and one.began]),
        ):
            if rows:
                parts.append(f"{title}:\n")
                parts += [
                    "* " + ", then ".join(f"{_link(one)}: {text(one.text)}" for one in row if one) for row in rows
                ]
                parts.append("")
        if not found:
            parts.append("The same is in force in both.\n")
    return "\n".join(parts)


def _link(one: spec.Requirement) -> str:
    return f"{{requirement}}`{one.id}`"
