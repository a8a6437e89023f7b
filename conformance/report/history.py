"""Results of many releases, in order: where each requirement broke, and where it was mended.

Only verdicts in force count: what is inapplicable, was not run or is our own fault neither breaks nor mends anything,
and the last verdict before it stands.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment
from packaging.version import InvalidVersion, Version

from conformance import spec
from conformance.report import summary
from conformance.report.labels import implementation_of, release_of
from conformance.report.markdown import quoted
from conformance.report.merge import LeftOut, Merged
from conformance.report.summary import counted
from conformance.results.plain import plain
from conformance.results.reading import Results

_NONE = frozenset({"", "inapplicable", "broken"})
"""Verdicts that say nothing of whether a requirement holds."""
_NUMBERS = re.compile(r"\d{1,9}|\D+")
_ATOM = "http://www.w3.org/2005/Atom"
_WIDTH, _HEIGHT, _STEP = 640, 90, 12
"""Of the line that is drawn, and the least distance of two releases, in pixels."""


@dataclass(frozen=True)
class Change:
    """A requirement that ``broke``, or was mended, in ``release``; ``last`` is the one before that tells."""

    requirement: str
    broke: bool
    release: str
    last: str
    old: str
    new: str

    @property
    def word(self) -> str:
        return "broke" if self.broke else "mended"


@dataclass(frozen=True)
class History:
    """One implementation: its results from the oldest to the newest, and what changed from each to the next."""

    name: str
    results: tuple[Results, ...]
    changes: tuple[Change, ...]

    @property
    def releases(self) -> tuple[str, ...]:
        return tuple(release_of(one) for one in self.results)

    @property
    def newest(self) -> tuple[Change, ...]:
        """What changed between the two newest results."""
        return tuple(one for one in self.changes if one.release == self.releases[-1])


@dataclass(frozen=True)
class Histories:
    """Every implementation's history, and the files that have no part in one."""

    every: tuple[History, ...]
    left_out: tuple[LeftOut, ...]


def histories(merged: Merged, by: str = "version") -> Histories:
    """Group results by implementation and order each group: by ``version``, by ``date``, or by the files' ``name``.

    Of two results of one release the newer stands, and the other is left out by name; no clock decides the order of
    releases unless it is asked to.
    """
    groups: dict[str, dict[str, Results]] = {}
    left_out = list(merged.left_out)
    for one in sorted(merged.subjects, key=lambda one: (one.header["started"], str(one.path))):
        group = groups.setdefault(implementation_of(one), {})
        older = group.get(release_of(one)) if by == "version" else None
        if older is not None:
            reason = f"an older run of {release_of(one)} than {one.path}"
            left_out.append(LeftOut(older.path, reason, harmless=True))
        group[release_of(one) if by == "version" else str(one.path)] = one
    every = [_history(name, sorted(group.values(), key=ORDERS[by])) for name, group in sorted(groups.items())]
    return Histories(tuple(every), tuple(left_out))


def _by_version(one: Results) -> tuple[Any, ...]:
    return tuple(_version(part) for part in release_of(one).split(" "))


def _version(text: str) -> tuple[Any, ...]:
    try:
        return (1, Version(text.strip("()")))
    except InvalidVersion:
        return (0, _natural(text))


def _natural(text: str) -> tuple[Any, ...]:
    return tuple((1, int(part)) if part.isdecimal() else (0, part) for part in _NUMBERS.findall(text))


ORDERS: dict[str, Callable[[Results], tuple[Any, ...]]] = {
    "version": _by_version,
    "date": lambda one: (one.header["started"], _natural(str(one.path))),
    "name": lambda one: _natural(str(one.path)),
}


def _history(name: str, results: list[Results]) -> History:
    found: list[Change] = []
    last: dict[str, tuple[str, str]] = {}
    for one in results:
        release = release_of(one)
        for requirement, verdict in one.verdicts.items():
            if verdict in _NONE:
                continue
            before, old = last.get(requirement, ("", verdict))
            if (old == "pass") != (verdict == "pass"):
                found.append(Change(requirement, old == "pass", release, before, old, verdict))
            last[requirement] = (release, verdict)
    return History(name, tuple(results), tuple(found))


# Forms


def text(found: Histories) -> str:
    """For a terminal."""
    lines: list[str] = []
    for one in found.every:
        lines.append(f"{one.name}: {counted(len(one.results), 'release')}, {_span(one)}")
        lines += [f"  {change.word:6}  {change.release:20}  {change.requirement}  ({change.old} in {change.last}, "
                  f"{change.new} now)" for change in one.changes]  # fmt: skip
        if not one.changes:
            lines.append("  nothing broke and nothing was mended")
    return "\n".join(plain(line) for line in lines)


def _span(one: History) -> str:
    releases = one.releases
    return releases[0] if len(releases) == 1 else f"{releases[0]} to {releases[-1]}"


def markdown(found: Histories) -> str:
    """For a page of a forge or a comment."""
    known = spec.load()
    lines = ["## mmap conformance, release by release", ""]
    for one in found.every:
        lines += [f"### {quoted(one.name)}", "", "| release | documented and implied | de-facto |", "|---|---|---|"]
        lines += [f"| {quoted(release_of(each))} | {summary.figure(each)} | {summary.figure(each, ('de-facto',))} |"
                  for each in one.results]  # fmt: skip
        lines.append("")
        if one.changes:
            lines += ["| | in | requirement | before |", "|---|---|---|---|"]
        for change in one.changes:
            told = quoted(known[change.requirement].text) if change.requirement in known else ""
            lines.append(
                f"| {change.word} | {quoted(change.release)} | {quoted(change.requirement)} {told} "
                f"| {change.old} in {quoted(change.last)} |"
            )
        lines.append("")
    lines += ["### Left out", "", *(f"* {quoted(str(one))}" for one in found.left_out), ""] if found.left_out else []
    return "\n".join(lines)


def as_json(found: Histories) -> str:
    """For programs."""
    every = [
        {
            "name": one.name,
            "releases": [
                {
                    "release": release_of(each), "edition": each.edition, "started": each.header["started"],
                    "kept": summary.figure(each).passed, "in_force": summary.figure(each).in_force,
                }
                for each in one.results
            ],
            "changes": [{**vars(change), "word": change.word} for change in one.changes],
        }
        for one in found.every
    ]  # fmt: skip
    return json.dumps({"schema": 1, "histories": every, "left_out": [str(one) for one in found.left_out]}, indent=1)


def atom(found: Histories) -> str:
    """A feed of what broke and what was mended between the two newest results of each implementation."""
    ET.register_namespace("", _ATOM)
    known = spec.load()
    feed = ET.Element(f"{{{_ATOM}}}feed")
    dates = [plain(one.results[-1].header["started"]) for one in found.every]
    _children(feed, title="mmap conformance: what broke and what was mended", id="urn:mmap-conformance:history",
              updated=max(dates, default="1970-01-01T00:00:00Z"))  # fmt: skip
    ET.SubElement(ET.SubElement(feed, f"{{{_ATOM}}}author"), f"{{{_ATOM}}}name").text = summary.made_by()
    for one, date in zip(found.every, dates, strict=True):
        for change in one.newest:
            entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
            named = ":".join(re.sub(r"[^\w.-]+", "-", part)[:80] for part in (one.name, change.release))
            _children(
                entry, title=plain(f"{one.name} {change.release}: {change.requirement} {change.word}"),
                id=f"urn:mmap-conformance:{named}:{plain(change.requirement)}:{change.word}", updated=date,
                summary=plain(f"{change.old} in {change.last}, {change.new} in {change.release}"),
            )  # fmt: skip
            if change.requirement in known:
                ET.SubElement(entry, f"{{{_ATOM}}}link", href=known[change.requirement].link())
    ET.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def _children(parent: ET.Element, **texts: str) -> None:
    for name, value in texts.items():
        ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = value


FORMS: dict[str, Callable[[Histories], str]] = {"text": text, "markdown": markdown, "json": as_json, "atom": atom}


def page(found: Histories, pages: Environment) -> str:
    """The page: a line for each implementation over its releases, and the table of changes."""
    return pages.get_template("history.html").render(
        up="", found=found, known=spec.load(), line=_line, release_of=release_of, width=_WIDTH, height=_HEIGHT
    )


def _line(one: History) -> list[tuple[float, float, str]]:
    """The points of a history: x, y, and what stands there."""
    parts = [summary.figure(each) for each in one.results]
    shares = [part.passed / (part.in_force or 1) for part in parts]
    lowest = min([*shares, 0.9])
    step = max(_STEP, (_WIDTH - 2 * _STEP) / max(len(shares) - 1, 1)) if len(shares) < _WIDTH / _STEP else 0
    step = step or (_WIDTH - 2 * _STEP) / (len(shares) - 1)
    return [
        (
            round(_STEP + at * step, 1),
            round(8 + (1 - share) / (1 - lowest or 1) * (_HEIGHT - 16), 1),
            f"{release}: {part}",
        )
        for at, (share, part, release) in enumerate(zip(shares, parts, one.releases, strict=True))
    ]


def write(found: Histories, folder: Path, pages: Environment, style: str) -> Iterable[Path]:
    """Write every form and the page into a new folder. Raises OSError."""
    names = {"history.html": page(found, pages), "style.css": style}
    names |= {
        f"history.{end}": FORMS[form](found) for form, end in (("markdown", "md"), ("json", "json"), ("atom", "atom"))
    }
    for name, content in names.items():
        (folder / name).write_text(content, "utf-8", newline="\n")
    return [folder / name for name in names]
