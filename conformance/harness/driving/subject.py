"""The subject as a property sees it: files, maps, the module under test, remote functions.

When examples begin and end is not a property's business; it only calls what stands here.
"""

from __future__ import annotations

from typing import Any

from conformance import model
from conformance.harness.driving.arranged import Arranged
from conformance.harness.driving.arrangement import (
    ANONYMOUS,
    COMPANY,
    RESIZED,
    VALUES,
    VIEW,
    as_number_zero,
    lived,
    options_of,
    place_of,
    position_of,
)
from conformance.harness.driving.proxy import File, Map, Module
from conformance.harness.launch.launch import Launch
from conformance.harness.wire.remote import RemoteFunction
from conformance.harness.wire.source import DATA, beside, modelled, render, render_call


class Subject(Arranged):
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
        """Make a map that is expected to come about, in the example's arrangement; sent along with the next step.

        The content of a file of its own may lie anywhere in that file: its length is the map's, and it is whole in it.
        """
        access, memory = 0, 0
        if not options.keys() - {"length"}:
            access = self.chosen("access")
            memory = self.chosen("memory") if isinstance(source, bytes) and source and not length else 0
        if memory == ANONYMOUS and isinstance(source, bytes):
            m = self._mapped("-1", len(source), {}, None)
            self.queue(f"{m.text}[:] = {source!r}", "[]=", beside(f"{m.text}[:] = {DATA}", source))
            return self._settled(m, len(source))
        options = {**options, **options_of(access, memory)}
        how = VALUES["descriptor"][self.chosen("descriptor")]
        is_zero = how == "number zero"
        if not isinstance(source, bytes):
            m = self._mapped(f"{source.text}.fileno()", length, options, source, is_zero=is_zero)
            return self._settled(m, None)
        if source and not length and "offset" not in options:
            file, length, offset = self._placed(source)
            options = {**options, "offset": offset} if offset else options
        else:
            file = self.file(source)
        mapped = self._opened(
            file, how, reads=bool(memory) or modelled(options.get("access")) in (model.READ, model.COPY)
        )
        m = self._mapped(f"{mapped}.fileno()", length, options, file, is_zero=is_zero)
        if memory:
            m.access = model.COPY
        m = self._settled(m, len(source))
        if how == "closed since":
            self.queue(f"{mapped}.close()", "close")
        return m

    def anonymous(self, length: int, **options: Any) -> Map:
        """Make a map of anonymous memory that is expected to come about, in the example's arrangement."""
        return self._settled(self._mapped("-1", length, options, None), None)

    def call(self, function: RemoteFunction, *args: Any) -> Any:
        """Run a remote function in the subject and return what it returns."""
        text, functions = render_call(function.name, args, {}), (*function.used, function)
        return self.step(text, function.name, functions=functions)

    # Arrangements

    def _arranged_map(self) -> None:
        m = self.map(b"trial.")
        if m.file is not None:
            self._mapped(f"{self.file(b'trial.').text}.fileno()", 1, {"offset": 0}, m.file)
        self.anonymous(6).tell()  # CPython on Windows loses one that is resized, up to 3.10

    def _opened(self, file: File, how: str, *, reads: bool) -> str:
        """The name of the file object that is mapped: the property's own, or one that is open in another way.

        ``reads``: the map needs nothing but reading.
        """
        if how == "elsewhere":
            self.queue(f"{file.text}.seek(3)", "seek")
        modes = {"appending": "a+b", "another": "r+b", **({"for reading": "rb"} if reads else {})}
        if how not in modes:
            return file.text
        name = file.text if how == "appending" else self.new_name("f")
        self.queue(f"{name} = open({file.path!r}, {modes[how]!r}, 0)", "open")
        return name

    def _placed(self, content: bytes) -> tuple[File, int, int]:
        """A file that holds the content somewhere, and the length and the offset to map it with."""
        before, behind = place_of(self.chosen("place"), self.granularity)
        if not before and not behind:
            return self.file(content), 0, 0
        file = self.file(size=before)
        self.queue(f"{file.text}.seek({before})", "seek")
        self.queue(f"{file.text}.write({content!r})", "open", beside(f"{file.text}.write({DATA})", content))
        if behind:
            self.queue(f"{file.text}.truncate({before + len(content) + behind})", "open")
        return file.part(before, behind), len(content), before

    def _settled(self, m: Map, length: int | None) -> Map:
        """The map when it has company, has been through something and stands somewhere."""
        history, company = self.chosen("history"), self.chosen("company")
        position = self.chosen("position") if length is not None else 0
        if VALUES["company"][company] == "second map" and self.facts.os == "windows":
            company = 0  # a file that is mapped twice cannot change its length there
        if m.file is not None and m.file.after and history == RESIZED:
            history = 0  # the file would end with the map
        if history:
            self.journal.functions[lived.name] = lived
            self.queue(f"{lived.name}({m.text}, {VALUES['history'][history]!r})", "history")
        if company and (m.file is not None or "{f}" not in COMPANY[company]):
            text = m.file.text if m.file is not None else ""
            number = self.new_name("")
            self.queue(COMPANY[company].format(n=number, m=m.text, f=text), "company")
        if self.chosen("exports"):
            self.queue(VIEW.format(n=self.new_name(""), m=m.text), "memoryview")
        if position and length is not None:
            m.begins = position_of(position, length)
            self.queue(f"{m.text}.seek({m.begins})", "seek")
        return m

    def _mapped(
        self, descriptor: str, length: int, options: dict[str, Any], file: File | None, *, is_zero: bool = False
    ) -> Map:
        name = self.new_name("m")
        more = "".join(f", {option}={render(self.worn(value))}" for option, value in options.items())
        made = f"{self.maker}({'number' if is_zero else descriptor}, {render(self.worn(length))}{more})"
        if is_zero:
            self.journal.functions[as_number_zero.name] = as_number_zero
            made = f"{as_number_zero.name}({descriptor}, lambda number: {made})"
        self.queue(f"{name} = {made}", "mmap")
        return Map(self, name, file)
