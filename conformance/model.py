"""The oracle: what a map should hold and answer, as a bytearray, a position and an access mode. No OS.

Ranks below ``spec/`` and above the reference. It answers what a requirement of every edition says; an answer
that changed between editions is passed in by the property, never asked for here.
"""

from __future__ import annotations

from typing import Any

DEFAULT, READ, WRITE, COPY = range(4)
"""The four values of access."""


class Model:
    """One map over ``content``; ``file`` is the whole file's content behind it, None for anonymous memory."""

    def __init__(
        self,
        content: bytes,
        access: int = DEFAULT,
        *,
        file: bytes | None = None,
        offset: int = 0,
        private: bool = False,
    ) -> None:
        self.content = bytearray(content)
        self.position = 0
        self.access = access
        self.offset = offset
        self.private = private or access == COPY
        self._file = None if file is None else bytearray(file)

    @property
    def readonly(self) -> bool:
        """Whether every change is refused."""
        return self.access == READ

    @property
    def file(self) -> bytes | None:
        """What the file holds: written through by shared maps, untouched by private ones."""
        if self._file is None:
            return None
        if not self.private and not self.readonly:
            self._file[self.offset : self.offset + len(self.content)] = self.content
        return bytes(self._file)

    def state(self) -> tuple[bytes, int, int, bytes | None]:
        """Content, position, length and file content, as ``Map.state`` reports them."""
        return bytes(self.content), self.position, len(self.content), self.file

    def find(self, sub: bytes, *bounds: int) -> int:
        """The lowest index at or after start, by default the position, or -1."""
        start, end = self._bounds(bounds)
        return bytes(self.content).find(sub, start, end)

    def rfind(self, sub: bytes, *bounds: int) -> int:
        """The highest index at or after start, by default the position, or -1."""
        start, end = self._bounds(bounds)
        return bytes(self.content).rfind(sub, start, end)

    def _bounds(self, bounds: tuple[int, ...]) -> tuple[int, int]:
        start, end = (*bounds, *(self.position, len(self.content))[len(bounds) :])
        return start, end

    def read(self, count: int | None = None) -> bytes:
        """Up to ``count`` bytes from the position; all that is left for None and negative."""
        rest = max(0, len(self.content) - self.position)
        taken = rest if count is None or count < 0 else min(count, rest)
        self.position += taken
        return bytes(self.content[self.position - taken : self.position])

    def readline(self) -> bytes:
        """The rest of the line that the position stands in, with its newline if there is one."""
        end = self.content.find(b"\n", self.position)
        return self.read((end + 1 if end >= 0 else len(self.content)) - self.position)

    def read_byte(self) -> int:
        """The byte at the position. Raises ValueError at the end."""
        if self.position >= len(self.content):
            raise ValueError("at the end")
        return self.read(1)[0]

    def write(self, data: bytes) -> int:
        """Store the bytes at the position. Raises TypeError (read-only) and ValueError (does not fit)."""
        self._check_writable()
        if len(data) > len(self.content) - self.position:
            raise ValueError("does not fit")
        self.content[self.position : self.position + len(data)] = data
        self.position += len(data)
        return len(data)

    def write_byte(self, value: int) -> None:
        """Store one byte at the position. Raises as ``write`` does."""
        self.write(bytes([value]))

    def seek(self, position: int, whence: int = 0) -> int:
        """Move the position within 0..length. Raises ValueError beyond it, or for another whence."""
        base = {0: 0, 1: self.position, 2: len(self.content)}.get(whence)
        if base is None or not 0 <= base + position <= len(self.content):
            raise ValueError("out of range")
        self.position = base + position
        return self.position

    def tell(self) -> int:
        """The position."""
        return self.position

    def move(self, dest: int, src: int, count: int) -> None:
        """Copy within the map. Raises TypeError (read-only) and ValueError (out of bounds)."""
        if min(dest, src, count) < 0 or max(dest, src) + count > len(self.content):
            raise ValueError("out of bounds")
        self._check_writable()
        self.content[dest : dest + count] = self.content[src : src + count]

    def set_item(self, index: int, value: int) -> None:
        """Replace one byte. Raises TypeError (read-only), IndexError and ValueError."""
        self._check_writable()
        self.content[index] = value

    def set_slice(self, where: slice, data: bytes) -> None:
        """Replace a slice by as many bytes. Raises TypeError (read-only) and IndexError (other size)."""
        self._check_writable()
        if len(range(*where.indices(len(self.content)))) != len(data):
            raise IndexError("another size")
        self.content[where] = data

    def get(self, where: int | slice) -> Any:
        """An item or a slice, slices as bytes."""
        found = self.content[where]
        return bytes(found) if isinstance(found, bytearray) else found

    def resize(self, size: int) -> None:
        """Another length for map and file; new bytes are zero."""
        self.content[size:] = bytes(max(0, size - len(self.content)))
        if self._file is not None:
            end = self.offset + size
            self._file[end:] = bytes(max(0, end - len(self._file)))

    def _check_writable(self) -> None:
        if self.readonly:
            raise TypeError("read-only")
