"""The command, over single properties of the requirements that it selects: a whole run in the least time.

``python only.py NAME,NAME run ...``; in the same process, ``only`` says so to the command.
"""

from __future__ import annotations

import sys

from conformance import spec
from conformance.commands import run
from conformance.commands.main import main
from conformance.properties import files_of


def only(monkeypatch, *names: str) -> None:
    """Let the command run the properties of these names, of whatever requirements it selects by their ids."""
    found = [
        f"{path}::{name}"
        for path in files_of(spec.load())
        for name in names
        if f"def {name}(" in path.read_text("utf-8")
    ]
    assert len(found) == len(names)
    monkeypatch.setattr(run, "files_of", lambda ids: found)


if __name__ == "__main__":
    import pytest

    only(pytest.MonkeyPatch(), *sys.argv.pop(1).split(","))
    main(prog_name="mmap-conformance")
