"""Mutants of what a map does where the system, another thread or another process takes a part."""

import time

from mutants.breaking import breaks


@breaks("hazard.no-permission")
def memory_without_permission_can_be_read(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            if options.get("prot") == 0:
                options["prot"] = mmap.PROT_READ
            return super().__new__(cls, *args, **options)

    mmap.mmap = Broken


@breaks("hazard.no-permission")
def memory_without_permission_is_all_zero(mmap):
    class Broken(mmap.mmap):
        def __init__(self, *args, **options):
            self.forbidden = options.get("prot") == 0

        def read(self, *count):
            return bytes(len(self)) if self.forbidden else super().read(*count)

    mmap.mmap = Broken


@breaks("hazard.truncated-lengths")
def a_map_is_as_long_as_its_file(mmap):
    class Broken(mmap.mmap):
        def __len__(self):
            return min(super().__len__(), self.size())

    mmap.mmap = Broken


@breaks("hazard.truncated-lengths")
def the_size_of_the_file_is_remembered(mmap):
    class Broken(mmap.mmap):
        def __init__(self, *args, **options):
            self.known = super().size()

        def size(self):
            return self.known

    mmap.mmap = Broken


@breaks("hazard.truncated-lengths")
def a_truncated_map_cannot_be_flushed(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            if self.size() < len(self):
                raise OSError("truncated")
            return super().flush(*args)

    mmap.mmap = Broken


@breaks("hazard.truncated-kept")
def a_truncated_map_is_lost_as_a_whole(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, where):
            if self.size() < len(self):
                raise OSError("truncated")
            return super().__getitem__(where)

    mmap.mmap = Broken


@breaks("hazard.truncated-kept")
def a_truncated_map_lacks_a_byte(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, where):
            found = super().__getitem__(where)
            if self.size() < len(self) and isinstance(where, slice):
                return found[:-1]
            return found

    mmap.mmap = Broken


def remembering(mmap):
    """A map that shows slices of what it was at first."""

    class Broken(mmap.mmap):
        def __init__(self, *args, **options):
            self.first = super().__getitem__(slice(None))

        def __getitem__(self, where):
            if isinstance(where, slice):
                return self.first[where]
            return super().__getitem__(where)

    mmap.mmap = Broken


@breaks("hazard.truncated-rest", "hazard.truncated-regrown")
def what_a_truncation_took_is_remembered(mmap):
    remembering(mmap)


@breaks("hazard.truncated-lost")
def items_behind_the_file_are_zero(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, where):
            if not isinstance(where, slice) and where >= self.size():
                return 0
            return super().__getitem__(where)

    mmap.mmap = Broken


@breaks("hazard.truncated-lost")
def stores_behind_the_file_are_ignored(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, where, value):
            if isinstance(where, slice) or where < self.size():
                super().__setitem__(where, value)

    mmap.mmap = Broken


@breaks("hazard.truncated-lost")
def read_ends_with_the_file(mmap):
    class Broken(mmap.mmap):
        def read(self, *count):
            return super().read(*(count or (self.size() - self.tell(),)))

    mmap.mmap = Broken


@breaks("hazard.truncated-lost")
def searches_end_with_the_file(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, start=0, *end):
            return super().find(sub, start, *(end or (self.size(),)))

    mmap.mmap = Broken


@breaks("hazard.truncated-lost")
def what_is_written_behind_the_file_is_lost(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            if self.tell() < self.size():
                return super().write(data)
            self.seek(len(data), 1)
            return len(data)

    mmap.mmap = Broken


@breaks("hazard.truncated-lost")
def lines_end_with_the_file(mmap):
    class Broken(mmap.mmap):
        def readline(self):
            return super().readline() if self.tell() < self.size() else b""

    mmap.mmap = Broken


@breaks("hazard.truncated-lost")
def moves_from_behind_the_file_do_nothing(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            if src < self.size():
                super().move(dest, src, count)

    mmap.mmap = Broken


@breaks("hazard.truncated-regrown")
def what_was_lost_once_is_lost(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, where, value):
            if where != -1:
                super().__setitem__(where, value)

    mmap.mmap = Broken


@breaks("hazard.threads-apart")
def slices_go_through_one_buffer(mmap):
    class Broken(mmap.mmap):
        buffer = b""

        def __setitem__(self, where, value):
            if isinstance(where, slice):
                Broken.buffer = value
                time.sleep(0)
                value = Broken.buffer
            super().__setitem__(where, value)

    mmap.mmap = Broken


@breaks("hazard.threads-apart")
def slices_are_stored_by_rewriting_the_map(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, where, value):
            whole = bytearray(self[:])
            whole[where] = value
            time.sleep(0)
            super().__setitem__(slice(0, len(self)), bytes(whole))

    mmap.mmap = Broken


@breaks("hazard.threads-one-position")
def reading_a_byte_takes_two_steps(mmap):
    class Broken(mmap.mmap):
        def read_byte(self):
            position = self.tell()
            if position == len(self):
                raise ValueError("read byte out of range")
            time.sleep(0)
            self.seek(position + 1)
            return self[position]

    mmap.mmap = Broken


@breaks("hazard.threads-one-position")
def writing_a_byte_takes_two_steps(mmap):
    class Broken(mmap.mmap):
        def write_byte(self, value):
            position = self.tell()
            if position == len(self):
                raise ValueError("write byte out of range")
            self[position] = value
            time.sleep(0)
            self.seek(position + 1)

    mmap.mmap = Broken


@breaks("hazard.threads-close")
def threads_find_nothing_in_a_closed_map(mmap):
    class Broken(mmap.mmap):
        def find(self, *args):
            return -1 if self.closed else super().find(*args)

    mmap.mmap = Broken


@breaks("hazard.threads-close")
def threads_meet_another_error_in_a_closed_map(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, where):
            if self.closed:
                raise IndexError("mmap index out of range")
            return super().__getitem__(where)

    mmap.mmap = Broken


@breaks("hazard.fork-position")
def the_position_is_shared_with_children(mmap):
    right = mmap.mmap

    class Broken(right):
        def __init__(self, *args, **options):
            self.position = right(-1, 1)

        def tell(self):
            return self.position[0]

        def seek(self, *args):
            super().seek(*args)
            self.position[0] = super().tell()

        def read(self, *count):
            super().seek(self.position[0])
            found = super().read(*count)
            self.position[0] = super().tell()
            return found

    mmap.mmap = Broken
