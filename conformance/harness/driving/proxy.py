"""Objects that stand for what lives in the subject. They render syntax, never meaning.

``m[2:5]`` becomes the text ``m1[2:5]``, ``for b in m`` becomes ``iter(m1)``: an explicit table, so that a
subject without ``__iter__`` cannot pass by what the host's Python would do in its place.
"""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from conformance import model
from conformance.harness.driving.arranged import Arranged
from conformance.harness.driving.evidence import evidence_of
from conformance.harness.wire.source import DATA, Expression, Named, beside, render, render_call

__tracebackhide__ = True
"""pytest leaves the frames of a module with this name out of its tracebacks: readers want the property's line."""


class Proxy(Named):
    """Something in the subject that steps can be said about."""

    __slots__ = ("_steps",)

    def __init__(self, steps: Arranged, text: str) -> None:
        super().__init__(text)
        self._steps = steps

    def _call(self, method: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        function, wire = f"{self.text}.{method}", ""
        if args and type(args[0]) is bytes and args[0]:
            wire = beside(render_call(function, (DATA, *args[1:]), kwargs), args[0])
        return self._steps.step(render_call(function, args, kwargs), method, wire=wire)

    def _evaluate(self, text: str, operation: str) -> Any:
        return self._steps.step(text, operation)

    def _run(self, text: str, operation: str, wire: str = "") -> None:
        self._steps.step(text, operation, valued=False, wire=wire)

    __hash__ = None  # type: ignore[assignment]
    __eq__ = None  # type: ignore[assignment]


class Descriptor(Expression):
    """``f1.fileno()``, with the file that it belongs to."""

    __slots__ = ("file",)

    def __init__(self, file: File) -> None:
        super().__init__(f"{file.text}.fileno()")
        self.file = file


class File(Proxy):
    """A file object of the subject's, unbuffered; its path there is its name.

    Of a file that is longer than what the example gave it, ``content`` is that part.
    """

    __slots__ = ("after", "before")

    def __init__(self, steps: Arranged, text: str) -> None:
        super().__init__(steps, text)
        self.before = self.after = 0

    def part(self, before: int, after: int) -> Self:
        """The file without so many bytes at its beginning and its end."""
        self.before, self.after = before, after
        return self

    @property
    def path(self) -> str:
        """The file's name in the subject's working directory."""
        return self.text

    def fileno(self) -> Descriptor:
        """The descriptor, as an argument for the constructor."""
        return Descriptor(self)

    def content(self, begin: int = 0) -> Any:
        """What the file holds from there on, read through a descriptor of its own."""
        first, last = begin + self.before, -self.after or ""
        part = f"[{first or ''}:{last}]" if first or last else ""
        return self._evaluate(f"open({self.path!r}, 'rb', 0).read(){part}", "file content")

    def write(self, data: bytes) -> Any:
        return self._call("write", (data,), {})

    def seek(self, position: int) -> Any:
        return self._call("seek", (position,), {})

    def truncate(self, size: int) -> Any:
        return self._call("truncate", (size,), {})

    def close(self) -> Any:
        return self._call("close", (), {})

    @property
    def closed(self) -> Any:
        return self._evaluate(f"{self.text}.closed", "file closed")


class Map(Proxy):
    """A map of the subject's. Every operation that it has is written out here."""

    __slots__ = ("access", "begins", "file")

    def __init__(self, steps: Arranged, text: str, file: File | None) -> None:
        super().__init__(steps, text)
        self.file = file
        self.access = model.DEFAULT
        """How writes work, where the example's arrangement decides it: DEFAULT or COPY."""
        self.begins = 0
        """The position at which the map is given to the property."""

    def _call(self, method: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        worn = self._steps.worn
        function, wire = f"{self.text}.{method}", ""
        named = {name: worn(value) for name, value in kwargs.items()}
        others = [worn(arg) for arg in args[1:]]
        if args and type(args[0]) is bytes and args[0]:
            wire = beside(render_call(function, (_data_as(worn(args[0], DATA.text)), *others), named), args[0])
        text = render_call(function, (*map(worn, args[:1]), *others), named)
        return self._steps.step(text, method, wire=wire)

    def state(self) -> Any:
        """Content, position, length, and file content (None for anonymous memory), in one step."""
        m, path = self.text, self.file.path if self.file is not None else None
        content = f"open({path!r}, 'rb').read()" if path is not None else None
        more = ""
        if self.file is not None and (self.file.before or self.file.after):
            more = f", {self.file.before}, {self.file.after}"
            content = f"{content}[{self.file.before}:{-self.file.after or ''}]"
        spelled = f"({m}[:], {m}.tell(), len({m}), {content})"
        return self._steps.step(f"state({m}, {path!r}{more})", "state", spelled=spelled)

    def get(self, name: str) -> Any:
        """The value of an attribute."""
        return self._evaluate(f"{self.text}.{name}", name)

    @property
    def closed(self) -> Any:
        return self._evaluate(f"{self.text}.closed", "closed")

    def length(self) -> Any:
        """``len(m)``; the host's own ``len`` would insist on a sensible int."""
        return self._evaluate(f"len({self.text})", "len")

    def __len__(self) -> int:
        found: int = self._evaluate(f"len({self.text})", "len")
        return found

    def __getitem__(self, index: Any) -> Any:
        return self._evaluate(f"{self.text}[{render(self._steps.worn(index))}]", "[]")

    def __setitem__(self, index: Any, value: Any) -> None:
        worn = self._steps.worn
        place, wire = f"{self.text}[{render(worn(index))}]", ""
        if type(value) is bytes and value:
            wire = beside(f"{place} = {render(_data_as(worn(value, DATA.text)))}", value)
        self._run(f"{place} = {render(worn(value))}", "[]=", wire)

    def __delitem__(self, index: Any) -> None:
        self._run(f"del {self.text}[{render(self._steps.worn(index))}]", "del")

    def contains(self, value: Any) -> Any:
        """``value in m``; the host's own ``in`` would turn the answer into a bool."""
        return self._evaluate(f"{render(value)} in {self.text}", "in")

    def __iter__(self) -> Iteration:
        return Iteration(self._steps, self._steps.remember(f"iter({self.text})", "iter", "i"))

    def __enter__(self) -> Self:
        self._run(f"{self.text}.__enter__()", "__enter__")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or evidence_of(error).journal is None:
            self._run(f"{self.text}.__exit__(None, None, None)", "__exit__")

    def view(self) -> View:
        """A memoryview of the map that stays in the subject."""
        return View(self._steps, self._steps.remember(f"memoryview({self.text})", "memoryview", "v"))

    def close(self) -> Any:
        return self._call("close", (), {})

    def find(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("find", args, kwargs)

    def rfind(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("rfind", args, kwargs)

    def flush(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("flush", args, kwargs)

    def madvise(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("madvise", args, kwargs)

    def move(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("move", args, kwargs)

    def read(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("read", args, kwargs)

    def read_byte(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("read_byte", args, kwargs)

    def readline(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("readline", args, kwargs)

    def resize(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("resize", args, kwargs)

    def seek(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("seek", args, kwargs)

    def seekable(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("seekable", args, kwargs)

    def set_name(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("set_name", args, kwargs)

    def size(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("size", args, kwargs)

    def tell(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("tell", args, kwargs)

    def write(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("write", args, kwargs)

    def write_byte(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("write_byte", args, kwargs)


class Iteration(Proxy):
    """An iterator of the subject's."""

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        return self._evaluate(f"next({self.text})", "next")


class View(Proxy):
    """A memoryview of a map, in the subject."""

    def __getitem__(self, index: Any) -> Any:
        return self._evaluate(f"{self.text}[{render(index)}]", "view []")

    def __setitem__(self, index: Any, value: Any) -> None:
        self._run(f"{self.text}[{render(index)}] = {render(value)}", "view []=")

    def release(self) -> Any:
        return self._call("release", (), {})


class Module(Proxy):
    """The module under test."""

    def __init__(self, steps: Arranged) -> None:
        super().__init__(steps, "mmap")

    def mmap(self, *args: Any, **kwargs: Any) -> Map:
        """The constructor, as the thing under test."""
        file = next((arg.file for arg in (*args, *kwargs.values()) if hasattr(arg, "file")), None)
        worn = self._steps.worn
        args = (*args[:1], *map(worn, args[1:2]), *args[2:])  # the length: what follows is Windows' or Unix' own
        named = {name: worn(value) if name in ("length", "offset") else value for name, value in kwargs.items()}
        text = render_call(self._steps.maker, args, named)
        return Map(self._steps, self._steps.remember(text, "mmap", "m"), file)

    def get(self, name: str) -> Any:
        """The value of a name of the module."""
        return self._evaluate(f"mmap.{name}", name)


def _data_as(worn: Any) -> Expression:
    """What stands for bytes that travel beside a statement: in clothes, or themselves."""
    return worn if isinstance(worn, Expression) else DATA
