"""Mutants of flush. Where the system shares its page cache, a flush that does nothing shows nothing, so some keep
changes to themselves until they are flushed, as an implementation without such a cache would."""

import ctypes
import errno
import os

from mutants.breaking import breaks


def buffered(mmap):
    """A class whose maps reach their file by flush only."""

    class Buffered(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            is_mine = fileno != -1 and not args and not {"access", "flags", "prot"} & set(options)
            made = super().__new__(
                cls, fileno, length, **{**options, "access": mmap.ACCESS_COPY} if is_mine else options
            )
            made.target = (os.dup(fileno), options.get("offset", 0)) if is_mine else None
            return made

        def store(self, offset, size):
            if self.target is not None:
                descriptor, begins = self.target
                os.pwrite(descriptor, self[offset : offset + size], begins + offset)

        def flush(self, offset=0, size=None):
            super().flush(*(() if size is None else (offset, size)))
            self.store(offset, len(self) - offset if size is None else size)

    return Buffered


@breaks("flush.writes-back", "flush.whole-by-default", "flush.range", "sharing.maps-of-one-file", "sharing.with-file")
def flush_writes_nothing(mmap):
    class Broken(buffered(mmap)):
        def store(self, offset, size):
            pass

    mmap.mmap = Broken


@breaks("flush.writes-back")
def flush_forgets_what_views_stored(mmap):
    class Broken(buffered(mmap)):
        changed = ()

        def __setitem__(self, index, value):
            self.changed = (0, len(self))
            super().__setitem__(index, value)

        def write(self, data):
            self.changed = (0, len(self))
            return super().write(data)

        def write_byte(self, value):
            self.changed = (0, len(self))
            super().write_byte(value)

        def move(self, dest, src, count):
            self.changed = (0, len(self))
            super().move(dest, src, count)

        def store(self, offset, size):
            if self.changed:
                super().store(offset, size)

    mmap.mmap = Broken


@breaks("flush.writes-back")
def flush_works_once(mmap):
    class Broken(buffered(mmap)):
        def flush(self, *args):
            super().flush(*args)
            if self.target is not None:
                os.close(self.target[0])
                self.target = None

        def write_byte(self, value):
            super().write_byte(value)
            self.flush()

    mmap.mmap = Broken


@breaks("flush.whole-by-default", "flush.offset-zero-alone")
def flush_misses_the_last_byte(mmap):
    class Broken(buffered(mmap)):
        def store(self, offset, size):
            super().store(offset, size - (offset + size == len(self)))

    mmap.mmap = Broken


@breaks("flush.whole-by-default", "flush.offset-zero-alone")
def flush_writes_whole_pages_only(mmap):
    class Broken(buffered(mmap)):
        def store(self, offset, size):
            super().store(offset, size - size % mmap.PAGESIZE if size > mmap.PAGESIZE else size)

    mmap.mmap = Broken


@breaks("flush.whole-by-default")
def flush_writes_from_the_position(mmap):
    class Broken(buffered(mmap)):
        def flush(self, *args):
            if args:
                super().flush(*args)
            else:
                self.store(max(0, self.tell() - 1) or 1, len(self))

    mmap.mmap = Broken


@breaks("flush.range", "flush.whole-by-default")
def flush_writes_to_the_beginning_of_the_file(mmap):
    class Broken(buffered(mmap)):
        def store(self, offset, size):
            if self.target is not None:
                self.target = self.target[0], 0
            super().store(offset, size)

    mmap.mmap = Broken


@breaks("flush.range")
def flush_writes_the_range_to_the_beginning_of_the_map(mmap):
    class Broken(buffered(mmap)):
        def store(self, offset, size):
            if self.target is not None:
                os.pwrite(self.target[0], self[offset : offset + size], self.target[1])

    mmap.mmap = Broken


@breaks("flush.range")
def flush_takes_the_size_for_an_end(mmap):
    class Broken(buffered(mmap)):
        def store(self, offset, size):
            super().store(offset, size - offset if 0 < offset < size else size)

    mmap.mmap = Broken


@breaks("flush.range")
def flush_writes_a_page_at_most(mmap):
    class Broken(buffered(mmap)):
        def store(self, offset, size):
            super().store(offset, min(size, mmap.PAGESIZE))

    mmap.mmap = Broken


@breaks("flush.range")
def flush_refuses_a_range_up_to_the_end(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            if len(args) == 2 and args[0] and args[0] + args[1] == len(self):
                raise ValueError("flush values out of range")
            return super().flush(*args)

    mmap.mmap = Broken


@breaks("flush.nothing")
def flush_refuses_to_write_nothing(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            if args[1:] == (0,) and args[0] == len(self):
                raise ValueError("flush values out of range")
            return super().flush(*args)

    mmap.mmap = Broken


@breaks("flush.unaligned-offset", "flush.unaligned-is-an-os-error")
def flush_rounds_the_offset_down(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            if len(args) == 2:
                args = args[0] - args[0] % mmap.PAGESIZE, args[1]
            return super().flush(*args)

    mmap.mmap = Broken


@breaks("flush.unaligned-is-an-os-error")
def flush_of_nothing_takes_every_offset(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            return None if args[1:] == (0,) and args[0] <= len(self) else super().flush(*args)

    mmap.mmap = Broken


@breaks("flush.unaligned-offset")
def a_flush_that_is_refused_rewinds(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            try:
                return super().flush(*args)
            except OSError:
                self.seek(0)
                raise

    mmap.mmap = Broken


@breaks("flush.returns-none", "flush.returns-zero")
def flush_returns_the_size(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            super().flush(*args)
            return args[1] if len(args) > 1 else len(self)

    mmap.mmap = Broken


@breaks("flush.returns-none")
def flush_of_a_copy_returns_false(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            made = super().__new__(cls, *args, **options)
            made.is_copy = options.get("access") == mmap.ACCESS_COPY
            return made

        def flush(self, *args):
            returned = super().flush(*args)
            return False if self.is_copy else returned

    mmap.mmap = Broken


@breaks("flush.returns-none", "flush.offset-without-size")
def flush_ignores_an_offset_alone(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            super().flush(*args[: 2 * (len(args) == 2)])
            if len(args) == 1:
                self.seek(args[0])
                return args[0]
            return None

    mmap.mmap = Broken


@breaks("flush.offset-zero-alone")
def flush_takes_both_arguments_or_none(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            if len(args) == 1:
                raise TypeError("flush takes no argument or two")
            return super().flush(*args)

    mmap.mmap = Broken


@breaks("flush.offset-alone")
def flush_refuses_an_offset_alone(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            if len(args) == 1 and args[0]:
                raise ValueError("flush values out of range")
            return super().flush(*args)

    mmap.mmap = Broken


@breaks("flush.read-only")
def flush_of_a_read_only_map_is_refused(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            with memoryview(self) as view:
                if view.readonly:
                    raise TypeError("the map is read-only")
            return super().flush(*args)

    mmap.mmap = Broken


@breaks("flush.read-only")
def flush_of_a_read_only_map_wants_whole_pages(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            if args and args[0] % mmap.PAGESIZE:
                raise OSError(22, "Invalid argument")
            return super().flush(*args)

    mmap.mmap = Broken


@breaks("flush.read-only")
def flush_writes_a_copy_back(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, *args, **options):
            made = super().__new__(cls, fileno, *args, **options)
            made.target = os.dup(fileno) if options.get("access") == mmap.ACCESS_COPY else None
            return made

        def flush(self, *args):
            if self.target is not None:
                os.pwrite(self.target, self[:], 0)
            return super().flush(*args)

    mmap.mmap = Broken


@breaks("flush.private")
def flush_writes_a_private_map_back(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, *args, **options):
            made = super().__new__(cls, fileno, *args, **options)
            made.target = os.dup(fileno) if options.get("flags") == mmap.MAP_PRIVATE else None
            return made

        def flush(self, *args):
            if self.target is not None:
                os.pwrite(self.target, self[:], 0)
            return super().flush(*args)

    mmap.mmap = Broken


@breaks("flush.position")
def flush_goes_to_the_end(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            returned = super().flush(*args)
            self.seek(0, 2)
            return returned

    mmap.mmap = Broken


@breaks("flush.position")
def flush_of_a_range_goes_to_its_beginning(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            returned = super().flush(*args)
            if len(args) == 2:
                self.seek(args[0])
            return returned

    mmap.mmap = Broken


@breaks("flush.failing-system")
def flush_keeps_what_the_system_says_to_itself(mmap):
    class Broken(mmap.mmap):
        def flush(self, *span, **options):
            try:
                return super().flush(*span, **options)
            except OSError as error:
                if error.errno == errno.EINVAL:
                    raise
                return None

    mmap.mmap = Broken


@breaks("flush.hands-over", "flush.sync-waits")
def flush_does_nothing(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args, **options):
            return None

    mmap.mmap = Broken


@breaks("flush.failing-system")
def a_flush_of_a_page_that_fails_rewinds(mmap):
    class Broken(mmap.mmap):
        def flush(self, *span, **options):
            try:
                return super().flush(*span, **options)
            except OSError as error:
                if span and error.errno == errno.EIO:
                    self.seek(0)
                raise

    mmap.mmap = Broken


@breaks("flush.hands-over", "flush.sync-waits")
def flush_only_schedules(mmap):
    library = ctypes.CDLL(None)

    class Broken(mmap.mmap):
        def flush(self, offset=0, size=None, **options):
            begin = ctypes.addressof(ctypes.c_char.from_buffer(self)) + offset
            size = len(self) - offset if size is None else size
            library.msync(ctypes.c_void_p(begin), ctypes.c_size_t(size), mmap.MS_ASYNC if options else 1)

    mmap.mmap = Broken


@breaks("flush.hands-over", "flush.sync-waits")
def flush_hands_the_first_page_over(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args, **options):
            if args:
                return super().flush(*args, **options)
            return super().flush(0, min(len(self), mmap.PAGESIZE), **options)

    mmap.mmap = Broken


@breaks("flush.hands-over")
def flush_of_a_range_does_nothing(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args, **options):
            return None if args else super().flush(**options)

    mmap.mmap = Broken
