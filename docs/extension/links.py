"""Links that leave the site: to a file of the repository, to a page of the matrix. A wrong one is a warning."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.roles import XRefRole
from sphinx.util.docutils import SphinxRole

from conformance import spec

TOP = Path(__file__).parent.parent.parent
MATRIX = "matrix"
"""Where the published matrix stands below the site."""


class Source(SphinxRole):
    """``{source}`path` `` or ``{source}`words <path>` ``: a file or folder of the repository, which has to be there."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        words, target = _told_apart(self.text)
        path = target.partition("#")[0]
        if not (TOP / path).exists():
            return [], [self.inliner.reporter.warning(f"there is no {path!r} in the repository", line=self.lineno)]
        shown = nodes.literal("", words) if words == target else nodes.inline("", words)
        kind = "tree" if (TOP / path).is_dir() else "blob"
        return [_link(f"{self.config.repository}/{kind}/main/{target}", shown)], []


class Matrix(SphinxRole):
    """``{matrix}`words <path>` ``: a page of the published matrix, which is written beside this site."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        words, target = _told_apart(self.text)
        up = "../" * self.env.docname.count("/")
        return [_link(f"{up}{target if target.startswith('history') else f'{MATRIX}/{target}'}", nodes.Text(words))], []


class Required(XRefRole):
    """``{requirement}`find.missing` ``: the requirement's place in the reference."""

    def process_link(
        self, env: Any, refnode: nodes.Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        refnode["refdomain"], refnode["reftype"], refnode["refexplicit"] = "std", "ref", True
        if target not in spec.load():
            raise ValueError(f"there is no requirement {target!r}")
        return title, f"requirement-{target}"


def _told_apart(text: str) -> tuple[str, str]:
    words, opened, target = text.partition(" <")
    return (words, target.rstrip(">")) if opened else (text, text)


def _link(address: str, shown: nodes.Node) -> nodes.Node:
    link = nodes.reference("", "", refuri=address, internal=False)
    link += shown
    return link


def add_to(app: Sphinx) -> None:
    """Make the roles known."""
    app.add_config_value("repository", "", "env", str)
    app.add_role("source", Source())
    app.add_role("matrix", Matrix())
    app.add_role("requirement", Required(innernodeclass=nodes.literal, warn_dangling=True), override=True)
