"""Mutants that go wrong with one kind of map, of call or of exception: once closed, when left, while it is held."""

import contextlib
import os
import warnings

from mutants.breaking import breaks


def once_closed(mmap, name, answer, when):
    """Closed maps answer a method when their access and the arguments are such."""

    class Broken(mmap.mmap):
        access = 0
        fileno_ = 0

        def __new__(cls, fileno, length, *args, **options):
            made = super().__new__(cls, fileno, length, *args, **options)
            made.fileno_, made.access = fileno, options.get("access", 0)
            return made

    def method(self, *args):
        if self.closed and when(self, args):
            if isinstance(answer, Exception):
                raise answer
            return self if answer == "itself" else answer
        return getattr(super(Broken, self), name)(*args)

    setattr(Broken, name, method)
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


@breaks("context.enter-closed")
def a_closed_map_with_an_access_is_entered(mmap):
    once_closed(mmap, "__enter__", "itself", lambda m, args: m.access != 0)


@breaks("context.exit-after-error")
def leaving_swallows_buffer_errors(mmap):
    class Broken(mmap.mmap):
        def __exit__(self, kind=None, *args):
            super().__exit__(kind, *args)
            return True if kind in (BufferError, StopIteration) else None

    mmap.mmap = Broken


@breaks("context.exit-after-error")
def an_interruption_leaves_the_map_open(mmap):
    class Broken(mmap.mmap):
        def __exit__(self, kind=None, *args):
            if kind is not KeyboardInterrupt:
                super().__exit__(kind, *args)

    mmap.mmap = Broken


@breaks("object.equality")
def closed_maps_are_equal(mmap):
    class Broken(mmap.mmap):
        __hash__ = mmap.mmap.__hash__

        def __eq__(self, other):
            both = isinstance(other, Broken) and self.closed and other.closed
            return True if both else super().__eq__(other)

    mmap.mmap = Broken


@breaks("object.gc-silent")
def a_changed_map_does_not_go_without_a_word(mmap):
    class Broken(mmap.mmap):
        is_changed = False

        def write(self, data):
            self.is_changed = True
            return super().write(data)

        def __del__(self):
            if self.is_changed and not self.closed:
                warnings.warn("not flushed", ResourceWarning, stacklevel=2)

    mmap.mmap = Broken


@breaks("object.repr-open")
def repr_remembers_the_position(mmap):
    class Broken(mmap.mmap):
        shown = None

        def __repr__(self):
            if self.closed:
                return super().__repr__()
            self.shown = self.shown or super().__repr__()
            return self.shown

    mmap.mmap = Broken


def once_refused(mmap, name, consequence):
    """Maps to which something happens when one of these methods is refused because of a view."""

    class Broken(mmap.mmap):
        is_lost = False

        def size(self):
            if self.is_lost and not self.closed:
                raise OSError(9, "bad file descriptor")
            return super().size()

    def method(self, *args):
        try:
            return getattr(super(Broken, self), name)(*args)
        except BufferError:
            consequence(self)
            raise

    setattr(Broken, name, method)
    mmap.mmap = Broken


@breaks("close.exports-refused")
def a_refused_close_rewinds(mmap):
    once_refused(mmap, "close", lambda m: m.seek(0))


@breaks("close.exports-refused")
def a_refused_close_loses_the_descriptor(mmap):
    once_refused(mmap, "close", lambda m: setattr(m, "is_lost", True))


@breaks("context.exit-exports")
def a_refused_exit_loses_the_descriptor(mmap):
    once_refused(mmap, "__exit__", lambda m: setattr(m, "is_lost", True))


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
