"""The report as a small static site: works from the file system, asks no network, and runs no text of others.

Jinja2 escapes every value; ``finalize`` takes control characters out of each before that, and a content security
policy on every page allows the site's own files only. What all pages share (the verdicts) is one file, ``data.js``.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from conformance import __version__, spec
from conformance.report import causes, summary
from conformance.report.merge import Merged
from conformance.results.lines import FailureLine, rerun, said
from conformance.results.plain import plain, typed
from conformance.results.reading import Results
from conformance.verdicts import ABSENT, VERDICTS, letter

_LONGEST = 4000
_ASSETS = ("style.css", "matrix.js", "documentation.js", "copy.js", "narrow.js")


_CODE = re.compile("<code>[^<]*</code>")


class Lines(str):
    """A text that may have more than one line."""

    __slots__ = ()


def write(merged: Merged, folder: Path, home: str = "") -> None:
    """Write the site into a new folder. ``home`` is what its pages lead back to, if any. Raises OSError."""
    for part in ("subjects", "requirements"):
        (folder / part).mkdir(parents=True)
    pages = environment(home)
    for name in _ASSETS:
        (folder / name).write_text(asset(name), "utf-8", newline="\n")
    (folder / "data.js").write_text(f"const REPORT = {_data(merged)};\n", "ascii", newline="\n")
    rendered = _pages(merged, pages)
    for path, text in rendered:
        # Templates quote attributes with double quotes only. So ' is safe everywhere and " is safe inside <code>;
        # unescaping them keeps the pages small.
        text = _CODE.sub(lambda code: code[0].replace("&#34;", '"'), text.replace("&#39;", "'"))
        (folder / path).write_text(text, "utf-8", newline="\n")


def asset(name: str) -> str:
    """A file that pages share."""
    return files("conformance").joinpath("report", "assets", name).read_text("utf-8")


def environment(home: str = "") -> Environment:
    """The templates of pages: every value that they show is made harmless."""
    environment = Environment(
        loader=PackageLoader("conformance.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    environment.globals.update(
        said=said,
        VERDICTS=VERDICTS,
        LEVELS=spec.LEVELS,
        suite=__version__,
        figure=summary.figure,
        ranges=summary.ranges,
        home=home,
    )
    environment.filters.update(address=_address, lines=Lines)
    return environment


def _harmless(value: Any) -> Any:
    if type(value) is str:
        return plain(value[:_LONGEST])
    if type(value) is Lines:
        return "\n".join(plain(line) for line in str.split(value, "\n"))
    return value


def _address(text: str) -> str:
    """A link's target: an address of the web, or nothing."""
    return text if text.startswith(("https://", "http://")) else ""


def _pages(merged: Merged, pages: Environment) -> Iterator[tuple[str, str]]:
    known, subjects = merged.requirements, merged.subjects
    verdicts = Counter(verdict for one in subjects for verdict in one.verdicts.values())
    yield (
        "index.html",
        pages.get_template("index.html").render(
            up="", merged=merged, verdicts=verdicts,
            stems=_counted(one.stem for one in known.values()), levels=_counted(one.level for one in known.values()),
            platforms=_counted(one.platform for one in subjects), editions=_editions(subjects),
            implementations=_counted(plain(one.facts["implementation"]) for one in subjects),
            latest=max(one.header["started"] for one in subjects), bar=_bar,
        ),
    )  # fmt: skip
    yield (
        "documentation.html",
        pages.get_template("documentation.html").render(up="", merged=merged, passages=_passages(known)),
    )
    template = pages.get_template("subject.html")
    for subject in subjects:
        yield f"subjects/{subject.slug}.html", template.render(up="../", subject=subject, **_of_subject(subject, known))
    template = pages.get_template("requirement.html")
    names = list(known)
    for at, (name, requirement) in enumerate(known.items()):
        yield (
            f"requirements/{name}.html",
            template.render(
                up="../", requirement=requirement, mutants=merged.mutants.get(name, {}),
                groups=_by_verdict(name, subjects), total=len(subjects),
                before=names[at - 1] if at else "", after=names[at + 1] if at + 1 < len(names) else "",
            ),
        )  # fmt: skip


def _counted(values: Iterator[str]) -> dict[str, int]:
    return dict(Counter(values))


def _editions(subjects: tuple[Results, ...]) -> dict[str, int]:
    return dict(sorted(Counter(one.edition for one in subjects).items(), key=lambda item: int(item[0][2:])))


def _bar(subject: Results) -> list[tuple[str, float, float]]:
    """The judged figure as parts of a hundred: name, from, width."""
    figure = summary.figure(subject)
    parts, at = [], 0.0
    for name, count in (("pass", figure.passed), ("deviates", figure.deviates), ("fail", figure.unexpected)):
        width = round(100 * count / (figure.in_force or 1), 2)
        parts.append((name, round(at, 2), width))
        at += width
    return [part for part in parts if part[2]]


def _passages(known: dict[str, spec.Requirement]) -> list[tuple[str, list[tuple[str, str, list[spec.Requirement]]]]]:
    """The requirements in the order of the page: by stem, and within it by passage."""
    return [
        (stem, [(anchor, (members := list(group))[0].link(), members) for anchor, group in groupby(
            within, lambda one: one.anchor)])
        for stem, within in groupby(known.values(), lambda one: one.stem)
    ]  # fmt: skip


def _of_subject(subject: Results, known: dict[str, spec.Requirement]) -> dict[str, Any]:
    again = rerun(subject.header)
    failing = []
    for line in subject.failing():
        name = line["requirement"]
        shown = [
            {**one, "source": Lines(_source(subject, one) if n < 1 else "")}
            for n, one in enumerate(line["failures"][:9])
        ]
        text = known[name].text if name in known else ""
        failing.append({**line, "failures": shown, "text": text, "rerun": typed([*again, "-k", name])})
    found = causes.of(subject)
    reasons: dict[str, list[str]] = {}
    for name, verdict in subject.verdicts.items():
        if verdict == "inapplicable":
            reasons.setdefault(subject.reasons.get(name, "no reason given"), []).append(name)
    place = {name: at for at, name in enumerate(known)}
    failing.sort(key=lambda line: place.get(str(line["requirement"]), len(place)))
    return {
        "rerun": typed(again),
        "unexpected": [line for line in failing if line["verdict"] != "deviates"],
        "deviations": [line for line in failing if line["verdict"] == "deviates"],
        "skipped": reasons,
        "causes": found,
        "held_up": causes.held_up(found),
        "known": known,
        "counts": _by_level(subject, known),
        "problems": subject.footer["problems"] if subject.footer else [],
        "coverage": subject.coverage,
    }


def _source(subject: Results, failure: FailureLine) -> str:
    """A witness to show whole, or not at all."""
    text = subject.witness(failure)
    return text if len(text) <= _LONGEST else ""


def _by_level(subject: Results, known: dict[str, spec.Requirement]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {level: Counter() for level in spec.LEVELS}
    for name, verdict in subject.verdicts.items():
        if name in known:
            counts[known[name].level][verdict] += 1
    return counts


def _by_verdict(name: str, subjects: tuple[Results, ...]) -> list[tuple[Any, list[tuple[Results, str]]]]:
    groups: dict[str, list[tuple[Results, str]]] = {}
    for subject in subjects:
        verdict = subject.verdicts.get(name, "")
        kinds = ", ".join(subject.kinds.get(name, ()))
        said = "; ".join(filter(None, (kinds, subject.reasons.get(name, "" if verdict else subject.why_absent(name)))))
        groups.setdefault(verdict, []).append((subject, said))
    return [(VERDICTS.get(verdict, ABSENT), groups[verdict]) for verdict in (*VERDICTS, "") if verdict in groups]


def _data(merged: Merged) -> str:
    names = list(merged.requirements)
    place = {name: at for at, name in enumerate(names)}
    reasons: dict[str, int] = {}
    subjects = []
    for one in merged.subjects:
        said = {
            place[name]: reasons.setdefault(reason, len(reasons))
            for name, reason in one.reasons.items()
            if name in place
        }
        said |= {
            place[name]: reasons.setdefault(one.why_absent(name), len(reasons))
            for name in names
            if name not in one.verdicts
        }
        kinds = {place[name]: ", ".join(kinds) for name, kinds in one.kinds.items() if name in place}
        subjects.append({
            "label": one.label, "slug": one.slug, "edition": one.edition, "platform": plain(one.platform)[:40],
            "implementation": plain(one.facts["implementation"])[:80], "notes": list(one.notes), "kinds": kinds,
            "reasons": said, "verdicts": "".join(letter(one.verdicts.get(name, "")) for name in names),
        })  # fmt: skip
    requirements = [
        {"id": one.id, "text": one.text, "level": one.level, "stem": one.stem} for one in merged.requirements.values()
    ]
    verdicts = {letter(name): [one.word, one.symbol] for name, one in VERDICTS.items()}
    verdicts[letter("")] = [ABSENT.word, ABSENT.symbol]
    whole = {"verdicts": verdicts, "requirements": requirements, "subjects": subjects, "reasons": list(reasons)}
    return json.dumps(whole, ensure_ascii=True, separators=(",", ":")).replace("</", "<\\/")
