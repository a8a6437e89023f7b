"""Reads a TOML file of the user's and holds it against a schema: ``impl.toml`` and ``deviations.toml`` alike."""

from __future__ import annotations

import datetime
import re
import tomllib
from pathlib import Path
from typing import Any

from conformance import schemas
from conformance.exits import BadDescription
from conformance.results.lines import JSON
from conformance.results.outside import content
from conformance.results.plain import worded

_LONGEST = 1 << 20
"""Bytes. The longest list of deviations that is kept has 60 KiB."""
_DOTTED = re.compile(r"""(?<![A-Za-z0-9_-])(?:(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){21}""")
"""A key of so many parts, which TOML makes a table each of; reading takes their square."""
_DEEPEST = 20
"""Levels of tables and lists; a description has four."""


def read_toml(path: Path, schema: str) -> JSON:
    """Read a TOML file of the user's and hold it against a schema of the package. Raises BadDescription."""
    try:
        text = content(path, _LONGEST).decode("utf-8")
        if _DOTTED.search(text):
            raise BadDescription(f"{path}: is nested too deeply to be a description")
        table = tomllib.loads(text)
    except OSError as error:
        raise BadDescription(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise BadDescription(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from None
    except ValueError as error:  # tomllib's own, and that of an integer of more digits than Python reads
        raise BadDescription(f"{path}: is not TOML: {str(error)[:300]}") from None
    except RecursionError:
        raise BadDescription(f"{path}: is nested too deeply to be a description") from None
    if not _is_shallow(table, _DEEPEST):
        raise BadDescription(f"{path}: is nested too deeply to be a description")
    table = {key: _dates_as_texts(value) for key, value in table.items()}
    problem = schemas.problem(schema, table)
    if problem is not None:
        raise BadDescription(_complaint(path, problem))
    return table


def _is_shallow(value: Any, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels > 0 and all(_is_shallow(one, levels - 1) for one in inner)


def _dates_as_texts(value: Any) -> Any:
    """TOML has dates, JSON Schema has none."""
    if isinstance(value, dict):
        return {key: _dates_as_texts(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_dates_as_texts(one) for one in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _complaint(path: Path, problem: schemas.Problem) -> str:
    key = ".".join(problem.keys) or "(the file)"
    if problem.rule == "additionalProperties" and isinstance(problem.value, dict):
        known = sorted(problem.definition["properties"])
        wrong = sorted(set(problem.value) - set(known))
        return f"{path}: {key}: unknown key {wrong[0][:60]!r}; the keys are {', '.join(known)}"
    if problem.rule == "required":
        missing = next(name for name in problem.definition["required"] if name not in problem.value)
        return f"{path}: {key}: the key {missing!r} is missing"
    remedy = problem.definition.get("description", "")
    return f"{path}: {key}: {worded(problem.value)} is wrong: it {problem.message}" + (f"; {remedy}" if remedy else "")
