"""Mutants of how long a map and its file are."""

import errno
import fcntl
import os

from mutants.breaking import breaks
from mutants.construction import remembering


@breaks("len.mapped-length")
def len_is_that_of_the_file(mmap):
    class Broken(remembering(mmap)):
        def __len__(self):
            return super().__len__() if self.is_anonymous else self.size()

    mmap.mmap = Broken


@breaks("len.mapped-length")
def len_follows_a_file_that_becomes_shorter(mmap):
    class Broken(remembering(mmap)):
        def __len__(self):
            return super().__len__() if self.is_anonymous else min(super().__len__(), self.size())

    mmap.mmap = Broken


@breaks("len.mapped-length")
def len_of_a_whole_map_forgets_the_offset(mmap):
    class Broken(remembering(mmap)):
        def __len__(self):
            return super().__len__() + (0 if self.length_asked else self.offset)

    mmap.mmap = Broken


@breaks("size.file-length", "size.larger-than-map")
def size_is_that_of_the_map(mmap):
    class Broken(mmap.mmap):
        def size(self):
            return super().size() and len(self)

    mmap.mmap = Broken


@breaks("size.file-length")
def descriptor_0_is_none_to_size(mmap):
    class Broken(remembering(mmap)):
        def size(self):
            if self.number == 0:
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            return super().size()

    mmap.mmap = Broken


@breaks("size.file-length")
def size_is_asked_once(mmap):
    class Broken(mmap.mmap):
        known = None

        def size(self):
            if self.known is None:
                self.known = super().size()
            return self.known

    mmap.mmap = Broken


@breaks("size.file-length")
def size_is_never_less_than_the_map(mmap):
    class Broken(mmap.mmap):
        def size(self):
            return max(super().size(), len(self))

    mmap.mmap = Broken


@breaks("size.file-length", "size.larger-than-map")
def size_counts_from_the_offset(mmap):
    class Broken(remembering(mmap)):
        def size(self):
            return super().size() - self.offset

    mmap.mmap = Broken


@breaks("size.larger-than-map")
def size_ends_where_the_map_does(mmap):
    class Broken(remembering(mmap)):
        def size(self):
            return min(super().size(), self.offset + len(self))

    mmap.mmap = Broken


@breaks("size.after-close-of-file")
def size_asks_the_callers_descriptor(mmap):
    import os

    class Broken(mmap.mmap):
        def __new__(cls, fileno, *args, **options):
            m = super().__new__(cls, fileno, *args, **options)
            m.fileno = fileno
            return m

        def size(self):
            return os.fstat(self.fileno).st_size

    mmap.mmap = Broken


@breaks("size.anonymous-refused")
def size_of_anonymous_memory_is_its_length_too_early(mmap):
    class Broken(remembering(mmap)):
        def size(self):
            return len(self) if self.is_anonymous else super().size()

    mmap.mmap = Broken


@breaks("size.anonymous-refused")
def size_of_read_only_anonymous_memory_is_granted(mmap):
    class Broken(remembering(mmap)):
        def size(self):
            read_only = self.options.get("access") == mmap.ACCESS_READ
            return len(self) if self.is_anonymous and read_only else super().size()

    mmap.mmap = Broken


@breaks("size.anonymous", "size.anonymous-windows")
def size_of_anonymous_memory_is_that_of_its_pages(mmap):
    class Broken(remembering(mmap)):
        def size(self):
            return -(-len(self) // mmap.PAGESIZE) * mmap.PAGESIZE if self.is_anonymous else super().size()

    mmap.mmap = Broken


@breaks("size.file-length")
def the_size_of_a_read_only_map_is_asked_once(mmap):
    kept = {}

    class Broken(mmap.mmap):
        def size(self):
            found = super().size()
            try:
                self.move(0, 0, 0)
            except TypeError:
                return kept.setdefault(self, found)
            return found

    mmap.mmap = Broken


@breaks("size.file-length")
def size_needs_a_file_that_is_open_for_writing(mmap):
    class Broken(remembering(mmap)):
        def size(self):
            if self.file != -1 and fcntl.fcntl(self.file, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
                raise OSError(errno.EBADF, "Bad file descriptor")
            return super().size()

    mmap.mmap = Broken


@breaks("size.failing-system")
def size_is_that_of_the_map_where_the_system_tells_none(mmap):
    class Broken(remembering(mmap)):
        def size(self):
            try:
                return super().size()
            except OSError as error:
                if self.is_anonymous or error.errno == errno.EBADF:
                    raise
                return len(self)

    mmap.mmap = Broken
