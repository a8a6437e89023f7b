"""Mutants of slices: what they hold, their bounds, their size, and what they are given."""

import array
import os

from mutants.breaking import breaks
from mutants.construction import bytewise, constructor, given_another_map, is_stepped, rewinding


@breaks("slice.assign")
def assigning_to_a_slice_misses_its_last_byte(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if isinstance(index, slice) and len(value) > 3:
                start, stop, _ = index.indices(len(self))
                super().__setitem__(slice(start, stop - 1), bytes(value)[:-1])
            else:
                super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("slice.same-size")
def a_slice_takes_what_is_shorter(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if isinstance(index, slice):
                start, stop, step = index.indices(len(self))
                if step == 1 and len(value) < stop - start:
                    index = slice(start, start + len(value))
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("slice.same-size-or-index-error")
def a_slice_of_another_size_is_a_value_error(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            try:
                super().__setitem__(index, value)
            except IndexError:
                raise ValueError("another size") from None

    mmap.mmap = Broken


@breaks("slice.read")
def a_backward_slice_loses_its_last_byte(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            found = super().__getitem__(index)
            return found[:-1] if isinstance(index, slice) and (index.step or 1) < 0 else found

    mmap.mmap = Broken


@breaks("slice.read")
def a_huge_stop_gives_nothing(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            if isinstance(index, slice) and (index.stop or 0) > 1 << 40:
                return b""
            return super().__getitem__(index)

    mmap.mmap = Broken


@breaks("slice.independent")
def a_slice_is_a_bytearray(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            found = super().__getitem__(index)
            return bytearray(found) if isinstance(found, bytes) else found

    mmap.mmap = Broken


@breaks("slice.assign-types")
def a_slice_takes_lists(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            super().__setitem__(index, bytes(value) if isinstance(value, list) else value)

    mmap.mmap = Broken


@breaks("slice.assign-types")
def a_slice_takes_views_with_gaps(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            super().__setitem__(index, value.tobytes() if isinstance(value, memoryview) else value)

    mmap.mmap = Broken


@breaks("slice.assign-types")
def a_slice_takes_no_arrays(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if isinstance(index, slice) and not isinstance(value, (bytes, bytearray, memoryview)):
                raise TypeError("bytes are needed")
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("slice.assign-extended")
def a_backward_slice_is_assigned_forward(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if isinstance(index, slice) and (index.step or 1) < 0:
                value = bytes(value)[::-1]
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("slice.bad-bounds")
def a_step_of_zero_is_one(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            if isinstance(index, slice) and index.step == 0:
                index = slice(index.start, index.stop)
            return super().__getitem__(index)

    mmap.mmap = Broken


@breaks("slice.bad-bounds")
def a_slice_takes_floats(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if isinstance(index, slice) and isinstance(index.stop, float):
                return
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("slice.assign-itself")
def a_map_is_not_assigned_to_itself(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if value is self:
                raise BufferError("the map is exported")
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("slice.refused-as-a-whole")
def a_refused_slice_is_half_assigned(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            try:
                super().__setitem__(index, value)
            except IndexError:
                start, stop, step = index.indices(len(self))
                if step > 1 and start < stop and len(value):
                    super().__setitem__(start, value[0] ^ 1)
                raise

    mmap.mmap = Broken


def assigning(change):
    """Let what is assigned to slices be changed before: by a function of the map, the slice and the value."""

    def install(mmap):
        class Broken(mmap.mmap):
            def __setitem__(self, index, value):
                super().__setitem__(index, change(self, index, value) if isinstance(index, slice) else value)

        mmap.mmap = Broken

    return install


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


@breaks("slice.same-size", "item.assign-out-of-range")
def an_assignment_that_is_refused_rewinds(mmap):
    rewinding("__setitem__", IndexError)(mmap)


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


@breaks("slice.assign-types")
def a_slice_takes_another_map_from_its_position(mmap):
    given_another_map(mmap, "__setitem__", lambda other: other[other.tell() :])


@breaks("slice.same-size")
def blocks_of_much_are_assigned_before_its_size_is_seen(mmap):
    class Broken(bytewise(mmap)):
        def __setitem__(self, index, value):
            try:
                super().__setitem__(index, value)
            except (IndexError, ValueError):
                if isinstance(index, slice) and len(self) > 1 << 16 and self.tell() and len(value) > 1 << 16:
                    start = index.indices(len(self))[0]
                    super().__setitem__(slice(0, 1 << 16), bytes(value)[: 1 << 16])
                    super().__setitem__(start, value[0])
                raise

    mmap.mmap = Broken
