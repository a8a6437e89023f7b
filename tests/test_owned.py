"""Folders of reports: ours by a mark, one run at a time, replaced whole, and no link in them is followed."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys

import made
import pytest

from conformance import results
from conformance.exits import UnwritableReport
from conformance.harness.coverage import collecting
from conformance.report import forms
from conformance.report.merge import merge
from conformance.results.lines import NAME
from conformance.results.owned import MARK, claim, inner, locked, replaced
from conformance.results.writing import ResultsFile

FIRST, SECOND, *_ = made.testable()
links = pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")

POSIX = pytest.mark.skipif(os.name != "posix", reason="links, pipes and permissions as POSIX has them")


def test_a_folder_becomes_ours_when_it_is_new_or_empty_and_stays_ours(tmp_path):
    for folder in (tmp_path / "new" / "deep", tmp_path / "empty"):
        if folder.name == "empty":
            folder.mkdir()
        claim(folder)
        (folder / "something").write_text("", "utf-8")
        claim(folder)


@pytest.mark.parametrize("name", [NAME, "witnesses/mine.py", "badges/b.svg", "subjects/s.html", "data.js", ".hidden"])
def test_what_is_somebody_elses_is_not_touched_whatever_it_is_called(tmp_path, name):
    folder = tmp_path / "theirs"
    path = folder / name
    path.parent.mkdir(parents=True)
    path.write_text("precious", "utf-8")
    merged = merge([made.results(tmp_path / "in" / NAME)])
    for write in (ResultsFile, lambda folder: forms.write(merged, folder), collecting.new_folder):
        with pytest.raises(UnwritableReport, match="something else in it"):
            write(folder)
    assert [one for one in folder.rglob("*") if one.is_file()] == [path]
    assert path.read_text("utf-8") == "precious"


def test_a_run_in_an_implementers_folder_leaves_the_witnesses_of_the_deviations(command, tmp_path):
    (tmp_path / "impl.toml").write_text("name = 'mine'\nimport = 'import mmap'\n", "utf-8")
    (tmp_path / "witnesses").mkdir()
    (tmp_path / "witnesses" / "mine.py").write_text("kept", "utf-8")
    assert command("run", "--impl", "./impl.toml", "--report", ".", "-k", "tell.position").code == 2
    assert (tmp_path / "witnesses" / "mine.py").read_text("utf-8") == "kept"


def test_a_folder_called_coverage_is_removed_only_if_it_is_ours(command, tmp_path):
    assert command("run", "-k", "tell.position", "--report", "r").code == 0
    (tmp_path / "r" / "coverage").mkdir()
    (tmp_path / "r" / "coverage" / "theirs").write_text("precious", "utf-8")
    assert command("run", "-k", "tell.position", "--report", "r", "--coverage").code == 2
    assert (tmp_path / "r" / "coverage" / "theirs").read_text("utf-8") == "precious"


@links
@pytest.mark.parametrize("name", ["witnesses", "coverage"])
def test_a_link_in_a_folder_of_ours_is_not_followed(command, tmp_path, name):
    assert command("run", "-k", "tell.position", "--report", "r").code == 0
    (tmp_path / "victim").mkdir()
    (tmp_path / "victim" / "mine.py").write_text("precious", "utf-8")
    shutil.rmtree(tmp_path / "r" / name, ignore_errors=True)
    (tmp_path / "r" / name).symlink_to(tmp_path / "victim")
    said = command("run", "-k", "tell.position", "--report", "r", "--coverage")
    assert said.code == 2, said
    assert len(said.err.strip().splitlines()) == 1
    assert (tmp_path / "victim" / "mine.py").read_text("utf-8") == "precious"


@links
def test_links_in_the_place_of_files_are_replaced_and_not_written_through(command, tmp_path):
    assert command("run", "-k", "tell.position", "--report", "r").code == 0
    (tmp_path / "precious").write_text("precious", "utf-8")
    (tmp_path / "r" / NAME).unlink()
    (tmp_path / "r" / NAME).symlink_to(tmp_path / "precious")
    assert command("run", "-k", "tell.position", "--report", "r").code == 0
    assert (tmp_path / "precious").read_text("utf-8") == "precious"
    assert results.read(tmp_path / "r" / NAME).complete
    made.results(tmp_path / "in" / NAME)
    assert command("report", "in", "--output", "site").code == 0
    (tmp_path / "site" / "data.js").unlink()
    (tmp_path / "site" / "data.js").symlink_to(tmp_path / "precious")
    assert command("report", "in", "--output", "site").code == 0
    assert (tmp_path / "precious").read_text("utf-8") == "precious"


@links
def test_a_mark_that_is_a_link_is_no_mark(tmp_path):
    (tmp_path / "mark").write_text("", "utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / MARK).symlink_to(tmp_path / "mark")
    with pytest.raises(UnwritableReport):
        claim(tmp_path / "folder")
    (tmp_path / "other").symlink_to(tmp_path / "folder")
    with pytest.raises(UnwritableReport, match="no link is followed"):
        inner(tmp_path, "other")


def test_one_folder_is_for_one_run_at_a_time(tmp_path):
    claim(tmp_path / "r")
    with locked(tmp_path / "r"), pytest.raises(UnwritableReport, match="another run is writing"):
        ResultsFile(tmp_path / "r")
    ResultsFile(tmp_path / "r").close(None)


def test_a_run_that_was_killed_locks_nothing(tmp_path):
    claim(tmp_path / "r")
    code = "import os, pathlib, sys; from conformance.results.owned import locked;"
    code += "held = locked(pathlib.Path(sys.argv[1])); "
    subprocess.run([sys.executable, "-c", code + "os._exit(9)", tmp_path / "r"], check=False, timeout=30)
    locked(tmp_path / "r").close()


def contents(folder):
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_report_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    made.results(tmp_path / "in" / NAME)
    merged = merge([tmp_path / "in"])
    forms.write(merged, tmp_path / "site")
    before = contents(tmp_path / "site")
    monkeypatch.setattr(forms, "junit", lambda subject: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(UnwritableReport, match="No space left"):
        forms.write(merged, tmp_path / "site")
    monkeypatch.setattr(forms, "junit", lambda subject: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        forms.write(merged, tmp_path / "site")
    assert contents(tmp_path / "site") == before
    assert {path.name for path in tmp_path.iterdir()} == {"in", "site"}


def test_what_an_older_report_had_and_a_new_one_has_not_is_gone(tmp_path):
    claim(tmp_path / "site")
    (tmp_path / "site" / "old.html").write_text("", "utf-8")
    with replaced(tmp_path / "site") as fresh:
        (fresh / "new.html").write_text("", "utf-8")
    assert {path.name for path in (tmp_path / "site").iterdir()} == {MARK, "new.html"}


class Refusing:
    """A file on a full disk."""

    def __init__(self, file):
        self.close = file.close

    def write(self, text):
        raise OSError(28, "No space left on device")


def test_after_a_line_that_could_not_be_written_there_is_no_footer(tmp_path, monkeypatch):
    file = ResultsFile(tmp_path / "r")
    header, line, *_, footer = made.lines()
    file.write(header)
    file._file.close()  # the system refuses what comes now, as a full disk would
    monkeypatch.setattr(file, "_file", Refusing(file._file))
    with pytest.raises(UnwritableReport, match="No space left"):
        file.write(line)
    file.close(footer)
    assert not results.read(tmp_path / "r" / NAME).complete


@pytest.mark.parametrize("change", [{"duration": -1.0}, {"verdict": "fine"}, {"examples": -3}, {"reason": None}])
def test_no_line_is_written_that_the_reader_refuses(tmp_path, change):
    file = ResultsFile(tmp_path / "r")
    header, line, *_ = made.lines()
    file.write(header)
    with pytest.raises(Exception, match="a line of results that nobody could read"):
        file.write({**line, **change})
    file.close(None)
    assert results.read(tmp_path / "r" / NAME).verdicts == {}


@pytest.fixture
def victim(tmp_path):
    """What somebody's link leads to, and what must not change."""
    path = tmp_path / "victim"
    path.write_text("precious", "utf-8")
    yield path
    assert path.read_text("utf-8") == "precious"
    assert not list(tmp_path.rglob("*.part"))


def failing(tmp_path):
    """Results with a failure that has a witness."""
    lines = made.lines({made.testable()[0]: "fail"})
    lines[1]["failures"][0]["witness"] = "witnesses/a.py"
    made.write(tmp_path / "results" / "results.jsonl", lines)
    (tmp_path / "results" / "witnesses").mkdir()
    (tmp_path / "results" / "witnesses" / "a.py").write_text("pass\n", "utf-8")
    return "results"


@POSIX
@pytest.mark.parametrize("place", ["d.toml", "folder", "witness", "device", "directory"])
def test_a_list_of_deviations_is_written_to_no_link(command, tmp_path, victim, place):
    (tmp_path / "w").mkdir()
    file = tmp_path / "w" / "d.toml"
    if place == "d.toml":
        file.symlink_to(victim)
    elif place == "folder":
        (tmp_path / "w" / "witnesses").symlink_to(tmp_path)
    elif place == "witness":
        (tmp_path / "w" / "witnesses").mkdir()
        (tmp_path / "w" / "witnesses" / f"{made.testable()[0]}.py").symlink_to(victim)
    elif place == "device":
        os.mkfifo(file)
    else:
        file.mkdir()
    said = command("deviations", "generate", failing(tmp_path), "--file", file, "--force", "--keep-witnesses")
    assert said.code == 2, said
    assert len(said.err.splitlines()) == 1
    assert place != "device" or stat.S_ISFIFO(os.lstat(file).st_mode)


@POSIX
def test_a_part_of_a_list_is_no_link_of_somebodys(command, tmp_path, victim):
    (tmp_path / ".d.toml.part").symlink_to(victim)
    assert command("deviations", "generate", failing(tmp_path), "--file", "d.toml").code == 0
    assert not (tmp_path / "d.toml").is_symlink()
    (tmp_path / ".d.toml.part").unlink()


@POSIX
def test_a_junit_file_is_no_link(command, tmp_path, victim):
    (tmp_path / "j.xml").symlink_to(victim)
    assert command("run", "-k", "find.missing", "--junit", "j.xml").code == 2


def test_what_stands_in_a_folder_of_scripts_is_not_replaced(command, tmp_path):
    (tmp_path / "o").mkdir()
    (tmp_path / "o" / "01-a.py").write_text("mine", "utf-8")
    said = command("compare", "stdlib", "stdlib", "--output", "o", "--examples", "5")
    assert said.code == 2
    assert (tmp_path / "o" / "01-a.py").read_text("utf-8") == "mine"


@POSIX
@pytest.mark.parametrize("name", ["coverage", "witnesses"])
def test_a_folder_within_a_report_is_no_link(command, tmp_path, victim, name):
    assert command("run", "-k", "find.missing", "--report", "r", "-q").code == 0
    (tmp_path / "elsewhere").mkdir()
    shutil.rmtree(tmp_path / "r" / name, ignore_errors=True)
    (tmp_path / "r" / name).symlink_to(tmp_path / "elsewhere")
    said = command("run", "-k", "find.missing", "--report", "r", "-q", "--coverage")
    assert said.code == 2
    assert "is a link" in said.err
    assert list((tmp_path / "elsewhere").iterdir()) == []


@POSIX
def test_a_report_goes_where_a_link_that_was_named_leads(command, tmp_path):
    results = failing(tmp_path)
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    for _ in range(2):
        assert command("report", results, "--output", "link", "--form", "markdown").code == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "summary.md").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "real", "results"]


@POSIX
def test_a_report_that_is_removed_in_mid_run_is_no_success(tmp_path):
    file = ResultsFile(tmp_path / "r")
    file.write(made.header(selected=1))
    shutil.rmtree(tmp_path / "r")
    with pytest.raises(UnwritableReport):
        file.write(made.line(made.testable()[0]))
    file.close(None)
