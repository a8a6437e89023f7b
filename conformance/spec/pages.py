"""What is known of the documentation's page in its editions, and what a page says that is not known.

No sentence is kept: ``sentences.txt`` has a line for each with its digest, the pages that have it (the first and the
last; ``any`` where only some forms of a page do), the statements that it makes, and what it is like.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from conformance.spec.loader import EDITIONS, BrokenSpecification
from conformance.spec.sentences import SKETCH, Sentence, sentences
from conformance.spec.tracing import statements

PATH = Path(__file__).with_name("sentences.txt")

_ALIKE = 0.25
"""The part of their runs of words that two sentences share at least, where one is taken for the other, changed."""

_FEWEST = 4
"""A sentence of fewer words is like another by chance."""

_ANY, _NONE = "any", "-"


@dataclass(frozen=True)
class Known:
    """A sentence that is known by its digest. ``since`` is empty for one that belongs to a form and to no edition."""

    digest: str
    since: str
    until: str
    statements: tuple[str, ...]
    sketch: frozenset[str]

    def stands_in(self, edition: str) -> bool:
        """Whether the page of that edition has it."""
        return bool(self.since) and _order(self.since) <= _order(edition) <= _order(self.until)


@dataclass(frozen=True)
class Difference:
    """A sentence that is not known. ``like`` is what it is a change of, ``after`` the known one before it."""

    sentence: Sentence
    like: Known | None
    after: Known | None


def load(path: Path = PATH) -> tuple[tuple[str, ...], list[Known]]:
    """The editions whose pages are known, and their sentences in order. Raises BrokenSpecification."""
    try:
        head, *rest = [line for line in path.read_text("ascii").splitlines() if line and not line.startswith("#")]
        name, *editions = head.split()
        if name != "pages" or not editions or not set(editions) <= set(EDITIONS):
            raise ValueError("the first line names the pages: 'pages 3.7 3.11'")
        listed = {*editions, "", *statements()}
        known = [_known(line, listed) for line in rest]
    except (OSError, ValueError) as error:
        raise BrokenSpecification(f"{path}: {error}") from None
    twice = [digest for digest, times in Counter(one.digest for one in known).items() if times > 1]
    if twice:
        raise BrokenSpecification(f"{path}: {twice[0]} is listed twice")
    return tuple(editions), known


def _known(line: str, listed: set[str]) -> Known:
    parts = line.split(" ")
    if len(parts) != 4 or len(parts[0]) != 12:
        raise ValueError(f"a line has a digest, pages, statements and a sketch, and not {line!r}")
    digest, pages, said, sketch = parts
    since, _, until = ("", "", "") if pages == _ANY else pages.partition("-")
    names = () if said == _NONE else tuple(said.split(","))
    if unknown := {since, until, *names} - listed:
        raise ValueError(f"{digest}: {min(unknown)!r} is neither a page nor a statement")
    return Known(digest, since, until or since, names, _cut(sketch))


def written(editions: Iterable[str], known: Iterable[Known]) -> str:
    """The lines of ``sentences.txt``."""
    lines = ["# A line for each sentence of the documentation's page: digest, pages, statements, what it is like."]
    lines += ["# `python recipes/page.py EDITION FILE` adds those of a page.", "pages " + " ".join(editions)]
    for one in known:
        pages = f"{one.since}-{one.until}" if one.since else _ANY
        lines.append(f"{one.digest} {pages} {','.join(one.statements) or _NONE} {''.join(sorted(one.sketch))}")
    return "\n".join(lines) + "\n"


def differences(page: Iterable[Sentence], known: Sequence[Known]) -> Iterator[Difference]:
    """The sentences that are not known, each with the known ones that it is like and that it follows."""
    by_digest = {one.digest: one for one in known}
    having = defaultdict(list)
    for one in known:
        for run in one.sketch:
            having[run].append(one)
    after = None
    for sentence in page:
        if sentence.digest in by_digest:
            after = by_digest[sentence.digest]
        else:
            near = {one.digest: one for run in sentence.sketch for one in having.get(run, ())}.values()
            like = max(near, key=lambda one: _likeness(one, sentence), default=None)
            if like is not None and (len(sentence.words) < _FEWEST or _likeness(like, sentence) < _ALIKE):
                like = None
            yield Difference(sentence, like, after)


def _likeness(one: Known, sentence: Sentence) -> float:
    """About which part of the runs of words of either is a run of both: what the least of all of them tell."""
    least = set(sorted(one.sketch | sentence.sketch)[:SKETCH])
    return len(least & one.sketch & sentence.sketch) / len(least)


def merged(edition: str, page: str, known: Sequence[Known]) -> list[Known]:
    """What is known, with the sentences of one more page: each new one after that before it, and as it says nothing."""
    found = list(known)
    at = {one.digest: one for one in known}
    last = None
    for sentence in sentences(page):
        one = at.get(sentence.digest)
        if one is None:
            one = Known(sentence.digest, edition, edition, (), sentence.sketch)
            found.insert(0 if last is None else found.index(last) + 1, one)
        elif one.since:
            wider = replace(one, since=min(one.since, edition, key=_order), until=max(one.until, edition, key=_order))
            found[found.index(one)] = wider
            one = wider
        at[sentence.digest] = last = one
    return found


def _order(edition: str) -> int:
    return EDITIONS.index(edition)


def _cut(sketch: str) -> frozenset[str]:
    return frozenset(sketch[at : at + 4] for at in range(0, len(sketch), 4))
