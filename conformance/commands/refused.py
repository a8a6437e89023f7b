"""How a command says no: one clear message on standard error."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

from conformance.exits import Refusal
from conformance.results.plain import plain


def show(refusal: Refusal) -> None:
    """Print why a command cannot go on."""
    text = "\n".join(plain(line) for line in str(refusal).splitlines())
    Console(stderr=True, highlight=False, soft_wrap=True).print(f"[bold red]mmap-conformance:[/] {escape(text)}")
