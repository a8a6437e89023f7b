"""Adds the sentences of a page of the documentation to those that are known: python recipes/page.py 3.15 mmap.rst

What the new ones say is to be filled in by hand: the third word of their lines in conformance/spec/sentences.txt.
"""

from __future__ import annotations

import sys
from pathlib import Path

from conformance.spec import pages


def main(edition: str, name: str) -> None:
    """Write ``sentences.txt`` anew, with the page of an edition in it."""
    editions, known = pages.load()
    found = pages.merged(edition, Path(name).read_text("utf-8"), known)
    order = [one for one in pages.EDITIONS if one in {*editions, edition}]
    pages.PATH.write_text(pages.written(order, found), "ascii")
    new = [one.digest for one in found if one.digest not in {one.digest for one in known}]
    print(f"{len(found)} sentences are known, {len(new)} of them new: {' '.join(new)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
