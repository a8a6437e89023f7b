"""Merging: any number of files from anywhere, and nothing among them that is not shown as what it is."""

from __future__ import annotations

import json
import os

import made
import pytest

from conformance import spec
from conformance.report import summary
from conformance.report.merge import merge
from conformance.results.lines import rerun

FIRST, SECOND, *_ = made.testable()


@pytest.fixture
def good(tmp_path):
    return made.results(tmp_path / "good" / "results.jsonl", {FIRST: "fail"})


def reasons(merged):
    return [one.reason for one in merged.left_out]


def test_files_and_folders_become_subjects_in_an_order_that_people_expect(tmp_path):
    for version in ("3.13.0", "3.8.18", "3.10.1"):
        made.results(tmp_path / version / "results.jsonl", python_version=version, edition=version.rpartition(".")[0])
    mine = made.results(tmp_path / "other.jsonl", implementation="mymmap", title="mine")
    merged = merge([mine, tmp_path])
    assert [one.label for one in merged.subjects] == [
        "CPython 3.8.18, linux", "CPython 3.10.1, linux", "CPython 3.13.0, linux", "mymmap, CPython 3.12.1, linux",
    ]  # fmt: skip
    assert merged.left_out == ()
    assert len({one.slug for one in merged.subjects}) == 4


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda text: "hello\n", "line 1 is no JSON"),
        (lambda text: "", "no results file"),
        (lambda text: text.replace('"schema": 1', '"schema": 2', 1), "schema 2; this suite"),
        (lambda text: text.replace('"pass"', '"fine"', 1), "verdict must be one of"),
        (lambda text: text.replace("\n", "\n" + "[" * 100_000 + "\n", 1), "line 2 is no JSON"),
        (lambda text: text.replace('"duration": 0.01', '"duration": NaN', 1), "line 2 is no JSON"),
        (lambda text: text.replace('"duration": 0.01', '"duration": 1e999', 1), "duration"),
        (lambda text: text.replace('"examples": 20', '"examples": ' + "9" * 5000, 1), "line 2 is no JSON"),
        (lambda text: text + '{"type": "footer"}\n', "something follows the footer"),
        (lambda text: text.splitlines()[0] + "\n" + text, "second header"),
        (lambda text: text.replace(SECOND, FIRST, 1), "decided twice"),
        (lambda text: text.replace('"pass"', '"inapplicable"', 1), "counts other verdicts"),
    ],
)
def test_what_is_no_report_is_named_and_the_report_is_whole_without_it(good, tmp_path, spoil, words):
    bad = tmp_path / "bad.jsonl"
    bad.write_text(spoil(made.results(bad).read_text("utf-8")), "utf-8")
    merged = merge([bad, good])
    assert [one.path for one in merged.left_out] == [bad]
    assert words in reasons(merged)[0]
    assert len(str(merged.left_out[0]).splitlines()) == 1
    assert [one.path for one in merged.subjects] == [good]


@pytest.mark.skipif(os.name != "posix", reason="a pipe in a folder is POSIX's")
def test_what_is_not_utf8_a_device_a_pipe_and_an_empty_folder_are_named(good, tmp_path):
    (tmp_path / "latin.jsonl").write_bytes(b"\xff\n")
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe.jsonl")
    merged = merge([good, tmp_path / "empty", tmp_path / "latin.jsonl", tmp_path / "pipe.jsonl", tmp_path / "nothing"])
    assert len(merged.subjects) == 1
    assert [one.path.name for one in merged.left_out] == ["empty", "latin.jsonl", "pipe.jsonl", "nothing"]


def test_an_incomplete_file_is_shown_as_incomplete(tmp_path):
    text = made.results(tmp_path / "results.jsonl").read_text("utf-8")
    (tmp_path / "results.jsonl").write_text(text[: len(text) // 2], "utf-8")
    (subject,) = merge([tmp_path]).subjects
    assert subject.notes[0].startswith("incomplete: the run ended after ")
    assert "incomplete" in summary.one_line(subject)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"suite": "9.9"}, "made by suite 9.9"),
        ({"profile": "explore"}, "exploring"),
        ({"levels": ["documented"]}, "partial: only documented"),
    ],
)
def test_what_is_no_ordinary_run_carries_a_note(tmp_path, changes, words):
    (subject,) = merge([made.results(tmp_path / "results.jsonl", **changes)]).subjects
    assert words in " ".join(subject.notes)


def test_requirements_that_this_suite_does_not_have_are_counted_and_named(tmp_path):
    content = made.lines()
    content[1]["requirement"] = "find.by-telepathy"
    (subject,) = merge([made.write(tmp_path / "results.jsonl", content)]).subjects
    assert "1 requirements that this suite does not have, find.by-telepathy" in subject.notes[0]
    assert summary.figure(subject, spec.LEVELS).in_force == len(made.testable()) - 1


def test_two_implementations_that_call_themselves_alike_are_two(tmp_path):
    paths = [
        made.results(tmp_path / f"{name}.jsonl", implementation="early", given={"impl": f"{name}/impl.toml"})
        for name in ("one", "other")
    ]
    merged = merge(paths)
    assert sorted(subject.path for subject in merged.subjects) == paths
    assert len({subject.label for subject in merged.subjects}) == 2


def test_a_copy_and_an_older_run_are_left_out_by_name(good, tmp_path):
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(good.read_bytes())
    older = made.results(tmp_path / "older.jsonl", started="2025-01-01T00:00:00Z")
    merged = merge([older, copy, good])
    assert [one.path for one in merged.subjects] == [copy]
    assert reasons(merged) == [f"an older run of what {copy} holds (2025-01-01T00:00:00Z)", f"the same as {copy}"]
    assert all(one.harmless for one in merged.left_out)


def test_the_same_file_given_twice_is_one(good, tmp_path):
    merged = merge([good, good, tmp_path])
    assert len(merged.subjects) == 1
    assert not merged.left_out


def test_two_machines_with_the_same_interpreter_are_told_apart(tmp_path):
    for system in ("Linux 6.1 x86_64", "Linux 5.4 x86_64"):
        made.results(tmp_path / f"{system}.jsonl", system=system)
    labels = [one.label for one in merge([tmp_path]).subjects]
    assert labels == ["CPython 3.12.1, linux, Linux 5.4 x86_64", "CPython 3.12.1, linux, Linux 6.1 x86_64"]


def test_builds_and_machines_that_are_not_the_usual_are_named(tmp_path):
    unusual = {
        "CPython 3.12.1 debug, linux": {"build": "debug"},
        "CPython 3.12.1 free-threaded, linux": {"build": "free-threaded"},
        "CPython 3.12.1, linux 32-bit": {"pointer_bits": 32},
        "CPython 3.12.1, linux s390x": {"system": "Linux 6.1 s390x", "byte_order": "big"},
        "CPython 3.12.1, linux": {},
        "CPython 3.12.1, windows 32-bit": {"platform": "win32", "system": "", "pointer_bits": 32},
    }
    for number, facts in enumerate(unusual.values()):
        made.results(tmp_path / f"{number}.jsonl", **facts)
    merged = merge([tmp_path])
    assert {one.label for one in merged.subjects} == set(unusual)
    assert merged.left_out == ()


def test_labels_and_slugs_of_hostile_subjects_are_plain(tmp_path):
    evil = "</script>\x1b[31m../../\ud800\u202e"
    names = ("implementation", "python", "python_version", "platform", "system", "implementation_version")
    made.results(tmp_path / "evil.jsonl", **dict.fromkeys(names, evil))
    (subject,) = merge([tmp_path]).subjects
    assert subject.slug.strip("abcdefghijklmnopqrstuvwxyz0123456789.-") == ""
    assert not subject.slug.startswith(".")
    assert not set("\x1b\u202e\ud800") & set(summary.one_line(subject))
    summary.one_line(subject).encode()


@pytest.mark.skipif(os.name != "posix", reason="links need a privilege on Windows, and Wine has none")
def test_failures_are_read_again_and_witnesses_only_from_where_they_belong(good, tmp_path):
    (subject,) = merge([good]).subjects
    (failing,) = subject.failing()
    assert failing["requirement"] == FIRST
    (good.parent / "witnesses").mkdir()
    (good.parent / "witnesses" / "a.py").write_text("import mmap\n", "utf-8")
    (tmp_path / "secret.py").write_text("secret", "utf-8")
    (good.parent / "witnesses" / "link.py").symlink_to(tmp_path / "secret.py")
    assert subject.witness({"witness": "witnesses/a.py"}) == "import mmap\n"
    for path in ("witnesses/../../secret.py", "../secret.py", str(tmp_path / "secret.py"), "witnesses/link.py", ""):
        assert subject.witness({"witness": path}) == ""
    good.write_text("changed\n", "utf-8")
    assert list(subject.failing()) == []


def test_a_figure_is_numbers_and_says_what_is_known(tmp_path):
    judged = [name for name in made.testable() if spec.load()[name].level in summary.JUDGED]
    verdicts = {judged[0]: "deviates", judged[1]: "crash", judged[2]: "inapplicable"}
    (subject,) = merge([made.results(tmp_path / "results.jsonl", verdicts)]).subjects
    total = len(judged) - 1
    assert str(summary.figure(subject)) == f"{total - 2} of {total}, 1 known deviation, 1 unexpected"


def test_the_command_names_what_it_left_out(command, good, tmp_path):
    (tmp_path / "bad.jsonl").write_text("\x1b[31m\n", "utf-8")
    said = command("report", good, tmp_path / "bad.jsonl", "--output", "site")
    assert said.code == 1
    assert said.err.strip() == f"left out: {tmp_path / 'bad.jsonl'}: line 1 is no JSON"
    assert "CPython 3.12.1, linux: " in said.out
    assert (tmp_path / "site" / "index.html").exists()
    assert command("report", good, "--output", "site").code == 0
    assert command("report", tmp_path / "bad.jsonl", "--output", "other").code == 4
    assert not (tmp_path / "other").exists()
    assert command("report", good, "--output", tmp_path / "bad.jsonl").code == 2


def test_a_header_can_say_how_to_run_again(command, tmp_path):
    command("run", "-k", "find.missing", "--edition", "3.9")
    text = (tmp_path / "mmap-conformance-report" / "results.jsonl").read_text("utf-8")
    header = json.loads(text.splitlines()[0])
    assert rerun(header) == ["mmap-conformance", "run", "--impl", "stdlib", "--edition", "3.9"]
