"""Answers from the specification: the requirements that words are about, and what two editions have not in common."""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from conformance.spec.loader import EDITIONS, Requirement

_LONGEST, _MOST = 60, 40
"""Letters of a word, and words of a question, that are looked at."""
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be by can do does for from has have i if in is it may me my no of on or rely "
        "that the their there this to what when where which who with you",
    )
)
_ALIKE = 0.7
"""How much alike the names of two requirements are that speak of the same thing, from 0 to 1."""
_PREFIX = 4
"""Letters that two words begin with alike, of which one is a form of the other."""


class Change(NamedTuple):
    """What became of the requirements of a passage between two editions: one of the two may be missing."""

    ended: Requirement | None
    began: Requirement | None


def closest(question: Iterable[str], known: Mapping[str, Requirement]) -> list[Requirement]:
    """The requirements that hold words of a question, those with most and with the rarest in front.

    A word of an id weighs more than one of a text, a whole word more than one that only begins like it.
    """
    asked = [one for text in question for one in _words(text) if one not in _COMMON][:_MOST]
    texts = {name: (set(_words(f"{name} {one.stem}")), set(_words(one.text))) for name, one in known.items()}
    spread = Counter(word for inside in texts.values() for word in inside[0] | inside[1])
    scores = {name: sum(_weight(word, *inside, spread, len(texts)) for word in asked) for name, inside in texts.items()}
    found = [one for name, one in known.items() if scores[name]]
    return sorted(found, key=lambda one: -scores[one.id])


def changes(old: str, new: str, known: Mapping[str, Requirement]) -> list[Change]:
    """What began to be in force, ended, or was changed (one ended and another began of the same passage and word)."""
    before, after = EDITIONS.index(old), EDITIONS.index(new)
    ended = [one for one in known.values() if _is_in(one, before) and not _is_in(one, after)]
    began = [one for one in known.values() if _is_in(one, after) and not _is_in(one, before)]
    return list(_paired(ended, began))


def _is_in(one: Requirement, edition: int) -> bool:
    return EDITIONS.index(one.since) <= edition <= EDITIONS.index(one.until)


def _paired(ended: list[Requirement], began: list[Requirement]) -> Iterator[Change]:
    left = list(began)
    for one in ended:
        other = next((new for new in left if _is_another_of(one, new)), None)
        if other is not None:
            left.remove(other)
        yield Change(one, other)
    yield from (Change(None, one) for one in left)


def _is_another_of(one: Requirement, other: Requirement) -> bool:
    """Whether two requirements speak of the same thing: of a statement of the page, or by names that are much alike."""
    same_place = one.id.partition(".")[0] == other.id.partition(".")[0] and one.platforms == other.platforms
    alike = difflib.SequenceMatcher(a=one.id, b=other.id).ratio() >= _ALIKE
    return same_place and (alike or bool(set(one.statements) & set(other.statements)))


def _words(text: str) -> list[str]:
    return [word[:_LONGEST] for word in re.findall(r"[a-z0-9_]+", text.lower())]


def _weight(word: str, name: set[str], text: set[str], spread: Counter[str], total: int) -> float:
    rarity = math.log(1 + total / (1 + spread[word]))
    if word in name:
        return 3 * rarity
    if word in text:
        return 2 * rarity
    beginning = word[: max(_PREFIX, len(word) - 2)]
    if len(word) >= _PREFIX and any(other.startswith(beginning) for other in name | text):
        return rarity / 2
    return 0.0
