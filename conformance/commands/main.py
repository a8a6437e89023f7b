"""The command ``mmap-conformance``: its sub-commands are the modules of ``conformance.commands``."""

from __future__ import annotations

import sys
from typing import Any

import click

from conformance import __version__
from conformance.commands.compare import compare_command
from conformance.commands.deviations import deviations_group
from conformance.commands.diff import diff_command
from conformance.commands.refused import show
from conformance.commands.replay import replay_command
from conformance.commands.report import report_command
from conformance.commands.requirements import requirements_group
from conformance.commands.run import run_command
from conformance.commands.smoke import smoke_command
from conformance.commands.streams import harden
from conformance.exits import EXIT_CODES, INTERRUPTED, Refusal


class _Command(click.Group):
    """Ends every command: with its refusal as one message, or on Ctrl-C, with the exit code of each."""

    def main(self, *args: Any, **options: Any) -> Any:
        harden()
        return super().main(*args, **options)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            show(refusal)
            sys.exit(refusal.code)
        except KeyboardInterrupt:
            click.echo("mmap-conformance: interrupted", err=True)
            sys.exit(INTERRUPTED)


@click.group(
    cls=_Command,
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


for command in (
    run_command,
    smoke_command,
    requirements_group,
    replay_command,
    report_command,
    deviations_group,
    diff_command,
    compare_command,
):
    main.add_command(command)
