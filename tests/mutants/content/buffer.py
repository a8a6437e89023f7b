"""Mutants of what a view of a map shows. Before 3.12 no class can have ``__buffer__``, so memoryview is broken."""

import contextlib

from mutants.breaking import breaks
from mutants.construction import PIECE


def viewing(change):
    """Let every ``memoryview(map)`` in the subject be what ``change`` makes of the right one."""

    def install(mmap):
        import builtins

        right = builtins.memoryview

        def view(thing):
            return change(right, thing) if isinstance(thing, mmap.mmap) else right(thing)

        builtins.memoryview = view

    return install


@breaks("buffer.flat-bytes")
def a_view_has_signed_items(mmap):
    viewing(lambda view, m: view(m).cast("b"))(mmap)


@breaks("buffer.flat-bytes")
def a_view_lacks_the_last_byte(mmap):
    viewing(lambda view, m: view(m)[:-1])(mmap)


@breaks("buffer.read-only")
def a_view_is_always_read_only(mmap):
    viewing(lambda view, m: view(m).toreadonly())(mmap)


@breaks("buffer.live", "buffer.allows-changes", "buffer.keeps-map")
def a_view_is_a_copy(mmap):
    viewing(lambda view, m: view(bytearray(m[:])))(mmap)


@breaks("buffer.closed")
def a_view_of_a_closed_map_is_empty(mmap):
    viewing(lambda view, m: view(b"") if m.closed else view(m))(mmap)


@breaks("buffer.methods")
def the_buffer_method_returns_nothing(mmap):
    class Broken(mmap.mmap):
        def __buffer__(self, flags):
            return memoryview(b"")

    mmap.mmap = Broken


@breaks("buffer.pickle-out-of-band")
def the_pickle_buffer_lacks_the_last_byte(mmap):
    import pickle

    right = pickle.PickleBuffer
    pickle.PickleBuffer = lambda m: right(m[:-1])


@breaks("buffer.abstract-class")
def a_map_is_no_buffer(mmap):
    import collections.abc

    class Buffer:
        pass

    collections.abc.Buffer = Buffer


@breaks("buffer.flat-bytes")
def a_second_view_is_a_copy(mmap):
    seen = []

    def change(view, m):
        if any(one is m for one in seen) and not m.closed:
            return view(bytearray(m[:]))
        seen.append(m)
        return view(m)

    viewing(change)(mmap)


@breaks("buffer.flat-bytes")
def a_view_begins_at_the_position(mmap):
    viewing(lambda view, m: view(m) if m.closed else view(m)[m.tell() :])(mmap)


@breaks("buffer.allows-changes")
def nothing_is_moved_in_a_copy_that_has_a_view(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            if "ACCESS_COPY" in repr(self):
                with contextlib.suppress(TypeError):
                    self.resize(len(self))  # which views forbid, before the access does
            super().move(dest, src, count)

    mmap.mmap = Broken


@breaks("buffer.flat-bytes")
def a_view_ends_after_64_kib(mmap):
    viewing(lambda view, m: view(m)[:PIECE])(mmap)


@breaks("buffer.arguments-let-go")
def write_holds_what_does_not_fit(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            try:
                return super().write(data)
            except ValueError:
                self.held = memoryview(data)
                raise

    mmap.mmap = Broken


@breaks("buffer.arguments-let-go")
def a_slice_holds_what_is_of_another_size(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, at, value):
            try:
                super().__setitem__(at, value)
            except IndexError:
                if isinstance(at, slice) and at.step not in (None, 1):
                    self.held = memoryview(value)
                raise

    mmap.mmap = Broken


@breaks("buffer.arguments-let-go")
def write_holds_much(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            if len(data) > 1 << 16:
                self.held = memoryview(data)
            return super().write(data)

    mmap.mmap = Broken


@breaks("buffer.arguments-let-go")
def write_holds_a_map_that_does_not_fit(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            try:
                return super().write(data)
            except ValueError:
                if isinstance(data, mmap.mmap):
                    self.held = memoryview(data)
                raise

    mmap.mmap = Broken


@breaks("buffer.arguments-let-go")
def a_stepped_slice_holds_a_view(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, at, value):
            if isinstance(value, memoryview) and isinstance(at, slice) and at.step not in (None, 1):
                self.held = memoryview(value)
            super().__setitem__(at, value)

    mmap.mmap = Broken
