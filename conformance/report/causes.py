"""Causes: what most plausibly makes requirements fail together, and what of it should be mended first.

A young implementation fails two hundred requirements for a dozen reasons. Each failure shows signs of what is behind
it: a name that is missing, a keyword or a kind of argument that is never taken, words or a signal that recur. A sign
that several requirements share is a cause. It is computed from the lines of a results file alone, so that old files
have causes too; it explains, and changes no verdict.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from conformance import spec
from conformance.report.summary import counted
from conformance.results.lines import FailureLine, RequirementLine
from conformance.results.plain import plain
from conformance.results.reading import Results
from conformance.verdicts import DIED, EXPECTED

_LONGEST = 4000
"""Characters of one text of a subject that are looked at."""
_FEW = 3
"""Requirements that a sign has to recur in, to be a cause, unless it is plain."""
_PLAIN = ("missing", "constants", "keyword")
_NAMES = 6
"""Names that are told of a cause with many."""

_NO_KEYWORD = re.compile(r"(?i:unexpected keyword(?: argument)?:? )'?(\w+)|'(\w+)' is an invalid keyword argument")
_CHANGING = re.compile(r"0x[0-9a-f]+|\d+|'[^']*'|\"[^\"]*\"|\b[A-Z]\w*(?= (?:object|found))")
_OPERATION = re.compile(r"(?:\w+ = )?(?:m\d+\.(\w+)|mmap\.(mmap)\(|(memoryview|bytearray|bytes|next)\()")
_LIST = re.compile(r"\[('\w+'(?:, '\w+')*)\]?")
_KEYWORD = re.compile(r"^m\d+\.(\w+)\(.*\b\w+=")
_LISTING = ("there = [name", "m = mmap.mmap(-1, 1); return [name")
"""How functions of the suite begin that tell which names are not there."""
_FILE = re.compile(r"open\('\w+', 'rb'(?:, 0)?\)\.read\(\)")
_BUFFERS = ("argument", "an object with __buffer__", "TypeError")
_ARGUMENTS = (
    (re.compile(r"'__buffer__'"), _BUFFERS[1]),
    (re.compile(r"IntEnum"), "a member of an IntEnum"),
    (re.compile(r"'__index__'"), "an object with __index__"),
    (re.compile(r"array\.array|array\('"), "an array"),
    (re.compile(r"memoryview\("), "a memoryview"),
    (re.compile(r"bytearray\("), "a bytearray"),
    (re.compile(r"\d{10}|sys'\)\.maxsize|0x[0-9a-f]{8}"), "an int that no C int holds"),
)

Sign = tuple[str, ...]


@dataclass(frozen=True)
class Cause:
    """One cause. ``name``: the operation or name that it is about, or empty.

    ``alone`` are the requirements all of whose failures it explains, ``shared`` those that have failures of other
    causes too; ``held_up`` those of both that are about something else. ``documented`` counts those of ``alone`` whose
    level is documented, ``share`` is the part of all failing requirements, from 0 to 1. ``smallest`` is the shortest of
    its failures, if it can be in an operation itself and of a requirement that is about it: of ``shown_by``.
    """

    text: str
    name: str
    alone: tuple[str, ...]
    shared: tuple[str, ...]
    held_up: frozenset[str]
    documented: int
    share: float
    smallest: FailureLine
    shown_by: str

    def __str__(self) -> str:
        """``mmap.move is missing: 31 requirements, 12 of them documented; 4 more in part``."""
        told = f"{self.text}: {counted(len(self.alone), 'requirement')}, {self.documented} documented"
        return f"{told}; {len(self.shared)} more in part" if self.shared else told


def causes(lines: Iterable[RequirementLine], source: Callable[[FailureLine], str] = lambda one: "") -> list[Cause]:
    """The causes of what failed unexpectedly in these lines, the one first that frees most documented requirements.

    ``source`` gives a failure's witness where it is not in the line.
    """
    failing = [line for line in lines if line["verdict"] not in EXPECTED and line["failures"]]
    pairs = [(line["requirement"], one, _signs(one)) for line in failing for one in line["failures"]]
    support = Counter(sign for _, sign in {(name, sign) for name, _, signs in pairs for sign in signs})
    lacking = {sign[1] for _, _, signs in pairs for sign in signs if sign[0] == "missing"}
    chosen: dict[Sign, list[tuple[str, FailureLine]]] = {}
    causes_of: dict[str, set[Sign | None]] = {}
    picked = [_chosen(signs, support) or _lacking(one, lacking, source) for _, one, signs in pairs]
    borne = Counter(sign for _, sign in {(name, sign) for (name, _, _), sign in zip(pairs, picked, strict=True)})
    for (name, one, _), sign in zip(pairs, picked, strict=True):
        if sign is not None and sign[0] not in _PLAIN and borne[sign] < _FEW:
            sign = None
        causes_of.setdefault(name, set()).add(sign)
        if sign is not None:
            chosen.setdefault(sign, []).append((name, one))
    found = [_cause(sign, members, causes_of, len(failing)) for sign, members in chosen.items()]
    return sorted(found, key=lambda one: (-one.documented, -len(one.alone), -len(one.shared), one.text))


def first_to_mend(found: list[Cause], most: int) -> list[str]:
    """The causes in as many lines at most, the last of which counts what is not told; none where a few requirements
    fail, which are a plan themselves."""
    if len({name for one in found for name in (*one.alone, *one.shared)}) < _FEW:
        return []
    told = [str(one) for one in found]
    return told if len(told) <= most else [*told[: most - 1], f"and {len(told) - most + 1} more causes"]


def held_up(found: Iterable[Cause]) -> dict[str, Cause]:
    """By requirement, the first cause that holds it up: the failing step is not what the requirement is about."""
    return {name: one for one in reversed(list(found)) for name in one.held_up if name in one.alone}


def of(subject: Results) -> list[Cause]:
    """The causes of what a subject does that nobody expected."""
    return causes(subject.failing(), subject.witness)


def operation(call: str) -> str:
    """The name of the operation that a call is, ``mmap`` for one that makes a map; empty for one without a name."""
    found = _OPERATION.match(call)
    return next(filter(None, found.groups())) if found else ""


def _signs(one: FailureLine) -> list[Sign]:
    """The signs that a failure shows, the plainest first."""
    return list(dict.fromkeys(_every_sign(one)))


def _every_sign(one: FailureLine) -> Iterator[Sign]:
    got, call = one["got"][:_LONGEST], one["call"][:_LONGEST]
    raised = got.removeprefix("raised ") if got.startswith("raised ") else ""
    exception, _, message = raised.partition(": ")
    if exception == "AttributeError" and (name := _lacks(message)):
        yield _missing(name)
    if one.get("about", "").startswith(_LISTING) and (listed := _LIST.search(got)):
        yield from (_missing(name) for name in re.findall(r"\w+", listed[1]))
    if exception == "TypeError" and (found := _NO_KEYWORD.search(message)):
        yield ("keyword", found[1] or found[2])
    if one["kind"] == "fail:not-raised" and "TypeError" in one["expected"] and _KEYWORD.match(call):
        yield ("keywords taken",)
    if one["kind"] == "fail:value" and _FILE.search(call):
        yield ("file",)
    if one["verdict"] in DIED:
        yield ("died", one["kind"], operation(call))
        yield ("died", one["kind"], "")
    elif raised:
        kind = next((text for pattern, text in _ARGUMENTS if pattern.search(call)), "")
        if kind == _BUFFERS[1] and exception == "TypeError":
            yield _BUFFERS
        elif kind and exception in ("TypeError", "ValueError", "OverflowError", "BufferError"):
            yield ("argument", kind, exception)
        if message:
            yield ("raises", exception, _CHANGING.sub("...", message)[:200])


def _missing(name: str) -> Sign:
    """The sign that a name is missing; names of the module come and go together."""
    if name == "__buffer__":
        return _BUFFERS
    return ("constants",) if name.isupper() or name == "error" else ("missing", name)


def _lacks(message: str) -> str:
    found = re.match(r"\w+", message.partition(" has no attribute '")[2])
    return found[0] if found else ""


def _chosen(signs: list[Sign], support: Counter[Sign]) -> Sign | None:
    plainest = [sign for sign in signs if sign[0] in _PLAIN or sign == _BUFFERS]
    if plainest:
        return max(plainest, key=support.__getitem__)
    shared = [sign for sign in signs if support[sign] >= _FEW]
    return max(shared, key=support.__getitem__) if shared else None


def _lacking(one: FailureLine, lacking: set[str], source: Callable[[FailureLine], str]) -> Sign | None:
    """A name that is known to be missing and that a function of the suite's uses, whose failure hides which it was."""
    if "AttributeError" not in one["got"] and "AssertionError" not in one["got"]:
        return None
    text = f"{one.get('about', '')} {one.get('source', '') or source(one)}"[: 4 * _LONGEST]
    used = [name for name in re.findall(r"\bm\d*\.(\w+)\(", text) if name in lacking]
    return ("missing", used[0]) if used else None


def _cause(
    sign: Sign, members: list[tuple[str, FailureLine]], causes_of: dict[str, set[Sign | None]], total: int
) -> Cause:
    known = spec.load()
    touched = list(dict.fromkeys(name for name, _ in members))
    alone = tuple(name for name in touched if causes_of[name] == {sign})
    name = _name(sign, members)
    shown_by, smallest = min(members, key=lambda member: _rank(member[0], member[1], name))
    return Cause(
        text=_text(sign, name),
        name=name,
        alone=alone,
        shared=tuple(name for name in touched if name not in alone),
        held_up=frozenset(one for one in touched if name and not _is_about(one, name)),
        documented=sum(one in known and known[one].level == "documented" for one in alone),
        share=len(touched) / total,
        smallest=smallest,
        shown_by=shown_by,
    )


def _rank(requirement: str, one: FailureLine, name: str) -> tuple[bool, bool, int, str]:
    size = len(one.get("after", "")) + len(one["call"])
    return not operation(one["call"]), not _is_about(requirement, name), size, requirement


def _name(sign: Sign, members: list[tuple[str, FailureLine]]) -> str:
    match sign:
        case ("missing" | "keyword", name):
            return name
        case ("constants",):
            said = " ".join(f"{one['got'][:_LONGEST]} {one['message'][:_LONGEST]}" for _, one in members)
            names = sorted(set(re.findall(r"'([A-Z_0-9]{3,}|error)'", said)))
            more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
            return f"{', '.join(names[:_NAMES])}{more}"
        case ("file",):
            return "file"
        case ("raises", _, _):
            pass
        case _:
            return ""
    operations = Counter(filter(None, (operation(one["call"]) for _, one in members)))
    first, count = (operations.most_common(1) or [("", 0)])[0]
    return first if 2 * count > operations.total() else ""


def _is_about(requirement: str, name: str) -> bool:
    one = spec.load().get(requirement)
    return (
        requirement.startswith("module.")
        or name in re.split(r"[.-]", requirement)
        or one is None
        or re.search(rf"\b{re.escape(name)}\b", one.text) is not None
        or (name == "mmap" and one.stem == "creation")
    )


def _text(sign: Sign, name: str) -> str:
    match sign:
        case ("missing", missing):
            text = f"there is no {missing}"
        case ("constants",):
            text = f"the module has no {name}"
        case ("file",):
            text = "the file is not as it should be once the map was changed"
        case ("keyword", keyword):
            text = f"the keyword {keyword} is not taken"
        case ("keywords taken",):
            text = "keywords are taken where arguments are by position"
        case ("died", kind, where):
            text = f"{kind.partition(':')[2]} in {where or 'several operations'}"
        case ("argument", kind, exception):
            text = f"{kind} as an argument: {exception}"
        case (_, exception, message):
            text = f"{name + ' raises ' if name else ''}{exception}: {message}"
    return plain(text)[:200]
