"""The options that several sub-commands have, spelled and explained alike."""

from __future__ import annotations

import click

from conformance import spec
from conformance.harness import implementation


def complete_impl(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Names of described implementations, for the shell."""
    del ctx, param
    return [name for name, _ in implementation.described_implementations() if name.startswith(incomplete)]


def complete_id(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Ids of requirements, for the shell."""
    del ctx, param
    return [name for name in spec.load() if name.startswith(incomplete)]


impl = click.option(
    "--impl", "impls", multiple=True, metavar="NAME", shell_complete=complete_impl,
    help="stdlib (the default), a described implementation, a module's name, or a path to an impl.toml.",
)  # fmt: skip
python = click.option("--python", metavar="INTERPRETER", help="The subject's interpreter: a path or a name.")
path = click.option("--path", "paths", multiple=True, metavar="DIR", help="A folder for the subject's sys.path.")
