"""The verdicts that are published, as they travel with the suite: which implementations keep a requirement."""

from __future__ import annotations

import json
from importlib.resources import files

from conformance.report.merge import Merged
from conformance.verdicts import VERDICTS, letter

NAME = "published.json"


def text(merged: Merged) -> str:
    """What the file holds: the subjects' labels, and a letter for each subject by requirement."""
    verdicts = {
        name: "".join(letter(one.verdicts.get(name, "")) for one in merged.subjects) for name in merged.requirements
    }
    rows = ",\n".join(f"  {json.dumps(name)}: {json.dumps(letters)}" for name, letters in verdicts.items())
    subjects = json.dumps([one.label for one in merged.subjects], indent=1)
    return f'{{"subjects": {subjects},\n"verdicts": {{\n{rows}\n}}}}\n'


def of(requirement: str) -> dict[str, str]:
    """The verdict of each published subject that has one of a requirement; empty where there is none."""
    table = json.loads(files("conformance").joinpath("report", NAME).read_text("utf-8"))
    names = {one.letter: one.name for one in VERDICTS.values()}
    letters = table["verdicts"].get(requirement, "")
    return {who: names[one] for who, one in zip(table["subjects"], letters, strict=False) if one in names}
