"""The standard library on Linux, as it is on macOS wherever the page or the system's manual say a difference.

No ``mremap`` and so no resize, pages of 16 KiB, the constants and their values of mmap(2), madvise(2) and msync(2)
there, and ``F_FULLFSYNC`` asked for with the file that is mapped. What is asked in numbers of macOS is asked of Linux
in its own.
"""

import errno
import operator
import os
import sys

from .disguised import Standard, standard

_OF_LINUX = ("MADV_", "MAP_", "MS_")
for _name in dir(standard):
    if _name.isupper() and not _name.startswith(_OF_LINUX):
        globals()[_name] = getattr(standard, _name)

MAP_SHARED, MAP_PRIVATE = 0x01, 0x02
MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED, MADV_DONTNEED, MADV_FREE = range(6)
MADV_FREE_REUSABLE, MADV_FREE_REUSE = 7, 8
MAP_ANON = MAP_ANONYMOUS = 0x1000
if sys.version_info >= (3, 13):
    MAP_NORESERVE, MAP_NOEXTEND, MAP_HASSEMAPHORE, MAP_NOCACHE, MAP_JIT = 0x40, 0x100, 0x200, 0x400, 0x800
    MAP_32BIT = 0x8000
if sys.version_info >= (3, 15):
    MS_ASYNC, MS_INVALIDATE, MS_SYNC = 0x1, 0x2, 0x10
PAGESIZE = ALLOCATIONGRANULARITY = 16384
error = OSError

_ANON_OF_LINUX = 0x20
_ADVICE = {5: 8, 7: 8, 8: 0}
_SYNC = {0x10: 4}


class mmap(Standard):  # noqa: N801
    """A map as macOS gives it."""

    __slots__ = ()

    def __new__(cls, fileno, length, flags=MAP_SHARED, *args, **keywords):
        offset = keywords.get("offset", args[2] if len(args) > 2 else 0)
        if type(flags) is int and flags & 0x1000:
            flags = (flags & ~0x1000) | _ANON_OF_LINUX
        made = super().__new__(cls, fileno, length, flags, *args, **keywords)
        if operator.index(offset) % ALLOCATIONGRANULARITY:
            made.close()
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        if operator.index(fileno) >= 0:
            os.fsync(operator.index(fileno))  # as near to F_FULLFSYNC as Linux comes
        return made

    def resize(self, newsize, /):
        self.tell()  # raises where the map is closed
        raise SystemError("mmap: resizing not available--no mremap()")

    def madvise(self, option, /, *span):
        return super().madvise(_ADVICE.get(option, option), *span)

    def flush(self, *span, **keywords):
        if "flags" in keywords:
            keywords["flags"] = _SYNC.get(keywords["flags"], keywords["flags"])
        return super().flush(*span, **keywords)
