"""Runs the gate on every subject that impls/ describes and this machine has, and keeps here what is published.

``python reports/matrix.py`` takes what is there; ``--fetch`` gets what it can first; names after the options choose
subjects (``stdlib``, ``wine-3.8``), ``--shard 2/4`` every fourth from the second. What this very suite has found is not
looked for again without ``--again``. Results of a subject that cannot be had here stay those of the machine that had
it; where there are none, the matrix names it with the reason.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from wanted import TOP, Wanted, fetch_environments, wanted

from conformance.deviations import known
from conformance.exits import UnreadableResults
from conformance.explore.crew import Cluster, Crew, Here, carried_out
from conformance.explore.tasks import Done, Task, perform
from conformance.harness.launch.implementation import resolve
from conformance.harness.launch.interpreters import runtimes
from conformance.report import published, summary
from conformance.report.markdown import matrix
from conformance.report.merge import LeftOut, merge
from conformance.report.picture import picture
from conformance.results.lines import PACKED
from conformance.results.reading import read
from conformance.session.digest import digest

HERE = Path(__file__).parent
WORK = TOP / "report" / "matrix"
"""Reports of the runs stay here, out of git."""
RESULTS = HERE / "results"
"""What is published: a packed file a subject. The site is made of them by `mmap-conformance report`."""
PUBLISHED = TOP / "conformance" / "report" / published.NAME
"""The verdicts that travel with the suite."""
SECONDS = 300.0
"""What a subject should take: after four times as long, and a minute, it is ended."""
_TASK = re.compile(rb"[^\"' ]*[/\\]mmap-conformance-\w+[/\\]+report")
"""The report of a task, in a folder that is gone with it."""
LARGEST = 2_000_000
"""Of all results, in bytes: room for sixty subjects."""


def fetch() -> None:
    """Get what can be had; what cannot shows when it is started."""
    subprocess.run(["sh", str(TOP / "impls" / "fetch-all.sh")], cwd=TOP, check=False, timeout=3600)
    fetch_environments()


def run(chosen: list[Wanted], crew: Crew) -> None:
    """Run the gate on subjects, here or on a cluster, and keep the results of each, or why there are none."""
    tasks = iter([Task(number, one.arguments, seconds=SECONDS) for number, one in enumerate(chosen)])
    try:
        for task, done, why in carried_out(
            crew, perform, lambda: next(tasks, None), is_lost=lambda one: one.is_lost, goes_on=lambda: True
        ):
            one = chosen[task.number]
            said = _kept(one, done) if done is not None else why
            print(f"{one.name}: {said or 'done'}" + (f" after {done.seconds:.0f} s" if done else ""), flush=True)
            reason = _reason_file(one)
            reason.parent.mkdir(parents=True, exist_ok=True)
            reason.write_text(said, "utf-8") if said else reason.unlink(missing_ok=True)
    finally:
        crew.close()


def _kept(one: Wanted, done: Done) -> str:
    """Publish what a subject's run has left; returns what is to be said where that is nothing."""
    if done.code in (0, 1) and done.packed and not done.is_late:
        RESULTS.mkdir(exist_ok=True)
        # What is advised, and the paths of a witness, name files here, and where that is is nobody's business.
        text = gzip.decompress(done.packed).replace(f"{TOP}/".encode(), b"")
        text = text.replace(str(runtimes()).encode(), b"{runtimes}")
        text = _TASK.sub(f"report/{one.name}".encode(), text)
        _published(one).write_bytes(gzip.compress(text, mtime=0))
        return ""
    said = (done.said or f"no results, and exit code {done.code}").removeprefix("mmap-conformance: ")
    for place, shown in ((runtimes(), "{runtimes}"), (TOP, "."), (Path.home(), "~")):
        said = said.replace(str(place), shown)
    return "it took too long" if done.is_late else said


def record() -> None:
    """Bring the lists of deviations up to date with the results: their reasons are for people to write."""
    for path in sorted((TOP / "impls").glob("*/impl.toml")):
        name = path.parent.name
        files = [str(file) for file in sorted(RESULTS.iterdir()) if re.split("[-.]", file.name)[0] == name]
        if files:
            file = path.with_name("deviations.toml")
            how = "update" if file.exists() else "generate"
            command = [sys.executable, "-m", "conformance", "deviations", how, *files, "--file", str(file)]
            subprocess.run(command, check=False, timeout=300)


def render(missing: list[LeftOut]) -> int:
    """Write the table and the picture that a forge shows; returns the size of the results in bytes."""
    merged = merge([RESULTS])
    left_out = [replace(one, path=Path(one.path).relative_to(RESULTS)) for one in merged.left_out]
    merged = replace(merged, left_out=(*missing, *left_out))
    (HERE / "matrix.md").write_text(matrix(merged), "utf-8", newline="\n")
    PUBLISHED.write_text(published.text(merged), "utf-8", newline="\n")
    (HERE / "matrix.svg").write_text(picture(merged), "utf-8", newline="\n")
    for subject in merged.subjects:
        print(summary.one_line(subject))
    for one in merged.left_out:
        print(f"missing: {one}")
    return sum(path.stat().st_size for path in RESULTS.iterdir())


def _published(one: Wanted) -> Path:
    return RESULTS / f"{one.name}.jsonl{PACKED}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="run these only, such as stdlib or wine-3.8")
    parser.add_argument("--fetch", action="store_true", help="get what can be had first (minutes, 2 GB)")
    parser.add_argument("--render", action="store_true", help="run nothing: render the results that are there")
    parser.add_argument("--record", action="store_true", help="update impls/*/deviations.toml from the results")
    parser.add_argument(
        "--shard", type=_shard, default=(1, 1), metavar="K/N", help="this machine's part of the subjects"
    )
    parser.add_argument("--again", action="store_true", help="run what this very suite has already found, too")
    parser.add_argument("-n", type=int, default=os.cpu_count() or 1, help="subjects at a time")
    parser.add_argument("--cluster", metavar="ADDRESS", help="hand the subjects to this Dask scheduler")
    given = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    if given.fetch:
        fetch()
    every = list(wanted())
    chosen = every
    if given.names:
        chosen = [one for one in every if {one.name, one.name.partition("-")[0]} & set(given.names)]
    first, shards = given.shard
    chosen = [one for one in chosen[first - 1 :: shards] if given.again or not is_there(one)]
    if not given.render:
        run(chosen, Cluster(given.cluster) if given.cluster is not None else Here(given.n))
    if given.record:
        record()
    size = render([LeftOut(Path(one.name), _reason(one)) for one in every if not _published(one).exists()])
    print(f"{size / 1e6:.2f} MB in {RESULTS}")
    return 0 if size <= LARGEST else 1


def is_there(one: Wanted) -> bool:
    """Whether there are whole results of a subject that this very suite has found."""
    about = resolve(one.implementation)
    try:
        found = read(_published(one))
    except UnreadableResults:
        return False
    return found.complete and found.header.get("digest") == digest(about, known.load(known.place(about)))


def _shard(text: str) -> tuple[int, int]:
    """``2/4`` as numbers."""
    found = re.fullmatch(r"([0-9]{1,3})/([0-9]{1,3})", text)
    part, of = map(int, found.groups()) if found else (0, 0)
    if not 1 <= part <= of:
        raise argparse.ArgumentTypeError(f"{text!r} is no part; write for example 2/4, the second of four")
    return part, of


def _reason_file(one: Wanted) -> Path:
    return WORK / one.name / "missing.txt"


def _reason(one: Wanted) -> str:
    path = _reason_file(one)
    return path.read_text("utf-8") if path.exists() else "was not run"


if __name__ == "__main__":
    sys.exit(main())
