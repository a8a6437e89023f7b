"""Mutants of items."""

from mutants.breaking import breaks
from mutants.construction import narrowed, rewinding


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


@breaks("item.read")
def reading_an_item_rewinds(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            if not isinstance(index, slice):
                self.seek(0)
            return super().__getitem__(index)

    mmap.mmap = Broken


@breaks("item.out-of-range")
def an_index_can_go_round_twice(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            return super().__getitem__(0 if index == -2 * len(self) else index)

    mmap.mmap = Broken


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


@breaks("item.out-of-range")
def an_index_is_of_32_bits(mmap):
    narrowed(mmap, "__getitem__")


@breaks("item.assign-out-of-range")
def an_index_to_assign_to_is_of_32_bits(mmap):
    narrowed(mmap, "__setitem__")
