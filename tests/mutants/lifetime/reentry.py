"""Mutants that look at the map first and convert their arguments then. Written in Python, they cannot crash."""

import operator

from mutants.breaking import breaks


@breaks("reentry.close-in-subscript", "reentry.resize-in-subscript")
def items_are_read_from_what_the_map_was(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, where):
            whole = super().__getitem__(slice(None))
            return whole[where]

    mmap.mmap = Broken


@breaks("reentry.close-in-subscript")
def a_slice_of_a_closing_map_is_empty(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, where):
            was_open = not self.closed
            try:
                return super().__getitem__(where)
            except ValueError:
                if was_open and self.closed and isinstance(where, slice):
                    return b""
                raise

    mmap.mmap = Broken


@breaks("reentry.resize-in-subscript")
def a_slice_ends_where_the_map_ended(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, where):
            length = len(self)
            found = super().__getitem__(where)
            if isinstance(where, slice) and where.stop is not None and len(self) < length:
                return found.ljust(8, b"\0")
            return found

    mmap.mmap = Broken


@breaks("reentry.close-in-assignment", "reentry.resize-in-index")
def assignments_change_a_copy_first(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, where, value):
            whole = bytearray(self[:])
            whole[where] = value
            if not self.closed:
                stored = bytes(whole[: len(self)])
                super().__setitem__(slice(0, len(stored)), stored)

    mmap.mmap = Broken


@breaks("reentry.close-in-assignment")
def a_value_that_closes_the_map_is_lost(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, where, value):
            was_open = not self.closed
            try:
                super().__setitem__(where, value)
            except ValueError:
                if not (was_open and self.closed):
                    raise

    mmap.mmap = Broken


@breaks("reentry.resize-in-value")
def a_value_is_stored_where_the_map_was(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, where, value):
            if hasattr(type(value), "__index__"):
                value = operator.index(value)
                if where >= len(self):
                    return
            super().__setitem__(where, value)

    mmap.mmap = Broken


@breaks("reentry.close-in-search", "reentry.resize-in-search")
def searches_look_at_what_the_map_was(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            return self[:].find(sub, *(bounds or (self.tell(),)))

        def rfind(self, sub, *bounds):
            return self[:].rfind(sub, *(bounds or (self.tell(),)))

    mmap.mmap = Broken


@breaks("reentry.close-in-search")
def rfind_finds_nothing_in_a_closing_map(mmap):
    class Broken(mmap.mmap):
        def rfind(self, sub, *bounds):
            len(self)
            bounds = [operator.index(bound) for bound in bounds]
            return -1 if self.closed else super().rfind(sub, *bounds)

    mmap.mmap = Broken


@breaks("reentry.close-in-read")
def read_returns_nothing_from_a_closing_map(mmap):
    class Broken(mmap.mmap):
        def read(self, count=-1):
            len(self)
            count = -1 if count is None else operator.index(count)
            return b"" if self.closed else super().read(count)

    mmap.mmap = Broken


@breaks("reentry.resize-in-cursor")
def read_returns_what_the_map_was(mmap):
    class Broken(mmap.mmap):
        def read(self, count=-1):
            whole, position = self[:], self.tell()
            count = len(whole) if count is None else operator.index(count)
            found = whole[position : position + count]
            super().read(len(found))
            return found

    mmap.mmap = Broken


@breaks("reentry.resize-in-cursor")
def seek_is_held_to_what_the_map_was(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, whence=0):
            length = len(self)
            position = operator.index(position)
            if whence == 2:
                position, whence = length + position, 0
            return super().seek(position, whence)

    mmap.mmap = Broken


@breaks("reentry.resize-in-cursor")
def a_byte_behind_the_new_end_is_lost(mmap):
    class Broken(mmap.mmap):
        def write_byte(self, value):
            value = operator.index(value)
            if self.tell() <= len(self):
                super().write_byte(value)

    mmap.mmap = Broken


@breaks("reentry.close-in-seek")
def seeking_in_a_closing_map_is_no_error_of_ours(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, *whence):
            len(self)
            position = operator.index(position)
            if self.closed:
                raise RuntimeError("the map is gone")
            return super().seek(position, *whence)

    mmap.mmap = Broken


@breaks("reentry.close-in-write-byte")
def a_byte_that_closes_the_map_is_lost(mmap):
    class Broken(mmap.mmap):
        def write_byte(self, value):
            len(self)
            value = operator.index(value)
            if not self.closed:
                super().write_byte(value)

    mmap.mmap = Broken


@breaks("reentry.close-in-move")
def moving_within_a_closing_map_does_nothing(mmap):
    class Broken(mmap.mmap):
        def move(self, *args):
            len(self)
            args = [operator.index(arg) for arg in args]
            if not self.closed:
                super().move(*args)

    mmap.mmap = Broken


@breaks("reentry.resize-in-move")
def move_takes_what_the_map_was(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            whole = self[:]
            dest, src, count = operator.index(dest), operator.index(src), operator.index(count)
            self[dest : dest + count] = whole[src : src + count]

    mmap.mmap = Broken


@breaks("reentry.close-in-flush")
def flushing_a_closing_map_does_nothing(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            len(self)
            args = [operator.index(arg) for arg in args]
            return None if self.closed else super().flush(*args)

    mmap.mmap = Broken


@breaks("reentry.resize-in-flush")
def flush_is_clipped_to_what_is_left(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            length = len(self)
            args = [operator.index(arg) for arg in args]
            return super().flush(*([] if len(self) < length else args))

    mmap.mmap = Broken


@breaks("reentry.close-in-madvise")
def advice_on_a_closing_map_is_ignored(mmap):
    class Broken(mmap.mmap):
        def madvise(self, *args):
            len(self)
            args = [operator.index(arg) for arg in args]
            return None if self.closed else super().madvise(*args)

    mmap.mmap = Broken


@breaks("reentry.resize-in-madvise")
def advice_on_what_the_map_was_is_refused(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, start=0, length=1):
            start, length = operator.index(start), operator.index(length)
            if start + length > len(self):
                raise ValueError("out of range")
            super().madvise(option, start, length)

    mmap.mmap = Broken


@breaks("reentry.close-in-resize")
def resizing_a_closing_map_does_nothing(mmap):
    class Broken(mmap.mmap):
        def resize(self, size):
            len(self)
            size = operator.index(size)
            if not self.closed:
                super().resize(size)

    mmap.mmap = Broken


@breaks("reentry.resize-in-resize")
def the_inner_of_two_resizes_wins(mmap):
    class Broken(mmap.mmap):
        def resize(self, size):
            length = len(self)
            size = operator.index(size)
            if len(self) == length:
                super().resize(size)

    mmap.mmap = Broken


@breaks("reentry.close-in-buffer", "reentry.resize-in-buffer")
def a_buffer_that_meddles_is_ignored(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            length = len(self)
            data = bytes(memoryview(data))
            return 0 if self.closed or len(self) != length else super().write(data)

    mmap.mmap = Broken


@breaks("reentry.close-in-buffer", "reentry.resize-in-slice-value")
def a_slice_of_a_meddling_buffer_is_ignored(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, where, value):
            length = len(self)
            if isinstance(where, slice):
                value = bytes(memoryview(value))
                if self.closed or len(self) != length:
                    return
            super().__setitem__(where, value)

    mmap.mmap = Broken
