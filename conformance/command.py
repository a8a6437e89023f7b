"""The command ``mmap-conformance``: reads the command line, calls the part that does it, returns an exit code."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from conformance import __version__, spec
from conformance.harness import implementation, profiles
from conformance.harness.implementation import BadDescription, resolve
from conformance.harness.launch import Launch
from conformance.harness.outcome import LaunchFailed
from conformance.harness.run import AS_EXPECTED, INTERRUPTED, LAUNCH, SUITE_BROKEN, UNEXPECTED, USAGE, run
from conformance.report.results import plain
from conformance.report.terminal import TerminalDisplay

EXIT_CODES = """
\b
Exit codes:
  0  as expected: every verdict passes, is inapplicable, or is a recorded deviation
  1  unexpected results
  2  usage: a wrong option, a broken file, a folder that cannot be written
  3  the subject could not be launched or is no implementation of mmap
  4  nothing ran
  5  the suite itself is broken
  130, 143  interrupted (SIGINT, SIGTERM)
"""


class Refused(click.ClickException):
    """One clear message and an exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.exit_code = code  # type: ignore[misc]  # each message has its own

    def show(self, file: Any = None) -> None:
        Console(stderr=True, highlight=False, soft_wrap=True).print(
            f"[bold red]mmap-conformance:[/] {escape(_clean(self.format_message()))}"
        )


def _clean(text: str) -> str:
    return "\n".join(plain(line) for line in text.splitlines())


def _complete_impl(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    del ctx, param
    return [name for name, _ in implementation.described_implementations() if name.startswith(incomplete)]


def _complete_id(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    del ctx, param
    return [name for name in spec.load() if name.startswith(incomplete)]


_impl = click.option(
    "--impl", "impls", multiple=True, metavar="NAME", shell_complete=_complete_impl,
    help="stdlib (the default), a described implementation, a module's name, or a path to an impl.toml.",
)  # fmt: skip
_python = click.option("--python", metavar="INTERPRETER", help="The subject's interpreter: a path or a name.")
_path = click.option("--path", "paths", multiple=True, metavar="DIR", help="A folder for the subject's sys.path.")


@click.group(
    epilog=EXIT_CODES
    + """
\b
Shell completion, for bash (zsh and fish alike):
  eval "$(_MMAP_CONFORMANCE_COMPLETE=bash_source mmap-conformance)"
""",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(__version__, prog_name="mmap-conformance")
def main() -> None:
    """Decide whether an implementation of Python's mmap module is right, requirement by requirement."""


@main.command(
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
@_impl
@_python
@_path
@click.option("--edition", type=click.Choice(spec.EDITIONS), help="Default: that of the subject's Python.")
@click.option("--level", "levels", multiple=True, type=click.Choice(spec.LEVELS), help="Only this level; repeatable.")
@click.option("-k", "expression", metavar="EXPRESSION", help="Only what matches: ids, stems, names; as in pytest.")
@click.option("-n", "workers", default="0", metavar="N", help="Workers, each with a subject of its own, or 'auto'.")
@click.option("--profile", type=click.Choice(profiles.NAMES), default="gate", show_default=True,
              help="The same examples for everybody, or new ones.")  # fmt: skip
@click.option("--seed", type=int, help="The seed of an exploring run.")
@click.option("--report", type=click.Path(path_type=Path), default=Path("mmap-conformance-report"), metavar="DIR",
              show_default=True, help="Where results.jsonl and witnesses go.")  # fmt: skip
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
    quiet: bool,
    verbose: bool,
    **options: Any,
) -> None:
    """Check one or more implementations and write a report of each."""
    names = impls or ("stdlib",)
    codes = []
    for name in names:
        folder = report if len(names) == 1 else report / _folder_name(name)
        arguments = _pytest_options(name, folder, **options)
        rerun = ["mmap-conformance", "run", "--impl", name, *_rerun_options(options)]
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
        codes.append(code)
        if code == INTERRUPTED:
            break
    sys.exit(next((code for code in (INTERRUPTED, 5, 2, 3, 4, 1) if code in codes), AS_EXPECTED))


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
    for name, flag in (("python", "--python"), ("edition", "--edition"), ("files", "--files"), ("memory", "--memory")):
        if options[name]:
            given += [flag, str(options[name])]
    for path in options["paths"]:
        given += ["--path", path]
    return given


@main.command("smoke", epilog=EXIT_CODES)
@_impl
@_python
@_path
def smoke_command(impls: tuple[str, ...], python: str | None, paths: tuple[str, ...]) -> None:
    """Start an implementation and try the least of it: tells a broken launch from a wrong implementation."""
    from conformance.harness import prelude
    from conformance.harness.subject import Subject

    for name in impls or ("stdlib",):
        began = time.monotonic()
        try:
            launch = Launch.of(resolve(name), python, paths=paths)
            subject = Subject(launch)
        except BadDescription as error:
            raise Refused(str(error), USAGE) from None
        except LaunchFailed as error:
            raise Refused(str(error), LAUNCH) from None
        took = time.monotonic() - began
        try:
            subject.begin(fresh=True)
            found: Any = subject.call(prelude.smoke)
        except Exception as error:
            found = f"{type(error).__name__}: {error}"
        finally:
            subject.stop()
        if found != [13, b"smoke\0"]:
            raise Refused(
                f"{launch.described} starts, and is wrong: 13 bytes of anonymous memory, written with b'smoke', "
                f"gave {found!r}; the launch is all right, `mmap-conformance run --impl {name}` says more",
                UNEXPECTED,
            )
        facts = subject.facts
        click.echo(
            plain(
                f"{name}: works: {facts.python} {facts.python_version} on {facts.platform}, {facts.pointer_bits}-bit "
                f"{facts.byte_order}-endian, pages of {facts.page_size}, granularity {facts.granularity}, "
                f"edition {facts.edition}; started in {took:.2f} s"
            )
        )


@main.group("requirements", invoke_without_command=True)
@click.pass_context
def requirements_group(context: click.Context) -> None:
    """List the requirements, or show one."""
    if context.invoked_subcommand is None:
        context.invoke(list_command)


@requirements_group.command("list")
@click.option("--edition", type=click.Choice(spec.EDITIONS), help="Only those in force in this edition.")
@click.option("--level", "levels", multiple=True, type=click.Choice(spec.LEVELS), help="Only this level; repeatable.")
@click.option("--stem", type=click.Choice(spec.STEMS), help="Only this part of the specification.")
def list_command(edition: str | None = None, levels: tuple[str, ...] = (), stem: str | None = None) -> None:
    """One line a requirement: id, level, editions, platforms, text."""
    for requirement in _specification().values():
        if edition and requirement.inapplicable(edition, spec.PLATFORMS):
            continue
        if (levels and requirement.level not in levels) or (stem and requirement.stem != stem):
            continue
        editions = f"{requirement.since}-{requirement.until}"
        click.echo(
            f"{requirement.id:40} {requirement.level:11} {editions:9} {','.join(requirement.platforms):8} "
            f"{requirement.text}"
        )


@requirements_group.command("show")
@click.argument("name", metavar="ID", shell_complete=_complete_id)
def show_command(name: str) -> None:
    """Everything that is known of one requirement."""
    from conformance.harness.verify import all_properties

    known = _specification()
    if name not in known:
        import difflib

        near = difflib.get_close_matches(name, known, 3, 0.4)
        hint = f"; did you mean {', '.join(near)}?" if near else "; `mmap-conformance requirements` lists all"
        raise Refused(f"there is no requirement {name!r}{hint}", USAGE)
    requirement = known[name]
    rows = [
        ("requirement", requirement.id),
        ("text", requirement.text),
        ("level", requirement.level + (" (disputed)" if requirement.disputed else "")),
        ("editions", f"{requirement.since} to {requirement.until}"),
        ("platforms", ", ".join(requirement.platforms)),
        ("link", requirement.link()),
        ("stem", requirement.stem),
        ("not tested", requirement.unspecified),
    ]
    rows += [("reading", reading) for reading in requirement.readings]
    rows += [("property", key) for key, ids in all_properties().items() if name in ids]
    for label, value in rows:
        if value:
            click.echo(f"{label:12} {value}")


def _specification() -> dict[str, spec.Requirement]:
    try:
        return spec.load()
    except spec.BrokenSpecification as error:
        raise Refused(str(error), SUITE_BROKEN) from None


@main.command(
    "replay",
    epilog="""
\b
Exit codes: 0 the failure does not reproduce, 1 it does, 2 usage, 3 the interpreter cannot be launched.
Example:
  mmap-conformance replay mmap-conformance-report/witnesses/resize.grow.segfault-1.py --python python3.9
""",
)
@click.argument("witness", type=click.Path(path_type=Path))
@_impl
@_python
@click.option("--seconds", type=click.FloatRange(0.1), default=20.0, show_default=True,
              help="Then it counts as a hang.")  # fmt: skip
def replay_command(witness: Path, impls: tuple[str, ...], python: str | None, seconds: float) -> None:
    """Run a witness under a chosen interpreter and say whether the failure is still there."""
    from conformance.harness import guardian
    from conformance.harness.replay import replay

    if not witness.is_file():
        raise Refused(f"there is no witness at {witness}", USAGE)
    if len(impls) > 1:
        raise Refused("replay takes one --impl", USAGE)
    folder = guardian.new_folder_in(None)
    try:
        launch = Launch.of(resolve(impls[0] if impls else "stdlib"), python)
        reproduced, told = replay(witness.absolute(), launch, folder, seconds * launch.pace)
    except BadDescription as error:
        raise Refused(str(error), USAGE) from None
    except (LaunchFailed, OSError, subprocess.SubprocessError) as error:
        raise Refused(str(error), LAUNCH) from None
    finally:
        with contextlib.suppress(OSError):
            guardian.release(folder)
    click.echo(f"{'reproduces' if reproduced else 'does not reproduce'}: {plain(told)}")
    sys.exit(UNEXPECTED if reproduced else AS_EXPECTED)
