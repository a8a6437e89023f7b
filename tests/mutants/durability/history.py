"""Mutants that only a sequence of operations shows: each call on its own, on a new map, is right."""

import os

from mutants.breaking import breaks


@breaks("history.of-maps")
def a_search_is_remembered(mmap):
    class Broken(mmap.mmap):
        def __init__(self, *args, **options):
            self.found = {}

        def find(self, sub, *bounds):
            key = bytes(sub), bounds or self.tell()
            if key not in self.found:
                self.found[key] = super().find(sub, *bounds)
            return self.found[key]

    mmap.mmap = Broken


@breaks("history.of-maps")
def a_line_end_is_remembered(mmap):
    class Broken(mmap.mmap):
        ends = None

        def readline(self):
            if self.ends is None:
                self.ends = [at for at in range(len(self)) if self[at] == 10]
            start = self.tell()
            end = min((at for at in self.ends if at >= start), default=len(self) - 1) + 1
            return self.read(end - start)

    mmap.mmap = Broken


@breaks("history.of-maps")
def reads_are_remembered_until_the_map_is_written_to(mmap):
    class Broken(mmap.mmap):
        def __init__(self, *args, **options):
            self.seen = {}

        def read(self, *args):
            start = self.tell()
            data = super().read(*args)
            return self.seen.setdefault((start, len(data)), data)

        def write(self, data):
            self.seen.clear()
            return super().write(data)

        def __setitem__(self, index, value):
            self.seen.clear()
            super().__setitem__(index, value)

        def move(self, *args):
            self.seen.clear()
            super().move(*args)

    mmap.mmap = Broken


@breaks("history.of-maps")
def the_second_map_of_a_file_is_a_copy(mmap):
    opened = set()

    class Broken(mmap.mmap):
        def __new__(cls, fileno, *args, **options):
            inode = os.fstat(fileno).st_ino if fileno != -1 else 0
            if inode in opened and options.get("access", mmap.ACCESS_WRITE) == mmap.ACCESS_WRITE:
                options = {**options, "access": mmap.ACCESS_COPY}
            made = super().__new__(cls, fileno, *args, **options)
            if inode:
                opened.add(inode)
                made.inode = inode
            return made

        def close(self):
            super().close()
            opened.discard(getattr(self, "inode", 0))

    mmap.mmap = Broken


@breaks("history.of-maps")
def closing_a_map_rewinds_the_others(mmap):
    opened = []

    class Broken(mmap.mmap):
        def __init__(self, *args, **options):
            opened.append(self)

        def close(self):
            super().close()
            for one in opened:
                if not one.closed:
                    one.seek(0)
            opened[:] = [one for one in opened if not one.closed]

    mmap.mmap = Broken


@breaks("history.of-maps")
def the_third_write_is_lost(mmap):
    class Broken(mmap.mmap):
        writes = 0

        def write(self, data):
            self.writes += 1
            old = self[self.tell() : self.tell() + len(data)]
            stored = super().write(data)
            if self.writes == 3:
                self[self.tell() - stored : self.tell()] = old
            return stored

    mmap.mmap = Broken


@breaks("history.of-maps")
def a_move_after_a_read_moves_the_position(mmap):
    class Broken(mmap.mmap):
        has_read = False

        def read(self, *args):
            self.has_read = True
            return super().read(*args)

        def move(self, dest, src, count):
            super().move(dest, src, count)
            if self.has_read:
                self.seek(dest)

    mmap.mmap = Broken


@breaks("history.of-maps")
def a_copy_is_the_file_again_after_flush(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, *args, **options):
            made = super().__new__(cls, fileno, *args, **options)
            made.is_copy = options.get("access") == mmap.ACCESS_COPY
            return made

        def flush(self, *args):
            if self.is_copy:
                super().madvise(mmap.MADV_DONTNEED)
            return super().flush(*args)

    mmap.mmap = Broken


@breaks("history.of-maps")
def a_map_that_begins_within_the_file_writes_to_its_beginning(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            made = super().__new__(cls, fileno, length, *args, **options)
            made.target = os.dup(fileno) if options.get("offset") and not options.get("access") else None
            return made

        def write(self, data):
            stored = super().write(data)
            if self.target is not None and stored:
                os.pwrite(self.target, bytes(data), self.tell() - stored)
            return stored

    mmap.mmap = Broken


@breaks("history.with-refusals")
def a_refused_close_rewinds(mmap):
    class Broken(mmap.mmap):
        def close(self):
            try:
                super().close()
            except BufferError:
                self.seek(0)
                raise

    mmap.mmap = Broken


@breaks("history.with-refusals")
def a_refused_close_closes_later(mmap):
    class Broken(mmap.mmap):
        is_doomed = False

        def close(self):
            try:
                super().close()
            except BufferError:
                self.is_doomed = True
                raise

        def tell(self):
            if self.is_doomed:
                raise ValueError("mmap closed or invalid")
            return super().tell()

    mmap.mmap = Broken


@breaks("history.with-refusals")
def a_read_at_the_end_is_held_against_the_next_write(mmap):
    class Broken(mmap.mmap):
        is_at_end = False

        def read_byte(self):
            try:
                return super().read_byte()
            except ValueError:
                self.is_at_end = True
                raise

        def write(self, data):
            if self.is_at_end and data:
                self.is_at_end = False
                raise ValueError("data out of range")
            return super().write(data)

    mmap.mmap = Broken


@breaks("history.with-refusals")
def slices_are_not_stored_while_views_exist(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            try:
                super().resize(len(self))
            except BufferError:
                if isinstance(index, slice) and bytes(value) and len(self[index]) == len(value):
                    return
            except (TypeError, ValueError, SystemError, OSError):
                pass
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("history.with-refusals")
def a_refused_assignment_moves_the_position(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            try:
                super().__setitem__(index, value)
            except IndexError:
                self.seek(0, 2)
                raise

    mmap.mmap = Broken


@breaks("history.with-refusals")
def a_refused_seek_is_carried_out_by_the_next_read(mmap):
    class Broken(mmap.mmap):
        wanted = 0

        def seek(self, place, *origin):
            try:
                return super().seek(place, *origin)
            except ValueError:
                self.wanted = len(self) if place > 0 else 0
                raise

        def read(self, *args):
            if self.wanted:
                super().seek(self.wanted)
                self.wanted = 0
            return super().read(*args)

    mmap.mmap = Broken


@breaks("history.with-lengths")
def write_knows_the_first_length(mmap):
    class Broken(mmap.mmap):
        def __init__(self, *args, **options):
            self.first = len(self)

        def write(self, data):
            if self.tell() + len(data) > self.first:
                raise ValueError("data out of range")
            return super().write(data)

    mmap.mmap = Broken


@breaks("history.with-lengths")
def seek_knows_the_first_length(mmap):
    class Broken(mmap.mmap):
        def __init__(self, *args, **options):
            self.first = len(self)

        def seek(self, place, origin=0):
            if origin == 2:
                place, origin = place + min(self.first, len(self)), 0
            return super().seek(place, origin)

    mmap.mmap = Broken


@breaks("history.with-lengths")
def the_size_of_the_file_is_remembered(mmap):
    class Broken(mmap.mmap):
        known = None

        def size(self):
            if self.known is None:
                self.known = super().size()
            return self.known

        def resize(self, size):
            super().resize(size)
            self.known = None

    mmap.mmap = Broken


@breaks("history.with-lengths")
def a_second_resize_rewinds(mmap):
    class Broken(mmap.mmap):
        resizes = 0

        def resize(self, size):
            super().resize(size)
            self.resizes += 1
            if self.resizes == 2:
                self.seek(0)

    mmap.mmap = Broken


@breaks("history.with-lengths")
def resize_clips_the_position(mmap):
    class Broken(mmap.mmap):
        def resize(self, size):
            super().resize(size)
            if self.tell() > len(self):
                self.seek(0, 2)

    mmap.mmap = Broken


@breaks("history.with-lengths")
def a_map_loads_its_file_again_after_resize(mmap):
    class Broken(mmap.mmap):
        def resize(self, size):
            before = self[:]
            super().resize(size)
            if size > len(before):
                self[len(before) - 1] = 0

    mmap.mmap = Broken


@breaks("history.with-lengths")
def a_resize_that_a_view_refuses_cuts_the_file(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, *args, **options):
            made = super().__new__(cls, fileno, *args, **options)
            made.target = (os.dup(fileno), options.get("offset", 0)) if fileno != -1 else None
            return made

        def resize(self, size):
            try:
                super().resize(size)
            except BufferError:
                if self.target and size > len(self):
                    os.truncate(self.target[0], self.target[1] + size)
                raise

    mmap.mmap = Broken


@breaks("history.with-lengths")
def bytes_come_back_after_shrinking_and_growing(mmap):
    class Broken(mmap.mmap):
        lost = b""

        def resize(self, size):
            before = self[:]
            super().resize(size)
            if size < len(before):
                self.lost = before[size:]
            elif self.lost and size > len(before):
                back = self.lost[: size - len(before)]
                self[len(before) : len(before) + len(back)] = back

    mmap.mmap = Broken


@breaks("history.of-maps")
def a_map_that_was_written_is_rewound_when_it_is_entered(mmap):
    class Broken(mmap.mmap):
        is_written = False

        def write(self, data):
            self.is_written = True
            return super().write(data)

        def __enter__(self):
            if self.is_written:
                self.seek(0)
            return super().__enter__()

    mmap.mmap = Broken


@breaks("history.with-lengths")
def size_is_remembered_once_a_line_was_read(mmap):
    class Broken(mmap.mmap):
        known = None

        def readline(self):
            line = super().readline()
            self.known = super().size()
            return line

        def size(self):
            return super().size() if self.known is None else super().size() and self.known

    mmap.mmap = Broken


@breaks("history.of-maps")
def a_copy_that_is_refused_goes_back_to_the_start(mmap):
    class Broken(mmap.mmap):
        def __reduce_ex__(self, protocol):
            if not self.closed:
                self.seek(0)
            return super().__reduce_ex__(protocol)

    mmap.mmap = Broken


@breaks("history.of-maps")
def a_name_that_is_refused_moves_the_position(mmap):
    class Broken(mmap.mmap):
        def set_name(self, name):
            self.seek(min(len(self), self.tell() + 1))
            raise ValueError("a map of a file has no name")

    mmap.mmap = Broken
