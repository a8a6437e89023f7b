"""The picture of the matrix, and the script that makes what is published."""

from __future__ import annotations

import importlib.util
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import made
import pytest
from test_site import hostile

from conformance import spec
from conformance.report.merge import LeftOut, merge
from conformance.report.picture import picture

FIRST, SECOND, *_ = made.testable()
TOP = Path(__file__).parent.parent
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def matrix(tmp_path, monkeypatch):
    pytest.importorskip("venv", reason="an embedded Python makes no environments")
    monkeypatch.syspath_prepend(TOP / "reports")
    specification = importlib.util.spec_from_file_location("matrix", TOP / "reports" / "matrix.py")
    module = importlib.util.module_from_spec(specification)
    monkeypatch.setitem(sys.modules, "matrix", module)
    specification.loader.exec_module(module)
    monkeypatch.setattr(module, "WORK", tmp_path / "work")
    monkeypatch.setattr(module, "HERE", tmp_path / "reports")
    monkeypatch.setattr(module, "RESULTS", tmp_path / "reports" / "results")
    monkeypatch.setattr(module, "PUBLISHED", tmp_path / "published.json")
    module.RESULTS.mkdir(parents=True)
    (tmp_path / "work").mkdir()
    return module


def test_the_picture_has_a_row_for_each_subject_and_says_it_in_words(tmp_path):
    made.results(tmp_path / "a.jsonl", {FIRST: "crash", SECOND: "deviates"})
    made.results(tmp_path / "b.jsonl", python_version="3.13.0")
    root = ET.fromstring(picture(merge([tmp_path])))
    rows = root.findall(f"{SVG}g")
    assert [row.find(f"{SVG}title").text.partition(":")[0] for row in rows] == [
        "CPython 3.12.1, linux", "CPython 3.13.0, linux",
    ]  # fmt: skip
    assert "1 crash" in rows[0].find(f"{SVG}title").text
    assert {path.get("class") for path in rows[0].findall(f"{SVG}path")} == {"pass", "known", "bad"}
    assert {path.get("class") for path in rows[1].findall(f"{SVG}path")} == {"pass"}


def test_the_picture_of_hostile_results_is_a_picture(tmp_path):
    root = ET.fromstring(picture(merge([hostile(tmp_path / "in")])))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "style", "rect", "text", "path", "g",
    }  # fmt: skip


def test_every_described_implementation_is_wanted_in_the_matrix(matrix):
    wanted = {one.arguments[1] for one in matrix.wanted()}
    assert {path.parent.name for path in (TOP / "impls").glob("*/impl.toml")} <= wanted | {"reference"}
    names = [one.name for one in matrix.wanted()]
    assert {f"stdlib-{edition}" for edition in spec.EDITIONS} <= set(names)
    assert len(set(names)) == len(names)


def test_what_is_missing_is_named_with_the_reason_and_no_path_of_the_machine(matrix, monkeypatch, capsys):
    nowhere = matrix.Wanted("nowhere", ("--impl", "stdlib", "--python", str(Path.home() / "no" / "python")))
    here = matrix.Wanted("here", ("--impl", "stdlib", "--level", "documented", "-k", "find.missing"))
    monkeypatch.setattr(matrix, "wanted", lambda: [nowhere, here])
    monkeypatch.setattr(sys, "argv", ["matrix.py", "-n", "1"])
    assert matrix.main() == 0
    told = capsys.readouterr().out
    assert "missing: nowhere: there is no interpreter at ~/no/python" in told
    table = (matrix.HERE / "matrix.md").read_text("utf-8")
    assert "nowhere: there is no interpreter" in table
    assert str(Path.home()) + "/no" not in table
    assert [path.name for path in matrix.RESULTS.iterdir()] == ["here.jsonl.gz"]
    ET.parse(matrix.HERE / "matrix.svg")
    # What was run stays, and is rendered again without running.
    monkeypatch.setattr(sys, "argv", ["matrix.py", "--render"])
    assert matrix.main() == 0
    assert "missing: nowhere" in capsys.readouterr().out


def test_a_report_that_is_too_large_to_publish_is_an_error(matrix, monkeypatch):
    made.results(matrix.RESULTS / "x.jsonl")
    monkeypatch.setattr(matrix, "wanted", list)
    monkeypatch.setattr(matrix, "LARGEST", 1000)
    monkeypatch.setattr(sys, "argv", ["matrix.py", "--render"])
    assert matrix.main() == 1


def test_what_is_published_is_small_and_names_no_folder_of_a_machine():
    published = [path for path in (TOP / "reports").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in published) <= 3_000_000
    for path in published:
        if path.suffix in (".svg", ".md"):
            text = path.read_text("utf-8")
            assert [place for place in (f"{TOP}/", f"{Path.home()}/", "/home/") if place in text] == [], path


def test_a_refusal_reads_as_one_line():
    assert str(LeftOut(Path("windows-3.8"), "not\nhere")) == "windows-3.8: not\N{REPLACEMENT CHARACTER}here"


def test_what_this_suite_has_found_is_not_looked_for_again(matrix, monkeypatch, capsys):
    one = matrix.Wanted("here", ("--impl", "stdlib", "-k", "find.missing"))
    monkeypatch.setattr(matrix, "wanted", lambda: [one])
    for given, runs in (([], True), ([], False), (["--again"], True), (["--shard", "2/2"], False)):
        monkeypatch.setattr(sys, "argv", ["matrix.py", "-n", "1", *given])
        assert matrix.main() == 0
        assert ("here: done after" in capsys.readouterr().out) is runs, given
    # Of another suite, or of another list of deviations, they are no answer.
    monkeypatch.setattr(matrix, "digest", lambda about, known: "0" * 32)
    assert not matrix.is_there(one)


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "1/0", "a/b", "1/2/3"])
def test_a_shard_that_is_none_is_refused(matrix, monkeypatch, capsys, shard):
    monkeypatch.setattr(sys, "argv", ["matrix.py", "--shard", shard])
    with pytest.raises(SystemExit):
        matrix.main()
    assert "2/4" in capsys.readouterr().err


def test_the_shards_are_all_subjects_each_once(matrix, monkeypatch):
    run = []
    monkeypatch.setattr(matrix, "run", lambda chosen, crew: run.extend(one.name for one in chosen))
    monkeypatch.setattr(matrix, "render", lambda missing: 0)
    for shard in ("1/3", "2/3", "3/3"):
        monkeypatch.setattr(sys, "argv", ["matrix.py", "--again", "--shard", shard])
        assert matrix.main() == 0
    assert sorted(run) == sorted(one.name for one in matrix.wanted())
