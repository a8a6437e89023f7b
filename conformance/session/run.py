"""One run of the suite over one implementation, by pytest, in this process; returns the command's exit code."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import pytest
from _pytest.terminal import TerminalReporter

import conformance
from conformance.exits import (
    AS_EXPECTED,
    LAUNCH,
    NOTHING_RAN,
    SUITE_BROKEN,
    UNEXPECTED,
    USAGE,
    LaunchFailed,
)
from conformance.results.lines import Footer, Header, RequirementLine
from conformance.results.plain import told
from conformance.session.recorder import Display
from conformance.session.signals import code_of, ended_by_signals

# pytest loads this plugin, those that the options name, and no other, whatever is installed beside the suite: one
# that reorders, repeats or times tests would decide what a run does.
_PLUGIN = "mmap-conformance"
_UNLAUNCHED = f"broken:{LaunchFailed.__name__}"


@dataclass(eq=False)  # pytest keeps plugins in sets
class Run:
    """A pytest plugin that shows the run in our way and learns how it ended. The session looks for it by its class."""

    display: Display
    refusal: tuple[int, str] | None = None
    signal: int = 0
    uncollected: list[str] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)
    broken_by: list[str] = field(default_factory=list)
    unlaunched: str = ""
    problems: list[str] = field(default_factory=list)
    _nowhere: TextIO | None = None
    _internal: bool = False

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        standard = config.pluginmanager.getplugin("terminalreporter")
        if standard is not None:
            config.pluginmanager.unregister(standard)
            self._nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # closed by close()
            config.pluginmanager.register(TerminalReporter(config, self._nowhere), "terminalreporter")

    def pytest_runtest_logfinish(self) -> None:
        if self.signal:
            raise KeyboardInterrupt

    @pytest.hookimpl(tryfirst=True)
    def pytest_internalerror(self, excrepr: object) -> None:
        # The terminal reporter would tell it to nobody. The first is the cause: one of a worker brings on another here.
        if not self._internal:
            self._internal = True
            for line in str(excrepr).splitlines():
                print("INTERNALERROR>", line, file=sys.stderr)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.uncollected.append(str(report.longrepr).strip().splitlines()[-1])

    def end(self, number: int) -> None:
        """A signal came: what was decided is shown, nothing is left behind.

        The exception alone would not do: what Python raises in a callback of the garbage collector is lost. So it is
        remembered too, and looked at after every property.
        """
        self.signal = number
        raise KeyboardInterrupt

    def refuse(self, code: int, message: str) -> None:
        """The session cannot take place."""
        self.refusal = (code, message)

    def began(self, header: Header, properties: int) -> None:
        self.display.began(header, properties)

    def warned(self, text: str) -> None:
        self.display.warned(text)

    def started(self, nodeid: str) -> None:
        self.display.started(nodeid)

    def advanced(self, properties: int) -> None:
        self.display.advanced(properties)

    def decided(self, line: RequirementLine) -> None:
        self.verdicts.append(line["verdict"])
        if line["verdict"] == "broken":
            found = {one["kind"]: one["message"] for one in line["failures"] if one["kind"].startswith("broken:")}
            self.broken_by += found or ["broken"]
            self.unlaunched = found.get(_UNLAUNCHED, self.unlaunched)
        self.display.decided(line)

    def ended(self, footer: Footer | None, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        self.display.ended(footer, problems)

    def close(self) -> None:
        """Give back what pytest was given."""
        if self._nowhere is not None:
            self._nowhere.close()

    def exit_code(self, status: int) -> int:
        """The documented exit code for what pytest returned."""
        if self.refusal is not None:
            return self.refusal[0]
        if self.signal:
            return code_of(self.signal)
        if self.uncollected:
            return SUITE_BROKEN
        if status == pytest.ExitCode.USAGE_ERROR:
            return USAGE
        if self.broken_by and set(self.broken_by) == {_UNLAUNCHED}:
            return LAUNCH
        if self.broken_by or status == pytest.ExitCode.INTERNAL_ERROR:
            return SUITE_BROKEN
        if not set(self.verdicts) - {"inapplicable"}:
            return NOTHING_RAN
        # pytest calls a run "interrupted" too that workers stop at the first failure (-x).
        if status in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED) or self.problems:
            return UNEXPECTED
        return AS_EXPECTED


def run(options: Sequence[str], display: Display, files: Iterable[Path] = ()) -> tuple[int, str]:
    """Run the properties with these pytest options; all of them, or those in some files.

    Returns the exit code and, where it failed, a message.
    """
    plugin = Run(display)
    package = Path(conformance.__file__).parent
    args = ["-c", str(package / "session" / "run.ini"), "--rootdir", str(package), "--capture=no"]
    # Without tmpdir nothing is left in, or asked of, a folder that everybody on the machine knows the name of.
    args += ["-p", _PLUGIN, "-p", "no:cacheprovider", "-p", "no:tmpdir"]
    args += ["--tb=native"]  # pytest's tracebacks are not shown, and this form is the cheapest to make
    # The next two plugins run the garbage collector several times at the end of a session.
    args += ["-p", "no:unraisableexception", "-p", "no:threadexception", *options]
    args += list(map(str, files)) or [str(package / "properties")]
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said), _alone(), ended_by_signals(plugin.end):
            status = pytest.main(args, plugins=[plugin])
    except OSError as error:  # pytest's own writers, at the end of all
        return USAGE, f"what the run leaves cannot be written: {error.strerror or error}"
    except Exception as error:
        if not plugin.signal:
            raise
        said.write(told(error))  # a signal that came while pytest was describing another exception
        status = pytest.ExitCode.INTERRUPTED
    finally:
        plugin.close()
    code = plugin.exit_code(int(status))
    message = plugin.refusal[1] if plugin.refusal else ""
    if code in (USAGE, SUITE_BROKEN) and not message:
        message = "a property is broken; that is our fault, please report it" if plugin.broken_by else ""
        message = message or "; ".join(plugin.uncollected[:1]) or _last_words(said.getvalue())
    if code == LAUNCH and not message:
        message = f"it was started, and could not be started again: {plugin.unlaunched}"
    return code, message


def _last_words(said: str) -> str:
    """What pytest said at the end; of a traceback of its own the last line, unless somebody wants to see where."""
    if "INTERNALERROR>" not in said or os.environ.get("MMAP_CONFORMANCE_DEBUG"):
        return said.strip()[-4000:]
    lines = [re.sub(r"^INTERNALERROR>( E)?", "", line).strip() for line in said.strip().splitlines()]
    last = [line for line in lines if re.match(r"[\w.]*(Error|Exception|Exit)\b", line)] or lines
    return f"{last[-1]}; that is our fault, please report it (MMAP_CONFORMANCE_DEBUG=1 shows where)"


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Here and in the workers, which have the same environment, nothing decides what runs but the options."""
    # Workers would import whatever lies in the current folder before the standard library.
    ours = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONSAFEPATH": "1"}
    theirs = [name for name in os.environ if name.startswith("PYTEST_")]
    before = {name: os.environ.pop(name, None) for name in (*theirs, *ours)}
    os.environ |= ours
    try:
        yield
    finally:
        for name in ours:
            del os.environ[name]
        os.environ.update({name: value for name, value in before.items() if value is not None})
