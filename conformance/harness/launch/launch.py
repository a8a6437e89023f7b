"""How a subject is started: the command, the environment and the import."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from conformance.exits import BadDescription, LaunchFailed
from conformance.harness import wire
from conformance.harness.launch import interpreters
from conformance.harness.launch.implementation import (
    DEFAULT_COMMAND,
    Implementation,
    bundled,
    described_implementations,
)
from conformance.results.plain import nearest, typed

AGENT = Path(wire.__file__).with_name("agent.py")
"""The one file that is shipped to the subject's interpreter."""
ENVOY = AGENT.with_name("envoy.py")


@dataclass(frozen=True)
class Launch:
    """An implementation, the interpreter it runs in and the limits it runs under.

    ``memory`` in bytes; ``files`` is the folder in which the files under test are made, ``appends_in_place`` what its
    file system does.
    """

    implementation: Implementation
    python: str
    edition: str | None = None
    paths: tuple[str, ...] = ()
    files: Path | None = None
    files_described: str = ""
    appends_in_place: bool = True
    memory: int | None = None
    step_seconds: float = 5.0
    coverage: Path | None = None

    @classmethod
    def of(cls, implementation: Implementation, python: str | None = None, **options: object) -> Launch:
        """Find the interpreter and put the parts together. Raises LaunchFailed."""
        for folder in cast(tuple[str, ...], options.get("paths", ())):
            if not os.path.exists(folder):
                raise BadDescription(f"--path {folder}: there is no such folder")
        named = python or implementation.python
        named = filled(named, implementation) if named else None
        try:
            path = interpreters.find(named, is_python=implementation.command == DEFAULT_COMMAND)
        except LaunchFailed as error:
            raise LaunchFailed(f"{error}{_fetching(implementation)}") from None
        options["edition"] = options.get("edition") or implementation.edition
        return cls(implementation, path, **options)  # type: ignore[arg-type]

    @property
    def pace(self) -> float:
        return self.implementation.pace

    @property
    def statement(self) -> str:
        """The import, for the edition that was asked for: empty where the subject's Python decides."""
        return self.implementation.statement.replace("{edition}", self.edition or "")

    @property
    def described(self) -> str:
        """The subject in a message."""
        return f"{self.implementation.name} ({self.python})"

    @property
    def advice(self) -> str:
        """What may be wrong when the process does not come up."""
        if self.implementation.command == DEFAULT_COMMAND:
            version = interpreters.version(self.python)
            if version is not None and version < (3, 7):
                return f"; it is Python {version[0]}.{version[1]}, and a subject needs 3.7 or newer"
        return _fetching(self.implementation)

    @property
    def import_advice(self) -> str:
        """What may be wrong when the module cannot be imported."""
        about = self.implementation
        near = nearest(about.name, dict(described_implementations())) if about.folder is None else ""
        return f"; is it installed for {self.python}? --path adds a folder to its sys.path{_fetching(about)}{near}"

    def command(self, script: Path = AGENT) -> list[str]:
        """The command line that runs the agent, or another script, in the subject's interpreter."""
        return [filled(part, self.implementation, self.python, script) for part in self.implementation.command]

    def environment(self) -> dict[str, str]:
        """The environment: ours, without what would change a Python, and what the description adds."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "COV_CORE", "PYTEST")) or name == "PYTHONHASHSEED"
        }
        kept["PYTHONHASHSEED"] = "0"
        kept["PYTHONDONTWRITEBYTECODE"] = "1"
        if self.coverage is not None:
            kept["GCOV_PREFIX"] = str(self.coverage / "gcov")
        return {**kept, **self.described_environment()}

    def described_environment(self) -> dict[str, str]:
        """The variables of ``[environment]``, which what is built and what is tested have alike."""
        return {
            name: filled(value, self.implementation, self.python)
            for name, value in self.implementation.environment.items()
        }

    def import_paths(self) -> list[str]:
        """What is put in front of the subject's sys.path."""
        paths = [filled(path, self.implementation, self.python) for path in self.implementation.paths]
        paths = [os.path.join(self.implementation.folder or "", path) for path in paths]
        return paths + [str(Path(path).absolute()) for path in self.paths]

    def import_line(self) -> str:
        """The source, in ASCII, that gives the module under test its name, in the subject and in what it starts."""
        paths = self.import_paths()
        extend = f"import sys;sys.path[:0]={paths!a};" if paths else ""
        return f"{extend}exec({self.statement!a},globals())"


def _fetching(implementation: Implementation, python: str = sys.executable) -> str:
    """The command that installs what is missing, for implementations whose descriptions say how."""
    if not implementation.fetch or implementation.folder is None:
        return ""
    is_bundled = implementation.folder.parent == bundled()
    name = implementation.name if is_bundled else str(implementation.folder / "impl.toml")
    words = ["mmap-conformance", "fetch", name, *(["--python", python] if python != sys.executable else [])]
    return f"; install it with `{typed(words)}`"


def _as_argument(script: Path) -> str:
    """A script, behind the envoy, as an argument of ``python -c``; it means the same through a shell and without one.

    ``ssh`` and ``adb`` hand a shell on the other side what they are given, which takes the double quotes away: with
    them the text is an f-string that runs the script when it is made, and without them it is an assignment that does.
    """
    source = b"\n".join(path.read_bytes() for path in (ENVOY, script))
    return f"f\"={{exec(bytes.fromhex('{source.hex()}'))}}\""


def filled(text: str, implementation: Implementation, python: str = sys.executable, script: Path = AGENT) -> str:
    """A text of a description with its placeholders filled in."""
    values = {
        "python": python,
        "agent": str(script),
        "here": str(implementation.folder or ""),
        "runtimes": str(interpreters.runtimes()),
    }
    if "{agent-source}" in text:
        values["agent-source"] = _as_argument(script)
    return re.sub(r"\{([a-z-]+)\}", lambda found: values.get(found[1], found[0]), text)
