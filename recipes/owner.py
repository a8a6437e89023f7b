"""Fills in whose repository this is: ``python recipes/owner.py NAME`` puts NAME in the place of OWNER, once.

A fork or a first release needs it: badges, links on a package index, recipes and the action name the repository.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

TOP = Path(__file__).parent.parent
FILES = (
    "README.md",
    "pyproject.toml",
    "impls/reference/pyproject.toml",
    "CITATION.cff",
    ".github/zizmor.yml",
    ".github/ISSUE_TEMPLATE/config.yml",
    ".github/workflows/results.yml",
    "recipes/github.yml",
    "recipes/results.yml",
)
MARK = re.compile(r"\bOWNER(?=[/@]|\.github\.io)")


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not re.fullmatch(r"[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}", arguments[0]):
        print("usage: python recipes/owner.py NAME, where NAME is the repository's owner", file=sys.stderr)
        return 2
    for name in FILES:
        path = TOP / name
        text = path.read_text("utf-8")
        filled = MARK.sub(arguments[0], text)
        path.write_text(filled, "utf-8", newline="\n")
        print(f"{name}: {len(MARK.findall(text))}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
