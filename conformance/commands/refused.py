"""How a command says no: one clear message on standard error, and the documented exit code."""

from __future__ import annotations

from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from conformance import spec
from conformance.harness.run import SUITE_BROKEN
from conformance.report.results import plain

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


def specification() -> dict[str, spec.Requirement]:
    """The requirements; a broken file of ours is refused like anything else."""
    try:
        return spec.load()
    except spec.BrokenSpecification as error:
        raise Refused(str(error), SUITE_BROKEN) from None
