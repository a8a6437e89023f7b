"""Runs in the subject: measures which lines are reached, and saves that before the subject is ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.harness.wire.remote import remote

if TYPE_CHECKING:
    save_coverage: Any  # what ``cover`` leaves


@remote
def cover(folder):  # type: ignore[no-untyped-def]
    """Measure lines with coverage.py, if there is one here. Leaves ``save_coverage(seconds)``, which saves if the last
    save is longer ago: a subject may die at any time.
    """
    import os
    import time

    try:
        import coverage
    except ImportError:
        globals()["save_coverage"] = lambda seconds=0: None
        return
    measured = coverage.Coverage(data_file=os.path.join(folder, "data"), data_suffix=True, config_file=False)
    measured.set_option("run:disable_warnings", ["no-data-collected", "module-not-measured", "couldnt-parse"])
    measured.start()
    at_last = [time.monotonic() - 2]  # so that the first reset saves what the import and the first example reached

    def save(seconds: float = 0) -> None:
        if time.monotonic() - at_last[0] > seconds:
            measured.stop()
            measured.save()
            measured.get_data().close()
            measured.start()
            at_last[0] = time.monotonic()

    globals()["save_coverage"] = save


@remote
def farewell():  # type: ignore[no-untyped-def]
    """Save what was measured and end in the way that lets gcov write too."""
    save_coverage()
    try:
        import ctypes

        ctypes.CDLL(None).exit(0)
    except (ImportError, OSError, AttributeError, TypeError):
        pass
