"""Nights: what they find is kept once, what they cannot do is said, and nothing that ends them loses anything."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future

import pytest
from test_catalogue import FOLDER, entry

from conformance.explore.catalogue import Catalogue
from conformance.explore.crew import ATTEMPTS, Here, carried_out
from conformance.results.reading import read

ROTTEN = "import mmap as _mmap\nfrom mmap import *\nclass mmap(_mmap.mmap):\n"
ROTTEN += "    def rfind(self, *given):\n        return super().rfind(*given) + (len(self) % 37 == 1)\n"


@pytest.fixture
def explore(command, tmp_path):
    """Explore a wrong rfind for a moment."""
    (tmp_path / "rotten.py").write_text(ROTTEN, "utf-8")

    def run(*words, **options):
        words = ("--impl", "rotten", "--path", ".", "-k", "rfind.highest-index", "-n", "1", *words)
        return command("explore", "--for", "60s", "--examples", "20", *words, **options)

    return run


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
