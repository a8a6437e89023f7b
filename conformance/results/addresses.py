"""Fetches results files of others: by https only, bounded in time and bytes. What they hold is for reading to judge."""

from __future__ import annotations

import http.client
import re
import threading
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from conformance import __version__
from conformance.exits import UnreadableResults
from conformance.results.lines import PACKED

SECONDS = 60.0
"""Until one file is given up."""
LONGEST = 64 << 20
"""Bytes of one file, as it is sent."""
_REDIRECTS = 5
_GZIP = b"\x1f\x8b"


def is_address(name: str) -> bool:
    """Whether a name is an address of the web and no path."""
    return "://" in name[:20]


def shown(address: str) -> str:
    """An address as it may be told: without the name and the password that it may have in it."""
    return re.sub(r"//[^/]*@", "//...@", address)


def fetch(address: str, folder: Path, number: int, seconds: float = SECONDS) -> Path:
    """Fetch a results file into the folder, under a name of its own. Raises UnreadableResults."""
    problem = _problem(address)
    if problem:
        raise UnreadableResults(problem)
    found: list[bytes | UnreadableResults] = []
    # A server can send a byte now and then for ever, in its headers too: whoever waits for it is not waited for.
    fetcher = threading.Thread(target=lambda: found.append(_answered(address, seconds)), daemon=True)
    if seconds > 0:
        fetcher.start()
        fetcher.join(seconds)
    content = found[0] if found else UnreadableResults(f"did not come within {seconds:g} s")
    if isinstance(content, UnreadableResults):
        raise content
    path = folder / f"{number}.jsonl{PACKED if content.startswith(_GZIP) else ''}"
    path.write_bytes(content)
    return path


def _answered(address: str, seconds: float) -> bytes | UnreadableResults:
    request = urllib.request.Request(address, headers={"User-Agent": f"mmap-conformance/{__version__}"})
    try:
        with urllib.request.build_opener(_Redirects).open(request, timeout=seconds) as answer:
            content: bytes = answer.read(LONGEST + 1)
    except urllib.error.HTTPError as error:
        return UnreadableResults(f"the server answers {error.code} {str(error.reason)[:100]}")
    except urllib.error.URLError as error:
        return UnreadableResults(f"cannot be fetched: {str(error.reason)[:200]}")
    except (OSError, ValueError, http.client.HTTPException) as error:
        return UnreadableResults(f"cannot be fetched: {str(error)[:200] or type(error).__name__}")
    return content if len(content) <= LONGEST else UnreadableResults(f"has more than {LONGEST >> 20} MiB")


def _problem(address: str) -> str:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  (it is read when it is asked for, and raises then)
    except ValueError as error:
        return f"is no address: {error}"
    if parts.scheme != "https":
        return "only addresses with https are fetched"
    if not parts.hostname or "@" in parts.netloc:
        return "an address has a host, and no name or password in it"
    return ""


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = _REDIRECTS

    def redirect_request(self, *args: object) -> urllib.request.Request | None:
        address = str(args[-1])
        if problem := _problem(address):
            raise urllib.error.URLError(f"it is redirected, and {problem}")
        return super().redirect_request(*args)  # type: ignore[arg-type]
