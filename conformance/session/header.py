"""The first line of results: who ran what on whom."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, cast

import conformance
from conformance import __version__, spec
from conformance.exits import UnreadableResults
from conformance.results.lines import NAME, SCHEMA_VERSION, Header, SubjectFacts
from conformance.results.reading import stream
from conformance.session import options
from conformance.session.digest import digest
from conformance.session.setting import Setting


def header(setting: Setting, *, selected: int, began: float, seed: Any) -> Header:
    """The header of a run that began at ``began`` (``time.time``) and will decide ``selected`` requirements."""
    facts, about = setting.facts, setting.implementation
    profile = setting.given["profile"]
    return {
        "type": "header",
        "schema": SCHEMA_VERSION,
        "suite": __version__,
        "commit": _commit(),
        "digest": digest(about, setting.known),
        "edition": facts.edition,
        "profile": profile,
        "levels": setting.given["level"] or list(spec.LEVELS),
        "selected": selected,
        "requirements": len(setting.requirements),
        "hypothesis": importlib.metadata.version("hypothesis"),
        "given": options.of_subject(setting.given),
        "seed": "derandomized" if profile == "gate" else str(seed),
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(began)),
        "subject": cast(
            SubjectFacts,
            {**facts.as_json(), "title": about.title, "homepage": about.homepage, "issues": about.issues},
        ),
        "host": {"python": sys.version.split()[0], "platform": sys.platform, "variables": ", ".join(_surroundings())},
    }


def other_hypothesis() -> str:
    """What is to be said where Hypothesis is not the one that the suite is pinned to; empty where it is."""
    here = importlib.metadata.version("hypothesis")
    try:
        needed = importlib.metadata.requires("mmap-conformance") or []
    except importlib.metadata.PackageNotFoundError:
        return ""  # it runs from a checkout that nobody installed
    pinned = next((one.partition("==")[2] for one in needed if one.startswith("hypothesis==")), here)
    if here == pinned:
        return ""
    return (
        f"Hypothesis {here} draws other examples than {pinned}, with which everybody's verdicts are made: install the "
        "suite in an environment of its own"
    )


def replaced(folder: Path, new: Header) -> str:
    """Whose results a run is about to replace, where they are another subject's; empty for its own, or none."""
    try:
        _, line = next(stream(folder / NAME))
    except UnreadableResults:
        return ""
    assert line["type"] == "header"  # a file without one is refused
    before, now = _who(line), _who(new)
    return "" if before == now else f"{folder / NAME} held the results of {before} and now gets those of {now}"


def _who(header: Header) -> str:
    facts = header["subject"]
    python = f"{facts['python']} {facts.get('own_version') or facts['python_version']}"
    return f"{facts['implementation']} ({python}, {facts['platform']}, edition {header['edition']})"


def _surroundings() -> list[str]:
    """The names of variables of the environment that may change what a subject does."""
    prefixes = (
        "LD_",
        "DYLD_",
        "MALLOC_",
        "GLIBC_",
        "ASAN_",
        "UBSAN_",
        "LSAN_",
        "TSAN_",
        "LC_",
        "PYTHON",
        "WINE",
        "QEMU_",
    )
    return sorted(name[:60] for name in os.environ if name.startswith(prefixes) or name in ("LANG", "TZ"))


def _commit() -> str:
    """The commit of a checkout that the suite runs from; empty for an installed one."""
    top = Path(conformance.__file__).parent.parent
    if not (top / ".git").exists():
        return ""
    try:
        said = subprocess.run(
            ["git", "-C", str(top), "rev-parse", "HEAD"],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
            encoding="utf-8",
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return said.stdout.strip()
