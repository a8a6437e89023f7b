"""Holds a ``deviations.toml`` against results: what is unmatched, mended, changed, unrecorded or overdue."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path

from conformance.deviations import known as deviations
from conformance.deviations.observed import facts_of, seen
from conformance.results.reading import Results

FOLDER = Path("FOLDER-OF-A-REPORT")
UNEXPLAINED = "not explained yet"
"""The reason of an entry that nobody has looked at: a check complains of it."""


def problems(
    path: Path, subjects: Sequence[Results], today: datetime.date, results: Sequence[Path] = ()
) -> Iterator[str]:
    """What is wrong with a file, by itself and held against results (read from ``results``). Raises BadDescription."""
    known = deviations.load(path)
    unexplained = [name for name, entries in known.items() for one in entries if one.reason.startswith(UNEXPLAINED)]
    if unexplained:
        more = f" and {len(unexplained) - 3} more" if len(unexplained) > 3 else ""
        yield f"no reason is given for {', '.join(unexplained[:3])}{more}: say why each deviates"
    for entries in known.values():
        for entry in entries:
            if late := entry.overdue(today):
                yield late
    if not subjects:
        return
    found = seen(subjects)
    for name, entries in known.items():
        one = found[name]
        if not any(name in subject.verdicts and name not in subject.partial for subject in subjects):
            continue  # it was not selected
        for entry in entries:
            here = [kinds for facts, kinds in one.failing if entry.applies(facts)]
            fine = [facts for facts in one.passing if entry.applies(facts)]
            happened = frozenset().union(*here)
            is_as_recorded = bool(here) and entry.expects(happened)
            unseen = entry.kinds - deviations.recorded_as(happened) if is_as_recorded and not entry.is_race else ()
            if fine and not entry.is_race:
                who = f"Python {fine[0].python_version}, edition {fine[0].edition}, on {fine[0].os}"
                yield f"{name} passes on {who}: " + ("limit it with `when`" if here else "remove its entry")
            elif not here and not fine and any(_could_fail(entry, name, subject) for subject in subjects):
                yield f"{name} matched nothing in these results: remove its entry, or mend its `when`"
            elif unseen:
                yield f"{name} is recorded as {', '.join(sorted(unseen))}, which did not happen: take it out"
    for name, one in found.items():
        for facts, kinds in one.failing:
            if deviations.expected(known, name, kinds, facts) is None:
                yield (
                    f"{name} fails unexpectedly on Python {facts.python_version} ({', '.join(sorted(kinds))}): "
                    f"mend it, or record it with `{deviations.updating(results or [FOLDER], path)}`"
                )


def _could_fail(entry: deviations.Deviation, name: str, subject: Results) -> bool:
    """Whether an entry that matched nothing should have: its platform was there, with its requirement in force."""
    there = not entry.platforms or bool(set(entry.platforms) & facts_of(subject).platforms)
    return there and subject.verdicts.get(name, "inapplicable") != "inapplicable"
