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
from conformance.results.lines import SCHEMA_VERSION, Header, SubjectFacts
from conformance.session import options
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
            ["git", "-C", str(top), "rev-parse", "HEAD"], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return said.stdout.strip()
