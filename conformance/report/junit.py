"""A subject's results as JUnit XML: a suite for the subject, a case for each requirement.

For runs of our own pytest writes the same itself (``run --junit``); this is for results that are already there.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET

from conformance import spec
from conformance.report import causes
from conformance.results.lines import RequirementLine, said
from conformance.results.plain import plain
from conformance.results.reading import Results
from conformance.verdicts import VERDICTS


def junit(subject: Results) -> str:
    """The document. Raises UnreadableResults if the file is no longer what it was."""
    suite = ET.Element("testsuite", name=plain(f"mmap-conformance: {subject.label}"))
    _properties(
        suite,
        {
            "edition": subject.edition, "suite": subject.header["suite"], "profile": subject.header["profile"],
            "platform": subject.facts["platform"], "python": subject.facts["version_text"],
            "notes": "; ".join(subject.notes),
        },
    )  # fmt: skip
    counts = dict.fromkeys(("failure", "error", "skipped"), 0)
    took, number = 0.0, 0
    known = spec.load()
    held_up = causes.held_up(causes.of(subject))
    for line in subject.lines():
        number += 1
        took += line["duration"]
        outcome = VERDICTS[line["verdict"]].junit
        cause = held_up.get(line["requirement"])
        _case(suite, line, known.get(line["requirement"]), outcome, cause.text if cause else "")
        if outcome:
            counts[outcome] += 1
    suite.attrib.update(
        tests=str(number), failures=str(counts["failure"]), errors=str(counts["error"]),
        skipped=str(counts["skipped"]), time=f"{took:.3f}", timestamp=plain(subject.header["started"]).rstrip("Z"),
    )  # fmt: skip
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _case(
    suite: ET.Element, line: RequirementLine, requirement: spec.Requirement | None, outcome: str, held_up: str
) -> None:
    stem = requirement.stem if requirement is not None else "unknown"
    case = ET.SubElement(
        suite, "testcase", classname=f"mmap.{stem}", name=line["requirement"], time=f"{line['duration']:.3f}"
    )
    properties = {"requirement": line["requirement"], "verdict": line["verdict"]}
    if requirement is not None:
        properties |= {"level": requirement.level, "text": requirement.text, "link": requirement.link()}
    _properties(case, {**properties, "held up": held_up} if held_up else properties)
    if not outcome:
        return
    kinds = ", ".join(one["kind"] for one in line["failures"])
    told = ET.SubElement(case, outcome, type=plain(kinds or line["verdict"])[:400])
    first = line["failures"][0]["message"] if line["failures"] else ""
    told.attrib["message"] = plain(line["reason"] or first or line["verdict"])[:400]
    rows = [
        f"{key}: {plain(value)}" for one in line["failures"] for key, value in (*said(one), ("witness", one["witness"]))
    ]
    told.text = "\n".join(rows)


def _properties(element: ET.Element, properties: dict[str, str]) -> None:
    group = ET.SubElement(element, "properties")
    for name, value in properties.items():
        ET.SubElement(group, "property", name=name, value=plain(value))
