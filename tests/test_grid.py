"""One grid cuts the specification, the properties and the mutants: who has an id in hand knows the files."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from mutants import killing

import conformance.properties
from conformance import spec
from conformance.properties import all_properties, property_of

GROUPED = {
    "contains": "content",
    "prot": "flags",
    "large": "offset",
    "read_byte": "read",
    "readline": "read",
    "cursor": "read",
    "seekable": "seek",
    "tell": "seek",
    "write_byte": "write",
    "rfind": "find",
    "len": "size",
    "closed": "close",
}
"""Words whose requirements stand in the file of another word."""

ASIDE = {
    "closed_refuses": {"close"},
    "exports": {"close", "context", "object"},
}
"""Files that are named after what several requirements share, and the words of those."""

ROOMS = {
    "properties": (Path(conformance.properties.__file__).parent, "test_*.py"),
    "mutants": (Path(killing.__file__).parent, "*.py"),
}


def stands_rightly(file: str, requirement: str) -> bool:
    """Whether a file is named after the requirement's word, or after it and something more."""
    word = requirement.partition(".")[0]
    grouped = GROUPED.get(word, word)
    return word in ASIDE.get(file, ()) or file == grouped or file.startswith(f"{grouped}_")


def test_a_property_stands_in_the_file_of_the_first_word_that_it_verifies():
    known, wrong = spec.load(), []
    for key, ids in all_properties().items():
        stem, file = property_of(key).__module__.split(".")[-2:]
        if not stands_rightly(file.removeprefix("test_"), ids[0]) or {known[name].stem for name in ids} != {stem}:
            wrong.append((stem, file, key, ids))
    assert wrong == []


@pytest.mark.skipif(sys.platform == "win32", reason="the mutants are made of what POSIX tells of a descriptor")
def test_a_mutant_stands_in_the_file_of_the_first_word_that_it_breaks():
    known, wrong = spec.load(), []
    for mutant, ids in killing.mutants().items():
        stem, file, _ = mutant.split(".")
        if not stands_rightly(file, ids[0]) or known[ids[0]].stem != stem:
            wrong.append((mutant, ids))
    assert wrong == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_stem_has_its_folder_and_nothing_else_has_one(room):
    top, pattern = ROOMS[room]
    assert {path.parent.name for path in top.glob(f"*/{pattern}")} == set(spec.STEMS)
    assert list(top.glob("test_*.py")) == []


def test_every_file_of_properties_has_its_mutants():
    found = {
        room: {f"{path.parent.name}/{path.stem.removeprefix('test_')}" for path in top.glob(f"*/{pattern}")}
        for room, (top, pattern) in ROOMS.items()
    }
    assert sorted(found["properties"] - found["mutants"]) == []


@pytest.mark.parametrize("stem", spec.STEMS)
def test_requirements_that_follow_each_other_with_one_word_have_it_as_their_head(stem):
    text = (Path(spec.__file__).parent / f"{stem}.toml").read_text("utf-8")
    word = head = ""
    for line in text.splitlines():
        if line.startswith("# "):
            head = line
        elif line.startswith("id = "):
            last, word = word, line.split('"')[1].partition(".")[0]
            assert (word == last) == (head == ""), line
            assert not head or head.startswith(f"# {word}: "), line
            head = ""
