"""What the site's reference is made of: functions from the project's own data to Markdown, and the words to call them.

``{generated} NAME ARGUMENTS`` puts a part there. Nothing of it is kept in a file: it is as true as the build is new.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from extension import bugs, codes, doors, figures, links, parts, requirements, schemas

PARTS: dict[str, Callable[..., str]] = {
    "requirements": requirements.of_stem,
    "stems": requirements.stems,
    "untested": requirements.untested,
    "disputed": requirements.disputed,
    "statements": requirements.statements,
    "changes": requirements.changes,
    "keys": schemas.keys,
    "exit-codes": codes.exit_codes,
    "verdicts": codes.verdicts,
    "levels": figures.levels,
    "bugs": bugs.recorded,
    "kept": bugs.kept,
    "placeholders": codes.placeholders,
    "options": codes.options,
    "part": parts.part,
    "doors": doors.listed,
}


class Generated(SphinxDirective):
    """A part of a page that is computed: its name, then the arguments of its function."""

    required_arguments = 1
    optional_arguments = 9

    def run(self) -> list[nodes.Node]:
        name, *arguments = self.arguments
        if name not in PARTS:
            raise self.error(f"there is no part {name!r}; they are {', '.join(PARTS)}")
        try:
            text = PARTS[name](*arguments)
        except (LookupError, TypeError, ValueError, OSError) as error:
            raise self.error(f"{name} {' '.join(arguments)}: {error}") from error
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def as_it_stands(app: Sphinx, context: Any, lines: list[str]) -> None:
    """Examples and exit codes in the help of a command are shown as a terminal shows them."""
    del app, context
    shown: list[str] = []
    for line in lines:
        is_literal = line.startswith("| ")
        if is_literal and not (shown and shown[-1].startswith("   ")):
            shown += ["", "::", ""]
        shown.append(f"   {line[2:]}" if is_literal else line)
    lines[:] = shown


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx calls."""
    app.add_directive("generated", Generated)
    links.add_to(app)
    app.add_role("figure", figures.role)
    app.connect("sphinx-click-process-epilog", as_it_stands)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
