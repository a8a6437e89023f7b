"""The lines of ``results.jsonl`` as types. What each key means stands in ``schemas/results.schema.json``."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from conformance.results.plain import plain

SCHEMA_VERSION = 1
NAME = "results.jsonl"
PACKED = ".gz"
"""What the name of a packed results file ends with: compressed, and with the witnesses in its lines."""
WITNESSES = "witnesses"
"""The folder of witnesses, beside the results."""


SAID = ("after", "call", "about", "expected", "got")
"""What is said of a failure, in the order in which people are told; not all of it is known of each."""


class FailureLine(TypedDict):
    """One distinct failure. ``witness`` is a path beside the results file, or empty; ``source`` is what that file held.

    ``after``: the steps before the call that tell what its map was, held and where its position stood. ``about``:
    what a call is for that is none of mmap's but a function of the suite's, run in the subject.
    """

    verdict: str
    kind: str
    after: NotRequired[str]
    call: str
    about: NotRequired[str]
    expected: str
    got: str
    message: str
    witness: str
    source: NotRequired[str]


def rerun(header: Header) -> list[str]:
    """The command that checks the same subject in the same way, made of options that we know."""
    words = ["mmap-conformance", "run"]
    for name, value in header.get("given", {"impl": header["subject"]["implementation"]}).items():
        for one in value if isinstance(value, list) else [value]:
            words += [f"--{name}", plain(str(one))]
    return words


def said(one: FailureLine) -> list[tuple[str, str]]:
    """What is said of a failure, each with its label."""
    return [(key, value) for key in SAID if isinstance(value := one.get(key), str) and value]


class SubjectFacts(TypedDict):
    """What the subject stated of itself. Sizes in bytes."""

    implementation: str
    implementation_version: str
    title: str
    homepage: str
    issues: str
    python: str
    python_version: str
    own_version: NotRequired[str]
    syncs: NotRequired[bool]
    build: NotRequired[str]
    appends_in_place: NotRequired[bool]
    version_text: str
    platform: str
    system: str
    pointer_bits: int
    byte_order: str
    page_size: int
    granularity: int
    edition: str
    files: str


class Header(TypedDict):
    """The first line: who ran what on whom."""

    type: Literal["header"]
    schema: int
    suite: str
    commit: str
    digest: NotRequired[str]
    edition: str
    profile: str
    levels: list[str]
    selected: int
    requirements: int
    hypothesis: str
    given: NotRequired[dict[str, Any]]
    seed: str
    started: str
    subject: SubjectFacts
    host: dict[str, str]


class RequirementLine(TypedDict):
    """What became of one requirement. ``duration`` in seconds.

    ``left_out`` are properties of the requirement that did not run: the verdict is one from a part, and none that a
    deviation is judged by. ``played`` is how many of its properties were played from a recording instead of drawn;
    ``shapes`` are the answers that an exploring run met.
    """

    type: Literal["requirement"]
    requirement: str
    verdict: str
    reason: str
    issue: NotRequired[str]
    left_out: NotRequired[list[str]]
    played: NotRequired[int]
    shapes: NotRequired[list[int]]
    duration: float
    examples: int
    properties: list[str]
    failures: list[FailureLine]


class CoveredFile(TypedDict):
    """A file of the implementation, how many lines it has, and the numbers of those never reached."""

    path: str
    lines: int
    missed: list[int]


class Coverage(TypedDict):
    """Which lines of the implementation were reached, and by which tools that is known."""

    tools: list[str]
    files: list[CoveredFile]
    note: str


class Footer(TypedDict):
    """The last line of a run that came to its end. ``duration`` in seconds."""

    type: Literal["footer"]
    counts: dict[str, int]
    duration: float
    problems: list[str]
    coverage: NotRequired[Coverage]


Line = Header | RequirementLine | Footer

JSON = dict[str, Any]
"""A JSON object whose keys nobody has checked yet."""
