"""A failure as a text that can be filed with an implementation's tracker, with nothing of this machine in it."""

from __future__ import annotations

import platform
import re
from pathlib import PurePosixPath, PureWindowsPath

from conformance import spec
from conformance.report import summary
from conformance.report.causes import Cause
from conformance.report.markdown import quoted
from conformance.results.lines import FailureLine, RequirementLine, rerun, said
from conformance.results.plain import plain, typed
from conformance.results.reading import Results

_MOST = 40
"""Requirements that are listed one by one."""
_PLACE = re.compile(
    # A path with a root and two parts at least, or one in quotes, whatever it has in it; not what every system has.
    r"(?<![\w.:/<])(?!/(?:proc|dev|sys)/)(?:/[\w.+@~-]+){2,}/?"
    r"|(?<=')(?!/(?:proc|dev|sys)/)/[^'\n]*/[^'\n]*(?=')"
    r"|(?<!\w)[A-Za-z]:\\{1,2}[^\s'\"]*"
    r"|(?<![\w/:])~/[\w./+@~-]+"
)
_IMPORTS = re.compile(r"^sys\.path\[:0\] = .*$", re.MULTILINE)


def of_requirement(subject: Results, line: RequirementLine) -> str:
    """The report of one requirement's first failure."""
    name = line["requirement"]
    one = line["failures"][0]
    return _whole(subject, f"{name}: {_text(name)}", [name], one, name)


def of_cause(subject: Results, cause: Cause) -> str:
    """The report of a cause: its smallest failure, and every requirement that it makes fail."""
    known, last = spec.load(), len(spec.LEVELS)
    names = sorted(
        [*cause.alone, *cause.shared], key=lambda name: spec.LEVELS.index(known[name].level) if name in known else last
    )
    title = f"mmap: {cause.text} ({summary.counted(len(names), 'requirement')})"
    return _whole(subject, title, names, cause.smallest, cause.shown_by)


def _whole(subject: Results, title: str, names: list[str], one: FailureLine, shown: str) -> str:
    facts, known = subject.facts, spec.load()
    witness = _nowhere(
        _IMPORTS.sub("# (the folder of the implementation is on sys.path)", subject.witness(one))
    ).strip()
    documented = [f"* {_text(name)} ([{name}]({known[name].link(subject.edition)}), {known[name].level})"
                  for name in names[:_MOST] if name in known]  # fmt: skip
    if len(names) > _MOST:
        documented.append(f"* and {len(names) - _MOST} more")
    happens = [f"* {key}: <code>{_shown(value)}</code>" for key, value in said(one)]
    implementation = f"{facts['implementation']} {facts['implementation_version']}".strip()
    own = facts.get("own_version", "")
    words = _command(subject, shown)
    parts = [
        f"# {_shown(title)}", "",
        "## What the documentation says", "", *documented, "",
        "## What happens", "", *happens, "",
        *(["## Smallest script", "", *_fenced(witness, "python"), ""] if witness else []),
        "## Where", "",
        f"* implementation: {_shown(implementation)}",
        f"* interpreter: {_shown(facts['python'])} {_shown(own)} (Python {_shown(facts['python_version'])})",
        f"* platform: {_shown(facts['platform'])}, {facts['pointer_bits']} bits, {facts['byte_order']}-endian, "
        f"pages of {facts['page_size']} bytes",
        f"* edition of the documentation: {subject.edition}", "",
        "## Run it again", "", *_fenced(f"pip install mmap-conformance\n{words}", "sh"), "",
        f"Written by a program, {summary.made_by()}, from results of {plain(subject.header['started'])[:10]}.",
        "",
    ]  # fmt: skip
    return "\n".join(parts)


def _text(name: str) -> str:
    known = spec.load()
    return known[name].text if name in known else ""


def _command(subject: Results, name: str) -> str:
    """The command that checks it again, with names instead of this machine's paths."""
    words = []
    for word in rerun(subject.header):
        is_path = "/" in word or "\\" in word
        last = PureWindowsPath(word).name if "\\" in word else PurePosixPath(word).name
        words.append(last if is_path else word)
    return plain(typed([*words, "-k", name]))


def _fenced(text: str, language: str) -> list[str]:
    """A block of code that nothing in the text can end."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{language}", *(plain(line) for line in text.split("\n")), fence]


def _shown(text: str) -> str:
    return quoted(_nowhere(text))


def _nowhere(text: str) -> str:
    """The text without places and names of the machine that it was made on."""
    text = _PLACE.sub("...", text)
    host = platform.node()
    return re.sub(rf"\b{re.escape(host)}\b", "...", text) if len(host) > 3 else text
