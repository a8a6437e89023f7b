"""Where exploring runs keep interesting examples: Hypothesis's own databases, a folder or one that a URL names."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase

from conformance.exits import BadDescription
from conformance.results.plain import plain, told

REDIS = ("redis", "rediss", "unix")
_SECONDS = 5.0
"""How long a server may take to answer."""
_LONGEST = 1 << 20
"""Bytes of an example. Nobody draws as much: what has more comes from elsewhere."""
_MOST = 1000
"""Examples of one property that are tried again."""


def opened(place: str) -> ExampleDatabase:
    """The database at a place: a folder's path, or a URL. Raises BadDescription where it cannot be reached."""
    scheme = urlsplit(place).scheme if "://" in place else ""
    if not place:
        raise BadDescription("--database is empty: name a folder or a URL, or none")
    try:
        if scheme in REDIS:
            return Guarded(_redis(place))
        if scheme:
            raise BadDescription(f"--database {plain(place)[:300]}: takes a folder, or a URL of {', '.join(REDIS)}")
        folder = Path(place)
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(13, "it cannot be written")
    except OSError as error:
        raise BadDescription(
            f"--database {plain(place)[:300]}: {error.strerror or plain(told(error))[:300]}; name another folder"
        ) from None
    return Guarded(DirectoryBasedExampleDatabase(folder))


def _redis(place: str) -> ExampleDatabase:
    try:
        import redis
        from hypothesis.extra.redis import RedisExampleDatabase
    except ImportError:
        raise BadDescription(
            f"--database {plain(place)[:300]}: needs redis: pip install 'mmap-conformance[redis]'"
        ) from None
    try:
        server = redis.Redis.from_url(place, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS)
        server.ping()
    except Exception as error:  # of redis, of the socket, of the URL
        raise BadDescription(
            f"--database {_without_password(place)}: no answer: {plain(told(error))[:300]}; start the server, or name "
            "a folder"
        ) from None
    return RedisExampleDatabase(server)


def _without_password(place: str) -> str:
    parts = urlsplit(place)
    return plain(place.replace(f":{parts.password}@", ":...@") if parts.password else place)[:300]


class Guarded(ExampleDatabase):
    """Another database, without which a run goes on: what it refuses after the start is nobody's failure."""

    def __init__(self, inner: ExampleDatabase) -> None:
        super().__init__()
        self._inner: ExampleDatabase | None = inner

    def _try(self, name: str, *given: Any) -> Any:
        if self._inner is None:
            return ()
        try:
            found = getattr(self._inner, name)(*given)
            return list(found) if found is not None else ()
        except Exception:  # a server that is gone, a full disk, a file that is none of Hypothesis's
            self._inner = None
            return ()

    def fetch(self, key: bytes) -> Iterable[bytes]:
        return [one for one in self._try("fetch", key) if isinstance(one, bytes) and len(one) <= _LONGEST][:_MOST]

    def save(self, key: bytes, value: bytes) -> None:
        self._try("save", key, value)

    def delete(self, key: bytes, value: bytes) -> None:
        self._try("delete", key, value)
