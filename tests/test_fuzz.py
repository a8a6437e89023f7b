"""Whatever reads from outside, given anything: a value or one refusal comes out, within bounds of time and memory.

Inputs are of two kinds: what nobody would write, and what somebody could have written with one thing changed in it,
which gets past the first check.
"""

from __future__ import annotations

import contextlib
import copy
import json
import re
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import made
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from conformance.deviations import known, update
from conformance.exits import Refusal
from conformance.harness.launch import implementation
from conformance.harness.wire.answers import Malformed, parse
from conformance.report import badge, diff, junit, summary
from conformance.report.markdown import markdown
from conformance.report.merge import merge, read_mutants
from conformance.results.reading import read

# A file is written anew in the same folder for each example.
anew = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DIGITS = "9" * 5000
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.sampled_from(
        [-1, 0, 1 << 64, 10**400, -0.0, "", "\ud800", "\uffff", "\x00", "../..", "a" * 5000, DIGITS, "<b>", "${x}"]
    ),
)  # fmt: skip
ANY = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


def places(value, at=()):
    """The way to everything that a value is made of."""
    yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*at, key))


@st.composite
def changed(draw, whole):
    """A value with one of its parts replaced, removed or given something more."""
    value = copy.deepcopy(whole)
    *way, last = draw(st.sampled_from([place for place in places(value) if place]))
    inside = value
    for key in way:
        inside = inside[key]
    how = draw(st.sampled_from(["replace", "remove", "add"]))
    if how == "replace":
        inside[last] = draw(ANY)
    elif how == "remove":
        del inside[last]
    elif isinstance(inside, dict):
        inside[draw(st.text(max_size=8))] = draw(ANY)
    else:
        inside.append(draw(ANY))
    return value


@st.composite
def spoiled(draw, good):
    """Bytes with a few of them cut out, repeated or replaced."""
    data = bytearray(good)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 8))] = draw(st.binary(max_size=8))
    return bytes(data)


FAILING = made.lines(dict.fromkeys(made.testable()[:2], "fail"))
FEW = [FAILING[0] | {"selected": 3}, *FAILING[1:4], FAILING[-1] | {"counts": {"fail": 2, "pass": 1}}]


def shown(path: Path) -> None:
    """Everything that is made of a results file in a report, but for the site's five hundred pages."""
    merged = merge([path, Path(path.parent, "other.jsonl")])
    for subject in merged.subjects:
        assert len(summary.one_line(subject)) < 2000
        ElementTree.fromstring(junit.junit(subject))
        ElementTree.fromstring(badge.svg(subject))
        json.loads(badge.endpoint(subject))
        for line in subject.failing():
            for failure in line["failures"]:
                subject.witness(failure)
    assert markdown(merged).encode("utf-8")
    compared = diff.compare(merge([path]), merge([path.parent / "other.jsonl"]))
    for form in diff.FORMS.values():
        assert form(compared).encode("utf-8", "backslashreplace")
    assert all(len(str(one)) < 2000 for one in merged.left_out)
    assert update.generated(path, merged.subjects, keep_witnesses=False).encode("utf-8")


def is_refused_or_read(reading, path):
    told, began = str(path), time.monotonic()
    try:
        assert reading() is not None
    except Refusal as refusal:
        told = str(refusal)
    assert time.monotonic() - began < 10
    assert str(path) in told
    assert len(told) < len(str(path)) + 1500


def said(text: str) -> list[dict[str, Any]]:
    """The same results, with a text in a failure."""
    lines = copy.deepcopy(FEW)
    lines[1]["failures"][0] |= {"call": text, "expected": text, "got": text, "message": text, "about": text}
    return lines


@anew
@given(changed(FEW))
@example(FEW)
@example(said("\ud800"))
@example(said("\uffff\x1b]0;<b>"))
def test_any_results_are_shown_or_refused(tmp_path, lines):
    path = tmp_path / "results.jsonl"
    made.results(tmp_path / "other.jsonl")
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    shown(path)


@anew
@given(st.binary() | spoiled(json.dumps(FEW[0]).encode() + b"\n" + json.dumps(FEW[1]).encode() + b"\n"))
def test_any_bytes_are_results_or_refused(tmp_path, data):
    path = tmp_path / "results.jsonl"
    path.write_bytes(data)
    is_refused_or_read(lambda: read(path), path)


IMPL = {
    "name": "mine", "title": "Mine", "import": "import mmap", "python": "python3", "command": ["{python}", "{agent}"],
    "pace": 1.5, "paths": ["lib"], "edition": "3.12", "homepage": "https://example.org", "fetch": "sh fetch.sh",
    "environment": {"A": "b"},
}  # fmt: skip
KNOWN = {
    "deviation": [
        {"requirement": "find.missing", "kinds": ["fail:value"], "reason": "so",
         "when": {"python": ">=3.8", "platforms": ["linux"]}}
    ]
}  # fmt: skip


def as_toml(value) -> str:
    """A value in TOML's own words, as far as it has some; what it has no words for becomes what is no TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(str(key))} = {as_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return "null" if value is None else json.dumps(value)


def toml(table) -> bytes:
    lines = (f"{json.dumps(str(key))} = {as_toml(value)}" for key, value in table.items())
    return "\n".join(lines).encode("utf-8", "surrogatepass")


TIMES = [b"pace = 07:32:00", b"pace = 1979-05-27T07:32:00", b"paths = [07:32:00]", b"pace = nan", b"pace = -inf"]


@anew
@given(st.binary() | spoiled(toml(IMPL)) | changed(IMPL).map(toml) | st.sampled_from(TIMES))
@example(toml(IMPL))
@example(b"a" + b".a" * 60_000 + b" = 1")
@example(b"[" + b"a." * 60_000 + b"a]")
@example(b"x = {" + b"a ." * 60_000 + b"a = 1}")
@example(b"#" * 2_000_000)
@example(b"name = '" + b"a" * 900_000)
@example(b'"' * 900_000)
def test_any_description_is_one_or_refused(tmp_path, data):
    path = tmp_path / "impl.toml"
    path.write_bytes(data)
    is_refused_or_read(lambda: implementation.load(path), path)


@anew
@given(st.binary() | spoiled(toml(KNOWN)) | changed(KNOWN).map(toml))
@example(toml(KNOWN))
def test_any_deviations_are_read_or_refused(tmp_path, data):
    path = tmp_path / "deviations.toml"
    path.write_bytes(data)
    is_refused_or_read(lambda: known.load(path), path)


TABLE = json.dumps({"find.missing": {"mutant": ["test::test"]}}).encode()


@anew
@given(st.binary() | spoiled(TABLE) | ANY.map(lambda value: json.dumps(value).encode()))
@example(b"[" * 100_000)
def test_any_table_of_mutants_is_one_or_refused(tmp_path, data):
    path = tmp_path / "mutants.json"
    path.write_bytes(data)
    is_refused_or_read(lambda: read_mutants(path), path)


@pytest.mark.skipif(sys.platform == "win32", reason="a device that never ends is Unix's")
@pytest.mark.parametrize("read", [read, implementation.load, known.load, read_mutants])
def test_a_device_is_no_file(read):
    with pytest.raises(Refusal, match="/dev/zero"):
        read(Path("/dev/zero"))


ANSWERS = [
    b"1 = (b'ab\\x00', 1, None, [True, {'a': -2}])", b"1 ! (1, ['ValueError', 'Exception'], ('a', 2), ('after', 3))",
    b"1 = 12345678901234567890123", b"1 = b'" + b"\\x00" * 300 + b"'",
]  # fmt: skip


@settings(deadline=None)
@given(st.binary() | st.sampled_from(ANSWERS).flatmap(spoiled))
@example(b"1 = " + b"[" * 100_000)
@example(b"1 = " + b"-" * 100_000 + b"1")
@example(b"1 = " + b"(" * 50 + b")" * 50)
@example(b"1 = " + b"0," * 190_000)
@example(b"1 = " + b"'a' " * 90_000)
@example(b"1 = " + b"{0:0}," * 60_000)
@example(b"1 = " + b"9" * 300_000)
@example(b"1 = 0x" + b"f" * 380_000)
@example(b"1 = " + b"1e5" + b"+1j" * 100_000)
@example(b"1 = " + b"b'' " * 90_000)
@example(b"1 = '" + b'"\\' * 1_000_000)
@example(b"1 = b'" + b"\\x00" * 2_000_000 + b"'")
@example(b"1 = b'\\U0001F600" + b"a" * 8_000_000 + b"'")
@example(b"1 = '\\U0001f600" + b"a" * 8_000_000 + b"'")
@example(b"1 = ('\\U0001f600" + b"a" * 8_000_000 + b"', 1)")
@example(b"1 = {'content': 7}")
@example(b"1 = (b'" + b"a" * 500_000 + b"', {'content': 7}, {'content': -1})")
@example(b"1 ! (1, ['ValueError'], (b'" + b"a" * 8_000_000 + b"',), None)")
@example(b"1 ! (-10000, ['ValueError'], (), ('x\\n\\x00', 9999))")
@example(b"1 ! (1, ['" + b"E" * 200_000 + b"'], (), None)")
@example(b"1 ! (1, [" + b"'A'," * 90_000 + b"], (), None)")
def test_any_answer_is_one_or_malformed_in_little_time_and_memory(line):
    began, told = time.monotonic(), ""
    with contextlib.suppress(Malformed):
        parse(line, 1)
    assert time.monotonic() - began < 10
    tracemalloc.start()  # makes it three times as slow
    try:
        parse(line, 1)
    except Malformed as error:
        told = str(error)
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert len(told) < 600
    assert peak < len(line) + (200 << 20)


@settings(deadline=None)
@given(SCALARS | st.binary() | st.lists(SCALARS) | st.tuples(SCALARS, st.binary(), st.lists(SCALARS, max_size=2)))
def test_what_an_agent_writes_is_what_is_read(value):
    line = b"1 = " + ascii(value).encode("ascii")
    try:
        found = parse(line, 1).value
    except Malformed:
        assert re.search(r"nan|inf|\d{4000}", ascii(value))  # no literals: floats without an end, endless digits
    else:
        assert found == value
        assert ascii(found) == ascii(value)
