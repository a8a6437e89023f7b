"""From the statements of the documentation's page to the requirements that say them. Computed, kept by nobody."""

from __future__ import annotations

from pathlib import Path

from conformance.spec.loader import BrokenSpecification, Requirement, load

_STATEMENTS = Path(__file__).with_name("statements.txt")


def statements(path: Path = _STATEMENTS) -> tuple[str, ...]:
    """The ids of all statements, in the order of the page. Raises BrokenSpecification."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenSpecification(f"{path}: {error}") from None
    found = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    twice = sorted({name for name in found if found.count(name) > 1})
    if twice:
        raise BrokenSpecification(f"{path}: the statement {twice[0]!r} is listed twice")
    return tuple(found)


def trace(known: dict[str, Requirement] | None = None) -> dict[str, list[Requirement]]:
    """The requirements that say each statement; those with ``unspecified`` say why nothing can be tested.

    Raises BrokenSpecification for a requirement that names a statement which is not listed.
    """
    found: dict[str, list[Requirement]] = {name: [] for name in statements()}
    for requirement in (load() if known is None else known).values():
        for name in requirement.statements:
            if name not in found:
                raise BrokenSpecification(f"{requirement.id}: there is no statement {name!r} in {_STATEMENTS.name}")
            found[name].append(requirement)
    return found
