"""Mutants of what is around a slice: its position, its bounds, its size, and what it is given."""

import array
import os

from mutants.breaking import breaks
from mutants.construction import bytewise, constructor


def assigning(change):
    """Let what is assigned to slices be changed before: by a function of the map, the slice and the value."""

    def install(mmap):
        class Broken(mmap.mmap):
            def __setitem__(self, index, value):
                super().__setitem__(index, change(self, index, value) if isinstance(index, slice) else value)

        mmap.mmap = Broken

    return install


def is_stepped(index):
    return isinstance(index, slice) and index.step not in (None, 1)


@breaks("item.read")
def reading_an_item_rewinds(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            if not isinstance(index, slice):
                self.seek(0)
            return super().__getitem__(index)

    mmap.mmap = Broken


@breaks("slice.read")
def reading_a_slice_with_a_step_rewinds(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            if is_stepped(index):
                self.seek(0)
            return super().__getitem__(index)

    mmap.mmap = Broken


@breaks("slice.read")
def the_largest_steps_overflow(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            if isinstance(index, slice) and abs(index.step or 1) >= 2**63:
                raise OverflowError("step")
            return super().__getitem__(index)

    mmap.mmap = Broken


@breaks("item.out-of-range")
def an_index_can_go_round_twice(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            return super().__getitem__(0 if index == -2 * len(self) else index)

    mmap.mmap = Broken


@breaks("slice.independent")
def slices_are_remembered(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            found = super().__getitem__(index)
            if not isinstance(index, slice) or index.stop is None:
                return found
            return self.__dict__.setdefault(repr(index), found)

    mmap.mmap = Broken


@breaks("slice.independent")
def slices_with_a_step_are_bytearrays(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            found = super().__getitem__(index)
            return bytearray(found) if is_stepped(index) else found

    mmap.mmap = Broken


@breaks("slice.same-size")
def a_slice_that_ends_before_it_begins_takes_what_is_between(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if isinstance(index, slice) and index.step is None:
                begin, end, _ = index.indices(len(self))
                if end < begin and len(value) == begin - end:
                    return
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("slice.same-size")
def a_slice_without_an_end_takes_less(mmap):
    @assigning
    def change(m, index, value):
        begin = len(m) if index.start is None else index.indices(len(m))[0]
        shorter = isinstance(value, bytes) and index.stop is None and len(value) < len(m) - begin
        return value + m[begin + len(value) :] if shorter else value

    change(mmap)


@breaks("slice.assign")
def a_slice_ends_no_later_than_its_map(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if isinstance(index, slice) and index.step is None and (index.stop or 0) > len(self):
                raise IndexError("out of range")
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("slice.same-size-or-index-error")
def another_size_than_that_of_a_slice_with_a_step_is_a_value_error(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            try:
                super().__setitem__(index, value)
            except IndexError as error:
                if is_stepped(index):
                    raise ValueError("attempt to assign bytes of another size to an extended slice") from error
                raise

    mmap.mmap = Broken


@breaks("slice.assign-types")
def a_slice_counts_the_items_of_arrays(mmap):
    assigning(lambda m, index, value: bytes(value)[: len(value)] if isinstance(value, array.array) else value)(mmap)


@breaks("slice.assign-types")
def a_slice_counts_the_items_of_views(mmap):
    @assigning
    def change(m, index, value):
        return bytes(value)[: len(value)] if isinstance(value, memoryview) and value.contiguous else value

    change(mmap)


@breaks("slice.assign-types")
def a_slice_takes_one_dimension(mmap):
    @assigning
    def change(m, index, value):
        if isinstance(value, memoryview) and value.ndim != 1:
            raise BufferError("one dimension")
        return value

    change(mmap)


@breaks("slice.assign-types")
def a_slice_with_a_step_takes_views_with_gaps(mmap):
    @assigning
    def change(m, index, value):
        return bytes(value) if is_stepped(index) and isinstance(value, memoryview) else value

    change(mmap)


@breaks("slice.assign-types")
def a_slice_holds_on_to_what_it_refused(mmap):
    held = []

    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            try:
                super().__setitem__(index, value)
            except IndexError:
                held.append(memoryview(value))
                raise

    mmap.mmap = Broken


@breaks("slice.assign-types")
def a_slice_with_a_step_takes_bytes_only(mmap):
    @assigning
    def change(m, index, value):
        if is_stepped(index) and not isinstance(value, bytes):
            raise TypeError("bytes are needed")
        return value

    change(mmap)


@breaks("slice.assign-extended")
def a_slice_with_a_step_of_a_copy_is_stored_in_the_file(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if fileno >= 0 and options.get("access") == mmap.ACCESS_COPY:
            m.__dict__["descriptor"] = os.dup(fileno)
        return m

    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            super().__setitem__(index, value)
            if is_stepped(index) and "descriptor" in self.__dict__:
                os.pwrite(self.__dict__["descriptor"], self[:], 0)

    mmap.mmap = Broken


@breaks("content.read-only-assignment")
def a_slice_with_a_step_of_a_read_only_map_is_a_value_error(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            try:
                super().__setitem__(index, value)
            except TypeError as error:
                if is_stepped(index) and isinstance(value, bytes):
                    raise ValueError("read-only") from error
                raise

    mmap.mmap = Broken


def rewinding(method, *errors):
    """Let what is refused leave the map at its beginning."""

    def install(mmap):
        right = getattr(mmap.mmap, method)

        def refuse(self, *args):
            try:
                return right(self, *args)
            except errors:
                self.seek(0)
                raise

        mmap.mmap = type("Broken", (mmap.mmap,), {method: refuse})

    return install


@breaks("slice.same-size", "item.assign-out-of-range")
def an_assignment_that_is_refused_rewinds(mmap):
    rewinding("__setitem__", IndexError)(mmap)


@breaks("item.out-of-range")
def an_index_that_is_refused_rewinds(mmap):
    rewinding("__getitem__", IndexError)(mmap)


@breaks("item.assign", "slice.assign")
def an_assignment_rewinds(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            super().__setitem__(index, value)
            self.seek(0)

    mmap.mmap = Broken


@breaks("slice.read")
def a_backward_slice_past_the_beginning_lacks_the_first_byte(mmap):
    class Broken(bytewise(mmap)):
        def __getitem__(self, index):
            found = super().__getitem__(index)
            if isinstance(index, slice) and (index.step or 1) < 0 and -len(self) > (index.stop or 0):
                first = range(len(self))[index]
                return found[:-1] if first and first[-1] == 0 else found
            return found

    mmap.mmap = Broken


@breaks("slice.assign")
def an_assignment_that_ends_far_before_the_map_is_lost(mmap):
    class Broken(bytewise(mmap)):
        def __setitem__(self, index, value):
            far = isinstance(index, slice) and index.start is not None and index.start < -len(self)
            if far and index.stop == -len(self) + 1 and index.step is None:
                return
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("slice.assign-extended")
def a_backward_assignment_past_the_beginning_lacks_the_first_byte(mmap):
    class Broken(bytewise(mmap)):
        def __setitem__(self, index, value):
            if isinstance(index, slice) and (index.step or 1) < 0 and -len(self) > (index.stop or 0):
                first = self[0]
                super().__setitem__(index, value)
                self[0] = first
                return
            super().__setitem__(index, value)

    mmap.mmap = Broken
