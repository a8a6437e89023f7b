"""``@remote``: a function that is shipped as source and runs whole in the subject.

For what a proxy cannot say: memoryview, ``re``, ``struct``, ``del`` and garbage collection, threads, fork.
On the host a remote function is only its name, its source and its signature; calling it needs a subject,
``subject.call(function, *args)``. It sees its arguments and what it imports, ``mmap``, the module under test, and
the remote functions that it is marked with: ``@remote_with(other)``; nothing else of the module that it stands in.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from functools import cached_property
from typing import Any

OLDEST_GRAMMAR = (3, 7)


class RemoteFunction:
    """A function's source, ready to be defined in a subject."""

    def __init__(self, function: Callable[..., Any], used: tuple[RemoteFunction, ...] = ()) -> None:
        self.__doc__ = function.__doc__
        self.name = function.__name__
        self.module = function.__module__
        self.line = function.__code__.co_firstlineno
        self.used = used
        self._function = function

    @cached_property
    def source(self) -> str:
        """What is defined in the subject. Raises SyntaxError where 3.7 could not parse it."""
        return _undecorated(inspect.getsource(self._function), self.name)

    @cached_property
    def definition(self) -> str:
        """The statement that defines it there."""
        return f"exec(compile({self.source!a}, '<remote {self.name}>', 'exec'), globals())"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError(f"{self.name} runs in a subject: write subject.call({self.name}, ...)")

    def __repr__(self) -> str:
        return f"<remote {self.name}>"


def remote(function: Callable[..., Any]) -> RemoteFunction:
    """Mark a function as one that runs in the subject. Its source is looked at when it is first asked for."""
    return RemoteFunction(function)


def remote_with(*used: RemoteFunction) -> Callable[[Callable[..., Any]], RemoteFunction]:
    """Mark a function as one that runs in the subject and calls these, which are defined there too."""
    return lambda function: RemoteFunction(function, used)


def _undecorated(source: str, name: str) -> str:
    source = textwrap.dedent(source)
    tree = ast.parse(source, feature_version=OLDEST_GRAMMAR)
    function = tree.body[0]
    if not isinstance(function, ast.FunctionDef):
        raise TypeError(f"{name}: a remote function is a plain def")
    # Annotations are evaluated where the function is defined, and what they name does not exist there.
    function.returns = None
    for argument in ast.walk(function.args):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    function.decorator_list = []
    if isinstance(function.body[0], ast.Expr) and isinstance(function.body[0].value, ast.Constant):
        function.body = function.body[1:] or [ast.Pass()]
    return ast.unparse(function) + "\n"
