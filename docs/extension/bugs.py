"""What was found in whom: the recorded deviations, and of the published verdicts those that nobody has recorded."""

from __future__ import annotations

import os
import tomllib
from collections import Counter
from collections.abc import Iterator

from conformance import spec
from conformance.deviations import known
from conformance.harness.launch.implementation import described_implementations, load
from conformance.report import published
from conformance.verdicts import EXPECTED
from extension.links import TOP
from extension.words import code, table, text


def recorded() -> str:
    """A section for each implementation that has recorded deviations."""
    parts = []
    for name, path in described_implementations():
        file = path.with_name(known.NAME)
        if not file.exists():
            continue
        table_of = tomllib.loads(file.read_text("utf-8"))
        entries = [known.deviation(entry, file) for entry in table_of.get("deviation", ())]
        about = load(path)
        parts.append(f"## {about.title[:1].upper()}{text(about.title)[1:]}\n")
        filed = f", bugs are filed at <{about.issues}>" if about.issues else ""
        parts.append(f"{{source}}`impls/{name}/{known.NAME}`{filed}.\n")
        if "include" in table_of:
            other = (file.parent / table_of["include"]).resolve().relative_to(TOP)
            parts.append(f"The entries of {{source}}`{other}` are its own too.\n")
        if entries:
            rows = [[f"{{requirement}}`{one.requirement}`", ", ".join(map(code, sorted(one.kinds))), _where(one),
                     text(one.reason), ", ".join(_evidence(one, name))] for one in entries]  # fmt: skip
            parts.append(table(["Requirement", "How it fails", "Where", "What is wrong", "Evidence"], rows))
    return "\n".join(parts)


def _where(one: known.Deviation) -> str:
    limits = [*(f"edition {edition}" for edition in one.editions), *one.platforms]
    limits += [f"Python {one.python}"] if one.python else []
    return text(", ".join(limits)) or "everywhere"


def _evidence(one: known.Deviation, name: str) -> Iterator[str]:
    if one.witness:
        path = os.path.relpath((TOP / "impls" / name / one.witness).resolve(), TOP)
        yield f"{{source}}`witness <{path}>`"
    if one.issue:
        yield f"[issue]({one.issue})"


def kept() -> str:
    """A row for each published subject: how many requirements it keeps, and how it fails the others."""
    counted: dict[str, Counter[str]] = {}
    for name in spec.load():
        for who, verdict in published.of(name).items():
            counted.setdefault(who, Counter())[verdict] += 1
    rows = []
    for who, counts in counted.items():
        others = [f"{count} {verdict}" for verdict, count in counts.items() if verdict not in EXPECTED]
        rows.append([text(who), str(counts["pass"]), str(counts["deviates"]), ", ".join(others) or "none"])
    return table(["Subject", "Kept", "Recorded deviations", "Not recorded"], rows)
