"""Mutants of items and slices."""

from mutants.breaking import breaks


@breaks("content.bytearray-consumers", "search.re")
def concatenation_from_the_left_is_refused(mmap):
    class Broken(mmap.mmap):
        def __radd__(self, other):
            return other

        def __len__(self):
            # every consumer that trusts the length more than the buffer loses the last byte
            return super().__len__() - 1

    mmap.mmap = Broken


@breaks("item.assign")
def assigning_to_a_negative_index_hits_the_neighbour(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if isinstance(index, int) and -len(self) < index < 0:
                index -= 1
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("item.assign")
def assigning_an_item_moves_the_position(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            super().__setitem__(index, value)
            if isinstance(index, int):
                self.seek(index if index >= 0 else index + len(self))

    mmap.mmap = Broken


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


@breaks("content.read-only-first")
def the_index_is_checked_before_the_access(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if isinstance(index, int):
                self[index]
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("content.read-only-assignment")
def assigning_nothing_to_a_read_only_map_is_granted(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if isinstance(index, slice) and value == b"" and not len(self[index]):
                return
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("item.read")
def an_item_is_signed(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            found = super().__getitem__(index)
            return found - 256 if isinstance(found, int) and found > 127 else found

    mmap.mmap = Broken


@breaks("item.read")
def a_negative_index_is_off_by_one(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            if isinstance(index, int) and index == -1:
                index = -len(self)
            return super().__getitem__(index)

    mmap.mmap = Broken


@breaks("item.out-of-range")
def the_first_index_out_of_range_is_zero(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            return 0 if index == len(self) else super().__getitem__(index)

    mmap.mmap = Broken


@breaks("item.out-of-range")
def a_huge_index_overflows(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            if isinstance(index, int) and abs(index) >= 1 << 63:
                raise OverflowError("too large")
            return super().__getitem__(index)

    mmap.mmap = Broken


@breaks("item.index-types")
def none_is_the_first_index(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            return super().__getitem__(0 if index is None else index)

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


@breaks("item.assign-value")
def a_value_is_taken_modulo_256(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            super().__setitem__(index, value % 256 if isinstance(value, int) else value)

    mmap.mmap = Broken


@breaks("item.assign-value")
def an_item_takes_a_byte_of_bytes(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if isinstance(index, int) and isinstance(value, bytes):
                value = value[0]
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("item.assign-out-of-range")
def assigning_behind_the_end_does_nothing(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if index != len(self):
                super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("item.assign-out-of-range")
def assigning_out_of_range_hits_the_last_and_raises(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            try:
                super().__setitem__(index, value)
            except IndexError:
                super().__setitem__(-1, value)
                raise

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


@breaks("item.indices")
def an_index_is_a_plain_integer(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            if not isinstance(index, (int, slice)):
                raise TypeError("mmap indices must be integers")
            return super().__getitem__(index)

    mmap.mmap = Broken


@breaks("item.indices")
def a_value_is_a_plain_integer(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if not isinstance(index, slice) and type(value) is not int:
                raise TypeError("an integer is needed")
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("item.assign-huge-value")
def a_huge_value_is_truncated(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if isinstance(value, int) and value >= 1 << 64:
                value %= 256
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


@breaks("content.long-maps")
def a_slice_ends_with_its_page(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if isinstance(index, slice) and index.step is None and index.start and len(value) < 100:
                edge = (index.start // mmap.PAGESIZE + 1) * mmap.PAGESIZE
                if index.stop and edge < index.stop:
                    index, value = slice(index.start, edge), value[: edge - index.start]
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("content.long-maps")
def an_index_from_the_end_stays_in_its_page(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            if isinstance(index, int) and index < -mmap.PAGESIZE:
                index = index % mmap.PAGESIZE
            return super().__getitem__(index)

    mmap.mmap = Broken


@breaks("item.assign-value")
def an_object_is_taken_modulo_256(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if not isinstance(value, (int, bytes)) and hasattr(type(value), "__index__"):
                value = value.__index__() & 255
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("item.assign-value")
def a_value_that_fails_leaves_a_zero(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            try:
                super().__setitem__(index, value)
            except ZeroDivisionError:
                super().__setitem__(index, 0)
                raise

    mmap.mmap = Broken


@breaks("item.out-of-range")
def an_index_object_wraps_twice(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            if not isinstance(index, (int, slice)) and hasattr(type(index), "__index__"):
                index = index.__index__()
                if index < -len(self):
                    index += len(self)
            return super().__getitem__(index)

    mmap.mmap = Broken
