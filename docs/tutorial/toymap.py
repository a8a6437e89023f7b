"""A toy: the memory is the standard library's, searching and the position are written anew. It has five bugs."""

import ctypes
import mmap as _standard
import os
from mmap import *  # the constants
from operator import index


class mmap(_standard.mmap):
    """A map that searches, reads, writes and moves in its own way."""

    def __new__(cls, *args, **options):
        self = super().__new__(cls, *args, **options)
        self._at = 0
        return self

    # Searching

    def find(self, sub, start=None, end=None, /):
        start, end = self._bounds(start, end)
        return self[start:end].find(bytes(memoryview(sub)))

    def rfind(self, sub, start=None, end=None, /):
        start, end = self._bounds(start, end)
        found = self[start:end].rfind(bytes(memoryview(sub)))
        return found if found < 0 else start + found

    def _bounds(self, start, end):
        start = self.tell() if start is None else start
        start, end, _ = slice(start, end or len(self)).indices(len(self))
        return start, end

    # The position

    def tell(self):
        len(self)  # raises ValueError where the map is closed
        return self._at

    def seek(self, pos, whence=os.SEEK_SET, /):
        pos, whence, whole = index(pos), index(whence), len(self)
        if whence == os.SEEK_CUR:
            pos += self._at
        elif whence == os.SEEK_END:
            pos += whole
        elif whence != os.SEEK_SET:
            raise ValueError("unknown seek type")
        if not 0 <= pos <= whole:
            raise ValueError("seek out of range")
        self._at = pos

    # Reading and writing

    def read(self, n=None, /):
        n = 0 if n is None else index(n)
        data = self[self._at : self._at + n if n > 0 else len(self)]
        self._at += len(data)
        return data

    def read_byte(self):
        if self.tell() >= len(self):
            raise ValueError("read byte out of range")
        self._at += 1
        return self[self._at - 1]

    def readline(self):
        rest = self[self._at :]
        line = rest[: rest.find(b"\n") + 1] or rest
        self._at += len(line)
        return line

    def write(self, data, /):
        data = bytes(memoryview(data))
        if self.tell() + len(data) > len(self):
            raise ValueError("data out of range")
        self[self._at : self._at + len(data)] = data
        self._at += len(data)
        return len(data)

    def write_byte(self, byte, /):
        if self.tell() >= len(self):
            raise ValueError("write byte out of range")
        self[self._at] = byte
        self._at += 1

    # Moving

    def move(self, dest, src, count, /):
        dest, src, count = index(dest), index(src), index(count)
        if min(dest, src, count) < 0:
            raise ValueError("source, destination, or count out of range")
        start = ctypes.addressof(ctypes.c_char.from_buffer(self))
        ctypes.memmove(start + dest, start + src, count)
