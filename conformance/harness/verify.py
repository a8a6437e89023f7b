"""``@verifies``: says which requirements a property tries to refute, and with how many examples.

The property must not draw the boundaries of its examples itself: each call of its body is one example, begun
in an empty world and ended when everything that it queued has been answered.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis.control import current_build_context

from conformance import spec
from conformance.harness import profiles
from conformance.harness.outcome import Unstable

profiles.forget_local_constants()

registry: dict[str, tuple[str, ...]] = {}
"""Which requirements each property verifies, by its key (``key_of``)."""


def verifies(*ids: str, examples: int = 20, drawn_as: str = "") -> Callable[[Callable[..., Any]], Any]:
    """Mark a property. ``examples`` are those of the gate profile; none are drawn without ``@given``.

    The gate's examples follow from the property's key. One that has moved keeps those that it had with ``drawn_as``,
    the file's part of the key that it had before.

    Raises LookupError for an id that the specification does not have.
    """
    known = spec.load()
    for name in ids:
        if name not in known:
            raise LookupError(f"@verifies({name!r}): there is no such requirement under conformance/spec/")
    if not ids:
        raise LookupError("@verifies needs the id of a requirement")

    def mark(function: Callable[..., Any]) -> Any:
        name = function.__name__
        folder, file = ("", *function.__module__.split("."))[-2:]
        key = key_of(folder, file, name)
        registry[key] = ids
        handle = getattr(function, "hypothesis", None)
        if handle is not None:
            handle.inner_test = _bounded(handle.inner_test, final=_is_final)
            marked = profiles.drawn(function, f"{drawn_as}::{name}" if drawn_as else key, examples)
        else:
            marked = _confirmed(function)
        marked.__doc__ = "\n".join(known[name].text for name in ids)
        marked.__dict__["requirements"] = ids
        marked.__dict__["examples"] = profiles.scaled(examples)
        marked.__dict__["is_drawn"] = handle is not None
        return marked

    return mark


def key_of(folder: str, file: str, function: str) -> str:
    """``test_search_find::test_it`` for that function of ``search/test_find.py``; the folder counts if it is a stem."""
    return f"{file.replace('test_', f'test_{folder}_', 1) if folder in spec.STEMS else file}::{function}"


def _bounded(inner: Callable[..., Any], final: Callable[[], bool]) -> Callable[..., Any]:
    @functools.wraps(inner)
    def example(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        return kwargs["subject"].examples.run(inner, args, kwargs, final=final())

    return example


def _confirmed(inner: Callable[..., Any]) -> Callable[..., Any]:
    """A property that draws nothing: one example, which fails when it fails twice."""

    @functools.wraps(inner)
    def example(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        examples = kwargs["subject"].examples
        try:
            return examples.run(inner, args, kwargs, final=False)
        except (pytest.skip.Exception, pytest.exit.Exception, KeyboardInterrupt):  # ours, none of the subject's
            raise
        except BaseException as error:
            examples.run(inner, args, kwargs, final=True)
            raise Unstable(f"failed once, and not in a fresh subject: {error}") from error

    return example


def _is_final() -> bool:
    """Whether Hypothesis replays a minimal example to report it; that one runs in a fresh subject."""
    return current_build_context().is_final
