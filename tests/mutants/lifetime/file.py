"""Mutants of what a map has in common with file objects."""

from mutants.breaking import breaks


@breaks("file.methods")
def a_map_has_no_readline(mmap):
    class Broken(mmap.mmap):
        def __getattribute__(self, name):
            if name == "readline":
                raise AttributeError(name)
            return super().__getattribute__(name)

    mmap.mmap = Broken


@breaks("file.methods")
def flush_is_no_method(mmap):
    class Broken(mmap.mmap):
        flush = None

    mmap.mmap = Broken


@breaks("file.missing-methods")
def a_map_is_readable(mmap):
    class Broken(mmap.mmap):
        def readable(self):
            return True

    mmap.mmap = Broken


@breaks("file.missing-methods")
def a_map_is_its_own_iterator(mmap):
    class Broken(mmap.mmap):
        def __next__(self):
            return self.readline()

    mmap.mmap = Broken


@breaks("file.no-seekable")
def a_map_is_seekable_early(mmap):
    class Broken(mmap.mmap):
        def seekable(self):
            return True

    mmap.mmap = Broken


@breaks("file.no-io-class")
def a_map_is_registered_as_raw_file(mmap):
    import io

    io.RawIOBase.register(mmap.mmap)


@breaks("file.no-io-class")
def a_map_can_be_wrapped(mmap):
    class Broken(mmap.mmap):
        def readable(self):
            return True

        writable = seekable = readable

    mmap.mmap = Broken


@breaks("file.consumers")
def reading_past_the_end_returns_text(mmap):
    class Broken(mmap.mmap):
        def read(self, *count):
            return super().read(*count) or ""

    mmap.mmap = Broken


@breaks("file.consumers")
def lines_come_without_their_newline(mmap):
    class Broken(mmap.mmap):
        def readline(self):
            return super().readline().rstrip(b"\n")

    mmap.mmap = Broken


@breaks("file.consumers")
def read_repeats_itself(mmap):
    class Broken(mmap.mmap):
        def read(self, *count):
            found = super().read(*count)
            if count and len(found) > 2:
                self.seek(-1, 1)
            return found

    mmap.mmap = Broken


@breaks("file.zipfile")
def read_returns_all_there_is(mmap):
    class Broken(mmap.mmap):
        def read(self, *count):
            return super().read()

    mmap.mmap = Broken


@breaks("file.fixed-size")
def write_lengthens_a_full_map(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            missing = self.tell() + len(data) - len(self)
            if missing > 0 and self.tell() == len(self):
                self.resize(len(self) + missing)
            return super().write(data)

    mmap.mmap = Broken


@breaks("file.fixed-size")
def write_byte_lengthens_the_file(mmap):
    class Broken(mmap.mmap):
        def write_byte(self, value):
            if self.tell() == len(self):
                self.resize(len(self) + 1)
            super().write_byte(value)

    mmap.mmap = Broken
