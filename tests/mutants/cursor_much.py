"""Mutants that go wrong with much, or with buffers that are not simply bytes."""

import os

from mutants.breaking import breaks


@breaks("cursor.long-maps")
def read_returns_64k_at_most(mmap):
    class Broken(mmap.mmap):
        def read(self, *count):
            before, found = self.tell(), super().read(*count)
            if len(found) > 65536:
                self.seek(before + 65536)
            return found[:65536]

    mmap.mmap = Broken


@breaks("cursor.long-maps")
def much_is_read_as_a_bytearray(mmap):
    class Broken(mmap.mmap):
        def read(self, *count):
            found = super().read(*count)
            return bytearray(found) if len(found) > mmap.PAGESIZE else found

    mmap.mmap = Broken


@breaks("cursor.long-maps")
def bytes_behind_the_first_page_are_signed(mmap):
    class Broken(mmap.mmap):
        def read_byte(self):
            before, value = self.tell(), super().read_byte()
            return value - 256 if value > 127 and before >= mmap.PAGESIZE else value

    mmap.mmap = Broken


@breaks("cursor.long-maps")
def lines_have_8192_bytes_at_most(mmap):
    class Broken(mmap.mmap):
        def readline(self):
            before, line = self.tell(), super().readline()
            if len(line) > 8192:
                self.seek(before + 8192)
            return line[:8192]

    mmap.mmap = Broken


@breaks("cursor.long-maps")
def the_last_byte_of_a_page_ends_no_line(mmap):
    class Broken(mmap.mmap):
        def readline(self):
            line = super().readline()
            return line + super().readline() if line and self.tell() % mmap.PAGESIZE == 0 else line

    mmap.mmap = Broken


@breaks("cursor.long-maps")
def readline_at_the_end_of_whole_pages_raises(mmap):
    class Broken(mmap.mmap):
        def readline(self):
            line = super().readline()
            if not line and len(self) % mmap.PAGESIZE == 0:
                raise EOFError
            return line

    mmap.mmap = Broken


@breaks("cursor.long-maps")
def write_stores_64k_at_most(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            before = self.tell()
            kept = self[before + 65536 : before + len(data)]
            stored = super().write(data)
            self[before + 65536 : before + len(data)] = kept
            return stored

    mmap.mmap = Broken


@breaks("cursor.long-maps")
def much_does_not_fit_to_the_last_byte(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            if len(data) > mmap.PAGESIZE and self.tell() + len(data) == len(self):
                raise ValueError("data out of range")
            return super().write(data)

    mmap.mmap = Broken


@breaks("cursor.long-maps")
def much_is_written_to_the_file_of_a_copy(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            made = super().__new__(cls, fileno, length, *args, **options)
            if options.get("access") == mmap.ACCESS_COPY and fileno >= 0:
                made.path = os.readlink(f"/proc/self/fd/{fileno}")
            return made

        def write(self, data):
            before = self.tell()
            stored = super().write(data)
            if hasattr(self, "path") and stored > mmap.PAGESIZE:
                with open(self.path, "r+b", 0) as file:
                    file.seek(before)
                    file.write(data)
            return stored

    mmap.mmap = Broken


@breaks("read.indices")
def a_negative_index_reads_nothing(mmap):
    class Broken(mmap.mmap):
        def read(self, *count):
            if count and not isinstance(count[0], int) and hasattr(count[0], "__index__"):
                count = (max(0, count[0].__index__()),)
            return super().read(*count)

    mmap.mmap = Broken


@breaks("seek.from-position")
def true_is_no_origin(mmap):
    class Broken(mmap.mmap):
        def seek(self, offset, origin=0):
            return super().seek(offset, 0 if origin is True else origin)

    mmap.mmap = Broken


@breaks("write.bytes-like")
def write_counts_rows(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            stored = super().write(data)
            return len(data) if isinstance(data, memoryview) and data.ndim == 2 else stored

    mmap.mmap = Broken


@breaks("write.bytes-like")
def write_stores_the_first_row(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            if isinstance(data, memoryview) and data.ndim > 1:
                before, row = self.tell(), data.nbytes // data.shape[0]
                kept = self[before + row : before + data.nbytes]
                stored = super().write(data)
                self[before + row : before + data.nbytes] = kept
                return stored
            return super().write(data)

    mmap.mmap = Broken


@breaks("write.bytes-like")
def write_takes_no_view_without_dimensions(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            if isinstance(data, memoryview) and data.ndim == 0:
                raise TypeError("no dimension")
            return super().write(data)

    mmap.mmap = Broken


@breaks("write.bytes-like")
def write_stores_what_a_view_is_a_piece_of(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            if isinstance(data, memoryview) and data.c_contiguous and isinstance(data.obj, (bytes, bytearray)):
                data = bytes(data.obj)[: data.nbytes]
            return super().write(data)

    mmap.mmap = Broken


@breaks("write.wrong-types")
def an_empty_list_is_written(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            return 0 if data == [] else super().write(data)

    mmap.mmap = Broken


@breaks("write.itself")
def a_view_of_the_map_moves_nothing(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            before, stored = self.tell(), super().write(data)
            if isinstance(data, memoryview) and data.obj is self:
                self.seek(before)
            return stored

    mmap.mmap = Broken


@breaks("write_byte.stores")
def write_byte_takes_no_bool(mmap):
    class Broken(mmap.mmap):
        def write_byte(self, value):
            if isinstance(value, bool):
                raise TypeError("no integer")
            super().write_byte(value)

    mmap.mmap = Broken
