"""Answers from the specification: what words are about, what two editions have not in common, who keeps it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance import spec
from conformance.report import published
from conformance.report.merge import merge
from conformance.spec import finding

KNOWN = spec.load()
TOP = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("may I rely on find with a start beyond the end", "find.empty-beyond-the-end"),
        ("resize to zero", "resize.zero"),
        ("pickling a map", "object.no-pickle"),
        ("MAP_POPULATE", "module.map-populate"),
        ("fork private", "sharing.private-after-fork"),
        ("closing twice", "close.twice"),
    ],
)
def test_a_question_has_its_answer_in_front(question, answer):
    assert answer in [one.id for one in finding.closest([question], KNOWN)[:3]]


@pytest.mark.sampled(6)
@pytest.mark.parametrize("name", list(KNOWN))
def test_the_words_of_a_requirement_lead_to_it(name):
    assert name in [one.id for one in finding.closest([KNOWN[name].text, name], KNOWN)[:3]]


def test_any_words_are_a_question():
    assert finding.closest([], KNOWN) == finding.closest(["\x00", "the", "x" * 10**6], KNOWN) == []
    finding.closest(["find " * 10**5], KNOWN)


@pytest.mark.parametrize("old", spec.EDITIONS)
@pytest.mark.parametrize("new", spec.EDITIONS)
def test_changes_are_all_the_difference_of_what_is_in_force(old, new):
    def in_force(edition):
        places = ["all", "unix", *spec.PLATFORMS]
        return {name for name, one in KNOWN.items() if not one.inapplicable(edition, places)}

    found = finding.changes(old, new, KNOWN)
    assert {one.ended.id for one in found if one.ended} == in_force(old) - in_force(new)
    assert {one.began.id for one in found if one.began} == in_force(new) - in_force(old)
    assert len(found) == len(set(found))


def test_a_changed_rule_is_one_change():
    pairs = [(one.ended.id, one.began.id) for one in finding.changes("3.12", "3.13", KNOWN) if one.ended and one.began]
    assert ("seek.returns-none", "seek.returns-position") in pairs
    assert all(old.partition(".")[0] == new.partition(".")[0] for old, new in pairs)


def test_what_travels_with_the_suite_is_what_is_published():
    merged = merge([TOP / "reports" / "results"])
    assert (TOP / "conformance" / "report" / published.NAME).read_text("utf-8") == published.text(merged)
    for subject in merged.subjects:
        assert published.of("find.missing")[subject.label] == subject.verdicts["find.missing"]
    assert published.of("no.such") == {}


def test_the_command_answers(command):
    said = command("requirements", "search", "beyond", "the", "end", "--most", "2")
    assert said.code == 0
    assert len(said.out.splitlines()) == 3
    assert command("requirements", "changes", "3.12", "3.13").out.startswith("began\n  + ")
    assert "the same is in force" in command("requirements", "changes", "3.9", "3.9").out
    shown = command("requirements", "show", "resize.zero-changes-nothing").out
    assert re.search(r"\nkept by +\S", shown)
    assert "PyPy" in shown
    assert "(deviates)" in shown
    missed = command("requirements", "search", "sek")
    assert (missed.code, "did you mean seek" in missed.err) == (1, True)
    assert command("requirements", "changes", "3.6", "3.13").code == 2


@pytest.mark.parametrize(
    ("words", "told"), [(["-k", "fnid"], "did you mean find"), (["--impl", "stdlbi"], "did you mean stdlib"),
                    (["-k", "find.mising"], "did you mean find.missing")]
)  # fmt: skip
def test_a_wrong_name_gets_the_nearest(words, told, command):
    assert told in command("run", *words).err
