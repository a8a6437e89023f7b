"""Which requirements an expression selects. What is selected is a requirement, so all of its properties run."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from _pytest.mark.expression import Expression

from conformance.results.plain import nearest
from conformance.spec import Requirement


def selected(
    expression: str, known: Mapping[str, Requirement], properties: Mapping[str, tuple[str, ...]]
) -> frozenset[str]:
    """The ids of the requirements that an expression of pytest's kind selects (words with and, or, not, parentheses).

    A word that is a whole id selects that requirement alone. Any other selects those whose id, stem or properties
    have it in their names, whatever its case. Raises SyntaxError; ``problem`` says whether it would.
    """
    compiled = Expression.compile(expression)
    names: dict[str, str] = {name: f"{name}\n{one.stem}" for name, one in known.items()}
    for key, ids in properties.items():
        for name in ids:
            names[name] += f"\n{key}"

    def matches(requirement: str, word: str) -> bool:
        return word == requirement if word in known else word.lower() in names[requirement].lower()

    return frozenset(name for name in names if compiled.evaluate(lambda word, /, name=name, **_: matches(name, word)))


def matching(expression: str, name: str) -> bool:
    """Whether a name has the words that an expression asks for, whatever their case. Raises SyntaxError."""
    return Expression.compile(expression).evaluate(lambda word, /, **_: word.lower() in name.lower())


def ids_alone(expression: str, known: Collection[str]) -> frozenset[str] | None:
    """The only requirements that an expression can select where its words are whole ids; None where others may be."""
    words = frozenset(re.findall(r"[^\s()]+", expression)) - {"and", "or", "not"}
    if words <= frozenset(known) and not Expression.compile(expression).evaluate(lambda word, /, **_: False):
        return words
    return None


def meant(expression: str, known: Mapping[str, Requirement]) -> str:
    """What somebody may have meant by an expression that selects nothing, for the end of a message."""
    whole = nearest(expression, known)
    if whole:
        return whole
    vocabulary = {word for name, one in known.items() for word in (*re.split(r"[.-]", name), one.stem)}
    words = [word for word in re.findall(r"[^\s()]+", expression) if word.lower() not in vocabulary]
    return "".join(dict.fromkeys(nearest(word, {*known, *vocabulary}) for word in words[:5]))


def problem(expression: str) -> str:
    """What is wrong with an expression; empty where it can be read."""
    try:
        Expression.compile(expression)
    except Exception as error:  # pytest's own class, which derives from SyntaxError since pytest 9
        return str(error)
    return ""
