"""``mmap-conformance run``."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sys
from pathlib import Path
from typing import Any

import click

from conformance import results, spec
from conformance.commands import options
from conformance.commands.diff import gate, whole
from conformance.commands.refused import show
from conformance.commands.terminal import TerminalDisplay
from conformance.exits import (
    AS_EXPECTED,
    EXIT_CODES,
    INTERRUPTED,
    NOTHING_RAN,
    TERMINATED,
    UNEXPECTED,
    USAGE,
    WORST_FIRST,
    Refused,
)
from conformance.properties import files_of
from conformance.results.lines import NAME
from conformance.results.owned import claim
from conformance.results.plain import plain
from conformance.session import selection
from conformance.session.options import BY_NAME, for_pytest
from conformance.session.run import run
from conformance.verdicts import EXPECTED

_MOST_DEATHS = "200"
"""Workers that may die in a run, where xdist allows four for each that was asked for. A property costs two at most, so
that only a subject that kills what tests it wherever it is called comes so far."""


@click.command(
    "run",
    epilog="""
\b
Examples:
  mmap-conformance run
  mmap-conformance run --impl fmmap --python python3.12 -n 2
  mmap-conformance run --impl ./impl.toml --level documented -k find
  mmap-conformance run --impl stdlib --python pypy3 --edition 3.7 --report pypy
  mmap-conformance run --python 3.8 --python 3.13 --cluster tcp://127.0.0.1:8786
"""
    + EXIT_CODES,
)
@options.impl
@options.pythons
@options.path
@options.of_a_run("edition")
@options.of_a_run("level")
@click.option("-k", "expression", metavar="EXPRESSION", help=BY_NAME["select"].help)
@click.option("-n", "workers", default="0", metavar="N", help="Workers, each with a subject of its own, or 'auto'.")
@options.of_a_run("profile")
@options.of_a_run("times")
@options.of_a_run("database")
@click.option("--seed", type=int, help="The seed of an exploring run.")
@options.of_a_run("report", default=Path("mmap-conformance-report"), show_default=True)
@options.of_a_run("deviations")
@click.option("--against", type=click.Path(path_type=Path), metavar="OLD",
              help="Fail on what is worse than in these results, and on nothing else.")  # fmt: skip
@options.of_a_run("coverage")
@options.of_a_run("no-recordings")
@click.option("--junit", type=click.Path(path_type=Path), metavar="FILE", help="Write JUnit XML there too.")
@options.of_a_run("files")
@options.of_a_run("memory")
@options.of_a_run("step-seconds")
@options.cluster
@options.label
@click.option("-x", "stop_early", is_flag=True, help="Stop at the first unexpected result.")
@click.option("--lf", "--last-failed", "last_failed", is_flag=True,
              help="Only what failed last in this report folder; everything where nothing did.")  # fmt: skip
@click.option("--ff", "--failed-first", "failed_first", is_flag=True, help="Everything, what failed last first.")
@click.option("-q", "--quiet", is_flag=True, help="A line for each failure, as many as fit a screen, and the summary.")
@click.option("-v", "--verbose", is_flag=True, help="Times and numbers of examples too.")
def command(
    impl: tuple[str, ...],
    python: tuple[str, ...],
    report: Path,
    against: Path | None,
    quiet: bool,
    verbose: bool,
    expression: str | None,
    workers: str,
    seed: int | None,
    junit: Path | None,
    stop_early: bool,
    last_failed: bool,
    failed_first: bool,
    cluster: str | None,
    label: str,
    **given: Any,
) -> None:
    """Check one or more implementations and write a report of each."""
    subjects = [(name, interpreter) for name in impl or ("stdlib",) for interpreter in python or (None,)]
    if junit and len(subjects) > 1:
        raise click.BadParameter("takes one subject at a time", param_hint="--junit")
    if expression is not None and (wrong := selection.problem(expression)):
        raise click.BadParameter(f"{expression!r}: {wrong}", param_hint="-k")
    if label and cluster is None:
        raise click.UsageError("--label chooses workers of a --cluster")
    if cluster is not None:
        is_local = (
            junit,
            stop_early,
            last_failed,
            failed_first,
            given["coverage"],
            given["profile"] != "gate",
            against,
        )
        if any(is_local):
            raise click.UsageError(
                "--cluster runs whole gates: no --junit, -x, --lf, --ff, --coverage, --against, --profile"
            )
        from conformance.commands.far import run_far

        if len(subjects) > 1:
            claim(report)
        more = [*BY_NAME["level"].given("--level", given["level"]), *(["-k", expression] if expression else [])]
        words = [(*options.words_of_subject(*one, given), *more, "-n", workers) for one in subjects]
        far = run_far(list(map(options.called, subjects)), words, _folders(report, subjects), cluster, label)
        sys.exit(min(far, key=WORST_FIRST.index))
    part = _beside(junit) if junit else None
    own = _pytests_own(workers, seed, part, stop_early)
    old = whole(against) if against is not None else None  # before the run, which may write in its place
    if not quiet and os.environ.get("PYTHONPATH"):
        click.echo("mmap-conformance: the subject does not see PYTHONPATH; --path adds a folder", err=True)
    codes = []
    if len(subjects) > 1:
        claim(report)
    for (name, interpreter), folder in zip(subjects, _folders(report, subjects), strict=True):
        failed = _failed(folder) if last_failed or failed_first else []
        wanted = " or ".join(failed) if last_failed and failed else expression
        if last_failed and failed and expression:
            wanted = f"({wanted}) and ({expression})"
        options_of_pytest = for_pytest({
            **given, "impl": name, "python": interpreter, "report": folder, "select": wanted,
            "first": failed if failed_first else [],
        })  # fmt: skip
        display = TerminalDisplay(folder, verbosity=-1 if quiet else int(verbose), stops_early=stop_early)
        try:
            code, message = run([*options_of_pytest, *own], display, _files(wanted))
        finally:
            display.stop()
            if junit and part:
                _put(part, junit)
        if code == NOTHING_RAN:
            message = "nothing ran; nothing that failed last matches -k" if failed and last_failed else ""
            near = selection.meant(wanted or "", spec.load())
            message = message or f"nothing ran; no requirement matches -k, --level and the edition{near}"
        if message:
            about = f"{options.called((name, interpreter))}: " if len(subjects) > 1 else ""
            show(Refused(f"{about}{message}", code))
        elif old is not None and code in (AS_EXPECTED, UNEXPECTED):
            code, changed = gate(old, folder / NAME)
            click.echo("\n".join(plain(line) for line in changed.splitlines()))
        codes.append(code)
        if code in (INTERRUPTED, TERMINATED):
            break
    sys.exit(min(codes, key=WORST_FIRST.index))


def _beside(junit: Path) -> Path:
    """Where the JUnit file is written before it takes its place, whole. Raises Refused where it could not."""
    try:
        if junit.is_symlink() or (junit.exists() and not junit.is_file()):
            raise OSError(errno.EINVAL, "it is a link, a folder or a device: name an ordinary file")
        junit.parent.mkdir(parents=True, exist_ok=True)
        part = junit.with_name(f".{os.urandom(8).hex()}.part")
        part.touch(exist_ok=False)
    except OSError as error:
        raise Refused(
            f"--junit {plain(str(junit))[:300]}: cannot be written: {error.strerror or error}", USAGE
        ) from None
    return part


def _put(part: Path, junit: Path) -> None:
    """Put what pytest has written where it belongs, if it came to the end of it."""
    with contextlib.suppress(OSError):
        if part.read_bytes().rstrip().endswith(b"</testsuites>"):
            os.replace(part, junit)
    part.unlink(missing_ok=True)


def _files(expression: str | None) -> list[Path]:
    """The files of properties that an expression of ids needs; none where it may need all."""
    ids = selection.ids_alone(expression, spec.load()) if expression is not None else None
    return list(files_of(ids)) if ids is not None else []


def _failed(folder: Path) -> list[str]:
    """What failed last: the unexpected requirements of the report in a folder. Refuses a folder without one."""
    found = results.read(folder / NAME)
    return [line["requirement"] for line in found.lines() if line["verdict"] not in EXPECTED]


def _folders(report: Path, wanted: list[tuple[str, str | None]]) -> list[Path]:
    """A folder for each subject below the report's, no two alike; the report's own where there is one subject."""
    if len(wanted) == 1:
        return [report]
    found: list[Path] = []
    for name, interpreter in wanted:
        words = Path(name).parent.resolve().name or "impl" if name.endswith(".toml") else name
        stem = "-".join(filter(None, (words, interpreter and Path(interpreter).name)))
        stem = re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip(".-") or "subject"
        numbered = (report / (f"{stem}-{number}" if number > 1 else stem) for number in range(1, len(wanted) + 1))
        found.append(next(folder for folder in numbered if folder not in found))
    return found


def _pytests_own(workers: str, seed: int | None, junit: Path | None, stop_early: bool) -> list[str]:
    """The options of pytest and of other plugins that the command offers under names of its own."""
    if workers != "auto" and not re.fullmatch(r"[0-9]{1,3}", workers):
        raise click.BadParameter(f"{workers!r} is neither a number up to 999 nor 'auto'", param_hint="-n")
    words = ["-p", "xdist", "-n", workers, "--max-worker-restart", _MOST_DEATHS] if workers != "0" else []
    words += ["--junit-xml", str(junit), "-o", "junit_suite_name=mmap-conformance"] if junit else []
    words += ["-p", "hypothesispytest", "--hypothesis-seed", str(seed)] if seed is not None else []
    return [*words, *(["-x"] if stop_early else [])]
