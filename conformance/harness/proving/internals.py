"""Everything that the suite touches inside of Hypothesis, where nothing is promised, with the reason of each.

Hypothesis is pinned exactly, so what stands here holds; a new release is tried against these functions first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import hypothesis
from hypothesis.errors import InvalidArgument

from conformance.exits import BrokenSuite

try:
    from hypothesis.control import current_build_context
    from hypothesis.internal.conjecture import providers
    from hypothesis.internal.constants_ast import Constants

    _NO_CONSTANTS = Constants()
    _OUR_CACHE = type(providers.CONSTANTS_CACHE)(1024)
except (ImportError, AttributeError, TypeError) as error:
    raise BrokenSuite(
        f"Hypothesis {hypothesis.__version__} is another inside than the one that this suite is pinned to ({error}): "
        "install the suite in an environment of its own"
    ) from None


def _none_is_local() -> Any:
    return _NO_CONSTANTS


@contextmanager
def no_local_constants() -> Iterator[None]:
    """Within, Hypothesis does not draw the constants that it finds in the modules which happen to be loaded.

    They differ between a checkout and an installation and from worker to worker, and the gate's examples must not;
    and to collect them Hypothesis parses every module and leaves a folder ``.hypothesis`` behind. Only properties of
    the suite run within: other people's draw what they would have drawn without us, so the cache that keeps the
    constants is theirs again afterwards too.
    """
    theirs = providers._get_local_constants, providers.CONSTANTS_CACHE
    providers._get_local_constants, providers.CONSTANTS_CACHE = _none_is_local, _OUR_CACHE
    try:
        yield
    finally:
        providers._get_local_constants, providers.CONSTANTS_CACHE = theirs


@contextmanager
def bounded(function: Any, example: Callable[[Callable[..., Any]], Callable[..., Any]]) -> Iterator[None]:
    """Within, each example of a property that draws is run by ``example(body)`` in the place of its body.

    ``inner_test`` is what Hypothesis documents for runners that wrap each example.
    """
    handle = function.hypothesis
    body = handle.inner_test
    handle.inner_test = example(body)
    try:
        yield
    finally:
        handle.inner_test = body


@contextmanager
def drawing_as(
    function: Any, settings: hypothesis.settings, seed: int | None, key: bytes | None = None
) -> Iterator[None]:
    """Within, a property draws with these settings and this seed; a decorator could give it one of each for good.

    ``key`` names its examples in a database, if it is another than at other times.
    """
    values: dict[str, Any] = {"_hypothesis_internal_use_settings": settings, "_hypothesis_internal_use_seed": seed}
    if key is not None:
        values["_hypothesis_internal_database_key"] = key
    names = list(values)
    before = [getattr(function, name) for name in names]
    for name, value in values.items():
        setattr(function, name, value)
    try:
        yield
    finally:
        for name, value in zip(names, before, strict=True):
            setattr(function, name, value)


def name_examples(function: Any, digest: bytes) -> None:
    """Spare Hypothesis making a digest of the property's source, which costs more than to run some properties."""
    function._hypothesis_internal_database_key = digest


def name_of_examples(function: Any) -> bytes:
    """What ``name_examples`` gave it."""
    found: bytes = function._hypothesis_internal_database_key
    return found


def is_final() -> bool:
    """Whether Hypothesis replays a minimal example to report it; that one runs in a fresh subject."""
    return bool(current_build_context().is_final)


def drawn() -> tuple[Any, ...] | None:
    """What Hypothesis has drawn for this example up to now, None for a property that draws nothing."""
    try:
        return tuple(current_build_context().data.choices)
    except InvalidArgument:  # outside of @given
        return None


def replayed() -> tuple[Any, ...] | None:
    """What Hypothesis will draw for this example if it is one that ran before; None outside of @given."""
    try:
        return tuple(current_build_context().data.prefix or ())
    except InvalidArgument:
        return None


def overrun() -> None:
    """End this example as an overrun: the only way to stop shrinking that does not make Hypothesis call it flaky."""
    current_build_context().data.mark_overrun()


def draw_bytes(size: int, wanted: Iterator[bytes] | None = None) -> bytes:
    """As many bytes as the next choice of this example: drawn as its strategies' are, each byte shrunk towards 0.

    Where nothing decides yet what they are, as the prefix of a variation does, the next that is ``wanted`` is drawn.
    """
    data: Any = current_build_context().data
    if wanted is None or (data.prefix is not None and data.index < len(data.prefix)):
        found: bytes = data.draw_bytes(size, size)
        return found
    value = next(wanted)
    data.provider.draw_bytes = lambda *_, **__: value
    try:
        found = data.draw_bytes(size, size)
    finally:
        del data.provider.draw_bytes
    return found
