"""``mmap-conformance run``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from conformance import spec
from conformance.commands import options
from conformance.commands.diff import gate, whole
from conformance.commands.refused import EXIT_CODES, Refused
from conformance.harness import profiles
from conformance.harness.run import AS_EXPECTED, INTERRUPTED, SUITE_BROKEN, TERMINATED, UNEXPECTED, run
from conformance.report.results import NAME, plain
from conformance.report.terminal import TerminalDisplay


@click.command(
    "run",
    epilog="""
\b
Examples:
  mmap-conformance run
  mmap-conformance run --impl fmmap --python python3.12 -n 2
  mmap-conformance run --impl ./impl.toml --level documented -k find
  mmap-conformance run --impl stdlib --python pypy3 --edition 3.7 --report pypy
"""
    + EXIT_CODES,
)
@options.impl
@options.python
@options.path
@click.option("--edition", type=click.Choice(spec.EDITIONS), help="Default: that of the subject's Python.")
@click.option("--level", "levels", multiple=True, type=click.Choice(spec.LEVELS), help="Only this level; repeatable.")
@click.option("-k", "expression", metavar="EXPRESSION", help="Only what matches: ids, stems, names; as in pytest.")
@click.option("-n", "workers", default="0", metavar="N", help="Workers, each with a subject of its own, or 'auto'.")
@click.option("--profile", type=click.Choice(profiles.NAMES), default="gate", show_default=True,
              help="The same examples for everybody, or new ones.")  # fmt: skip
@click.option("--seed", type=int, help="The seed of an exploring run.")
@click.option("--report", type=click.Path(path_type=Path), default=Path("mmap-conformance-report"), metavar="DIR",
              show_default=True, help="Where results.jsonl and witnesses go.")  # fmt: skip
@click.option("--deviations", type=click.Path(path_type=Path), metavar="FILE",
              help="Known failures; default: deviations.toml beside the impl.toml.")  # fmt: skip
@click.option("--against", type=click.Path(path_type=Path), metavar="OLD",
              help="Fail on what is worse than in these results, and on nothing else.")  # fmt: skip
@click.option("--coverage", is_flag=True, help="Say which lines of the implementation were never reached.")
@click.option("--junit", type=click.Path(path_type=Path), metavar="FILE", help="Write JUnit XML there too.")
@click.option("--files", type=click.Path(path_type=Path), metavar="DIR", help="Make the files under test there.")
@click.option("--memory", type=click.IntRange(1), metavar="MIB", help="Limit the subject's address space.")
@click.option("--step-seconds", type=click.FloatRange(0.01), default=5.0, show_default=True,
              help="A step's time limit; times the implementation's pace.")  # fmt: skip
@click.option("-x", "stop_early", is_flag=True, help="Stop at the first unexpected result.")
@click.option("-q", "--quiet", is_flag=True, help="Only failures and the summary.")
@click.option("-v", "--verbose", is_flag=True, help="Times and numbers of examples too.")
def run_command(
    impls: tuple[str, ...],
    report: Path,
    against: Path | None,
    quiet: bool,
    verbose: bool,
    **given: Any,
) -> None:
    """Check one or more implementations and write a report of each."""
    names = impls or ("stdlib",)
    if given["junit"] and len(names) > 1:
        raise click.BadParameter("takes one implementation at a time", param_hint="--junit")
    old = whole(against) if against is not None else None  # before the run, which may write in its place
    codes = []
    for name in names:
        folder = report if len(names) == 1 else report / _folder_name(name)
        arguments = _pytest_options(name, folder, **given)
        rerun = ["mmap-conformance", "run", "--impl", name, *_rerun_options(given)]
        display = TerminalDisplay(rerun, folder, verbosity=-1 if quiet else int(verbose))
        try:
            code, message = run(arguments, display)
        except spec.BrokenSpecification as error:
            code, message = SUITE_BROKEN, str(error)
        finally:
            display.stop()
        if message:
            if len(names) == 1:
                raise Refused(message, code)
            Refused(f"{name}: {message}", code).show()
        elif code == 4:
            Refused(f"{name}: nothing ran; no requirement matches -k, --level and the edition", code).show()
        if old is not None and code in (AS_EXPECTED, UNEXPECTED):
            code, changed = gate(old, folder / NAME)
            click.echo("\n".join(plain(line) for line in changed.splitlines()))
        codes.append(code)
        if code in (INTERRUPTED, TERMINATED):
            break
    sys.exit(next((code for code in (INTERRUPTED, TERMINATED, 5, 2, 3, 4, 1) if code in codes), AS_EXPECTED))


def _folder_name(name: str) -> str:
    return Path(name).parent.name or "impl" if name.endswith(".toml") else name.replace("/", "-")


def _pytest_options(
    name: str,
    report: Path,
    python: str | None,
    paths: tuple[str, ...],
    edition: str | None,
    levels: tuple[str, ...],
    expression: str | None,
    workers: str,
    profile: str,
    seed: int | None,
    deviations: Path | None,
    coverage: bool,
    junit: Path | None,
    files: Path | None,
    memory: int | None,
    step_seconds: float,
    stop_early: bool,
) -> list[str]:
    if workers != "auto" and not workers.isdigit():
        raise click.BadParameter(f"{workers!r} is neither a number nor 'auto'", param_hint="-n")
    if expression is not None and (problem := _expression_problem(expression)):
        raise click.BadParameter(f"{expression!r}: {problem}", param_hint="-k")
    options = ["--impl", name, "--report-dir", str(report), "--conformance-profile", profile]
    options += ["--step-seconds", str(step_seconds)]
    options += ["-n", workers] if workers != "0" else []
    options += ["--python", python] if python else []
    options += ["--edition", edition] if edition else []
    options += ["-k", expression] if expression else []
    options += ["--coverage"] if coverage else []
    options += ["--deviations", str(deviations)] if deviations else []
    options += ["--junit-xml", str(junit), "-o", "junit_suite_name=mmap-conformance"] if junit else []
    options += ["--files", str(files)] if files else []
    options += ["--memory", str(memory << 20)] if memory else []
    options += ["--hypothesis-seed", str(seed)] if seed is not None else []
    options += ["-x"] if stop_early else []
    for path in paths:
        options += ["--path", path]
    for level in levels:
        options += ["--level", level]
    return options


def _expression_problem(expression: str) -> str:
    """What is wrong with a -k expression; empty where pytest can read it."""
    from _pytest.mark.expression import Expression

    try:
        Expression.compile(expression)
    except SyntaxError as error:  # the class of pytest's own error, which derives from it since 9
        return str(error)
    except Exception as error:
        return str(error)
    return ""


def _rerun_options(options: dict[str, Any]) -> list[str]:
    given = []
    for name, flag in (
        ("python", "--python"),
        ("edition", "--edition"),
        ("deviations", "--deviations"),
        ("files", "--files"),
        ("memory", "--memory"),
    ):
        if options[name]:
            given += [flag, str(options[name])]
    for path in options["paths"]:
        given += ["--path", path]
    return given
