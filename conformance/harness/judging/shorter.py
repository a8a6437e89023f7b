"""Writes long bytes as what they repeat: people read witnesses."""

from __future__ import annotations

import ast
import re

_LONG = 200
"""Characters of a step from which on its bytes are written shorter."""


def shorter(text: str) -> str:
    """Python text with its long bytes written as what they repeat."""
    if len(text) < _LONG:
        return text
    try:
        return ast.unparse(_Shortened().visit(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError):
        return text


class _Shortened(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.AST:  # ast's own name
        if type(node.value) is not bytes or len(node.value) < _LONG // 2:
            return node
        return ast.parse(_repeated(node.value), mode="eval").body


def _repeated(value: bytes) -> str:
    for period in range(2, 65):
        if value == (value[:period] * (len(value) // period + 1))[: len(value)] and len(set(value)) > 1:
            return f"({value[:period]!r} * {len(value) // period + 1})[:{len(value)}]"
    parts, at = [], 0
    for run in re.finditer(rb"(.)\1{31,}", value, re.S):
        parts += [repr(value[at : run.start()])] if at < run.start() else []
        count = run.end() - run.start()
        parts.append(f"bytes({count})" if run[1] == b"\0" else f"{run[1]!r} * {count}")
        at = run.end()
    parts += [repr(value[at:])] if at < len(value) else []
    return " + ".join(parts)
