"""Mutants of reads and writes of much, and of what they do where pages meet."""

import os

from mutants.breaking import breaks


@breaks("cursor.long-maps")
def read_stops_at_a_page(mmap):
    class Broken(mmap.mmap):
        def read(self, *args):
            room = mmap.PAGESIZE - self.tell() % mmap.PAGESIZE
            return super().read(min(args[0], room) if args and isinstance(args[0], int) and args[0] > 0 else args[0])

    mmap.mmap = Broken


@breaks("cursor.long-maps")
def readline_sees_no_newline_in_the_next_page(mmap):
    class Broken(mmap.mmap):
        def readline(self):
            before = self.tell()
            line = super().readline()
            if before and before // mmap.PAGESIZE != (self.tell() - 1) // mmap.PAGESIZE:
                self.seek(0, 2)
                return self[before:]
            return line

    mmap.mmap = Broken


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
def read_of_all_returns_a_mib_at_most(mmap):
    class Broken(mmap.mmap):
        def read(self, *count):
            if not count or count[0] is None or (isinstance(count[0], int) and count[0] < 0):
                return super().read(1 << 20)
            return super().read(*count)

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
