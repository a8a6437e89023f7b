"""Runs the gate on every subject that impls/ describes and this machine has, and keeps here what is published.

``python reports/matrix.py`` takes what is there; ``--fetch`` gets what it can first; names after the options choose
subjects (``stdlib``, ``wine-3.8``), ``--shard 2/4`` every fourth from the second. What this very suite has found is not
looked for again without ``--again``. Results of a subject that cannot be had here stay those of the machine that had
it; where there are none, the matrix names it with the reason.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from wanted import TOP, Wanted, fetch_environments, wanted

from conformance.deviations import known
from conformance.exits import UnreadableResults
from conformance.harness.launch.implementation import resolve
from conformance.harness.launch.interpreters import runtimes
from conformance.report import published, summary
from conformance.report.markdown import matrix
from conformance.report.merge import LeftOut, merge
from conformance.report.picture import picture
from conformance.results.lines import PACKED, WITNESSES
from conformance.results.packing import pack
from conformance.results.reading import read
from conformance.session.digest import digest

HERE = Path(__file__).parent
WORK = TOP / "report" / "matrix"
"""Reports of the runs stay here, out of git."""
RESULTS = HERE / "results"
"""What is published: a packed file a subject. The site is made of them by `mmap-conformance report`."""
PUBLISHED = TOP / "conformance" / "report" / published.NAME
"""The verdicts that travel with the suite."""
SECONDS = 1200
LARGEST = 2_000_000
"""Of all results, in bytes: room for sixty subjects."""


def fetch() -> None:
    """Get what can be had; what cannot shows when it is started."""
    subprocess.run(["sh", str(TOP / "impls" / "fetch-all.sh")], cwd=TOP, check=False, timeout=3600)
    fetch_environments()


def run(one: Wanted) -> LeftOut | None:
    """Run the gate on a subject; returns what is to be said where there are no results."""
    report = WORK / one.name
    command = [sys.executable, "-m", "conformance", "run", *one.arguments, "--report", str(report), "--quiet"]
    began = time.monotonic()
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=TOP, timeout=SECONDS, check=False, encoding="utf-8"
        )
        said, code = (done.stderr.strip() or "no results").splitlines()[-1], done.returncode
    except subprocess.TimeoutExpired:
        said, code = f"did not end within {SECONDS} s", 1
    has_results = (report / "results.jsonl").exists()
    print(f"{one.name}: exit code {code} after {time.monotonic() - began:.0f} s", flush=True)
    if code in (0, 1) and has_results:
        RESULTS.mkdir(exist_ok=True)
        results = report / "results.jsonl"
        # What is advised, and the paths of a witness, name files here, and where that is is nobody's business.
        for path in (results, *report.glob(f"{WITNESSES}/*.py")):
            text = path.read_text("utf-8").replace(f"{TOP}/", "").replace(str(runtimes()), "{runtimes}")
            path.write_text(text, "utf-8", newline="\n")
        _published(one).write_bytes(pack(read(results)))
        return None
    said = said.removeprefix("mmap-conformance: ")
    for place, shown in ((runtimes(), "{runtimes}"), (TOP, "."), (Path.home(), "~")):
        said = said.replace(str(place), shown)
    return LeftOut(Path(one.name), said)


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
        with ThreadPoolExecutor(given.n) as pool:
            list(pool.map(run_and_remember, chosen))
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


def run_and_remember(one: Wanted) -> None:
    """Run, and keep why there are no results for a later rendering."""
    said = run(one)
    reason = WORK / one.name / "missing.txt"
    reason.parent.mkdir(parents=True, exist_ok=True)
    if said is None:
        reason.unlink(missing_ok=True)
    else:
        reason.write_text(said.reason, "utf-8")


def _reason(one: Wanted) -> str:
    path = WORK / one.name / "missing.txt"
    return path.read_text("utf-8") if path.exists() else "was not run"


if __name__ == "__main__":
    sys.exit(main())
