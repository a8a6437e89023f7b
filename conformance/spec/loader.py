"""Reads the requirements from the TOML files beside it and checks that each is well-formed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from conformance.exits import BrokenSuite

EDITIONS = tuple(f"3.{minor}" for minor in range(7, 16))
LEVELS = ("documented", "implied", "de-facto")
PLATFORMS = ("all", "unix", "linux", "macos", "windows")
STEMS = ("module", "creation", "content", "search", "cursor", "extent", "durability", "lifetime", "concurrency")
"""The order of the documentation's page, roughly; files and reports follow it."""

_ID = re.compile(r"[a-z0-9_]+(\.[a-z0-9]+(-[a-z0-9]+)*)+")
_KEYS = {
    "id", "text", "level", "since", "until", "platforms", "anchor", "statements", "readings", "unspecified",
}  # fmt: skip
_PAGE = "https://docs.python.org/{edition}/library/mmap.html#{anchor}"


class BrokenSpecification(BrokenSuite):
    """A file of ours under ``spec/`` is not what it should be."""


@dataclass(frozen=True)
class Requirement:
    """One documented fact about mmap.

    In force in the editions from ``since`` to ``until`` (inclusive) on any of ``platforms``. ``readings`` holds
    both readings of a disputed text; ``unspecified`` says why no property can check this one.
    """

    id: str
    text: str
    level: str
    stem: str
    since: str = EDITIONS[0]
    until: str = EDITIONS[-1]
    platforms: tuple[str, ...] = ("all",)
    anchor: str = "module-mmap"
    statements: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    unspecified: str = ""

    @property
    def disputed(self) -> bool:
        """Whether every CPython contradicts the text, so that both readings are accepted."""
        return bool(self.readings)

    def link(self, edition: str = "") -> str:
        """The address of the documentation's passage in an edition; by default the newest that has it."""
        return _PAGE.format(edition=edition or self.until, anchor=self.anchor)

    def inapplicable(self, edition: str, platforms: Collection[str]) -> str:
        """Why it is not in force there; an empty text if it is."""
        here = EDITIONS.index(edition)
        if here < EDITIONS.index(self.since):
            return f"in force since edition {self.since}; this is {edition}"
        if here > EDITIONS.index(self.until):
            return f"in force until edition {self.until}; this is {edition}"
        if not set(self.platforms) & set(platforms):
            return f"in force on {', '.join(self.platforms)}; this is {', '.join(sorted(set(platforms) - {'all'}))}"
        return ""


def platform_of(sys_platform: str) -> str:
    """The platform as requirements name it: linux, macos, windows, or what ``sys.platform`` says."""
    if sys_platform.startswith("linux"):
        return "linux"
    return {"darwin": "macos", "win32": "windows", "cygwin": "windows"}.get(sys_platform, sys_platform)


@cache
def load(folder: Path = Path(__file__).parent) -> dict[str, Requirement]:
    """Every requirement by its id, in the order of the documentation. Raises BrokenSpecification."""
    found: dict[str, Requirement] = {}
    for stem in STEMS:
        path = folder / f"{stem}.toml"
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise BrokenSpecification(f"{path}: {error}") from None
        entries = table.pop("requirement", [])
        if table or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise BrokenSpecification(f"{path}: holds nothing but tables, each headed [[requirement]]")
        for entry in entries:
            requirement = _requirement(entry, stem, path)
            if requirement.id in found:
                raise BrokenSpecification(f"{path}: the id {requirement.id!r} is used twice")
            found[requirement.id] = requirement
    return found


def _requirement(entry: dict[str, Any], stem: str, path: Path) -> Requirement:
    where = f"{path}: {entry.get('id', entry)}"
    unknown = set(entry) - _KEYS
    if unknown:
        raise BrokenSpecification(f"{where}: unknown key {sorted(unknown)[0]!r}; known: {', '.join(sorted(_KEYS))}")
    for key in ("id", "text", "level"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise BrokenSpecification(f"{where}: {key!r} must be a text")
    if not _ID.fullmatch(entry["id"]):
        raise BrokenSpecification(f"{where}: an id is words, such as 'find.lowest-index'")
    if entry["level"] not in LEVELS:
        raise BrokenSpecification(f"{where}: level {entry['level']!r} is none of {', '.join(LEVELS)}")
    for key in ("since", "until"):
        if key in entry and entry[key] not in EDITIONS:
            raise BrokenSpecification(f"{where}: {key} {entry[key]!r} is no edition; they are {', '.join(EDITIONS)}")
    lists: dict[str, Any] = {key: tuple(entry[key]) for key in ("platforms", "statements", "readings") if key in entry}
    if not set(lists.get("platforms", ("all",))) <= set(PLATFORMS):
        raise BrokenSpecification(f"{where}: platforms {entry['platforms']!r}; known: {', '.join(PLATFORMS)}")
    if len(lists.get("readings", ())) == 1:
        raise BrokenSpecification(f"{where}: a disputed text has two readings at least")
    values: dict[str, Any] = {"stem": stem, **entry, **lists}
    made = Requirement(**values)
    if EDITIONS.index(made.since) > EDITIONS.index(made.until):
        raise BrokenSpecification(f"{where}: since {made.since} is after until {made.until}")
    return made
