"""What a reader needs beside a call to see what is wrong: what was done before, what it is for, where values differ."""

from __future__ import annotations

import re

from conformance.harness.driving.evidence import Comparison
from conformance.harness.driving.journal import Journal, Step
from conformance.harness.wire.images import is_just

_NAME = re.compile(r"\b[mf]\d+\b")
_MOST_STEPS = 6
_LONGEST = 300
_LONG = 40
"""Sequences of more items or bytes than this are shown from the first difference on."""


def before(call: Step, journal: Journal, longest: int) -> str:
    """The steps before a call that had to do with what it names: how its map came about, and the last of the rest.

    At most ``longest`` characters; the longest steps are cut first.
    """
    names = set(_NAME.findall(call.spelled))
    if not names or call not in journal.steps:
        return ""
    earlier = journal.steps[: journal.steps.index(call)]
    made = [step for step in earlier if _made(step) in names]
    # A map of a file is told by the file too.
    names |= {name for step in made for name in _NAME.findall(step.spelled)}
    told = [step for step in earlier if names & set(_NAME.findall(step.spelled))]
    made = [step for step in told if _made(step) in names]
    rest = [step for step in told if step not in made][-_MOST_STEPS:]
    texts = [step.spelled for step in told if step in made or step in rest]
    most = longest
    while sum(len(text) + 2 for text in texts) > longest and most > 20:
        most = most * 2 // 3
        texts = [text if len(text) <= most else f"{text[: most - 4]} ..." for text in texts]
    return "; ".join(texts)[:longest]


def _made(step: Step) -> str:
    """The name that a step binds; empty where it binds none."""
    name, _, value = step.text.partition(" = ")
    return name if value and _NAME.fullmatch(name) else ""


def about(call: Step, journal: Journal) -> str:
    """What a call of a function of the suite's does: its docstring, or its body where that is short enough to need
    none. Empty for a call of mmap's.
    """
    name = call.spelled.partition(" = ")[-1 if " = " in call.spelled else 0].partition("(")[0]
    function = journal.functions.get(name)
    if function is None:
        return ""
    if function.__doc__:
        return " ".join(function.__doc__.strip().split("\n\n")[0].split())[:_LONGEST]
    return "; ".join(line.strip() for line in function.source.splitlines()[1:])[:_LONGEST]


def first_difference(comparison: Comparison) -> tuple[str, Comparison]:
    """Where two sequences differ first, in words, and the comparison of what stands there."""
    left, right = comparison.left, comparison.right
    if comparison.operator != "==" or type(left) is not type(right):
        return "", comparison
    if isinstance(left, list | tuple) and len(left) > 1:
        for number, (got, expected) in enumerate(zip(left, right, strict=False)):
            if not is_just(got, expected):
                return f"item {number}: ", Comparison("==", got, expected)
    if isinstance(left, bytes | str) and min(len(left), len(right)) > _LONG:
        pairs = enumerate(zip(left, right, strict=False))
        start = next((n for n, (got, expected) in pairs if got != expected), min(len(left), len(right)))
        return f"from {start} on: ", Comparison("==", left[start:], right[start:])
    return "", comparison
