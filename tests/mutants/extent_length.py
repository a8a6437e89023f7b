"""Mutants of the lengths that resize refuses, and of what is left then."""

from mutants.breaking import breaks
from mutants.extent import resizing, translating


@breaks("resize.negative")
def resize_counts_from_the_end(mmap):
    resizing(lambda m, size, right: right(len(m) + size if -len(m) < size < 0 else size))(mmap)


@breaks("resize.negative")
def resize_to_less_than_nothing_is_an_overflow(mmap):
    def change(m, size, right):
        if size < 0:
            raise OverflowError("negative")
        return right(size)

    resizing(change)(mmap)


@breaks("resize.negative")
def resize_to_a_negative_page_is_ignored(mmap):
    resizing(lambda m, size, right: None if size == -mmap.PAGESIZE else right(size))(mmap)


@breaks("resize.wrong-types")
def resize_takes_whole_floats(mmap):
    resizing(lambda m, size, right: right(int(size) if isinstance(size, float) else size))(mmap)


@breaks("resize.wrong-types")
def resize_takes_none_for_the_same_length(mmap):
    resizing(lambda m, size, right: right(len(m) if size is None else size))(mmap)


@breaks("resize.wrong-types")
def resize_takes_a_keyword(mmap):
    class Broken(mmap.mmap):
        def resize(self, newsize):
            return super().resize(newsize)

    mmap.mmap = Broken


@breaks("resize.wrong-types")
def resize_ignores_more_arguments(mmap):
    class Broken(mmap.mmap):
        def resize(self, size, /, *ignored):
            return super().resize(size)

    mmap.mmap = Broken


@breaks("resize.huge")
def resize_takes_lengths_modulo_64_bits(mmap):
    def change(m, size, right):
        return right(size % (1 << 64) or 1) if isinstance(size, int) and size >= 1 << 64 else right(size)

    resizing(change)(mmap)


@breaks("resize.huge")
def resize_to_what_no_size_type_holds_is_a_value_error(mmap):
    translating(OverflowError, ValueError)(mmap)


@breaks("resize.huge")
def resize_far_below_nothing_is_a_value_error(mmap):
    def change(m, size, right):
        if isinstance(size, int) and size < -(1 << 63):
            raise ValueError("negative")
        return right(size)

    resizing(change)(mmap)


@breaks("resize.too-large")
def resize_to_what_no_file_can_have_is_ignored(mmap):
    resizing(lambda m, size, right: None if isinstance(size, int) and 1 << 61 < size < 1 << 63 else right(size))(mmap)


@breaks("resize.too-large")
def resize_to_what_no_file_can_have_loses_the_content(mmap):
    def change(m, size, right):
        try:
            return right(size)
        except OSError:
            if size:
                m[0] = 0
            raise

    resizing(change)(mmap)


@breaks("resize.too-large")
def resize_to_what_no_file_can_have_is_a_memory_error(mmap):
    translating(OSError, MemoryError)(mmap)


@breaks("resize.index-objects")
def resize_takes_no_true(mmap):
    def change(m, size, right):
        if size is True:
            raise TypeError("a bool")
        return right(size)

    resizing(change)(mmap)


@breaks("resize.index-objects")
def resize_takes_what_can_be_an_int(mmap):
    resizing(lambda m, size, right: right(int(size) if hasattr(size, "__int__") else size))(mmap)


@breaks("resize.index-objects")
def resize_takes_only_ints(mmap):
    def change(m, size, right):
        if not isinstance(size, int):
            raise TypeError("no int")
        return right(size)

    resizing(change)(mmap)


@breaks("resize.zero")
def resize_to_nothing_is_ignored(mmap):
    resizing(lambda m, size, right: right(size) if size != 0 else None)(mmap)


@breaks("resize.zero")
def resize_of_memory_to_nothing_is_ignored(mmap):
    resizing(lambda m, size, right: right(size) if size != 0 or not m.is_anonymous else None)(mmap)


@breaks("resize.zero")
def resize_to_nothing_leaves_a_byte(mmap):
    def change(m, size, right):
        if size == 0:
            right(1)
            raise OSError("too short")
        return right(size)

    resizing(change)(mmap)


# CPython itself empties the file before it refuses. Here it does not, and something else is lost.
@breaks("resize.zero-changes-nothing")
def resize_to_nothing_is_refused_and_rewinds(mmap):
    def change(m, size, right):
        if size == 0:
            m.seek(0)
            raise OSError("too short")
        return right(size)

    resizing(change)(mmap)


@breaks("resize.zero-changes-nothing")
def resize_to_nothing_is_refused_and_all_that_follow_too(mmap):
    class Broken(mmap.mmap):
        refused = False

        def resize(self, size):
            self.refused = self.refused or size == 0
            if self.refused:
                raise OSError("too short")
            return super().resize(size)

    mmap.mmap = Broken
