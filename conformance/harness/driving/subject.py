"""The subject as a property sees it: files, maps, the module under test, remote functions.

When examples begin and end is not a property's business; it only calls what stands here.
"""

from __future__ import annotations

from typing import Any

from conformance.harness.driving.proxy import File, Map, Module
from conformance.harness.driving.steps import Steps
from conformance.harness.launch.launch import Launch
from conformance.harness.wire.remote import RemoteFunction
from conformance.harness.wire.source import DATA, beside, render, render_call


class Subject(Steps):
    """Drives one implementation. ``mmap`` is the module under test."""

    def __init__(self, launch: Launch) -> None:
        super().__init__(launch)
        self.mmap = Module(self)

    @property
    def page_size(self) -> int:
        """Bytes of a page on the subject's machine."""
        return self.facts.page_size

    @property
    def granularity(self) -> int:
        """Bytes that the offset of a map has to be a multiple of."""
        return self.facts.granularity

    def file(self, content: bytes = b"", mode: str = "r+b", size: int | None = None) -> File:
        """Make a file with that content (and, if given, cut or extended to ``size`` bytes); open it."""
        name = self.new_name("f")
        self.queue(f"{name} = open({name!r}, 'w+b', 0)", "open")
        if content:
            self.queue(f"{name}.write({content!r})", "open", beside(f"{name}.write({DATA})", content))
        if size is not None:
            self.queue(f"{name}.truncate({size})", "open")
        if mode not in ("r+b", "w+b"):
            self.queue(f"{name}.close()", "open")
            self.queue(f"{name} = open({name!r}, {mode!r}, 0)", "open")
        return File(self, name)

    def map(self, source: File | bytes, length: int = 0, **options: Any) -> Map:
        """Make a map that is expected to come about; it is sent along with the next step."""
        file = self.file(source) if isinstance(source, bytes) else source
        return self._mapped(f"{file.text}.fileno()", length, options, file)

    def anonymous(self, length: int, **options: Any) -> Map:
        """Make a map of anonymous memory that is expected to come about."""
        return self._mapped("-1", length, options, None)

    def call(self, function: RemoteFunction, *args: Any) -> Any:
        """Run a remote function in the subject and return what it returns."""
        text, functions = render_call(function.name, args, {}), (*function.used, function)
        return self.step(text, function.name, functions=functions)

    def _mapped(self, descriptor: str, length: int, options: dict[str, Any], file: File | None) -> Map:
        name = self.new_name("m")
        more = "".join(f", {option}={render(value)}" for option, value in options.items())
        self.queue(f"{name} = mmap.mmap({descriptor}, {render(length)}{more})", "mmap")
        return Map(self, name, file)
