"""The options that several sub-commands have, spelled and explained alike."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from conformance import spec
from conformance.harness.launch import implementation
from conformance.session.options import BY_NAME


def complete_impl(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Names of described implementations, for the shell."""
    del ctx, param
    return [name for name, _ in implementation.described_implementations() if name.startswith(incomplete)]


def complete_id(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Ids of requirements, for the shell."""
    del ctx, param
    return [name for name in spec.load() if name.startswith(incomplete)]


def of_a_run(name: str, **changes: Any) -> Callable[[Any], Any]:
    """An option of a run as the command has it; ``changes`` are click's where the command differs from pytest."""
    option = BY_NAME[name]
    flag = f"--{name}"
    if option.is_flag:
        return click.option(flag, is_flag=True, help=option.help, **changes)
    kind: Any = option.kind
    if option.choices is not None:
        kind = click.Choice(list(option.choices()))
    elif option.least is not None:
        least, most = option.least, option.most
        kind = click.IntRange(int(least), int(most)) if option.kind is int else click.FloatRange(least, most)
    elif option.kind is Path:
        kind = click.Path(path_type=Path)
    shown: dict[str, Any] = {"metavar": option.metavar} if option.choices is None else {}
    default = {} if option.is_multiple else {"default": option.default, "show_default": option.default is not None}
    settings = {"type": kind, "multiple": option.is_multiple, "help": option.help, **shown, **default, **changes}
    return click.option(flag, option.key, **settings)


impl = of_a_run(
    "impl", multiple=True, default=(), show_default=False, shell_complete=complete_impl,
    help=BY_NAME["impl"].help.removesuffix(".") + "; repeatable.",
)  # fmt: skip
python = of_a_run("python")
pythons = of_a_run(
    "python", multiple=True, default=(), show_default=False,
    help=BY_NAME["python"].help.removesuffix(".") + "; repeatable.",
)  # fmt: skip
path = of_a_run("path")
cluster = click.option("--cluster", metavar="ADDRESS", help="Hand the work to this Dask scheduler, as "
    "tcp://127.0.0.1:8786. Whoever reaches its port has code run on every worker.")  # fmt: skip
label = click.option("--label", default="", metavar="NAME", help="Only workers of the cluster with this resource.")


def number(workers: str) -> int:
    """How many ``-n`` asks for: all processors that we may use for ``auto``. Raises BadParameter."""
    if workers == "auto":
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not re.fullmatch(r"[1-9][0-9]{0,2}", workers):
        raise click.BadParameter(f"{workers!r} is neither a number from 1 to 999 nor 'auto'", param_hint="-n")
    return int(workers)


_OF_SUBJECT = ("path", "edition", "deviations", "files", "memory", "step-seconds")


def words_of_subject(name: str, interpreter: str | None, given: Mapping[str, Any]) -> tuple[str, ...]:
    """The options of a run of this subject in another process, which may start elsewhere: what is a path is whole."""
    words = ["--impl", str(Path(name).absolute()) if name.endswith(".toml") else name]
    if interpreter is not None:
        is_path = os.sep in interpreter and "{" not in interpreter
        words += ["--python", str(Path(interpreter).absolute()) if is_path else interpreter]
    for option in map(BY_NAME.__getitem__, _OF_SUBJECT):
        value = given[option.key]
        if option.kind is Path and value is not None:
            value = Path(value).absolute()
        elif option.name == "path":
            value = [str(Path(one).absolute()) for one in value]
        words += option.given(f"--{option.name}", value)
    return tuple(words)


def called(subject: tuple[str, str | None]) -> str:
    """A subject as it was asked for."""
    name, interpreter = subject
    return name if interpreter is None else f"{name} under {interpreter}"
