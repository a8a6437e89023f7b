"""The command ``mmap-conformance``: its sub-commands are the modules of ``conformance.commands``."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from typing import Any

import click

from conformance import __version__
from conformance.commands.streams import harden, is_lost
from conformance.exits import EXIT_CODES, INTERRUPTED, SUITE_BROKEN, TERMINATED, USAGE, Refusal

COMMANDS = {
    "run": "Check one or more implementations and write a report of each.",
    "explore": "Draw new examples for hours and keep what they find, each distinct failure once.",
    "smoke": "Start an implementation and try the least of it: tells a broken launch from a wrong implementation.",
    "fetch": "Install an implementation under test, or interpreters, by its description's command.",
    "requirements": "List, search or show the requirements, or trace them to the statements of the documentation.",
    "replay": "Run a witness, or all of a catalogue or report, under chosen interpreters: is the failure still there?",
    "report": "Merge results files, or folders of them, from any machines and subjects into one report.",
    "bugreport": "Write a failure, or a cause of many, as a text for the implementation's tracker.",
    "deviations": "Record known failures in the implementation's deviations.toml, and keep that list true.",
    "diff": "Say what changed from OLD to NEW (files or folders of results): regressions, fixes, new kinds of failure.",
    "history": "Say in which release each requirement broke and was mended, of one implementation or many.",
    "vectors": "Write the gate as one Python file that runs where no process can be started.",
    "bench": "Time the operations of implementations side by side.",
    "compare": "Do the same with two implementations and say where they differ.",
}
"""The sub-commands and what the help says of each: its module is imported when it is called, so help is quick."""


_DEBUG = "MMAP_CONFORMANCE_DEBUG"


def _leave(number: int, frame: object) -> None:
    del number, frame
    sys.exit(TERMINATED)


class _Command(click.Group):
    """Ends every command: with its refusal as one message, or on Ctrl-C, with the exit code of each."""

    def main(self, *args: Any, **options: Any) -> Any:
        harden()
        for name in [name for name in os.environ if name.startswith("HYPOTHESIS_")]:
            del os.environ[name]  # it reads them when it is imported; here the options alone decide
        for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
            signal.signal(number, _leave)  # by way of every `finally`; a run has its own way
        try:
            return super().main(*args, **options)
        except SystemExit as end:
            # A run has its report, whatever becomes of what it prints; of any other command the output is all.
            if not end.code and is_lost() and "run" not in sys.argv[1:2]:
                sys.exit(USAGE)
            raise

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"conformance.commands.{cmd_name}")
        found: click.Command = module.command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            from conformance.commands.refused import show

            show(refusal)
            sys.exit(refusal.code)
        except KeyboardInterrupt:
            click.echo("mmap-conformance: interrupted", err=True)
            sys.exit(INTERRUPTED)
        except OSError as error:
            # What the system refuses of a name, a folder or a disk that somebody chose.
            from conformance.results.plain import plain, told

            where = f"{plain(str(error.filename))[:300]}: " if error.filename else ""
            click.echo(f"mmap-conformance: {where}{plain(error.strerror or told(error))}", err=True)
            sys.exit(USAGE)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get(_DEBUG):
                raise
            from conformance.results.plain import plain, told

            said = f"{plain(type(error).__name__)}: {plain(told(error))[:500]}"
            click.echo(
                f"mmap-conformance: {said}; that is our fault, please report it ({_DEBUG}=1 shows where)", err=True
            )
            sys.exit(SUITE_BROKEN)


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
