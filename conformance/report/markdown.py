"""A report as Markdown: the summary of a CI job, and the matrix that a forge shows. Nothing of others renders."""

from __future__ import annotations

import re

from conformance import spec
from conformance.report import causes, summary
from conformance.report.merge import Merged
from conformance.report.summary import counted
from conformance.results.lines import said
from conformance.results.plain import plain
from conformance.results.reading import Results
from conformance.verdicts import EXPECTED

_MOST = 20
"""Failures that are shown of one subject: a summary has a limit of size."""
_PLAN = 10
"""Lines that say what to mend first."""


CROSS = "\N{CROSS MARK}"
_SIGNS = {"deviates": "\N{WARNING SIGN}", "unstable": "\N{WARNING SIGN}"}


def quoted(text: str, longest: int = 300) -> str:
    """A text from outside as Markdown that shows it and does nothing else."""
    text = plain(text)
    text = text if len(text) <= longest else text[:longest] + "..."
    return re.sub(r"[^\w .,:;()/=+'-]|_|(?<=\w)://|www", lambda found: _entities(found.group()), text)


def _entities(text: str) -> str:
    return "".join(f"&#{ord(character)};" for character in text)


def markdown(merged: Merged) -> str:
    """The whole report: a table of the subjects, then what each does that nobody expected."""
    lines = [
        "## mmap conformance",
        "",
        "| subject | edition | documented and implied | de-facto | remarks |",
        "|---|---|---|---|---|",
    ]
    for subject in merged.subjects:
        figure = summary.figure(subject)
        sign = CROSS if figure.unexpected else "\N{WHITE HEAVY CHECK MARK}"
        lines.append(
            f"| {quoted(subject.label)} | {subject.edition} | {sign} {figure} | "
            f"{summary.figure(subject, ('de-facto',))} | {quoted('; '.join(subject.notes))} |"
        )
    for subject in merged.subjects:
        lines += _unexpected(subject)
    for subject in merged.subjects:
        files = subject.coverage["files"] if subject.coverage else []
        lines += ["", f"### {quoted(subject.label)}: lines", ""] if files else []
        lines += [f"* {quoted(summary.reached(file))}" for file in files[:_MOST]]
    if merged.left_out:
        lines += ["", "### Left out", "", *(f"* {quoted(str(one))}" for one in merged.left_out)]
    lines += ["", f"Made by {summary.made_by()}.", ""]
    return "\n".join(lines)


def matrix(merged: Merged) -> str:
    """The whole matrix: a row a subject and a column a stem, then each requirement that a subject does not keep."""
    stems = list(dict.fromkeys(one.stem for one in merged.requirements.values()))
    lines = [
        "## The matrix",
        "",
        "How many of the requirements in force each subject keeps, by stem. \N{WARNING SIGN} known deviations or "
        "unstable ones among the others, \N{CROSS MARK} something else.",
        "",
        f"| | subject | edition | {' | '.join(stems)} |",
        f"|--:|---|---|{'--:|' * len(stems)}",
    ]
    for number, subject in enumerate(merged.subjects, 1):
        cells = " | ".join(_cell(subject, stem, merged) for stem in stems)
        lines.append(f"| {number} | {quoted(subject.label)} | {subject.edition} | {cells} |")
    lines += ["", "### Not kept by all", "", "| requirement | level | not kept by |", "|---|---|---|"]
    for name, one in merged.requirements.items():
        others = {
            number: verdict
            for number, subject in enumerate(merged.subjects, 1)
            if (verdict := subject.verdicts.get(name, "")) not in ("", "pass", "inapplicable")
        }
        if others:
            told = ", ".join(f"{number}{_SIGNS.get(verdict, CROSS)}" for number, verdict in others.items())
            lines.append(f"| [{name}]({one.link()}) {quoted(one.text)} | {one.level} | {told} |")
    if merged.left_out:
        lines += ["", "### Left out", "", *(f"* {quoted(str(one))}" for one in merged.left_out)]
    return "\n".join([*lines, "", f"Made by {summary.made_by()}.", ""])


def _cell(subject: Results, stem: str, merged: Merged) -> str:
    verdicts = [subject.verdicts.get(one.id, "") for one in merged.requirements.values() if one.stem == stem]
    in_force = [verdict for verdict in verdicts if verdict not in ("", "inapplicable")]
    if not in_force:
        return "-"
    others = {_SIGNS.get(verdict, CROSS) for verdict in in_force if verdict != "pass"}
    sign = CROSS if CROSS in others else "".join(sorted(others))
    return f"{in_force.count('pass')} of {len(in_force)} {sign}".strip()


def _unexpected(subject: Results) -> list[str]:
    found = [line for line in subject.failing() if line["verdict"] not in EXPECTED]
    if not found:
        return []
    known = spec.load()
    order = {name: at for at, name in enumerate(known)}
    found.sort(key=lambda line: order.get(line["requirement"], len(order)))
    lines = ["", f"### {quoted(subject.label)}: {len(found)} unexpected", ""]
    why = causes.of(subject)
    held_up = causes.held_up(why)
    if plan := causes.first_to_mend(why, _PLAN):
        lines += ["What to mend first:", "", *(f"{at}. {quoted(told)}" for at, told in enumerate(plan, 1)), ""]
        held = counted(len(held_up), "requirement")
        lines += [f"Held up, by what they are not about: {held} of these.", ""] if held_up else []
    for line in found[:_MOST]:
        name = line["requirement"]
        text = known[name].text if name in known else ""
        because = f" (held up: {quoted(held_up[name].text)})" if name in held_up else ""
        lines.append(f"* **{name}** {line['verdict']}{because}: {quoted(text)}")
        for one in line["failures"][:3]:
            rows = [f"{key} <code>{quoted(value)}</code>" for key, value in said(one)]
            lines.append(f"  <br>{quoted(one['kind'])}: {', '.join(rows)}")
    if len(found) > _MOST:
        lines.append(f"* and {len(found) - _MOST} more")
    return lines
