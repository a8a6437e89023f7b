"""Texts from outside, made fit to be shown."""

from __future__ import annotations

import difflib
import hashlib
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable

_UNPRINTABLE = re.compile(
    # Controls, escapes and lone surrogates; marks that reverse the text around them or break its line.
    # U+FFFE and U+FFFF, which no XML may hold.
    r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)
_LONGEST_NAME = 100
_WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")


def plain(text: str) -> str:
    """A text from outside, fit for a terminal or a page: one line, no control characters and no escapes."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def typed(words: Iterable[str]) -> str:
    """A command to type: its words quoted for the shell of this system, of which Windows's know no single quotes."""
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def worded(value: object, longest: int = 100) -> str:
    """A value from outside as its ``repr``, at most so many characters of it: whatever it is, something is said of it.

    Python refuses to write integers of more than 4,300 digits and values that are nested deeply.
    """
    try:
        return plain(repr(value)[:longest])
    except Exception:
        if type(value) is int:
            return f"{hex(value)[:longest]}"
        return f"a value of type {plain(type(value).__name__)[:60]} that is too large to be shown"


def nearest(text: str, known: Iterable[str]) -> str:
    """What somebody may have meant who wrote a name that there is not, for the end of a message; empty for no idea."""
    near = difflib.get_close_matches(text[:_LONGEST_NAME], known, 3, 0.6)
    return f"; did you mean {', '.join(near)}?" if near else ""


def told(error: BaseException) -> str:
    """What an exception says of itself, whatever it holds."""
    try:
        return str(error)
    except Exception:
        return f"a {plain(type(error).__name__)[:60]} of what is too large to be shown"


def word(text: str, longest: int = 60) -> str:
    """A text from outside as one word of letters, digits, hyphens and underscores, fit for a file's name or a kind.

    A text that is no such word becomes ``odd-`` and a digest of it: the same text is the same word, and two are two.
    """
    if len(text) <= longest and _WORD.fullmatch(text):
        return text
    return "odd-" + hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:12]
