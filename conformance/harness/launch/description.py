"""Reads a TOML file of the user's and holds it against a schema: ``impl.toml`` and ``deviations.toml`` alike."""

from __future__ import annotations

import datetime
import json
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from conformance.exits import BadDescription
from conformance.results.lines import JSON


def read_toml(path: Path, schema: str) -> JSON:
    """Read a TOML file of the user's and hold it against a schema of the package. Raises BadDescription."""
    import jsonschema

    try:
        table = tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise BadDescription(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise BadDescription(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise BadDescription(f"{path}: is not TOML: {error}") from None
    except RecursionError:
        raise BadDescription(f"{path}: is nested too deeply to be a description") from None
    table = {key: _dates_as_texts(value) for key, value in table.items()}
    rules = json.loads(files("conformance").joinpath("schemas", schema).read_text("utf-8"))
    problems = jsonschema.Draft202012Validator(rules).iter_errors(table)
    problem = jsonschema.exceptions.best_match(problems)
    if problem is not None:
        raise BadDescription(_complaint(path, problem))
    return table


def _dates_as_texts(value: Any) -> Any:
    """TOML has dates, JSON Schema has none."""
    if isinstance(value, dict):
        return {key: _dates_as_texts(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_dates_as_texts(one) for one in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _complaint(path: Path, problem: Any) -> str:
    key = ".".join(str(part) for part in problem.absolute_path) or "(the file)"
    if problem.validator == "additionalProperties":
        known = sorted(problem.schema["properties"])
        wrong = sorted(set(problem.instance) - set(known))
        return f"{path}: {key}: unknown key {wrong[0]!r}; the keys are {', '.join(known)}"
    if problem.validator == "required":
        missing = next(name for name in problem.validator_value if name not in problem.instance)
        return f"{path}: {key}: the key {missing!r} is missing"
    value = repr(problem.instance)
    remedy = problem.schema.get("description", "")
    return f"{path}: {key}: {value[:100]} is wrong: {problem.message[:200]}" + (f"; {remedy}" if remedy else "")
