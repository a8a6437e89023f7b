"""The catalogue of findings: each failure once, nothing lost, nothing foreign believed, and replayed as found."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from conformance.exits import UnreadableResults
from conformance.explore.catalogue import MARK, Catalogue, shape_of

FOLDER = "mmap-conformance-findings"


def entry(tmp_path: Path) -> dict[str, object]:
    (path,) = [one for one in (tmp_path / FOLDER).glob("*.json") if one.name != MARK]
    return json.loads(path.read_text("utf-8"))


def seen(number: int) -> dict[str, object]:
    return {"subject": f"subject {number}", "given": {}, "seed": "1"}


def failure(call: str, kind: str = "fail:value") -> dict[str, str]:
    return {
        "verdict": "fail",
        "kind": kind,
        "call": call,
        "expected": "",
        "got": "1",
        "message": "",
        "witness": "",
    }


@pytest.mark.parametrize(
    "mark", ["", "{", "[]", "{}", '{"format": "mmap-conformance findings", "version": 99}', "[" * 60_000]
)
def test_a_folder_that_is_no_catalogue_is_refused(tmp_path, mark):
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / MARK).write_text(mark, "utf-8")
    for new in (True, False):
        with pytest.raises(UnreadableResults, match=MARK):
            Catalogue(tmp_path / FOLDER, new=new)


def test_entries_that_are_hostile_are_left_alone(command, tmp_path):
    folder = tmp_path / FOLDER
    Catalogue(folder).add("find.missing", failure("m1.find(b'x')"), "raise SystemExit('expected 1')\n", seen(1))
    good = entry(tmp_path)
    (path,) = [one for one in folder.glob("*.json") if one.name != MARK]
    (tmp_path / "secret.py").write_text("raise SystemExit('expected nothing')\n", "utf-8")
    (folder / "evil.json").write_text(json.dumps({**good, "witness": "../secret.py"}), "utf-8")
    (folder / path.name.replace("value", "other")).write_text(json.dumps(good), "utf-8")
    (folder / "half.json").write_text(path.read_text("utf-8")[:50], "utf-8")
    (folder / "deep.json").write_text("[" * 50_000, "utf-8")
    os.symlink(os.devnull, folder / "device.json")
    assert list(Catalogue(folder).found) == [path.stem]
    assert len(Catalogue(folder).ignored) == 5
    said = command("replay", FOLDER)
    assert said.code == 2
    assert said.out.count("still there") == 2, said  # a line and the count
    assert said.err.count("ignored: ") == 5
    assert "expected nothing" not in said.out


def test_what_was_found_with_a_description_of_somebodys_own_is_not_judged_by_another(command, tmp_path):
    catalogue = Catalogue(tmp_path / FOLDER)
    catalogue.add("find.missing", failure("m1.find(b'x')"), "pass", {**seen(1), "given": {"impl": "/x/impl.toml"}})
    catalogue.add("tell.position", failure("m1.tell()"), "pass", seen(1))
    os.unlink(catalogue.folder / catalogue.found[[*catalogue.found][1]].witness)
    said = command("replay", FOLDER, "--heal")
    assert said.code == 3, said
    assert said.out.count("not started") == 3
    assert "name --impl" in said.out
    assert "cannot be read" in said.out
    assert command("replay", FOLDER, "--impl", "stdlib", "--seconds", "nan").code == 2


def test_who_replays_says_whose_implementation_is_meant(command, tmp_path):
    for name, value in (("mended", 1), ("finders", 2)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "both.py").write_text(f"from mmap import *\nVALUE = {value}\n", "utf-8")
    (tmp_path / "impl.toml").write_text("name = 'both'\nimport = 'import both as mmap'\npaths = ['mended']\n", "utf-8")
    folder = str(tmp_path / "finders")
    witness = f"import sys\nsys.path[:0] = [{folder!r}]\nimport both as mmap\nsys.exit(mmap.VALUE != 1)\n"
    (tmp_path / "witness.py").write_text(witness, "utf-8")
    assert command("replay", "witness.py", "--impl", "stdlib").code == 1
    assert command("replay", "witness.py", "--impl", "./impl.toml").code == 0


def test_a_full_disk_loses_nothing_that_was_found(tmp_path, monkeypatch):
    from conformance.explore import catalogue as module

    catalogue = Catalogue(tmp_path / "findings")
    real = module.replace_file

    def full(path: Path, text: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "replace_file", full)
    assert catalogue.add("find.missing", failure("m1.find(b'x')"), "pass", seen(1)) is not None
    assert "No space left" in catalogue.save()
    monkeypatch.setattr(module, "replace_file", real)
    assert catalogue.add("find.missing", failure("m2.find(b'yy')"), "pass", seen(2)) is None
    (found,) = Catalogue(tmp_path / "findings").found.values()
    assert found.count == 2
    assert found.subjects == ["subject 1", "subject 2"]
    assert catalogue.source(found) == b"pass"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("m1.find(b'a', 3)", "m12.find(b'b\\'c', -1)", True),
        ("m1.find(b'a' * 70 + b'x', 0x10)", "m1.find(b'', 3)", True),
        ("m1.find(b'a', 3)", "m1.find(b'a')", False),
        ("m1.find(b'a')", "m1.rfind(b'a')", False),
        ("mmap.mmap(f1.fileno(), 0, access=1)", "mmap.mmap(f2.fileno(), 4096, access=3)", True),
        ("m1[2:4] = b'xy'", "m1[2:4:1] = b'xy'", False),
        ("g1([1, 2, 3])", "g1([1, 2, 3, 4, 5])", True),
        ("g1(m1, [1])", "g1(m1, [])", True),
        ("g1([[['get', [2, 9]]], [['tell', []]]], (0, 0), 12)", "g1([[['read', []], ['tell', []]]], (1,), 9)", True),
        ("g1([1], 2)", "g1([1])", False),
        ("m1[1]", "m1[1, 2]", False),
        ("g1(" + "[" * 2000, "g1(" + "[" * 2001, True),  # however deep: what is behind is cut off
    ],
)
def test_the_shape_of_a_call_forgets_values_and_nothing_else(one, other, is_same):
    assert (shape_of(one) == shape_of(other)) is is_same
