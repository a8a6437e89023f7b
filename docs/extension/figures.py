"""Figures that pages name: counted when the site is built, so that no page has an old one."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

from docutils import nodes

from conformance import spec
from conformance.properties import all_properties
from extension import requirements
from extension.links import TOP
from extension.words import code, table


def _mutants() -> int:
    return len({name for broken in requirements.mutants().values() for name in broken})


def _survivors() -> int:
    killers: dict[str, bool] = {}
    for broken in requirements.mutants().values():
        for name, killed in broken.items():
            killers[name] = killers.get(name, False) or bool(killed)
    return sum(not killed for killed in killers.values())


@cache
def _headers() -> tuple[dict[str, Any], ...]:
    files = sorted((TOP / "reports" / "results").glob("*.jsonl.gz"))
    return tuple(json.loads(gzip.open(path, "rt", encoding="utf-8").readline()) for path in files)


FIGURES: dict[str, Callable[[], int]] = {
    "requirements": lambda: len(spec.load()),
    "testable": lambda: sum(not one.unspecified for one in spec.load().values()),
    "untested": lambda: sum(bool(one.unspecified) for one in spec.load().values()),
    "disputed": lambda: sum(one.disputed for one in spec.load().values()),
    "statements": lambda: len(spec.statements()),
    "properties": lambda: len(all_properties()),
    "mutants": _mutants,
    "survivors": _survivors,
    "subjects": lambda: len(_headers()),
    "implementations": lambda: len({one["subject"]["implementation"] for one in _headers()}),
}


def role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Any, options: Any = None, content: Any = ()
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """``{figure}`mutants` ``: how many there are."""
    del name, rawtext, options, content
    if text not in FIGURES:
        told = f"there is no figure {text!r}; they are {', '.join(FIGURES)}"
        return [], [inliner.reporter.warning(told, line=lineno)]
    return [nodes.Text(f"{FIGURES[text]():,}")], []


def levels() -> str:
    """How many requirements each level has."""
    counted = Counter(one.level for one in spec.load().values())
    meanings = {
        "documented": "a sentence of the page says it",
        "implied": "it follows from what the page refers to: a bytearray, a file object, the page of the concept",
        "de-facto": "no sentence promises it; CPython has always done so, and code relies on it",
    }
    rows = [[code(level), str(counted[level]), meanings[level]] for level in spec.LEVELS]
    return table(["Level", "Requirements", "Why it is required"], rows)
