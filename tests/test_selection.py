"""``-k`` selects requirements, and a verdict from a part of a requirement's properties says so."""

from __future__ import annotations

import made
import pytest

from conformance import results, spec
from conformance.properties import all_properties, files_of
from conformance.session.selection import ids_alone, problem, selected


def chosen(expression):
    return selected(expression, spec.load(), all_properties())


def test_a_whole_id_selects_that_requirement_alone():
    assert chosen("find.missing") == {"find.missing"}
    assert chosen("find.missing or rfind.missing") == {"find.missing", "rfind.missing"}


@pytest.mark.parametrize("level", ["documented", "de-facto"])
def test_a_property_that_decides_nothing_that_is_asked_for_does_not_run(command, tmp_path, level):
    # The property of both is wrong here; the documented one is not yet in force, the other one is.
    (tmp_path / "lenient.py").write_text(
        "import mmap as _mmap\nfrom mmap import *\n"
        "class mmap(_mmap.mmap):\n    def flush(self, offset=0, size=0): return super().flush()\n",
        "utf-8",
    )
    words = ["--edition", "3.9", "--level", level, "-k", "flush.by-position or flush.no-keywords or tell.position"]
    said = command("run", "--impl", "lenient", "--path", ".", *words)
    assert said.code == (0 if level == "documented" else 1), said.out + said.err


def test_a_word_selects_by_id_stem_and_property():
    assert {"find.missing", "rfind.missing"} <= chosen("missing")
    assert {name for name, one in spec.load().items() if one.stem == "durability"} <= chosen("DURABILITY")
    assert not {"find.missing", "rfind.missing"} & chosen("missing and not find")
    assert "find.lowest-index" in chosen("test_find_returns_the_lowest_index")


@pytest.mark.parametrize("expression", ["and and", "(", "find.missing or"])
def test_an_expression_that_cannot_be_read_is_explained(expression):
    assert problem(expression)
    assert not problem("find.missing")


def test_whatever_is_selected_has_all_of_its_properties_run(command, tmp_path):
    several = next(name for name in chosen("find") if sum(name in ids for ids in all_properties().values()) > 1)
    key = next(key for key, ids in all_properties().items() if several in ids)
    assert command("run", "-k", key.partition("::")[2], "-q").code in (0, 1)
    read = results.read(tmp_path / "mmap-conformance-report" / "results.jsonl")
    line = made.by_name(read)[several]
    assert set(line["properties"]) == {key for key, ids in all_properties().items() if several in ids}
    assert "left_out" not in line


def test_a_verdict_from_a_part_says_so_and_judges_no_deviation(suite, command, tmp_path):
    several = "find.lowest-index"
    keys = [key for key, ids in all_properties().items() if several in ids]
    (tmp_path / "known.toml").write_text(
        f'[[deviation]]\nrequirement = "{several}"\nkinds = ["fail:value"]\nreason = "seen by another property"\n',
        "utf-8",
    )
    said = suite(
        "--pyargs", "conformance", "-k", keys[0].partition("::")[2],
        "--mmap-report", "report", "--mmap-deviations", "known.toml",
    )  # fmt: skip
    assert said.code == 0, said.out
    assert "no longer fails" not in said.out
    line = made.by_name(results.read(tmp_path / "report" / "results.jsonl"))[several]
    assert line["left_out"] == keys[1:]
    assert "are from a part" in command("report", "report", "--output", "site").out


def test_what_nothing_matches_gets_the_nearest_id(command):
    said = command("run", "-k", "find.mising")
    assert said.code == 4
    assert "did you mean find.missing" in said.err


def test_under_pytest_too(suite):
    for more in ((), ("-n", "1")):
        said = suite("--pyargs", "conformance", "--mmap-select", "find.mising", *more)
        assert said.code == 5
        assert "no requirement matches --mmap-select 'find.mising'; did you mean find.missing" in said.out


def test_files_that_name_a_requirement_hold_all_of_its_properties():
    for key, ids in all_properties().items():
        file, _, _ = key.partition("::")
        for name in ids:
            assert file in {f"test_{path.parent.name}_{path.stem.removeprefix('test_')}" for path in files_of([name])}


@pytest.mark.parametrize(
    ("expression", "ids"),
    [
        ("find.missing", {"find.missing"}),
        ("find.missing or (tell.position and find.missing)", {"find.missing", "tell.position"}),
        ("not find.missing", None),
        ("find.missing or find", None),
        ("tell.position and not find.missing", {"find.missing", "tell.position"}),
    ],
)
def test_only_an_expression_of_ids_alone_spares_reading_the_other_properties(expression, ids):
    assert ids_alone(expression, spec.load()) == ids
    assert ids is None or chosen(expression) <= ids


HALVES = "find.half-matches or rfind.half-matches or tell.position"
WRONG = (
    "import mmap as _mmap\nfrom mmap import *\n"
    "class mmap(_mmap.mmap):\n    def {}(self, *args): return super().{}(*args) + 1\n"
)


def test_what_failed_last_runs_again_alone_or_first(command, tmp_path):
    (tmp_path / "mine.py").write_text(WRONG.format("rfind", "rfind"), "utf-8")
    report = tmp_path / "mmap-conformance-report" / "results.jsonl"
    run = ["run", "--impl", "mine", "--path", ".", "-q"]

    def ran() -> list[str]:
        return [line["requirement"] for line in results.read(report).lines()]

    assert command(*run, "-k", HALVES).code == 1
    assert command(*run, "-k", HALVES, "--ff").code == 1
    assert ran()[0] == "rfind.half-matches"
    for workers in ("0", "2"):
        assert command(*run, "--lf", "-n", workers).code == 1
        assert ran() == ["rfind.half-matches"]
    said = command(*run, "--lf", "-k", "tell")
    assert (said.code, "nothing ran" in said.err) == (4, True)
    assert command("run", "--lf", "--report", "nothing").code == 2
    (tmp_path / "mine.py").write_text("from mmap import *\n", "utf-8")
    assert command("run", "-k", "tell.position").code == 0
    assert command("run", "--lf", "-k", "tell.position").code == 0, "everything, where nothing failed"
