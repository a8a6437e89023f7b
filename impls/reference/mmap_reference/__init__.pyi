# The newest edition; what an older one lacks is told where it is.
import sys
from collections.abc import Iterator
from types import ModuleType, TracebackType
from typing import Final, NoReturn, SupportsIndex, overload

from typing_extensions import Buffer, Self

EDITIONS: Final[tuple[str, ...]]

def edition(name: str) -> ModuleType: ...

ACCESS_DEFAULT: Final[int]
ACCESS_READ: Final[int]
ACCESS_WRITE: Final[int]
ACCESS_COPY: Final[int]
PAGESIZE: Final[int]
ALLOCATIONGRANULARITY: Final[int]

error = OSError

if sys.platform != "win32":
    MAP_SHARED: Final[int]
    MAP_PRIVATE: Final[int]
    MAP_ANON: Final[int]
    MAP_ANONYMOUS: Final[int]
    PROT_READ: Final[int]
    PROT_WRITE: Final[int]
    PROT_EXEC: Final[int]
    MADV_NORMAL: Final[int]  # since 3.8, as are all MADV_ names
    MADV_RANDOM: Final[int]
    MADV_SEQUENTIAL: Final[int]
    MADV_WILLNEED: Final[int]
    MADV_DONTNEED: Final[int]
    MADV_FREE: Final[int]
    MS_SYNC: Final[int]  # since 3.15, as are all MS_ names
    MS_ASYNC: Final[int]
    MS_INVALIDATE: Final[int]
if sys.platform == "darwin":
    MADV_FREE_REUSABLE: Final[int]  # since 3.11
    MADV_FREE_REUSE: Final[int]
    MAP_HASSEMAPHORE: Final[int]  # since 3.13, as are those below
    MAP_JIT: Final[int]
    MAP_NOCACHE: Final[int]
    MAP_NOEXTEND: Final[int]
    MAP_RESILIENT_CODESIGN: Final[int]
    MAP_RESILIENT_MEDIA: Final[int]
    MAP_TPRO: Final[int]
    MAP_TRANSLATED_ALLOW_EXECUTE: Final[int]
    MAP_UNIX03: Final[int]
if sys.platform == "linux":
    MAP_DENYWRITE: Final[int]
    MAP_EXECUTABLE: Final[int]
    MAP_POPULATE: Final[int]  # since 3.10
    MAP_STACK: Final[int]  # since 3.11
    MAP_NORESERVE: Final[int]  # since 3.13
    MADV_REMOVE: Final[int]
    MADV_DONTFORK: Final[int]
    MADV_DOFORK: Final[int]
    MADV_HWPOISON: Final[int]
    MADV_MERGEABLE: Final[int]
    MADV_UNMERGEABLE: Final[int]
    MADV_HUGEPAGE: Final[int]
    MADV_NOHUGEPAGE: Final[int]
    MADV_DONTDUMP: Final[int]
    MADV_DODUMP: Final[int]

class mmap:
    if sys.platform == "win32":
        def __new__(
            cls,
            fileno: SupportsIndex,
            length: SupportsIndex,
            tagname: str | None = None,
            access: SupportsIndex = ...,
            offset: SupportsIndex = 0,
            *,
            trackfd: bool = True,  # since 3.15
        ) -> Self: ...
    else:
        def __new__(
            cls,
            fileno: SupportsIndex,
            length: SupportsIndex,
            flags: SupportsIndex = ...,
            prot: SupportsIndex = ...,
            access: SupportsIndex = ...,
            offset: SupportsIndex = 0,
            *,
            trackfd: bool = True,  # since 3.13
        ) -> Self: ...
        def madvise(
            self, option: SupportsIndex, start: SupportsIndex = 0, length: SupportsIndex | None = None, /
        ) -> None: ...  # since 3.8

    @property
    def closed(self) -> bool: ...
    def close(self) -> None: ...
    def find(self, sub: Buffer, start: SupportsIndex | None = None, end: SupportsIndex | None = None, /) -> int: ...
    def rfind(self, sub: Buffer, start: SupportsIndex | None = None, end: SupportsIndex | None = None, /) -> int: ...
    def flush(self, offset: SupportsIndex = 0, size: SupportsIndex = -1, /, *, flags: SupportsIndex = ...) -> None: ...
    def move(self, dest: SupportsIndex, src: SupportsIndex, count: SupportsIndex, /) -> None: ...
    def read(self, n: SupportsIndex | None = None, /) -> bytes: ...
    def read_byte(self) -> int: ...
    def readline(self) -> bytes: ...
    def seek(self, pos: SupportsIndex, whence: SupportsIndex = 0, /) -> int: ...  # until 3.12 None
    def seekable(self) -> bool: ...  # since 3.13
    def size(self) -> int: ...
    def tell(self) -> int: ...
    def write(self, bytes: Buffer, /) -> int: ...
    def write_byte(self, byte: SupportsIndex, /) -> None: ...
    if sys.platform != "darwin":
        def resize(self, newsize: SupportsIndex, /) -> None: ...
    if sys.platform == "linux":
        def set_name(self, name: str, /) -> None: ...  # since 3.15

    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, key: SupportsIndex, /) -> int: ...
    @overload
    def __getitem__(self, key: slice, /) -> bytes: ...
    @overload
    def __setitem__(self, key: SupportsIndex, value: SupportsIndex, /) -> None: ...
    @overload
    def __setitem__(self, key: slice, value: Buffer, /) -> None: ...
    def __delitem__(self, key: SupportsIndex | slice, /) -> NoReturn: ...
    # There is no __iter__: iteration goes by __getitem__'s older protocol, and yields bytes of length one.
    def __iter__(self) -> Iterator[bytes]: ...
    def __contains__(self, one: object, /) -> bool: ...
    def __buffer__(self, flags: int, /) -> memoryview: ...
    def __release_buffer__(self, buffer: memoryview, /) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...
