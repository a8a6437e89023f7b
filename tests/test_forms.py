"""The other forms of a report: JUnit, Markdown, badges. Each a pure function of results, hostile ones included."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import made
import pytest
import xmlschema
from test_site import HOSTILE, hostile

from conformance import __version__, spec
from conformance.exits import UnwritableReport
from conformance.report import badge, forms, merge
from conformance.report.junit import junit
from conformance.report.markdown import markdown, matrix
from conformance.results import packing

FIRST, SECOND, THIRD, *_ = made.testable()
JUDGED = [name for name in made.testable() if spec.load()[name].level in ("documented", "implied")]
SCHEMA = xmlschema.XMLSchema(Path(__file__).with_name("junit.xsd"))


@pytest.fixture
def merged(tmp_path):
    def make(verdicts=None, **changes):
        return merge.merge([made.results(tmp_path / "in" / "results.jsonl", verdicts, **changes)])

    return make


def test_junit_has_a_case_for_each_requirement_and_satisfies_the_schema(merged):
    document = junit(merged({FIRST: "fail", SECOND: "inapplicable", THIRD: "crash"}).subjects[0])
    SCHEMA.validate(document)
    suite = ET.fromstring(document).find("testsuite")
    assert [suite.get(name) for name in ("failures", "errors", "skipped")] == ["1", "1", "1"]
    cases = {case.get("name"): case for case in suite.iter("testcase")}
    assert list(cases) == made.testable()
    properties = {one.get("name"): one.get("value") for one in cases[FIRST].iter("property")}
    assert properties["requirement"] == FIRST
    assert properties["verdict"] == "fail"
    assert cases[FIRST].find("failure").get("type") == "fail:value"
    assert "m1.find(b'never')" in cases[FIRST].find("failure").text
    assert cases[SECOND].find("skipped").get("message") == "in force since edition 3.13; this is 3.12"


def test_pytest_writes_requirement_and_verdict_into_its_own_junit(command, tmp_path):
    (tmp_path / "wrong.py").write_text(
        "import mmap as _mmap\nfrom mmap import *\n"
        "class mmap(_mmap.mmap):\n    def find(self, *args): return super().find(*args) + 1\n",
        "utf-8",
    )
    said = command(
        "run", "--impl", "wrong", "--path", ".", "-k", "find.missing or rfind.missing", "--junit", "junit.xml", "-q"
    )
    assert said.code == 1
    text = (tmp_path / "junit.xml").read_text("utf-8")
    SCHEMA.validate(text)
    suite = ET.fromstring(text).find("testsuite")
    assert suite.get("name") == "mmap-conformance"
    found = {
        properties["requirement"]: properties["verdict"]
        for case in suite.iter("testcase")
        for properties in [{one.get("name"): one.get("value") for one in case.iter("property")}]
    }
    assert found["find.missing"] == "fail"
    assert found["rfind.missing"] == "pass"


def test_hostile_results_make_well_formed_junit_and_markdown_that_only_shows(tmp_path):
    found = merge.merge([hostile(tmp_path / "in")])
    document = junit(found.subjects[0])
    SCHEMA.validate(document)
    text = markdown(found)
    assert "<script" not in text
    assert "<img" not in text
    assert not set("\x1b\x00\u202e") & set(document + text)
    for line in text.splitlines():
        if line.startswith("| "):
            assert line.count("|") == 6
    found = merge.merge([made.results(tmp_path / "b.jsonl", implementation="`[a](b)` **x** @you https://example.org")])
    assert not [part for part in ("`", "[a]", "**x", "@you", "https://") if part in markdown(found)]


def test_markdown_says_what_is_wrong_with_whom(merged):
    text = markdown(merged({FIRST: "fail", SECOND: "deviates"}))
    assert "| CPython 3.12.1, linux | 3.12 |" in text
    assert "1 known deviation" in text
    assert f"* **{FIRST}** fail" in text
    assert SECOND not in text
    assert "m1.find" in text


@pytest.mark.parametrize(
    ("verdicts", "colour", "words"),
    [
        ({}, "brightgreen", f"{len(JUDGED)} of {len(JUDGED)} "),
        ({JUDGED[0]: "deviates"}, "yellow", f"{len(JUDGED) - 1} of {len(JUDGED)}, 1 known deviation "),
        ({JUDGED[0]: "crash", JUDGED[1]: "deviates"}, "red", ", 1 known deviation, 1 unexpected "),
    ],
)
def test_a_badge_names_edition_levels_suite_and_numbers(merged, verdicts, colour, words):
    (subject,) = merged(verdicts).subjects
    told = json.loads(badge.endpoint(subject))
    assert told["schemaVersion"] == 1
    assert told["label"] == "mmap 3.12"
    assert told["color"] == colour
    assert words in told["message"]
    assert "documented and implied" in told["message"]
    assert f"suite {__version__}" in told["message"]
    assert "%" not in told["message"]
    assert words.strip() in "".join(ET.fromstring(badge.svg(subject)).itertext())


@pytest.mark.parametrize("changes", [{"profile": "explore"}, {"levels": ["documented"]}, {"suite": HOSTILE}])
def test_a_run_that_is_not_whole_gets_no_colour(merged, changes):
    (subject,) = merged(**changes).subjects
    assert json.loads(badge.endpoint(subject))["color"] == "lightgrey"
    ET.fromstring(badge.svg(subject))


def test_all_forms_go_into_one_folder_and_each_alone_too(merged, tmp_path):
    found = merged({FIRST: "fail"})
    forms.write(found, tmp_path / "all")
    forms.write(found, tmp_path / "all")
    for name in ("index.html", "summary.md", "junit/cpython-3.12.1-linux.xml", "badges/cpython-3.12.1-linux.svg"):
        assert (tmp_path / "all" / name).is_file()
    forms.write(found, tmp_path / "one", ["badge"])
    assert [path.name for path in (tmp_path / "one").glob("[!.]*")] == ["badges"]


def test_a_folder_with_something_else_in_it_is_left_alone(merged, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("mine", "utf-8")
    with pytest.raises(UnwritableReport, match="something else in it"):
        forms.write(merged(), tmp_path / "home")
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["letter.txt"]
    with pytest.raises(UnwritableReport, match="cannot be written"):
        forms.write(merged(), tmp_path / "home" / "letter.txt")


def test_the_matrix_counts_for_each_stem_and_names_what_a_subject_does_not_keep(tmp_path):
    made.results(tmp_path / "in" / "a.jsonl", {FIRST: "deviates"}, python_version="3.11.1")
    made.results(tmp_path / "in" / "b.jsonl", {FIRST: "fail", SECOND: "inapplicable"}, implementation="`[a](b)`|x")
    text = matrix(merge.merge([tmp_path / "in"]))
    rows = [line for line in text.splitlines() if line.startswith("| ") and line[2].isdigit()]
    stem = sum(spec.load()[name].stem == spec.load()[FIRST].stem for name in made.testable())
    assert [line.count("|") for line in rows] == [len(spec.STEMS) + 4] * 2
    assert f"| {stem - 1} of {stem} \N{WARNING SIGN} |" in rows[0] + rows[1]
    assert f"| {stem - 2} of {stem - 1} \N{CROSS MARK} |" in rows[0] + rows[1]
    (kept_by_few,) = (line for line in text.splitlines() if line.startswith(f"| [{FIRST}]"))
    assert "\N{WARNING SIGN}" in kept_by_few
    assert "\N{CROSS MARK}" in kept_by_few
    assert f"| [{SECOND}]" not in text
    assert "`" not in text


def test_a_packed_file_holds_what_the_results_and_their_witnesses_held(command, tmp_path):
    (tmp_path / "wrong.py").write_text(
        "import mmap as _mmap\nfrom mmap import *\n"
        "class mmap(_mmap.mmap):\n    def find(self, *args): return super().find(*args) + 1\n"
    )
    assert command("run", "--impl", "wrong", "--path", ".", "-k", "find.missing", "-q").code == 1
    assert command("report", "mmap-conformance-report", "--form", "results", "--output", "packed").code == 0
    (packed,) = (tmp_path / "packed" / "results").iterdir()
    assert packed.name.endswith(".jsonl.gz")
    loose = merge.merge([tmp_path / "mmap-conformance-report"]).subjects
    alone = merge.merge([tmp_path / "packed"]).subjects
    assert alone[0].verdicts == loose[0].verdicts
    (failing,) = (line for line in alone[0].failing() if line["requirement"] == "find.missing")
    (before,) = (line for line in loose[0].failing() if line["requirement"] == "find.missing")
    assert alone[0].witness(failing["failures"][0]) == loose[0].witness(before["failures"][0]) != ""
    assert packing.pack(alone[0]) == packing.pack(loose[0]) == packed.read_bytes()
    assert command("report", "packed", "mmap-conformance-report", "--output", "site").code == 0
    (page,) = (tmp_path / "site" / "subjects").iterdir()
    assert "find(" in page.read_text("utf-8")
