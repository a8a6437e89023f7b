"""Nights: what they find is kept once, what they cannot do is said, and nothing that ends them loses anything."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from pathlib import Path

import pytest

from conformance.exits import UnreadableResults, UnwritableReport
from conformance.explore.catalogue import MARK, Catalogue, shape_of
from conformance.explore.crew import ATTEMPTS, Here, carried_out
from conformance.explore.memory import Memory
from conformance.explore.plan import FIRST, Known, Plan
from conformance.explore.units import Unit, units
from conformance.harness.driving.journal import Journal, Step
from conformance.harness.proving.shapes import shapes_of
from conformance.results.reading import read

ROTTEN = "import mmap as _mmap\nfrom mmap import *\nclass mmap(_mmap.mmap):\n"
ROTTEN += "    def rfind(self, *given):\n        return super().rfind(*given) + (len(self) % 37 == 1)\n"
FOLDER = "mmap-conformance-findings"


@pytest.fixture
def explore(command, tmp_path):
    """Explore a wrong rfind for a moment."""
    (tmp_path / "rotten.py").write_text(ROTTEN, "utf-8")

    def run(*words, **options):
        words = ("--impl", "rotten", "--path", ".", "-k", "rfind.highest-index", "-n", "1", *words)
        return command("explore", "--for", "60s", "--examples", "20", *words, **options)

    return run


def entry(tmp_path: Path) -> dict[str, object]:
    (path,) = [one for one in (tmp_path / FOLDER).glob("*.json") if one.name != MARK]
    return json.loads(path.read_text("utf-8"))


def test_a_finding_is_one_entry_however_often_it_is_seen_and_replay_heals(explore, command, tmp_path):
    said = explore()
    assert said.code == 1, said
    assert "1 new finding" in said.out
    first = entry(tmp_path)
    assert (first["requirement"], first["kind"]) == ("rfind.highest-index", "fail:value")
    assert first["subjects"][0].startswith("rotten")
    again = explore("--seed", "7")
    assert again.code == 0, again
    assert "0 new findings, 1 in" in again.out
    assert entry(tmp_path)["count"] > first["count"]
    assert entry(tmp_path)["first"] == first["first"]
    heart = json.loads((tmp_path / FOLDER / "night" / "heartbeat.json").read_text("utf-8"))
    assert heart["is_over"]
    assert heart["findings"] == 1
    assert (tmp_path / FOLDER / "night" / "summary.md").read_text("utf-8") == again.out
    # What it was found with is a name, so no option is needed.
    there = command("replay", FOLDER, "--heal", PYTHONPATH=str(tmp_path))
    assert (there.code, there.out.split()[:2]) == (1, ["still", "there"]), there
    witness = tmp_path / FOLDER / first["witness"]
    text = witness.read_text("utf-8")
    witness.write_text("import os\nos.abort()\n", "utf-8")
    assert command("replay", FOLDER, "--impl", "stdlib").out.startswith("changed")
    witness.write_text(text.replace("import rotten as mmap", "import mmap"), "utf-8")
    gone = command("replay", FOLDER, "--impl", "stdlib", "--heal")
    assert gone.code == 0, gone
    assert not witness.exists()
    assert (tmp_path / FOLDER / "gone" / witness.name).exists()
    assert "nothing to replay" in command("replay", FOLDER).out


def test_a_recorded_deviation_is_no_finding_and_its_other_face_is_one(explore, tmp_path):
    entry_of = "[[deviation]]\nrequirement = 'rfind.highest-index'\nreason = 'known'\nkinds = ['{}']\n"
    (tmp_path / "known.toml").write_text(entry_of.format("fail:value"), "utf-8")
    said = explore("--deviations", "known.toml")
    assert said.code == 0, said
    assert "1 recorded deviation met" in said.out
    (tmp_path / "known.toml").write_text(entry_of.format("crash:SIGSEGV"), "utf-8")
    assert explore("--deviations", "known.toml").code == 1


def test_findings_of_a_report_are_replayed_too(command, tmp_path):
    (tmp_path / "rotten.py").write_text(ROTTEN, "utf-8")
    command("run", "--impl", "rotten", "--path", ".", "-k", "rfind.highest-index", "-q")
    said = command("replay", "mmap-conformance-report")
    assert (said.code, said.out[:11]) == (1, "still there"), said
    assert "--heal is for a catalogue" in command("replay", "mmap-conformance-report", "--heal").err
    alone = command("replay", "mmap-conformance-report/witnesses")
    assert (alone.code, alone.out[:11]) == (1, "still there"), alone


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


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--for", "soon"], 2, "no time of 1 s to 30 d"),
        (["--for", "1e9h"], 2, "no time of 1 s to 30 d"),
        (["--for", "99999999d"], 2, "no time of 1 s to 30 d"),
        (["-n", "0"], 2, "neither a number"),
        (["-k", "find("], 2, "find("),
        (["-k", "nothing-of-this"], 4, "no requirement that draws examples"),
        (["--database", "redis://127.0.0.1:1/0"], 2, "start the server, or name a folder"),
        (["--database", "http://127.0.0.1/"], 2, "takes a folder, or a URL of"),
        (["--database", os.devnull], 2, "name another folder"),
        (["--database", ""], 2, "--database is empty"),
        (["--label", "windows"], 2, "--cluster"),
        (["--impl", "no.such.module", "-k", "find.missing"], 3, "no.such.module"),
        (["--findings", "."], 2, "something else in it"),
    ],
)
def test_what_cannot_be_is_one_message(command, tmp_path, words, code, told):
    (tmp_path / "stranger").write_text("", "utf-8")
    said = command("explore", "--for", "20s", "-n", "1", *words)
    assert said.code == code, said
    assert told in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("address", ["tls://127.0.0.1:1", "nowhere://x", ""])
def test_a_cluster_that_does_not_answer_is_one_message(command, address):
    pytest.importorskip("distributed", reason="pip install 'mmap-conformance[cluster]'")
    said = command("explore", "--cluster", address, "-k", "find.missing")
    assert said.code == 2, said
    assert "start one with" in said.err
    assert "Traceback" not in said.err


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


def test_a_memory_that_cannot_be_read_is_begun_anew(tmp_path):
    memory = Memory(tmp_path)
    memory.of(("--impl", "x"))["u.x"] = Known(times=3, examples=9, shapes={1, 2})
    assert memory.save() == ""
    memory.close()
    memory = Memory(tmp_path)
    assert memory.of(("--impl", "x"))["u.x"] == Known(times=3, examples=9, shapes={1, 2})
    with pytest.raises(UnwritableReport, match="another run"):
        Memory(tmp_path)
    memory.close()
    for text in ("{", '{"version": 0}', '{"version": 1, "subjects": {"x": {"y": [1]}}}', "[" * 60_000):
        (tmp_path / "night" / "memory.json").write_text(text, "utf-8")
        memory = Memory(tmp_path)
        assert "nothing is remembered" in memory.problem
        assert memory.of(("--impl", "x")) == {}
        memory.close()


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_ctrl_c_ends_a_night_within_two_seconds_with_everything_on_disk(tmp_path):
    (tmp_path / "rotten.py").write_text(ROTTEN, "utf-8")
    command = [sys.executable, "-m", "conformance", "explore", "--for", "8h", "--impl", "rotten", "--path", "."]
    command += ["-k", "rfind or find.missing", "-n", "2", "-q"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    deadline = time.monotonic() + 90
    while len(list((tmp_path / FOLDER).glob("rfind*.json"))) < 1 and time.monotonic() < deadline:
        time.sleep(0.2)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert time.monotonic() - began < 4  # two, on a machine that does nothing else
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert "rfind" in out
    assert list(Catalogue(tmp_path / FOLDER, new=False).found)


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
    ],
)
def test_the_shape_of_a_call_forgets_values_and_nothing_else(one, other, is_same):
    assert (shape_of(one) == shape_of(other)) is is_same


def journal(*answers: tuple[str, object, str]) -> Journal:
    return Journal([Step("", name, "", 1, True, "", "", result, raised) for name, result, raised in answers])


def test_answers_are_told_apart_by_their_shape_and_by_what_went_before():
    alike = shapes_of(journal(("find", 100, ""), ("tell", 0, "")))
    assert alike == shapes_of(journal(("find", 101, ""), ("tell", 0, "")))
    for other in (
        journal(("find", -1, ""), ("tell", 0, "")),
        journal(("find", 100, "ValueError"), ("tell", 0, "")),
        journal(("tell", 0, ""), ("find", 100, "")),
        journal(("find", True, ""), ("tell", 0, "")),
    ):
        assert shapes_of(other) - alike
    assert shapes_of(Journal()) == set()


def some_units(number: int) -> list[Unit]:
    return [Unit(f"u{one}.x", (f"u{one}.x",), (f"p{one}",), 10, "digest") for one in range(number)]


def line(name: str, examples: int = 100, shapes: tuple[int, ...] = (), verdict: str = "pass") -> dict[str, object]:
    return {
        "requirement": name, "verdict": verdict, "examples": examples, "duration": examples * 0.01,
        "shapes": list(shapes),
    }  # fmt: skip


def plan_of(known=None, number: int = 3, **options) -> Plan:
    return Plan(("--impl", "x"), some_units(number), {} if known is None else known, 1, **options)


def test_what_has_had_the_fewest_examples_is_next():
    plan = plan_of(number=12)
    first = plan.task(1, 2.0)
    assert first.times == FIRST
    assert 1 < len(first.ids) < 6
    plan.over(first, [line(name) for name in first.ids])
    second = plan.task(2, 2.0)
    assert not set(second.ids) & set(first.ids)


def test_what_met_something_new_is_taken_before_what_did_not():
    known: dict = {}
    plan = plan_of(known)
    for number in range(3):
        task = plan.task(number, 0.1)
        (name,) = task.ids
        plan.over(task, [line(name, shapes=tuple(range(50)) if name == "u1.x" else ())])
    assert plan.task(9, 0.1).ids == ("u1.x",)
    # The same shapes again are nothing new.
    plan.over(plan.task(10, 0.1), [])
    for one in known.values():
        one.times, one.news = 10, 0.0
    plan.over(plan_of(known).task(11, 0.1), [line("u1.x", shapes=tuple(range(50)))])
    assert known["u1.x"].news == 0.0


def test_what_has_changed_since_is_first_and_what_is_not_in_force_never_comes():
    known: dict = {}
    plan = plan_of(known)
    task = plan.task(1, 100.0)
    assert len(task.ids) == 3
    plan.over(task, [line("u0.x"), line("u1.x", verdict="inapplicable"), line("u2.x")])
    assert set(plan.task(2, 100.0).ids) == {"u0.x", "u2.x"}
    known["u2.x"].digest = "older"
    assert plan_of(known).task(3, 0.1).ids == ("u1.x",)  # never explored
    known["u1.x"].times = 10
    assert plan_of(known).task(3, 0.1).ids == ("u2.x",)


def test_plain_rotation_does_not_care_for_what_is_new():
    plan = plan_of(rotating=True)
    order = []
    for number in range(6):
        task = plan.task(number, 0.1)
        order += task.ids
        plan.over(task, [line(name, shapes=tuple(range(99))) for name in task.ids])
    assert order[:3] == ["u0.x", "u1.x", "u2.x"]
    assert sorted(order[3:]) == ["u0.x", "u1.x", "u2.x"]


def test_a_task_that_is_lost_is_begun_again_and_set_aside_after_three_times():
    tries: list[str] = []

    def do(work: str) -> str:
        tries.append(work)
        if work == "raises":
            raise MemoryError("no memory")
        return "lost" if work == "dies" or (work == "dies once" and tries.count(work) == 1) else "came"

    work = iter(["dies", "good", "dies once", "raises"])
    found = list(
        carried_out(Here(2), do, lambda: next(work, None), is_lost=lambda came: came == "lost", goes_on=lambda: True)
    )
    assert {(one, came) for one, came, _ in found} == {
        ("dies", None), ("good", "came"), ("dies once", "came"), ("raises", None),
    }  # fmt: skip
    assert tries.count("dies") == tries.count("raises") == ATTEMPTS
    assert tries.count("dies once") == 2
    assert {why for one, _, why in found if one == "raises"} == {"MemoryError: no memory"}


def test_work_that_does_not_end_is_not_waited_for():
    class Silent(Here):
        def submit(self, function, work):
            return Future()

    began = time.monotonic()
    hands = Silent(1)
    goes_on = iter([True, True, False])
    assert not list(
        carried_out(hands, str, lambda: "work", is_lost=lambda came: False, goes_on=lambda: next(goes_on), grace=0.5)
    )
    assert time.monotonic() - began < 5


def test_everything_that_draws_examples_is_in_one_unit():
    from conformance.properties import all_properties, property_of

    found = units(None, ())
    keys = [key for one in found for key in one.properties]
    assert len(keys) == len(set(keys))
    assert set(keys) == {key for key in all_properties() if hasattr(property_of(key), "hypothesis")}
    ids = [name for one in found for name in one.ids]
    assert len(ids) == len(set(ids))


def test_examples_are_kept_in_a_database_and_tried_again(command, tmp_path):
    (tmp_path / "rotten.py").write_text(ROTTEN, "utf-8")
    words = ["run", "--impl", "rotten", "--path", ".", "--profile", "explore", "-k", "rfind.highest-index", "-q"]
    for _ in range(2):
        said = command(*words, "--times", "20", "--database", "kept")
        assert said.code == 1, said
    assert any(path.is_file() for path in (tmp_path / "kept").rglob("*"))
    # One example is enough to find it again.
    assert command(*words, "--times", "1", "--seed", "3", "--database", "kept").code == 1


def test_a_database_that_breaks_in_the_middle_breaks_nothing():
    from conformance.harness.proving.database import Guarded

    class Broken(dict):
        def fetch(self, key):
            yield b"one"
            raise ConnectionError

    broken = Guarded(Broken())
    assert broken.fetch(b"x") == []
    broken.save(b"x", b"y")


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed", reason="pip install 'mmap-conformance[cluster]'")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as found:
        yield found.scheduler_address


@pytest.mark.skipif(os.name == "nt", reason="a cluster of Unix processes")
def test_a_cluster_checks_whole_subjects(command, cluster, tmp_path):
    (tmp_path / "rotten.py").write_text(ROTTEN, "utf-8")
    words = [
        "run",
        "--impl",
        "rotten",
        "--impl",
        "stdlib",
        "--impl",
        "no.such.module",
        "--path",
        ".",
        "--cluster",
        cluster,
    ]
    said = command(*words, "-k", "rfind.highest-index")
    assert said.code == 3, said
    assert "no.such.module: " in said.err
    assert "fail      rfind.highest-index  fail:value" in said.out
    report = tmp_path / "mmap-conformance-report"
    found = {name: read(report / name / "results.jsonl") for name in ("rotten", "stdlib")}
    assert {name: one.verdicts["rfind.highest-index"] for name, one in found.items()} == {
        "rotten": "fail", "stdlib": "pass",
    }  # fmt: skip
    assert all(found["rotten"].witness(one) for line in found["rotten"].failing() for one in line["failures"])
    assert "--cluster runs whole gates" in command(*words, "-x").err


@pytest.mark.skipif(os.name == "nt", reason="a cluster of Unix processes")
def test_a_cluster_finds_what_the_pool_finds(explore, cluster, tmp_path):
    said = explore("--cluster", cluster, "--findings", "far")
    none = explore("--cluster", cluster, "--label", "windows")
    assert said.code == 1, said
    assert none.code == 2
    assert "no worker with the resource 'windows'" in none.err
    near = explore()
    assert near.code == 1
    assert sorted(path.name for path in (tmp_path / "far").glob("rfind*")) == sorted(
        path.name for path in (tmp_path / FOLDER).glob("rfind*")
    )
