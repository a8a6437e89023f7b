"""``mmap-conformance fetch``."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import click

from conformance.commands import options
from conformance.exits import AS_EXPECTED, LAUNCH, USAGE, Refused
from conformance.harness.launch import implementation, interpreters
from conformance.harness.launch.launch import filled
from conformance.results.plain import plain, typed, worded

_SECONDS = 3600


@click.command(
    "fetch",
    epilog="""
\b
Exit codes: 0 it is installed, 2 there is nothing of that name to fetch or nobody said yes, 3 it could not be installed.
Examples:
  mmap-conformance fetch fmmap --python python3.12
  mmap-conformance fetch debian --yes -- amd64 i386
""",
)
@click.argument("name", metavar="NAME", shell_complete=options.complete_impl)
@click.argument("arguments", nargs=-1, metavar="[ARGUMENT]...")
@options.python
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(name: str, arguments: tuple[str, ...], python: str | None, yes: bool) -> None:
    """Install an implementation under test, or interpreters (debian), by the command or script of its description.

    Says what it will run and asks first; nothing else of the suite installs anything. ARGUMENTs are the script's.
    """
    folder = implementation.bundled() / name
    script = folder / "fetch.sh" if name.isidentifier() else Path()
    if script.is_file():
        words, about = ["sh", str(script), *arguments], _head(script)
    else:
        described = implementation.resolve(name)
        if not described.fetch:
            have = sorted({path.parent.name for path in implementation.bundled().glob("*/fetch.sh")})
            raise Refused(
                f"{name} has nothing to fetch; `pip install` it for the interpreter of --python; there are scripts for "
                + ", ".join(have),
                USAGE,
            )
        path = interpreters.find(python or described.python)
        try:
            # Split before it is filled in: a path may have spaces, or the backslashes of Windows.
            words = [*(filled(word, described, path) for word in shlex.split(described.fetch)), *arguments]
        except ValueError as error:
            raise Refused(f"{name}: fetch: {worded(described.fetch)} is no command: {error}", USAGE) from None
        if not words:
            raise Refused(f"{name}: fetch: {worded(described.fetch)} is no command", USAGE)
        words[0] = path if words[0] == "python" else words[0]
        about = f"Installs {described.title}."
    click.echo(f"{plain(about)}\n  {plain(typed(words))}", err=True)
    if not yes:
        try:
            agreed = click.confirm("Run it?", err=True) if sys.stdin.isatty() else None
        except click.Abort:
            agreed = None  # nobody's terminal: on Windows the null device calls itself one
        if not agreed:
            nobody = ": there is nobody to ask here; give --yes" if agreed is None else ""
            raise Refused(f"nothing was fetched{nobody}", USAGE)
    try:
        kept = {"MMAP_CONFORMANCE_RUNTIMES": str(interpreters.runtimes()), "PYTHON": interpreters.find(python)}
        code = subprocess.run(words, check=False, timeout=_SECONDS, env={**os.environ, **kept}).returncode
    except (OSError, subprocess.SubprocessError) as error:
        raise Refused(f"{name}: {error}", LAUNCH) from None
    if code:
        raise Refused(f"{name}: the command ended with exit code {code}; what it said stands above", LAUNCH)
    sys.exit(AS_EXPECTED)


def _head(script: Path) -> str:
    """What a script says of itself: the comment at its top."""
    lines = script.read_text("utf-8").splitlines()[1:]
    end = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return " ".join(line.lstrip("# ") for line in lines[:end])
