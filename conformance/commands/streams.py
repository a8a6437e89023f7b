"""Standard streams that never decide a run: a reader that has gone, a full disk or a missing letter ends no command."""

from __future__ import annotations

import codecs
import contextlib
import errno
import io
import os
import re
import sys
from typing import Any

from conformance.commands.letters import readable


class _Lasting:
    """A text stream that goes on into nothing once it can no longer be written, in letters that it has."""

    def __init__(self, stream: Any, encoding: str) -> None:
        self._stream = stream
        self._encoding = encoding
        self.is_lost = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        with self._outliving():
            self._stream.write(readable(text, self._encoding))
        return len(text)

    def flush(self) -> None:
        with self._outliving():
            self._stream.flush()

    @contextlib.contextmanager
    def _outliving(self) -> Any:
        try:
            yield
        except ValueError:  # closed
            self._stream = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # as long as the process
        except OSError as error:
            # What is still buffered would fail again at the end of the process, so the descriptor leads to nothing.
            nothing = os.open(os.devnull, os.O_WRONLY)
            with contextlib.suppress(OSError, ValueError):
                os.dup2(nothing, self._stream.fileno())
            os.close(nothing)
            if error.errno != errno.EPIPE and self is sys.stdout:
                self.is_lost = True
                print(f"mmap-conformance: standard output cannot be written: {error.strerror}", file=sys.stderr)


def is_lost() -> bool:
    """Whether something of standard output was lost, other than to a reader who had read enough."""
    with contextlib.suppress(Exception):
        sys.stdout.flush()
    return getattr(sys.stdout, "is_lost", False)


def harden() -> None:
    """Make standard output and standard error last. To be called once, before anything is written."""
    if not re.fullmatch("[1-9][0-9]{0,3}", os.environ.get("COLUMNS", "80")):
        del os.environ["COLUMNS"]  # nothing can be shown in no columns
    with contextlib.suppress(OSError):
        while (descriptor := os.open(os.devnull, os.O_RDWR)) < 3:  # a closed one would be taken by the next file
            pass
        os.close(descriptor)
        for standard in range(3):
            os.set_inheritable(standard, True)  # workers and subjects have them too
    for name, number in (("stdout", 1), ("stderr", 2)):
        stream = getattr(sys, name)
        if stream is None:  # it was closed, and what the descriptor leads to now is the line above's
            stream = open(number, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  # as long as the process
            setattr(sys, f"__{name}__", stream)  # where pytest's handler of faults looks
        if not isinstance(stream, _Lasting):
            setattr(sys, name, _Lasting(stream, _encoding(stream)))


def _encoding(stream: Any) -> str:
    """The encoding in whose letters is written. What slips by nevertheless is no error."""
    if not isinstance(stream, io.TextIOWrapper):
        return "utf-8"
    encoding = codecs.lookup(stream.encoding).name
    # Click takes ASCII for a mistake and would write UTF-8 past us. What we let through is ASCII in Latin-1, too.
    stream.reconfigure(encoding="latin-1" if encoding == "ascii" else None, errors="backslashreplace")
    return encoding
