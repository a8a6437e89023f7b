"""Every statement of the documentation is said by a requirement that a property tries to refute, or by a reason."""

from __future__ import annotations

import pytest

from conformance import spec
from conformance.properties import all_properties
from conformance.spec import tracing


def test_every_statement_has_a_requirement_with_a_property_or_a_written_reason():
    verified = {name for ids in all_properties().values() for name in ids}
    said = {
        statement
        for statement, requirements in spec.trace().items()
        if any(one.id in verified or one.unspecified for one in requirements)
    }
    assert [statement for statement in spec.statements() if statement not in said] == []


def test_every_requirement_says_a_statement_of_the_page():
    assert [one.id for one in spec.load().values() if not one.statements] == []


def test_there_are_as_many_statements_as_were_found_on_the_page():
    assert len(spec.statements()) == 311


def test_a_statement_that_is_not_listed_is_refused_with_the_requirement_that_names_it():
    known = {"find.it": spec.Requirement("find.it", "", "documented", "search", statements=("no.such",))}
    with pytest.raises(spec.BrokenSpecification, match=r"find\.it: there is no statement 'no\.such'"):
        spec.trace(known)


def test_a_statement_that_is_listed_twice_is_refused(tmp_path):
    (tmp_path / "statements.txt").write_text("# all\na.b\n\nc.d\na.b\n", "utf-8")
    with pytest.raises(spec.BrokenSpecification, match=r"statements\.txt: the statement 'a\.b' is listed twice"):
        tracing.statements(tmp_path / "statements.txt")
    with pytest.raises(spec.BrokenSpecification, match=r"nowhere\.txt"):
        tracing.statements(tmp_path / "nowhere.txt")


def test_the_command_prints_statement_requirement_and_property(command):
    said = command("requirements", "trace", "find.index", "flush.no-guarantee")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0] == "find.index"
    assert lines[1].split()[:4] == ["find.lowest-index", "documented", "3.7-3.15", "all"]
    assert lines[2].strip() == "test_search_find::test_find_returns_the_lowest_index"
    assert "rfind.index" in lines
    assert any(line.startswith("    not tested: ") for line in lines)


def test_the_command_can_name_what_nothing_says(command):
    said = command("requirements", "trace", "--unsaid")
    assert said.code == 0
    assert "no requirement says it" in said.out or said.out == ""
