"""Parts of documents that stand elsewhere in the repository: shown here, kept there, with links that lead on."""

from __future__ import annotations

import re

from extension.links import TOP


def part(path: str, *title: str) -> str:
    """What stands under a heading of a document, without it; all but the title where none is named."""
    text = (TOP / path).read_text("utf-8")
    wanted = " ".join(title)
    if wanted:
        found = re.search(rf"^(#+) {re.escape(wanted)}$(.*?)(?=^#{{1,2}} |\Z)", text, re.M | re.S)
        if found is None:
            raise ValueError(f"{path} has no heading {wanted!r}")
        text = found[2]
    else:
        text = text.partition("\n")[2]
    return re.sub(r"\[([^\]]+)\]\((?!https?://|#)([^)]+)\)", lambda link: _led_on(link[1], link[2], path), text)


def _led_on(words: str, target: str, path: str) -> str:
    place = (TOP / path).parent.joinpath(target.partition("#")[0]).resolve()
    return f"{{source}}`{words} <{place.relative_to(TOP)}>`"
