"""Shows a run on a terminal: what is running while it runs, then the results in the documentation's order."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from conformance import spec
from conformance.deviations.check import UNEXPLAINED
from conformance.report import causes, summary
from conformance.report.labels import versions
from conformance.report.summary import counted
from conformance.results.lines import FailureLine, Footer, Header, RequirementLine, rerun, said
from conformance.results.plain import plain, typed
from conformance.results.reading import from_a_part, witness_beside
from conformance.verdicts import EXPECTED, FINE, VERDICTS

_PLAN, _BRIEF_PLAN = 10, 5
"""Lines that say what to mend first."""
_HELD_UP = "cyan"
"""The colour of what fails for something that it is not about; its verdict keeps its own."""
_SCREEN = 18
"""Lines of failures that fit the smallest terminal in use, of 24 lines, beside the summary."""


class TerminalDisplay:
    """Progress goes to standard error, results to standard output, as they are now. NO_COLOR is honoured.

    ``verbosity``: -1 shows a screen of failures, a line each, and the summary; 0 every requirement and all that is
    known of its failures; 1 times and passing properties too.
    """

    def __init__(self, report: Path | None, verbosity: int = 0, *, stops_early: bool = False) -> None:
        self._out = Console(file=sys.stdout, highlight=False, soft_wrap=True)
        self._err = Console(file=sys.stderr, highlight=False, soft_wrap=True)
        self._rerun: list[str] = []
        self._report, self._verbosity, self._stops_early = report, verbosity, stops_early
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._lines: dict[str, RequirementLine] = {}
        self._held_up: dict[str, causes.Cause] = {}
        self._shown = time.monotonic()
        self._running = ""

    def began(self, header: Header, properties: int) -> None:
        """The subject answers and the properties are known."""
        self._rerun = rerun(header)
        subject = header["subject"]
        files = f", files on {subject['files']}" if subject["files"] else ""
        if self._verbosity >= 0:
            facts = (
                subject["title"],
                f"{subject['python']} {versions(subject)}",
                f"{subject['platform']} {subject['pointer_bits']}-bit",
                f"edition {header['edition']}",
                f"{counted(header['selected'], 'requirement')}, {counted(properties, 'property')}",
                header["profile"] + files,
            )
            self._out.print(escape(plain(" \N{MIDDLE DOT} ".join(facts))), style="bold")
        if self._err.is_terminal and self._verbosity >= 0:
            self._progress = Progress(
                TextColumn("{task.description:40.40}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=self._err,
                transient=True,
            )
            self._task = self._progress.add_task("starting", total=properties)
            self._progress.start()

    def warned(self, text: str) -> None:
        """What the run will not do, before it does the rest; an empty text is no warning."""
        if text:
            self._err.print(f"[yellow]warning[/]  {escape(plain(text))}")

    def started(self, nodeid: str) -> None:
        """A property begins."""
        self._running = nodeid.rpartition("::")[2].removeprefix("test_").replace("_", " ")
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, description=escape(self._running))

    def advanced(self, properties: int) -> None:
        """One more property is through."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=properties)
        elif self._verbosity >= 0 and time.monotonic() - self._shown > 30:
            # Not a terminal: a sign of life in a log, now and then.
            self._shown = time.monotonic()
            self._err.print(escape(f"... {properties} properties done; now: {self._running}"))

    def decided(self, line: RequirementLine) -> None:
        """A requirement has its verdict."""
        self._lines[line["requirement"]] = line

    def ended(self, footer: Footer | None, problems: Sequence[str]) -> None:
        """Print the results."""
        self.stop()
        found = causes.causes(self._lines.values(), lambda one: witness_beside(self._report or Path(), one))
        self._held_up = causes.held_up(found)
        plan = causes.first_to_mend(found, _PLAN if self._verbosity >= 0 else _BRIEF_PLAN)
        if self._verbosity < 0:
            rows = [f"[red]problem[/]  {escape(plain(problem))}" for problem in problems]
            self._print_briefly(rows, _SCREEN - (len(plan) + 3 if plan else 0))
        else:
            self._print_all()
            for problem in problems:
                self._out.print(f"[red]problem[/]  {escape(plain(problem))}")
        if plan:
            self._out.print("\nwhat to mend first", style="bold")
        for number, row in enumerate(plan, 1):
            self._out.print(f"  {number:2}  {escape(row)}")
        if plan and self._held_up:
            held = counted(len(self._held_up), "requirement")
            self._out.print(f"  [{_HELD_UP}]held up[/] by what they are not about: {held}")
        unexplained = [name for name, line in self._lines.items() if line["reason"].startswith(UNEXPLAINED)]
        if unexplained:
            told = f"{counted(len(unexplained), 'recorded deviation')} without a reason, {unexplained[0]} for one"
            self._out.print(f"[yellow]note[/]     {escape(told)}: say in deviations.toml why each deviates")
        for told in _coverage(footer):
            self._out.print(escape(plain(told)), style="dim")
        self._out.print(self._summary(footer))

    def stop(self) -> None:
        """Take the progress display away."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def _print_all(self) -> None:
        stem = ""
        for name, requirement in spec.load().items():
            line = self._lines.get(name)
            if line is None:
                continue
            if requirement.stem != stem:
                stem = requirement.stem
                self._out.print(f"\n{stem}", style="bold")
            self._print_line(line, requirement)

    def _print_briefly(self, problems: list[str], screen: int) -> None:
        """A line for each failure, as many as fit a screen beside the summary; the whole is in the report."""
        rows = []
        for name in spec.load():
            line = self._lines.get(name)
            if line is None or line["verdict"] in EXPECTED:
                continue
            first = line["failures"][0] if line["failures"] else None
            told = f"{first['kind']}  {first['call']}" if first is not None else line["reason"]
            style = VERDICTS[line["verdict"]].style
            text, most = f"{name}  {plain(told)}", max(60, self._out.width - 16)
            text = text if len(text) <= most or not self._out.is_terminal else f"{text[: most - 4]} ..."
            rows.append(f"  [{style}]{line['verdict']:12}[/]  {escape(text)}")
        rows += problems
        for row in rows[:screen]:
            self._out.print(row)
        if len(rows) > screen:
            self._out.print(f"  ... and {len(rows) - screen} more; without -q all is shown", style="dim")

    def _print_line(self, line: RequirementLine, requirement: spec.Requirement) -> None:
        verdict = line["verdict"]
        how = ", played" if line.get("played", 0) == len(line["properties"]) else ""
        took = f" ({line['duration']:.2f} s, {line['examples']} examples{how})" if self._verbosity > 0 else ""
        held_up = self._held_up.get(line["requirement"])
        told = f" [{_HELD_UP}]held up: {escape(held_up.text)}[/]" if held_up else ""
        remarks = "; ".join(filter(None, (line["reason"], from_a_part(line))))
        reason = f" [{plain(remarks)}]" if remarks else ""
        style = VERDICTS[verdict].style
        self._out.print(
            f"  [{style}]{verdict:12}[/]  [bold]{escape(requirement.id)}[/]  {escape(requirement.text)}"
            f"[dim]{escape(reason + took)}[/]{told}"
        )
        if verdict not in FINE and (verdict != "deviates" or self._verbosity > 0):
            for failure in line["failures"]:
                self._print_failure(requirement.id, failure)

    def _print_failure(self, name: str, failure: FailureLine) -> None:
        witness = failure["witness"] and str((self._report or Path()) / failure["witness"])
        rows = [
            ("verdict", failure["kind"]),
            ("level", spec.load()[name].level),
            *said(failure),
            ("rerun", typed([*self._rerun, "-k", name])),
            ("witness", witness),
        ]
        for label, value in rows:
            if value:
                self._out.print(f"      [dim]{label:9}[/]{escape(plain(str(value)))}")
        self._out.print()

    def _summary(self, footer: Footer | None) -> str:
        if footer is None:
            decided = counted(len(self._lines), "requirement")
            unexpected = any(line["verdict"] not in EXPECTED for line in self._lines.values())
            if self._stops_early and unexpected:
                said = f"[bold red]stopped[/] at the first unexpected result: {decided} decided"
            else:
                said = f"[bold red]incomplete[/]: {decided} decided before the run ended"
            return f"\n{said}" + (f"; report in {escape(str(self._report))}" if self._report is not None else "")
        counts = ", ".join(f"[{VERDICTS[v].style}]{n} {v}[/]" for v, n in footer["counts"].items()) or "nothing ran"
        where = f"; report in {escape(str(self._report))}" if self._report is not None else ""
        levels = [spec.load()[name].level for name in self._lines]
        split = " + ".join(f"{levels.count(level)} {level}" for level in spec.LEVELS if level in levels)
        return (
            f"\n{counts} of {counted(len(self._lines), 'requirement')} ({split}) in {footer['duration']:.1f} s{where}"
        )


def _coverage(footer: Footer | None) -> list[str]:
    found = footer.get("coverage") if footer is not None else None
    if found is None:
        return []
    return [*(f"lines    {summary.reached(file)}" for file in found["files"]), *filter(None, [found["note"]])]
