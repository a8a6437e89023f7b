"""Who does tasks: threads here that wait for processes, or the workers of a Dask cluster, behind one interface.

A task that is lost is done again; one that is lost three times is set aside. A cluster is an open door: whoever
reaches the port of its scheduler has code run on every worker.
"""

from __future__ import annotations

import concurrent.futures
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Protocol, TypeVar

from conformance.exits import USAGE, Refused
from conformance.results.plain import plain, told

ATTEMPTS = 3
"""How often a task is begun before it is set aside."""
_CONNECT = 10.0
_RECONNECT = 600.0
"""Seconds that a scheduler may be gone before the night is given up."""

_Work = TypeVar("_Work")
_Came = TypeVar("_Came")


class Crew(Protocol):
    """Does work in the background: ``submit`` as an executor does. ``stop`` asks what runs to end."""

    def slots(self) -> int: ...
    def submit(self, function: Callable[..., Any], work: Any) -> concurrent.futures.Future[Any]: ...
    def recover(self) -> None: ...
    def stop(self) -> None: ...
    def close(self) -> None: ...


class Here:
    """This machine: a thread for each task at a time."""

    def __init__(self, workers: int, end: Callable[[], None] = lambda: None) -> None:
        self._workers, self._end = workers, end
        self._pool = concurrent.futures.ThreadPoolExecutor(workers)

    def slots(self) -> int:
        return self._workers

    def submit(self, function: Callable[..., Any], work: Any) -> concurrent.futures.Future[Any]:
        return self._pool.submit(function, work)

    def recover(self) -> None:
        """Nothing is between us and the work."""

    def stop(self) -> None:
        """Ask what runs to end; its results still come."""
        self._end()

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


class Cluster:
    """The workers of a Dask scheduler; of those only the ones with a label, where one is given. Raises Refused."""

    def __init__(self, address: str, label: str = "") -> None:
        try:
            import distributed
        except ImportError:
            raise Refused("--cluster needs Dask: pip install 'mmap-conformance[cluster]'", USAGE) from None
        self._distributed: Any = distributed
        self._address, self._label = address, label
        if not address:
            raise Refused("--cluster names no scheduler; start one with `dask scheduler --host 127.0.0.1`", USAGE)
        self._client: Any = self._connected()
        if not self.slots():
            who = f"worker with the resource {label!r}" if label else "worker"
            self._client.close()
            raise Refused(
                f"--cluster {plain(address)}: the scheduler has no {who}; start some with `dask worker`", USAGE
            )

    def _connected(self) -> Any:
        client = self._distributed.Client.__new__(self._distributed.Client)
        try:
            client.__init__(self._address, timeout=_CONNECT, set_as_default=False)
            return client
        except Exception as error:  # of the address, the socket, TLS or the protocol: each of a class of its own
            client.status = "closed"  # its end would wait for an answer, and show a traceback when none comes
            said = plain(told(error)).strip().splitlines()
            raise Refused(
                f"--cluster {plain(self._address)[:200]}: no scheduler answers: {said[0][:200] if said else ''}; start "
                "one with `dask scheduler --host 127.0.0.1`",
                USAGE,
            ) from None

    def slots(self) -> int:
        """Threads of the workers that may do it, now."""
        with suppress(Exception):
            workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
            return sum(
                one["nthreads"] if not self._label else int(min(one["nthreads"], one["resources"][self._label]))
                for one in workers
                if not self._label or self._label in one["resources"]
            )
        return 0

    def submit(self, function: Callable[..., Any], work: Any) -> concurrent.futures.Future[Any]:
        wanted: Mapping[str, float] = {self._label: 1} if self._label else {}
        pool = self._client.get_executor(pure=False, retries=0, resources=wanted or None)
        return pool.submit(function, work)  # type: ignore[no-any-return]

    def recover(self) -> None:
        """Wait for a scheduler that is gone, if it is. Raises Refused when it has not come back in ten minutes."""
        deadline = time.monotonic() + _RECONNECT
        while self._client.status != "running":
            with suppress(Exception):
                self._client.close(timeout=2)
            try:
                self._client = self._connected()
                return
            except Refused:
                if time.monotonic() > deadline:
                    raise
                time.sleep(2)

    def stop(self) -> None:
        """What runs elsewhere ends by itself: no task is longer than a few minutes."""

    def close(self) -> None:
        with suppress(Exception):
            self._client.close(timeout=2)


def carried_out(
    crew: Crew,
    function: Callable[[_Work], _Came],
    work: Callable[[], _Work | None],
    *,
    is_lost: Callable[[_Came], bool],
    goes_on: Callable[[], bool],
    grace: float = 5.0,
) -> Iterator[tuple[_Work, _Came | None, str]]:
    """Do work as long as ``work()`` gives some: each piece with what came of it, in the order in which they end.

    None came of what was lost ATTEMPTS times, and a text says why. ``goes_on`` is asked twice a second or more often;
    once it is false no work is begun, what runs is asked to end, and its results are taken for ``grace`` seconds.
    """
    running: dict[concurrent.futures.Future[_Came], tuple[_Work, int]] = {}
    again: list[tuple[_Work, int]] = []
    ends = float("inf")
    while True:
        if ends == float("inf") and not goes_on():
            ends = time.monotonic() + grace
            crew.stop()
        if ends == float("inf"):
            for piece in _pieces(again, work, max(1, crew.slots()) - len(running)):
                running[crew.submit(function, piece[0])] = piece
        if not running or time.monotonic() > ends:
            return
        done, _ = concurrent.futures.wait(running, timeout=0.25, return_when=concurrent.futures.FIRST_COMPLETED)
        for future in done:
            task, attempts = running.pop(future)
            came, why = _taken(future)
            if came is not None and (not is_lost(came) or ends < float("inf")):
                yield task, came, ""
            elif ends < float("inf"):
                continue
            elif attempts + 1 >= ATTEMPTS or why.startswith("KilledWorker"):
                yield task, None, why or f"its process was ended from outside {ATTEMPTS} times"
            else:
                again.append((task, attempts + 1))
                if why:
                    crew.recover()


def _pieces(
    again: list[tuple[_Work, int]], work: Callable[[], _Work | None], number: int
) -> Iterator[tuple[_Work, int]]:
    """So many pieces of work, those first that were lost before."""
    for _ in range(number):
        if again:
            yield again.pop(0)
        elif (fresh := work()) is not None:
            yield fresh, 0
        else:
            return


def _taken(future: concurrent.futures.Future[Any]) -> tuple[Any, str]:
    """What a future has, or why it has nothing."""
    try:
        return future.result(timeout=0), ""
    except (Exception, concurrent.futures.CancelledError) as error:
        return None, f"{type(error).__name__}: {plain(told(error))[:300]}"
