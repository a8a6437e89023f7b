"""Mutants of closing a map and of the attribute closed."""

import contextlib
import os
import threading

from mutants.breaking import breaks
from mutants.construction import once_closed, once_refused


@breaks("close.ends-the-map")
def close_returns_whether_it_closed(mmap):
    class Broken(mmap.mmap):
        def close(self):
            super().close()
            return True

    mmap.mmap = Broken


@breaks("close.ends-the-map")
def close_of_a_read_only_map_does_nothing(mmap):
    class Broken(mmap.mmap):
        def close(self):
            try:
                self[0:1] = self[0:1]
            except TypeError:
                return
            except ValueError:
                pass
            super().close()

    mmap.mmap = Broken


@breaks("close.gives-descriptor-back", "object.gc-gives-back")
def the_descriptor_is_duplicated_and_forgotten(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, *args, **kwargs):
            if fileno != -1:
                os.dup(fileno)
            return super().__new__(cls, fileno, *args, **kwargs)

    mmap.mmap = Broken


@breaks("close.unmaps", "object.gc-unmaps")
def the_memory_stays_mapped(mmap):
    kept = []

    class Broken(mmap.mmap):
        def __new__(cls, *args, **kwargs):
            kept.append(super().__new__(cls, *args, **kwargs))
            return super().__new__(cls, *args, **kwargs)

    mmap.mmap = Broken


@breaks("close.leaves-file-open")
def close_closes_the_descriptor(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, *args, **kwargs):
            made = super().__new__(cls, fileno, *args, **kwargs)
            made.descriptor = fileno
            return made

        def close(self):
            if not self.closed and self.descriptor != -1:
                os.close(self.descriptor)
            super().close()

    mmap.mmap = Broken


@breaks("close.leaves-file-open")
def close_moves_the_position_of_the_file(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, *args, **kwargs):
            made = super().__new__(cls, fileno, *args, **kwargs)
            made.descriptor = fileno
            return made

        def close(self):
            super().close()
            if self.descriptor != -1:
                os.ftruncate(self.descriptor, 0)

    mmap.mmap = Broken


@breaks("close.twice")
def closing_again_raises(mmap):
    class Broken(mmap.mmap):
        def close(self):
            if self.closed:
                raise ValueError("mmap closed or invalid")
            super().close()

    mmap.mmap = Broken


@breaks("close.twice")
def closing_again_closes_the_latest_map(mmap):
    class Broken(mmap.mmap):
        latest = None

        def __new__(cls, *args, **kwargs):
            Broken.latest = super().__new__(cls, *args, **kwargs)
            return Broken.latest

        def close(self):
            if self.closed:
                mmap.mmap.__base__.close(Broken.latest)
            super().close()

    mmap.mmap = Broken


@breaks("close.keeps-changes")
def close_drops_what_was_not_flushed(mmap):
    class Broken(mmap.mmap):
        flushed = None

        def write(self, data):
            if self.flushed is None:
                self.flushed = self[:]
            return super().write(data)

        def close(self):
            if self.flushed is not None and not self.closed:
                self[:] = self.flushed
            super().close()

    mmap.mmap = Broken


@breaks("close.one-of-many")
def close_closes_every_map(mmap):
    made = []

    class Broken(mmap.mmap):
        def __new__(cls, *args, **kwargs):
            made.append(super().__new__(cls, *args, **kwargs))
            return made[-1]

        def close(self):
            while made:
                super(Broken, made.pop()).close()
            super().close()

    mmap.mmap = Broken


@breaks("close.other-process", "hazard.fork-closed")
def closed_is_shared_with_children(mmap):
    right = mmap.mmap

    class Broken(right):
        def __new__(cls, *args, **kwargs):
            made = super().__new__(cls, *args, **kwargs)
            made.shared = right(-1, 1)
            return made

        @property
        def closed(self):
            return self.shared[0] == 1

        def close(self):
            super().close()
            self.shared[0] = 1

        def __getitem__(self, where):
            if self.closed:
                raise ValueError("mmap closed or invalid")
            return super().__getitem__(where)

    mmap.mmap = Broken


@breaks("close.other-thread")
def only_the_thread_that_made_a_map_closes_it(mmap):
    class Broken(mmap.mmap):
        def __init__(self, *args, **kwargs):
            self.thread = threading.get_ident()

        def close(self):
            if threading.get_ident() == self.thread:
                super().close()

    mmap.mmap = Broken


@breaks("closed.open-and-closed")
def closed_is_a_number(mmap):
    class Broken(mmap.mmap):
        @property
        def closed(self):
            return int(super().closed)

    mmap.mmap = Broken


@breaks("closed.open-and-closed")
def closed_is_true_at_the_end(mmap):
    class Broken(mmap.mmap):
        @property
        def closed(self):
            return super().closed or self.tell() == len(self)

    mmap.mmap = Broken


@breaks("closed.file-closed")
def closed_tells_of_the_file_and_the_map_works_on(mmap):
    class Broken(mmap.mmap):
        descriptor = -1

        def __new__(cls, fileno, *args, **kwargs):
            made = super().__new__(cls, fileno, *args, **kwargs)
            made.descriptor = fileno
            return made

        @property
        def closed(self):
            try:
                os.fstat(self.descriptor)
            except OSError:
                return True
            return super().closed

    mmap.mmap = Broken


@breaks("closed.read-only")
def closed_can_be_assigned(mmap):
    class Broken(mmap.mmap):
        @property
        def closed(self):
            return super().closed

        @closed.setter
        def closed(self, value):
            if value:
                self.close()

    mmap.mmap = Broken


@breaks("closed.read-only")
def closed_can_be_called(mmap):
    class Callable(int):
        def __call__(self):
            return bool(self)

    class Broken(mmap.mmap):
        @property
        def closed(self):
            return Callable(super().closed)

    mmap.mmap = Broken


@breaks("close.later-methods")
def a_closed_map_is_where_it_is(mmap):
    once_closed(mmap, "seek", None, lambda m, args: args == (0, 1))


@breaks("close.later-methods")
def none_of_a_closed_map_can_be_read(mmap):
    once_closed(mmap, "read", b"", lambda m, args: args == (None,))


@breaks("close.later-methods")
def a_closed_copy_has_a_size(mmap):
    once_closed(mmap, "size", 0, lambda m, args: m.access == mmap.ACCESS_COPY)


@breaks("close.later-methods")
def a_closed_read_only_map_is_read_only_first(mmap):
    once_closed(mmap, "write", TypeError("read-only"), lambda m, args: m.access == mmap.ACCESS_READ)


@breaks("close.later-resize")
def closed_memory_can_be_resized(mmap):
    once_closed(mmap, "resize", None, lambda m, args: m.fileno_ == -1)


@breaks("close.later-madvise")
def advice_about_a_region_of_a_closed_map_is_ignored(mmap):
    once_closed(mmap, "madvise", None, lambda m, args: len(args) > 1)


@breaks("close.exports-refused")
def a_refused_close_rewinds(mmap):
    once_refused(mmap, "close", lambda m: m.seek(0))


@breaks("close.exports-refused")
def a_refused_close_loses_the_descriptor(mmap):
    once_refused(mmap, "close", lambda m: setattr(m, "is_lost", True))


@breaks("close.twice")
def the_second_close_closes_the_number_again(mmap):
    class Broken(mmap.mmap):
        number = -1

        def close(self):
            if self.closed and self.number >= 0:
                with contextlib.suppress(OSError):
                    os.close(self.number)
                self.number = -1
                return
            before = numbers()
            super().close()
            self.number = next(iter(before - numbers()), -1)

    def numbers():
        return {number for number in range(64) if is_open(number)}

    def is_open(number):
        try:
            os.fstat(number)
        except OSError:
            return False
        return True

    mmap.mmap = Broken


@breaks("close.unmaps")
def close_unmaps_the_first_page_only(mmap):
    kept = []

    class Broken(mmap.mmap):
        rest = None

        def __new__(cls, fileno, length, *args, **options):
            made = super().__new__(cls, fileno, length, *args, **options)
            if fileno != -1 and len(made) > mmap.PAGESIZE and not args and not options:
                made.rest = mmap_of_the_rest(fileno, len(made) - mmap.PAGESIZE, offset=mmap.PAGESIZE)
            return made

        def close(self):
            kept.append(self.rest)
            super().close()

    mmap_of_the_rest = mmap.mmap
    mmap.mmap = Broken
