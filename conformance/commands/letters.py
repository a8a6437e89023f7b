"""Letters that a stream lacks, in readable ASCII. It knows encodings and typography, and nothing of what is said."""

from __future__ import annotations

import codecs
import unicodedata

_MARKS = {
    "\N{MIDDLE DOT}": "-",
    "\N{BULLET}": "*",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{MINUS SIGN}": "-",
    "\N{MULTIPLICATION SIGN}": "x",
    "\N{PLUS-MINUS SIGN}": "+-",
    "\N{ALMOST EQUAL TO}": "~",
    "\N{NOT EQUAL TO}": "!=",
    "\N{LESS-THAN OR EQUAL TO}": "<=",
    "\N{GREATER-THAN OR EQUAL TO}": ">=",
    "\N{INFINITY}": "oo",
    "\N{HORIZONTAL ELLIPSIS}": "...",
    "\N{LEFTWARDS ARROW}": "<-",
    "\N{RIGHTWARDS ARROW}": "->",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{NO-BREAK SPACE}": " ",
    "\N{DAGGER}": "+",
    "\N{DOUBLE EXCLAMATION MARK}": "!!",
    "\N{WHITE UP-POINTING TRIANGLE}": "^",
    "\N{CHECK MARK}": "ok",
    "\N{WHITE HEAVY CHECK MARK}": "ok",
    "\N{BALLOT X}": "x",
    "\N{CROSS MARK}": "x",
    "\N{REPLACEMENT CHARACTER}": "?",
}
_AS_ASCII = str.maketrans(_MARKS)


def carries_all(encoding: str) -> bool:
    """Whether it is an encoding of all of Unicode."""
    return codecs.lookup(encoding).name.startswith("utf")


def readable(text: str, encoding: str) -> str:
    """The text in letters that survive the encoding.

    Marks are replaced even where the encoding has them: the code page of a Windows console is another than the one
    in which its programs write into pipes and files, and ASCII is what the two have in common.
    """
    if text.isascii() or carries_all(encoding):
        return text
    return text.translate(_AS_ASCII).encode(encoding, _NAME).decode(encoding)


def _without(error: UnicodeError) -> tuple[str, int]:
    """What stands for letters that cannot be encoded: the letters without their accents, or else their numbers."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(map(_one, lacking)), error.end


def _one(letter: str) -> str:
    plain = "".join(one for one in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(one))
    return plain if plain.isascii() and plain else letter.encode("ascii", "backslashreplace").decode("ascii")


_NAME = f"{__name__}.readable"
codecs.register_error(_NAME, _without)
