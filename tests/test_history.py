"""Histories: in which release a requirement broke and was mended, whatever the order of files and clocks."""

from __future__ import annotations

import json
import time
import xml.etree.ElementTree as ET

import made
import pytest

from conformance.report import history, site
from conformance.report.merge import merge
from conformance.results.lines import NAME

BROKEN = "find.missing"
OTHER = "seek.from-end"
ATOM = "{http://www.w3.org/2005/Atom}"


def released(folder, *releases, **changes):
    """Results of an implementation's releases: version, verdicts, and when it ran."""
    for at, (version, verdicts, *started) in enumerate(releases):
        when = started[0] if started else f"2026-11-{at + 1:02}T10:00:00Z"
        made.results(folder / f"{at}-{version}.jsonl", verdicts, implementation="mine", implementation_version=version,
                     started=when, **changes)  # fmt: skip
    return history.histories(merge([folder]))


def told(found):
    (one,) = found.every
    return [(change.word, change.release, change.requirement, change.last) for change in one.changes]


def test_it_says_where_each_requirement_broke_and_was_mended(tmp_path):
    found = released(
        tmp_path,
        ("1.10", {OTHER: "fail"}), ("1.9", {BROKEN: "crash", OTHER: "fail"}), ("1.2", {OTHER: "fail"}), ("2.0rc1", {}),
        ("2.0", {BROKEN: "deviates"}),
    )  # fmt: skip
    assert found.every[0].releases == ("1.2", "1.9", "1.10", "2.0rc1", "2.0")
    assert told(found) == [
        ("broke", "1.9", BROKEN, "1.2"), ("mended", "1.10", BROKEN, "1.9"), ("mended", "2.0rc1", OTHER, "1.10"),
        ("broke", "2.0", BROKEN, "2.0rc1"),
    ]  # fmt: skip


@pytest.mark.parametrize("nothing", ["inapplicable", "broken"])
def test_a_verdict_that_says_nothing_neither_breaks_nor_mends(nothing, tmp_path):
    found = released(tmp_path, ("1", {BROKEN: "fail"}), ("2", {BROKEN: nothing}), ("3", {}))
    assert told(found) == [("mended", "3", BROKEN, "1")]


def test_clocks_may_lie_unless_they_are_asked(tmp_path):
    releases = (("1", {}, "2030-01-01T00:00:00Z"), ("2", {BROKEN: "fail"}, "1970-01-01T00:00:00Z"))
    assert told(released(tmp_path, *releases)) == [("broke", "2", BROKEN, "1")]
    by_date = history.histories(merge([tmp_path]), "date")
    assert told(by_date) == [("mended", "1", BROKEN, "2")]
    assert history.histories(merge([tmp_path]), "name").every[0].releases == ("1", "2")


def test_of_two_runs_of_a_release_the_newer_stands_and_the_other_is_named(tmp_path):
    found = released(tmp_path, ("1", {BROKEN: "fail"}), ("1", {}), ("2", {}))
    assert told(found) == []
    (left,) = found.left_out
    assert "an older run" in str(left)
    assert left.harmless


@pytest.mark.parametrize("version", ["", "not a version", "\x1b[2J", "1" * 3000, "</title><script>", "²"])
def test_any_text_is_a_version(version, tmp_path):
    found = released(tmp_path, ("1", {}), (version[:50] and "2", {BROKEN: "fail"}))
    made.results(tmp_path / "odd.jsonl", implementation="mine", implementation_version=version)
    found = history.histories(merge([tmp_path]))
    for form in history.FORMS.values():
        assert "\x1b" not in form(found)
    ET.fromstring(history.atom(found))
    for marked in (history.atom(found), history.markdown(found), history.page(found, site.environment())):
        assert "<script>" not in marked


def test_the_feed_has_what_changed_between_the_two_newest(tmp_path):
    found = released(tmp_path, ("1", {}), ("2", {BROKEN: "fail"}), ("3", {OTHER: "fail"}))
    feed = ET.fromstring(history.atom(found))
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        f"mine on CPython, linux 3: {BROKEN} mended", f"mine on CPython, linux 3: {OTHER} broke",
    ]  # fmt: skip
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == 2
    assert all(one.startswith("urn:mmap-conformance:mine-on-CPython-linux:3:") for one in ids)
    assert feed.findtext(f"{ATOM}updated") == "2026-11-03T10:00:00Z"
    assert all(entry.findtext(f"{ATOM}updated") for entry in entries)


def test_the_command_writes_every_form(command, tmp_path):
    released(tmp_path / "in", ("1", {}), ("2", {BROKEN: "fail"}))
    (tmp_path / "in" / "cut.jsonl").write_text("{", "utf-8")
    said = command("history", "in", "--output", "out")
    assert said.code == 1
    assert "left out: in/cut.jsonl" in said.err.replace("\\", "/")
    assert "broke   2" in said.out
    page = (tmp_path / "out" / "history.html").read_text("utf-8")
    assert "<polyline" in page
    assert "cut.jsonl" in page
    (table,) = json.loads((tmp_path / "out" / "history.json").read_text("utf-8"))["histories"]
    assert [change["word"] for change in table["changes"]] == ["broke"]
    assert f"| broke | 2 | {BROKEN}" in (tmp_path / "out" / "history.md").read_text("utf-8")
    ET.parse(tmp_path / "out" / "history.atom")


def test_files_are_named_by_patterns_too(command, tmp_path):
    released(tmp_path / "in", ("1", {}), ("2", {BROKEN: "fail"}))
    said = command("history", "in/*.jsonl", "--form", "json")
    assert said.code == 0
    assert len(json.loads(said.out)["histories"][0]["releases"]) == 2
    said = command("history", "nowhere/*.jsonl")
    assert (said.code, "is not there" in said.err) == (4, True)


def test_two_hundred_results_take_seconds(tmp_path):
    text = made.results(tmp_path / NAME, implementation="mine", implementation_version="VERSION").read_text("utf-8")
    (tmp_path / NAME).unlink()
    for number in range(200):
        (tmp_path / f"{number}.jsonl").write_text(text.replace("VERSION", f"1.{number}"), "utf-8")
    began = time.monotonic()
    assert len(history.histories(merge([tmp_path])).every[0].results) == 200
    assert time.monotonic() - began < 10
