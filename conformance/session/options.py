"""Every option of a run, once: ``--name`` of the command, ``--mmap-name`` of pytest, in the same words and units.

pytest loads this file in every run there is, so it imports nothing of the suite; what takes such an import (the
editions, the profiles) is asked when the value is needed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PREFIX = "--mmap-"
"""Options are everybody's namespace under pytest: whoever has an option ``--python`` must be able to start it."""


@dataclass(frozen=True)
class Option:
    """One option. ``kind`` makes its value from a text; ``choices`` gives the words that it takes.

    ``is_of_subject``: it says who is checked and how, so the command that checks the same again has it.
    """

    name: str
    help: str
    metavar: str = ""
    kind: Callable[[str], Any] = str
    default: Any = None
    choices: Callable[[], Sequence[str]] | None = None
    least: float | None = None
    most: float = math.inf
    is_multiple: bool = False
    is_flag: bool = False
    is_of_subject: bool = False

    @property
    def key(self) -> str:
        """Its name among the values of options."""
        return self.name.replace("-", "_")

    @property
    def none(self) -> Any:
        """The value that it has where nobody gives it."""
        return [] if self.is_multiple else False if self.is_flag else self.default

    def given(self, flag: str, value: Any) -> Iterator[str]:
        """The words of a command line that give it this value, under the name ``flag``."""
        if self.is_flag:
            yield from [flag] if value else []
        elif self.is_multiple:
            yield from (word for one in value for word in (flag, str(one)))
        elif value is not None and value != self.default:
            yield from (flag, str(value))


def _editions() -> Sequence[str]:
    from conformance.spec import EDITIONS

    return EDITIONS


def _levels() -> Sequence[str]:
    from conformance.spec import LEVELS

    return LEVELS


PROFILES = ("gate", "explore")
"""The same examples for everybody, or new ones."""

OPTIONS = (
    Option("impl", "stdlib (the default), a described implementation, a module's name, or a path to an impl.toml.",
           "NAME", is_of_subject=True),
    Option("python", "The subject's interpreter: a path or a name.", "INTERPRETER", is_of_subject=True),
    Option("path", "A folder for the subject's sys.path; repeatable.", "DIR", is_multiple=True, is_of_subject=True),
    Option("edition", "The edition in force; default: that of the subject's Python.", "EDITION", choices=_editions,
           is_of_subject=True),
    Option("level", "Only requirements of this level; repeatable.", "LEVEL", choices=_levels, is_multiple=True),
    Option("select", "Only requirements that match, each with all of its properties: whole ids, or words of ids, stems "
           "and properties with and, or, not.", "EXPRESSION"),
    Option("first", "These requirements first, by their ids; repeatable.", "ID", is_multiple=True),
    Option("profile", "The same examples for everybody, or new ones.", "PROFILE", default="gate",
           choices=lambda: PROFILES, is_of_subject=True),
    Option("times", "How many times the gate's examples an exploring run draws.", "N", int, default=10, least=1,
           most=1_000_000, is_of_subject=True),
    Option("database", "Where an exploring run keeps interesting examples: a folder, or redis://HOST:PORT/0.", "PLACE"),
    Option("report", "Where results.jsonl and witnesses go.", "DIR", Path),
    Option("deviations", "Known failures; default: deviations.toml beside the impl.toml.", "FILE", Path,
           is_of_subject=True),
    Option("coverage", "Say which lines of the implementation were never reached.", is_flag=True),
    Option("no-recordings", "Draw every example, also where recordings of passing ones could be played.", is_flag=True),
    Option("files", "Make the files under test in this folder.", "DIR", Path, is_of_subject=True),
    Option("memory", "Limit the subject's address space.", "MIB", int, least=1, most=1 << 30, is_of_subject=True),
    Option("step-seconds", "A step's time limit in seconds; times the implementation's pace.", "SECONDS", float,
           default=5.0, least=0.01, most=1e6, is_of_subject=True),
)  # fmt: skip
BY_NAME = {option.name: option for option in OPTIONS}


def add_to(parser: Any) -> None:
    """Give pytest the options."""
    group = parser.getgroup("mmap-conformance", "conformance of an implementation of mmap")
    for option in OPTIONS:
        flag = PREFIX + option.name
        if option.is_flag:
            group.addoption(flag, action="store_true", help=option.help)
            continue
        action = "append" if option.is_multiple else "store"
        group.addoption(flag, action=action, metavar=option.metavar, type=option.kind, default=option.none,
                        help=option.help.replace("%", "%%"))  # fmt: skip


def values(config: Any) -> dict[str, Any]:
    """The values of all options in a pytest run, by ``Option.key``."""
    return {option.key: config.getoption(PREFIX + option.name) for option in OPTIONS}


def for_pytest(given: Mapping[str, Any]) -> list[str]:
    """The words that give pytest these values."""
    return [word for option in OPTIONS for word in option.given(PREFIX + option.name, given[option.key])]


def of_subject(given: Mapping[str, Any]) -> dict[str, Any]:
    """What says who is checked and how, by name: with it anybody's command checks the same in the same way."""
    named = {**given, "impl": "stdlib" if given["impl"] is None else given["impl"]}
    values = {option: named[option.key] for option in OPTIONS if option.is_of_subject}
    return {
        option.name: str(value) if isinstance(value, Path) else list(value) if option.is_multiple else value
        for option, value in values.items()
        if value != option.none
    }


def problem(given: Mapping[str, Any]) -> str:
    """What is wrong with a value that pytest took; empty where nothing is."""
    from conformance.results.plain import worded

    for option in OPTIONS:
        value = given[option.key]
        for one in value if option.is_multiple else [] if value is None else [value]:
            if option.choices is not None and one not in option.choices():
                return f"{PREFIX}{option.name} {one}: takes one of {', '.join(option.choices())}"
            if option.least is not None and not option.least <= one <= option.most:
                return f"{PREFIX}{option.name} {worded(one)}: takes {option.least:g} to {option.most:.12g}"
    return ""
