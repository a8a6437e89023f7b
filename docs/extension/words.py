"""Markdown of values: what every part writes with. It knows no requirement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def text(value: str) -> str:
    """Words that mean themselves in Markdown, also in a cell of a table."""
    escaped = re.sub(r"([\\`*_{}\[\]<>|~$])", r"\\\1", " ".join(value.split()))
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", re.sub(r"^([#+:=-])", r"\\\1", escaped))


def code(value: str) -> str:
    """A literal, also in a cell of a table."""
    return f"`{value}`".replace("|", "\\|") if "`" not in value else f"`` {value} ``"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the cells are Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
