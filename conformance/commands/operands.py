"""Implementations as arguments: names as ``run --impl`` takes them, with the interpreter behind an @."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conformance.harness.launch.implementation import resolve
from conformance.harness.launch.launch import Launch


def launch_of(name: str, path: tuple[str, ...], **options: Any) -> Launch:
    """The launch that ``stdlib@python3.8`` means. Raises BadDescription or LaunchFailed."""
    implementation, _, python = name.partition("@")
    paths = tuple(str(Path(one).absolute()) for one in path)
    return Launch.of(resolve(implementation), python or None, paths=paths, **options)
