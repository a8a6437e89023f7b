"""``deviations.toml`` over time: written from results, kept true, and never a blanket excuse."""

from __future__ import annotations

import datetime
import json
import os
import re
import shlex
import tomllib

import made
import pytest

from conformance.deviations import check, update
from conformance.deviations import known as deviations
from conformance.exits import BadDescription
from conformance.report.merge import merge

FIRST, SECOND, THIRD, *_ = made.testable()
TODAY = datetime.date(2026, 11, 25)


@pytest.fixture
def subjects(tmp_path):
    """Subjects with these failures, by Python version; changes of facts come third."""

    def make(*descriptions):
        for n, (version, verdicts, *changes) in enumerate(descriptions):
            edition = version.rpartition(".")[0]
            made.results(tmp_path / "results" / f"{n}.jsonl", verdicts, python_version=version, edition=edition,
                         **(changes[0] if changes else {}))  # fmt: skip
        return merge([tmp_path / "results"]).subjects

    return make


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deviations.toml"


def generate(path, subjects, **options):
    update.write(path, update.generated(path, subjects, keep_witnesses=False, **options))
    return tomllib.loads(path.read_text("utf-8")).get("deviation", [])


def problems(path, subjects=(), today=TODAY):
    return list(check.problems(path, subjects, today))


def test_a_list_is_generated_from_what_fails_and_expects_just_that(subjects, path):
    found = subjects(("3.12.1", {FIRST: "fail"}))
    (entry,) = generate(path, found)
    assert entry["requirement"] == FIRST
    assert entry["kinds"] == ["fail:value"]
    assert entry["reason"].startswith("not explained yet: call m1.find(b'never')")
    assert "when" not in entry
    assert problems(path, found) == [f"no reason is given for {FIRST}: say why each deviates"]


def test_what_comes_and_goes_is_recorded_with_all_that_it_may_come_to(subjects, path):
    found = subjects(("3.12.1", {FIRST: "unstable"}))
    (entry,) = generate(path, found)
    assert entry["kinds"] == ["fail:value", "pass", "unstable"]
    path.write_text(path.read_text("utf-8").replace("not explained yet", "a race"), "utf-8")
    for verdict in ("unstable", "pass", "fail"):
        now = subjects(("3.12.1", {FIRST: verdict}))
        assert problems(path, now) == []
        assert update.updated(path, now, keep_witnesses=False)[1] == []
    results = path.parent / "results" / "0.jsonl"
    results.write_text(results.read_text("utf-8").replace('"fail:value"', '"fail:TypeError"'), "utf-8")
    assert "fails unexpectedly" in problems(path, merge([results]).subjects)[-1]


@pytest.mark.parametrize(
    ("descriptions", "when"),
    [
        ([("3.8.1", {FIRST: "fail"}), ("3.12.1", {})], {"python": "<3.12.1"}),
        ([("3.8.1", {}), ("3.12.1", {FIRST: "fail"})], {"python": ">=3.12.1"}),
        ([("3.8.1", {}), ("3.9.1", {FIRST: "fail"}), ("3.10.1", {FIRST: "fail"}), ("3.12.1", {})],
         {"python": ">=3.9.1,<3.12.1"}),
        ([("3.12.1", {FIRST: "fail"}, {"platform": "win32"}), ("3.12.1", {})], {"platforms": ["windows"]}),
        ([("3.12.1", {FIRST: "fail"}, {"build": "debug"}), ("3.12.1", {}), ("3.13.1", {})], {"builds": ["debug"]}),
        ([("3.8.1", {FIRST: "fail"}), ("3.9.1", {}), ("3.10.1", {FIRST: "fail"})], {"editions": ["3.8", "3.10"]}),
        ([("3.8.1", {FIRST: "fail"}), ("3.9.1", {FIRST: "fail"})], None),
    ],
)  # fmt: skip
def test_what_only_some_subjects_do_gets_the_smallest_condition(subjects, path, descriptions, when):
    found = subjects(*descriptions)
    (entry,) = generate(path, found)
    assert entry.get("when") == when
    assert problems(path, found) == [f"no reason is given for {FIRST}: say why each deviates"]


def test_an_update_keeps_what_people_wrote_and_says_what_it_changed(subjects, path, tmp_path):
    path.write_text(
        "# our list\n\n[[deviation]]\n"
        f"requirement = '{FIRST}'   # since the rewrite\nkinds = ['crash:segfault']\nreason = 'we know'\n"
        "issue = 'https://example.org/1'\nreview-by = 2027-01-01\n\n"
        f"[[deviation]]\nrequirement = '{SECOND}'\nkinds = ['fail:value']\nreason = 'was so'\n\n"
        f"[[deviation]]\nrequirement = '{SECOND}'\nkinds = ['fail:value']\nreason = 'elsewhere'\n"
        "[deviation.when]\nplatforms = ['windows']\n",
        "utf-8",
    )
    text, changes = update.updated(path, subjects(("3.12.1", {FIRST: "fail", THIRD: "fail"})), keep_witnesses=False)
    update.write(path, text)
    assert "# our list" in text
    assert "# since the rewrite" in text
    first, elsewhere, third = tomllib.loads(text)["deviation"]
    assert (first["kinds"], first["reason"], first["issue"]) == (["fail:value"], "we know", "https://example.org/1")
    assert first["review-by"] == datetime.date(2027, 1, 1)
    assert elsewhere["reason"] == "elsewhere"
    assert third["requirement"] == THIRD
    assert [change.split(":")[0] for change in changes] == [f"changed {FIRST}", f"removed {SECOND}", f"added {THIRD}"]
    assert deviations.load(path)[FIRST][0].review_by == datetime.date(2027, 1, 1)


def test_an_update_of_what_is_true_changes_nothing(subjects, path):
    found = subjects(("3.8.1", {FIRST: "fail", SECOND: "crash"}), ("3.12.1", {SECOND: "crash"}))
    generate(path, found)
    text = path.read_text("utf-8")
    assert update.updated(path, found, keep_witnesses=False) == (text, [])


ENTRY = f"[[deviation]]\nrequirement = '{FIRST}'\nkinds = ['fail:value']\nreason = 'so'\n"


@pytest.mark.parametrize(
    ("entry", "verdicts", "words"),
    [
        (ENTRY, {}, "passes on Python 3.12.1, edition 3.12, on linux: remove its entry"),
        (ENTRY + "when = {python = '<3.8'}\n", {}, "matched nothing"),
        (ENTRY.replace("'fail:value'", "'fail:value', 'crash:abort'"), {FIRST: "fail"}, "crash:abort, which did not"),
        (ENTRY.replace("fail:value", "crash:abort"), {FIRST: "fail"}, "unexpectedly on Python 3.12.1 (fail:value)"),
        (ENTRY + "review-by = 2026-11-24\n", {FIRST: "fail"}, "was to be reviewed by 2026-11-24"),
        (ENTRY, {FIRST: "fail", SECOND: "fail"}, f"{SECOND} fails unexpectedly"),
    ],
)  # fmt: skip
def test_a_list_that_is_not_true_is_an_error_that_says_what_to_do(subjects, path, entry, verdicts, words):
    path.write_text(entry, "utf-8")
    found = problems(path, subjects(("3.12.1", verdicts)))
    assert any(words in problem for problem in found), found


def test_a_true_list_has_no_problems(subjects, path):
    path.write_text(ENTRY + "when = {python = '>=3.8,<3.13', editions = ['3.12'], platforms = ['unix']}\n"
                    "review-by = 2026-11-25\n", "utf-8")  # fmt: skip
    assert problems(path, subjects(("3.12.1", {FIRST: "deviates"}), ("3.13.0", {}))) == []


@pytest.mark.parametrize("entry", [ENTRY, ENTRY + "when = {platforms = ['windows']}\n"])
@pytest.mark.parametrize("verdict", ["inapplicable", "pass"])
def test_a_list_is_of_all_platforms(subjects, path, entry, verdict):
    path.write_text(entry, "utf-8")
    speaks = "windows" not in entry
    assert bool(problems(path, subjects(("3.12.1", {FIRST: verdict})))) == (speaks and verdict == "pass")


def test_a_list_may_include_another(subjects, path):
    path.write_text(f"include = 'base.toml'\n{ENTRY.replace(FIRST, SECOND)}", "utf-8")
    base = path.with_name("base.toml")
    base.write_text(ENTRY, "utf-8")
    found = subjects(("3.12.1", {FIRST: "fail", SECOND: "fail"}))
    assert problems(path, found) == []
    assert update.updated(path, found, keep_witnesses=False)[1] == []
    (changed,) = update.updated(path, subjects(("3.12.1", {FIRST: "fail"})), keep_witnesses=False)[1]
    assert changed.startswith(f"removed {SECOND}")
    assert base.read_text("utf-8") == ENTRY


@pytest.mark.parametrize(
    ("included", "words"),
    [(None, "base.toml: cannot be read"), ("include = 'd.toml'", "includes nothing"), ("a = 1", "base.toml")],
)
def test_what_cannot_be_included_is_refused(path, included, words):
    path.write_text("include = 'base.toml'", "utf-8")
    if included is not None:
        path.with_name("base.toml").write_text(included, "utf-8")
    with pytest.raises(BadDescription, match=words):
        deviations.load(path)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("when = {python = '3.8 or so'}", "when.python: '3.8 or so' says no versions"),
        ("review-by = 'soon'", "review-by: 'soon' is wrong"),
        ("review-by = '2026-13-45'", "'2026-13-45' is no date"),
        ("witness = 'nothing.py'", "there is no file 'nothing.py'"),
    ],
)
def test_what_an_entry_cannot_say_is_refused(path, line, words):
    path.write_text(ENTRY + line + "\n", "utf-8")
    with pytest.raises(BadDescription) as refusal:
        deviations.load(path)
    assert words in str(refusal.value)
    assert FIRST in str(refusal.value) or "deviation.0" in str(refusal.value)


DRAWING = (
    "import mmap as _mmap\nfrom mmap import *\n"
    "class mmap(_mmap.mmap):\n    def find(self, sub, *args):\n"
    "        found = super().find(sub, *args)\n        return {}\n"
)


def test_the_life_of_a_list(command, tmp_path):
    (tmp_path / "mine.py").write_text(DRAWING.format("found + 1 if found > 3 else found"), "utf-8")
    (tmp_path / "impl.toml").write_text("name = 'mine'\nimport = 'import mine as mmap'\npaths = ['.']\n", "utf-8")
    run = ["run", "--impl", "./impl.toml", "-k", "find.lowest-index or find.bounds", "-q"]
    results = "mmap-conformance-report/results.jsonl"
    assert command(*run).code == 1
    shrunk = examples(tmp_path / results)
    said = command("deviations", "generate", results, "--file", "deviations.toml", "--keep-witnesses")
    assert said.code == 0, said
    entries = tomllib.loads((tmp_path / "deviations.toml").read_text("utf-8"))["deviation"]
    assert command("replay", entries[0]["witness"], "--impl", "./impl.toml").code == 1
    assert command("deviations", "generate", results, "--file", "deviations.toml").code == 2
    text = (tmp_path / "deviations.toml").read_text("utf-8").replace("not explained yet", "we count from one")
    (tmp_path / "deviations.toml").write_text(text, "utf-8")
    said = command(*run)
    assert said.code == 0, said
    known = examples(tmp_path / results)
    # Expected failures are not shrunk again: a property has run its own examples and the replay of the failure.
    assert sum(known.values()) < sum(shrunk.values())
    assert all(known[entry["requirement"]] <= shrunk[entry["requirement"]] for entry in entries)
    assert command("deviations", "check", results, "--file", "deviations.toml").code == 0
    # Another kind of failure is news.
    (tmp_path / "mine.py").write_text(DRAWING.format("1 / 0 if found > 3 else found"), "utf-8")
    said = command(*run)
    assert said.code == 1
    assert "fails in another way than recorded: now fail:ZeroDivisionError, recorded fail:value" in said.out
    assert examples(tmp_path / results)[entries[0]["requirement"]] > known[entries[0]["requirement"]]
    said = command("deviations", "update", results, "--file", "deviations.toml")
    assert "now fail:ZeroDivisionError" in said.out
    assert "we count from one" in (tmp_path / "deviations.toml").read_text("utf-8")
    # And so is the end of it.
    (tmp_path / "mine.py").write_text(DRAWING.format("found"), "utf-8")
    said = command(*run)
    assert said.code == 1
    assert "no longer fails; remove its entry" in said.out
    command("deviations", "update", results, "--file", "deviations.toml")
    assert command(*run).code == 0
    assert "deviation]]" not in (tmp_path / "deviations.toml").read_text("utf-8")


def examples(path):
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return {line["requirement"]: line["examples"] for line in lines if line["type"] == "requirement"}


@pytest.mark.parametrize("verdict", ["pass", "fail"])
def test_a_verdict_from_a_part_or_none_at_all_judges_no_entry(path, tmp_path, verdict):
    generate(path, merge([made.results(tmp_path / "first.jsonl", {FIRST: "fail", SECOND: "fail"})]).subjects)
    path.write_text(path.read_text("utf-8").replace("not explained yet", "so it is"), "utf-8")
    content = [line for line in made.lines({FIRST: verdict}) if line.get("requirement") != SECOND]
    content[1]["left_out"] = ["test_other::test_it"]
    content[0]["selected"] -= 1
    content[-1]["counts"] = {"pass": len(content) - 2} if verdict == "pass" else {"pass": len(content) - 3, "fail": 1}
    now = merge([made.write(tmp_path / "now.jsonl", content)]).subjects
    assert problems(path, now) == []
    assert update.updated(path, now, keep_witnesses=False)[1] == []


COMING_AND_GOING = """
    def find(self, sub, *args):
        import os, tempfile
        try:
            os.close(os.open({path!r}, os.O_CREAT | os.O_EXCL))
            return 7
        except FileExistsError:
            return super().find(sub, *args)
"""


def test_a_race_is_gated_by_all_of_its_outcomes_and_no_other(command, tmp_path):
    path = tmp_path / "flag"
    (tmp_path / "mine.py").write_text(
        "import mmap as _mmap\nfrom mmap import *\nclass mmap(_mmap.mmap):" + COMING_AND_GOING.format(path=str(path)),
        "utf-8",
    )
    (tmp_path / "impl.toml").write_text("name = 'mine'\nimport = 'import mine as mmap'\npaths = ['.']\n", "utf-8")
    run = ["run", "--impl", "./impl.toml", "-k", "find.missing"]
    said = command(*run)
    assert (said.code, "unstable" in said.out) == (1, True)
    assert command("deviations", "generate", "mmap-conformance-report").code == 0
    text = (tmp_path / "deviations.toml").read_text("utf-8")
    assert tomllib.loads(text)["deviation"][0]["kinds"] == ["fail:value", "pass", "unstable"]
    path.unlink()
    said = command(*run)
    assert (said.code, "deviates" in said.out) == (0, True), said
    said = command(*run)  # the flag is there, so it passes
    assert (said.code, "1 pass" in said.out) == (0, True), said
    (tmp_path / "deviations.toml").write_text(text.replace('"pass", ', ""), "utf-8")
    assert command(*run).code == 1


def test_the_advice_of_a_run_works_there_and_then(command, tmp_path):
    (tmp_path / "mine.py").write_text(DRAWING.format("7"), "utf-8")
    (tmp_path / "impl.toml").write_text("name = 'mine'\nimport = 'import mine as mmap'\npaths = ['.']\n", "utf-8")
    run = ["run", "--impl", "./impl.toml", "-k", "find.missing or find.lowest-index"]
    assert command(*run).code == 1
    assert command("deviations", "generate", "mmap-conformance-report").code == 0
    said = command("deviations", "check", "mmap-conformance-report")
    assert len(said.out.splitlines()) == 1
    (tmp_path / "mine.py").write_text(DRAWING.format("1 / 0"), "utf-8")
    said = command(*run)
    advice = re.search("`(mmap-conformance deviations update .*)`", said.out).group(1)
    words = shlex.split(advice) if os.name == "posix" else [word.strip('"') for word in advice.split()]
    assert command(*words[1:]).code == 0
    assert command(*run).code == 0


def test_what_results_name_decides_nothing(command, tmp_path):
    made.results(tmp_path / "results.jsonl", {FIRST: "fail"}, implementation="stdlib")
    for word in ("generate", "update", "check"):
        said = command("deviations", word, "results.jsonl")
        assert (said.code, "give --impl or --file" in said.err) == (2, True)
    (tmp_path / "impl.toml").write_text("name = 'mine'\nimport = 'import mine as mmap'\n", "utf-8")
    said = command("deviations", "generate", "results.jsonl")
    assert (said.code, "impl.toml is of 'mine', the results are of 'stdlib'" in said.err) == (2, True)


def test_an_overdue_review_fails_the_run(command, tmp_path):
    (tmp_path / "mine.py").write_text(DRAWING.format("7"), "utf-8")
    (tmp_path / "known.toml").write_text(
        "[[deviation]]\nrequirement = 'find.missing'\nkinds = ['fail:value']\nreason = 'so'\nreview-by = 2020-01-01\n",
        "utf-8",
    )
    said = command("run", "--impl", "mine", "--path", ".", "--deviations", "known.toml", "-k",
                   "find.missing")  # fmt: skip
    assert said.code == 1
    assert "known.toml: find.missing was to be reviewed by 2020-01-01" in said.out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["generate"], 2, "no results"),
        (["generate", "nothing.jsonl"], 2, "nothing.jsonl"),
        (["update", "--impl", "stdlib"], 2, "no results"),
        (["check"], 2, "whose deviations"),
        (["check", "--impl", "some.module"], 2, "--file"),
        (["check", "--file", "nothing.toml"], 2, "there is no nothing.toml"),
        (["check", "--impl", "what is this"], 2, "what is this"),
    ],
)
def test_bad_input_gets_one_clear_message(command, arguments, code, words):
    said = command("deviations", *arguments)
    assert said.code == code, said
    assert words in said.err
    assert len(said.err.strip().splitlines()) == 1


def test_results_of_two_implementations_make_no_list(command, tmp_path):
    made.results(tmp_path / "a.jsonl")
    made.results(tmp_path / "b.jsonl", implementation="other")
    said = command("deviations", "generate", "a.jsonl", "b.jsonl", "--file", "x.toml")
    assert said.code == 2
    assert "several implementations" in said.err
