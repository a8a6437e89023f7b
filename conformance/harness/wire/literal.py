"""From the literal in an answer to the value: what a subject sends is read, never run.

``ast.literal_eval`` reads everything that Python has a literal for. Most answers are a number, a few bytes or a flat
tuple of these, in the one form that an agent writes them in, and a regular expression reads those in a quarter of
the time.
"""

from __future__ import annotations

import ast
import re
from typing import Any

from conformance.harness.wire.images import TRUTHS, image

_ATOM = re.compile(rb"b'(?:[ -&(-\[\]-~]++|\\(?:[\\'nrt]|x[0-9a-f]{2}))*+'|-?[1-9][0-9]{0,17}+|0|None|True|False")
# A quote that is never closed takes the rest, so that nothing is looked at twice.
_QUOTED = re.compile(
    rb"b?(?:'[^'\\]*+(?:\\.[^'\\]*+)*+(?:'|\\?\Z)|\"[^\"\\]*+(?:\\.[^\"\\]*+)*+(?:\"|\\?\Z))", re.DOTALL
)
_MOST = 384 << 10
"""Bytes of an answer beside long contents: ``[0,0,...]`` takes two bytes a value, and reading it 300."""
_NAMES = {b"None": None, b"True": True, b"False": False}
_WITHIN = {b"True": TRUTHS[True], b"False": TRUTHS[False]}
_SHORT = 1000
"""Bytes up to which the regular expression is the faster of the two."""


def read(text: bytes) -> Any:
    """The value of a literal. Raises ValueError, TypeError, SyntaxError, MemoryError or RecursionError for others."""
    if len(text) < _SHORT:
        atoms = _ATOM.findall(text)
        if text == (b"(%s)" % b", ".join(atoms) if len(atoms) > 1 else b"".join(atoms)):
            return (
                tuple(_WITHIN[atom] if atom in _WITHIN else _atom(atom) for atom in atoms)
                if len(atoms) > 1
                else _atom(text)
            )
    contents: list[bytes] = []
    if len(text) > _MOST:
        text = _QUOTED.sub(lambda quoted: _set_aside(quoted[0], contents), text)
        if len(text) > _MOST:
            raise ValueError("more values than are read")
    return image(ast.literal_eval(text.decode("ascii")), contents)


def _set_aside(quoted: bytes, contents: list[bytes]) -> bytes:
    """Read a long content where it stands: Python's own parser takes many times its size for it."""
    if len(quoted) < _SHORT:
        return quoted
    if not quoted.startswith(b"b"):
        raise ValueError("a longer text than is read")
    contents.append(_content(quoted[2:-1]))
    return b"{'content': %d}" % (len(contents) - 1)


def _atom(text: bytes) -> int | bytes | bool | None:
    if text.startswith(b"b"):
        return _content(text[2:-1])
    return _NAMES[text] if text in _NAMES else int(text)


def _content(inner: bytes) -> bytes:
    return inner.decode("unicode_escape").encode("latin-1") if b"\\" in inner else inner
