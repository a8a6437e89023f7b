"""SIGINT and SIGTERM end what goes on for long: the first in good order, the second at once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from conformance.exits import INTERRUPTED, TERMINATED


def code_of(number: int) -> int:
    """The documented exit code of what a signal ended."""
    return INTERRUPTED if number == signal.SIGINT else TERMINATED


@contextmanager
def ended_by_signals(end: Callable[[int], None], at_once: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Within, the first signal calls ``end`` with its number; the second calls ``at_once`` and ends the process."""
    if threading.current_thread() is not threading.main_thread():
        yield  # no other may have handlers
        return
    seen: list[int] = []

    def handle(number: int, frame: object) -> None:
        del frame
        if seen:
            at_once()
            os._exit(code_of(number))
        seen.append(number)
        end(number)

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
