"""Who runs which property under xdist: as its default has it, whichever of the workers dies at that moment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xdist.scheduler import LoadScheduling


class Scheduling(LoadScheduling):  # type: ignore[misc]  # xdist has no types
    """xdist's, which asserts that nobody dies while another starts or is given work."""

    def add_node_collection(self, node: Any, collection: Sequence[str]) -> None:
        """Take in a worker that has collected, if it was taken in when it started.

        One that started when all was given out was told to end, and is in no list. If another dies then, the session
        goes on, and the first comes here all the same.
        """
        if node in self.nodes:
            super().add_node_collection(node, collection)

    def _send_tests(self, node: Any, num: int) -> None:
        """Give a worker work; one that has died, of which nobody has heard yet, gets none."""
        waiting, given = self.pending[:], self.node2pending[node][:]
        try:
            super()._send_tests(node, num)
        except OSError:
            self.pending[:], self.node2pending[node] = waiting, given
