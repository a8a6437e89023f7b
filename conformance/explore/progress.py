"""Shows a night: a line that is worth a look on a terminal, a line a minute in a log, and a summary in Markdown."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.text import Text

from conformance.explore.catalogue import Finding
from conformance.explore.night import Night, Tally
from conformance.report.summary import counted
from conformance.results.plain import plain

_QUIET = 60.0
_FLUENT = 0.5
_DOT = " \N{MIDDLE DOT} "


class NightDisplay:
    """Progress goes to standard error; the summary is printed by whoever has it made."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._err = Console(file=sys.stderr, highlight=False, soft_wrap=True)
        self._quiet, self._shown = quiet, time.monotonic()
        self._live = Live("", console=self._err, transient=True) if self._err.is_terminal and not quiet else None
        if self._live is not None:
            self._live.start()

    def found(self, finding: Finding) -> None:
        """Something new."""
        self._err.print(f"[bold red]new[/]  {escape(str(finding))}")

    def said(self, text: str) -> None:
        """Something that whoever reads the log has to know; an empty text is nothing."""
        if not text:
            return
        self._err.print(f"[yellow]warning[/]  {escape(plain(text))}")

    def goes_on(self, tally: Tally, new: int) -> None:
        """A sign of life."""
        every = _FLUENT if self._live is not None else _QUIET
        if self._quiet or time.monotonic() - self._shown < every:
            return
        self._shown = time.monotonic()
        if self._live is not None:
            self._live.update(Text(_line(tally, new), style="bold"))
        else:
            self._err.print(escape(_line(tally, new)))

    def stop(self) -> None:
        if self._live is not None:
            self._live.stop()


def _line(tally: Tally, new: int) -> str:
    left = max(0, round(tally.ends - time.monotonic()))
    parts = [
        f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02} left",
        f"{tally.examples:,} examples, {tally.examples / tally.seconds:,.0f} a second",
        f"{len(tally.touched)} of {counted(tally.properties, 'property')}",
        f"{new} new, {tally.again} seen again",
    ]
    parts += [f"{len(tally.set_aside)} set aside"] if tally.set_aside else []
    return _DOT.join(parts)


def markdown(night: Night, subjects: list[str], place: Path) -> str:
    """The summary of a night that is over."""
    tally, new = night.tally, night.catalogue.new
    machines = ", ".join(f"{name or 'unnamed'} ({number})" for name, number in sorted(tally.machines.items()))
    share = tally.drawing / tally.busy if tally.busy else 0.0
    rows = [
        f"# Explored {', '.join(f'`{one}`' for one in subjects)}",
        "",
        f"- {counted(tally.examples, 'example')} in {tally.seconds:,.0f} s, {tally.examples / tally.seconds:,.0f} a "
        f"second; {share:.0%} of the tasks' time in examples; seed {night.seed}",
        f"- {len(tally.touched)} of {counted(tally.properties, 'property')} that draw examples",
        f"- {counted(tally.tasks, 'task')}" + (f" on {machines}" if machines else ""),
        f"- {counted(len(new), 'new finding')}, {len(night.catalogue.found)} in `{plain(str(place))}` in all; "
        f"{counted(len(tally.known_deviations), 'recorded deviation')} met",
    ]
    rows += ["", "## New", "", *(f"- `{one.name}`: {_inline(str(one))}" for one in new.values())] if new else []
    rows += ["", "## Set aside", "", *map(_item, tally.set_aside)] if tally.set_aside else []
    rows += ["", "## Problems", "", *map(_item, tally.problems)] if tally.problems else []
    return "\n".join(rows) + "\n"


def _item(text: str) -> str:
    return f"- {_inline(text)}"


def _inline(text: str) -> str:
    """A text from outside as code within a line."""
    return f"``{plain(text).replace('`', chr(39))}``"
