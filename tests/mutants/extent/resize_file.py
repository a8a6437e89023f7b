"""Mutants of what resize does to the file and to other maps of it."""

import errno
import os
import weakref

from mutants.breaking import breaks
from mutants.construction import remembering, resizing


@breaks("resize.file")
def resize_leaves_a_longer_file(mmap):
    class Broken(remembering(mmap)):
        def resize(self, size):
            before = os.fstat(self.file).st_size if self.file != -1 else 0
            super().resize(size)
            if before > size:
                os.ftruncate(self.file, before)

    mmap.mmap = Broken


@breaks("resize.file", "resize.map")
def resize_gives_the_file_whole_pages(mmap):
    class Broken(remembering(mmap)):
        def resize(self, size):
            super().resize(size)
            if self.file != -1:
                os.ftruncate(self.file, -(-(self.offset + size) // mmap.PAGESIZE) * mmap.PAGESIZE)

    mmap.mmap = Broken


@breaks("resize.other-map")
def resize_resizes_every_map_of_the_file(mmap):
    every = weakref.WeakSet()

    class Broken(remembering(mmap)):
        def __new__(cls, *args, **options):
            m = super().__new__(cls, *args, **options)
            every.add(m)
            return m

        def resize(self, size):
            for m in list(every):
                if m is not self and -1 not in (m.file, self.file) and os.path.sameopenfile(m.file, self.file):
                    super(Broken, m).resize(size)
            super().resize(size)

    mmap.mmap = Broken


@breaks("resize.with-offset", "resize.part-of-file")
def resize_forgets_the_offset(mmap):
    class Broken(remembering(mmap)):
        def resize(self, size):
            super().resize(size)
            if self.file != -1 and self.offset:
                os.ftruncate(self.file, size)

    mmap.mmap = Broken


@breaks("resize.with-offset")
def resize_counts_the_offset_twice(mmap):
    class Broken(remembering(mmap)):
        def resize(self, size):
            super().resize(size)
            if self.file != -1:
                os.ftruncate(self.file, size + 2 * self.offset)

    mmap.mmap = Broken


@breaks("resize.part-of-file")
def resize_keeps_what_stands_behind_the_map(mmap):
    class Broken(remembering(mmap)):
        def resize(self, size):
            end = self.offset + len(self)
            rest = os.pread(self.file, 1 << 20, end) if self.file != -1 else b""
            super().resize(size)
            if rest:
                os.pwrite(self.file, rest, end)

    mmap.mmap = Broken


@breaks("resize.part-of-file")
def resize_of_a_part_to_its_own_length_does_nothing(mmap):
    resizing(lambda m, size, right: right(size) if size != len(m) else None)(mmap)


@breaks("resize.private")
def resize_of_a_private_map_is_refused(mmap):
    def change(m, size, right):
        if m.is_private and not m.is_anonymous:
            raise TypeError("private")
        return right(size)

    resizing(change)(mmap)


@breaks("resize.private")
def resize_of_a_private_map_writes_its_changes_out(mmap):
    class Broken(remembering(mmap)):
        def resize(self, size):
            super().resize(size)
            if self.file != -1:
                os.pwrite(self.file, self[:], self.offset)

    mmap.mmap = Broken


@breaks("resize.private")
def resize_of_a_private_map_forgets_its_changes(mmap):
    class Broken(remembering(mmap)):
        def resize(self, size):
            super().resize(size)
            if self.file != -1:
                there = os.pread(self.file, size, self.offset)
                self[: len(there)] = there

    mmap.mmap = Broken


@breaks("resize.file")
def descriptor_0_is_none_to_resize(mmap):
    class Broken(remembering(mmap)):
        def resize(self, length):
            if self.number == 0:
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            super().resize(length)

    mmap.mmap = Broken


@breaks("resize.after-close-of-file")
def what_has_the_number_of_the_descriptor_is_resized_too(mmap):
    class Broken(remembering(mmap)):
        def resize(self, length):
            super().resize(length)
            try:
                if not self.is_anonymous and not os.path.sameopenfile(self.number, self.file):
                    os.ftruncate(self.number, length)
            except OSError:
                pass  # it is closed

    mmap.mmap = Broken
