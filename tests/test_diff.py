"""Diffs and gates: what is worse than before, and nothing else, is a reason to stop."""

from __future__ import annotations

import json

import made
import pytest

from conformance.report import diff
from conformance.report.merge import merge

FIRST, SECOND, THIRD, *_ = made.testable()
CRASH = {**made.FAILURE, "verdict": "crash", "kind": "crash:segfault"}


@pytest.fixture
def compared(tmp_path):
    def compare(old, new, **changes):
        made.write(tmp_path / "old" / "results.jsonl", old)
        made.write(tmp_path / "new" / "results.jsonl", new)
        return diff.compare(merge([tmp_path / "old"]), merge([tmp_path / "new"]))

    return compare


def changed(found):
    return {change.requirement: change.category for one in found for change in one.changes}


@pytest.mark.parametrize(
    ("old", "new", "category"),
    [
        ("pass", "pass", None),
        ("pass", "fail", "regression"),
        ("pass", "unstable", "regression"),
        ("inapplicable", "crash", "regression"),
        ("pass", "deviates", "recorded"),
        ("fail", "pass", "fix"),
        ("deviates", "pass", "fix"),
        ("deviates", "fail", None),
        ("fail", "deviates", None),
        ("fail", "fail", None),
        ("pass", "inapplicable", "lost"),
        ("inapplicable", "pass", "begun"),
        ("fail", "inapplicable", "lost"),
    ],
)
def test_a_change_is_called_what_it_is(compared, old, new, category):
    found = compared(made.lines({FIRST: old}), made.lines({FIRST: new}))
    assert changed(found) == ({FIRST: category} if category else {})
    assert any(one.regressed for one in found) == (category == "regression")


def test_what_another_edition_asks_for_anew_is_no_regression(compared):
    found = compared(
        made.lines({FIRST: "inapplicable", SECOND: "pass"}, edition="3.12"),
        made.lines({FIRST: "fail", SECOND: "fail"}, edition="3.13"),
    )
    assert changed(found) == {FIRST: "unmet", SECOND: "regression"}
    assert "edition 3.12 before, 3.13 now: not the same is in force" in found[0].remarks


def test_a_wrong_value_that_turns_into_a_crash_is_worse_and_one_into_an_exception_is_not(compared):
    old, new = made.lines({FIRST: "fail", SECOND: "fail"}), made.lines({FIRST: "crash", SECOND: "fail"})
    new[1]["failures"] = [CRASH]
    new[2]["failures"][0]["kind"] = "fail:TypeError"
    found = compared(old, new)
    assert changed(found) == {FIRST: "worse", SECOND: "changed"}
    assert found[0].regressed


def test_requirements_come_and_go_without_being_anybodys_fault(compared):
    old, new = made.lines(), made.lines({SECOND: "fail"})
    old[2]["requirement"], new[3]["requirement"] = "find.by-smell", "find.by-ear"
    found = compared(old, new)
    assert changed(found) == {SECOND: "new", "find.by-ear": "new", "find.by-smell": "removed"}
    assert found[0].remarks[0] == "of before: 1 requirement not selected now"
    assert not found[0].regressed


def test_a_run_that_broke_off_is_no_success(compared):
    found = compared(made.lines(), made.lines()[:20])
    assert found[0].regressed
    assert "incomplete: CPython" in diff.in_words(found)
    assert changed(found) == {}


def test_subjects_are_paired_by_what_they_are(tmp_path):
    for folder, versions in (("old", ("3.12.1", "3.13.0")), ("new", ("3.12.2", "3.13.0"))):
        for version in versions:
            made.results(tmp_path / folder / f"{version}.jsonl", {FIRST: "fail"} if folder == "new" else {},
                         python_version=version, edition=version[:4])  # fmt: skip
    made.results(tmp_path / "old" / "gone.jsonl", implementation="gone")
    found = diff.compare(merge([tmp_path / "old"]), merge([tmp_path / "new"]))
    assert [one.label for one in found] == [
        "CPython 3.12.1, linux -> CPython 3.12.2, linux", "CPython 3.13.0, linux", "gone, CPython 3.12.1, linux",
    ]  # fmt: skip
    assert found[2].remarks == ["no longer in the report"]
    assert [one.regressed for one in found] == [True, True, False]


def test_the_command_speaks_three_languages(command, tmp_path):
    made.results(tmp_path / "old.jsonl", {SECOND: "fail"})
    made.results(tmp_path / "new.jsonl", {FIRST: "fail"})
    said = command("diff", "old.jsonl", "new.jsonl")
    assert said.code == 1
    assert f"  regression  {FIRST}  pass -> fail (fail:value)" in said.out
    assert f"  fix         {SECOND}  fail (fail:value) -> pass" in said.out
    assert said.out.splitlines()[-1] == "1 regression, 1 fix"
    said = command("diff", "old.jsonl", "new.jsonl", "--form", "json")
    assert said.code == 1
    told = json.loads(said.out)
    assert told["counts"]["regression"] == 1
    assert told["subjects"][0]["changes"][0]["requirement"] == FIRST
    said = command("diff", "old.jsonl", "new.jsonl", "--form", "markdown")
    assert f"| regression | {FIRST} | pass | fail (fail:value) |" in said.out
    assert command("diff", "new.jsonl", "new.jsonl").code == 0


@pytest.mark.parametrize("text", ["", "hello\n", '{"type": "header"}\n'])
def test_half_a_comparison_is_none(command, tmp_path, text):
    made.results(tmp_path / "good.jsonl")
    (tmp_path / "bad.jsonl").write_text(text, "utf-8")
    for arguments in (("good.jsonl", "bad.jsonl"), ("bad.jsonl", "good.jsonl"), ("nothing", "good.jsonl")):
        said = command("diff", *arguments)
        assert said.code == 2
        assert len(said.err.strip().splitlines()) == 1


WRONG = (
    "import mmap as _mmap\nfrom mmap import *\n"
    "class mmap(_mmap.mmap):\n    def {}(self, *args): return super().{}(*args) + 1\n"
)


def test_a_run_against_an_older_report_fails_on_regressions_only(command, tmp_path):
    def run(name, *more):
        (tmp_path / "mine.py").write_text(WRONG.format(name, name), "utf-8")
        return command("run", "--impl", "mine", "--path", ".", "-k", "find.missing or rfind.missing", "-q", *more)

    assert run("find").code == 1
    said = run("find", "--against", "mmap-conformance-report")  # which this run writes again
    assert said.code == 0, said
    assert said.out.splitlines()[-1] == "0 regressions"
    said = run("rfind", "--against", "mmap-conformance-report")
    assert said.code == 1
    assert "regression  rfind.missing" in said.out
    assert "fix         find.missing" in said.out
    assert run("find", "--against", "nothing").code == 2
