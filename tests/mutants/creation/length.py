"""Mutants of the length."""

import fractions
import os

from mutants.breaking import breaks
from mutants.construction import arguments, constructor, size_of, windows_arguments


@breaks("length.zero")
def length_zero_maps_whole_pages(mmap):
    @arguments(mmap)
    def change(given):
        pages = (size_of(given) - given.get("offset", 0)) // mmap.PAGESIZE
        if given["length"] == 0 and pages > 0:
            given["length"] = pages * mmap.PAGESIZE


@breaks("length.zero")
def length_zero_counts_the_offset_twice(mmap):
    @arguments(mmap)
    def change(given):
        rest = size_of(given) - 2 * given.get("offset", 0)
        if given["length"] == 0 and given.get("offset", 0) and rest > 0:
            given["length"] = rest


@breaks("length.zero")
def length_zero_of_a_copy_is_at_most_a_page(mmap):
    @arguments(mmap)
    def change(given):
        if given["length"] == 0 and given.get("access") == mmap.ACCESS_COPY:
            given["length"] = min(mmap.PAGESIZE, size_of(given))


@breaks("length.zero-looks-once")
def the_length_follows_the_file(mmap):
    class Broken(mmap.mmap):
        def __len__(self):
            return self.size()

    mmap.mmap = Broken


@breaks("length.empty-file")
def an_empty_file_is_anonymous_memory(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] >= 0 and given["length"] and not size_of(given):
            given["fileno"] = -1


@breaks("length.empty-file")
def an_empty_file_is_refused_by_the_system(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        if fileno >= 0 and not length and not os.fstat(fileno).st_size:
            raise OSError(22, "Invalid argument")
        return right(fileno, length, *args, **options)


@breaks("length.past-the-file")
def a_longer_map_makes_its_file_longer(mmap):
    @arguments(mmap)
    def change(given):
        if 0 < size_of(given) < given["length"] < 1 << 20:
            os.truncate(given["fileno"], given.get("offset", 0) + given["length"])


@breaks("length.past-the-file")
def a_longer_map_makes_its_file_longer_and_is_refused(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        try:
            return right(fileno, length, *args, **options)
        except ValueError:
            if length < 1 << 20:
                os.truncate(fileno, options.get("offset", 0) + length)
            raise


@breaks("length.past-the-file")
def a_longer_map_ends_with_its_file(mmap):
    @arguments(mmap)
    def change(given):
        if 0 < size_of(given) < given["length"] and not given.get("offset"):
            given["length"] = 0


@breaks("length.past-the-file")
def the_rest_of_the_last_page_can_be_mapped(mmap):
    @arguments(mmap)
    def change(given):
        pages = (size_of(given) + mmap.PAGESIZE - 1) // mmap.PAGESIZE * mmap.PAGESIZE
        if size_of(given) < given.get("offset", 0) + given["length"] <= pages:
            given["length"] = 0


@breaks("length.past-the-file")
def a_length_that_overflows_with_its_offset_wraps(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("offset", 0) and given["length"] + given["offset"] > (1 << 63) - 1:
            given["length"] = 0


@breaks("length.negative")
def a_negative_length_is_a_value_error(mmap):
    @arguments(mmap)
    def change(given):
        if given["length"] < 0:
            raise ValueError("negative")


@breaks("length.negative")
def a_length_of_minus_one_is_everything(mmap):
    @arguments(mmap)
    def change(given):
        if given["length"] == -1 and given["fileno"] >= 0:
            given["length"] = 0


@breaks("length.negative")
def the_smallest_length_is_its_own_opposite(mmap):
    @arguments(mmap)
    def change(given):
        if given["length"] == -(1 << 63):
            raise ValueError("out of range")


@breaks("length.huge")
def a_length_wraps_at_64_bits(mmap):
    @arguments(mmap)
    def change(given):
        if abs(given["length"]) > 1 << 64:
            given["length"] %= 1 << 64


@breaks("length.huge")
def a_huge_length_is_a_value_error(mmap):
    @arguments(mmap)
    def change(given):
        if given["length"] == 1 << 63:
            raise ValueError("out of range")


@breaks("length.unmappable")
def too_little_memory_is_a_memory_error(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        try:
            return right(fileno, length, *args, **options)
        except OSError as error:
            if error.errno == 12:
                raise MemoryError from None
            raise


@breaks("length.unmappable")
def the_largest_length_is_a_page(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] == -1 and (1 << 63) - mmap.PAGESIZE < given["length"] < 1 << 63:
            given["length"] = mmap.PAGESIZE


@breaks("length.wrong-types")
def a_length_is_taken_for_an_integer(mmap):
    @arguments(mmap)
    def change(given):
        if isinstance(given["length"], (float, str)):
            given["length"] = int(given["length"])


@breaks("length.wrong-types")
def no_length_is_everything(mmap):
    @arguments(mmap)
    def change(given):
        if given["length"] is None and given["fileno"] >= 0:
            given["length"] = 0


@breaks("length.wrong-types")
def a_length_can_have_int_alone(mmap):
    @arguments(mmap)
    def change(given):
        if hasattr(given["length"], "__int__") and not isinstance(given["length"], float):
            given["length"] = int(given["length"])


@breaks("length.integers")
def a_length_is_an_int_and_nothing_else(mmap):
    @arguments(mmap)
    def change(given):
        if type(given["length"]) is not int:
            raise TypeError("an int is needed")


@breaks("length.integers")
def a_true_length_is_everything(mmap):
    @arguments(mmap)
    def change(given):
        if given["length"] is True and given["fileno"] >= 0:
            given["length"] = 0


@breaks("length.zero-looks-once")
def the_length_of_a_file_is_remembered(mmap):
    known = {}

    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if fileno >= 0 and not length and not options:
            kept, _ = known.setdefault(os.fstat(fileno).st_ino, (len(m), m))
            if kept < len(m):
                return right(fileno, kept)
        return m


@breaks("length.zero")
def a_mebibyte_is_the_rest_of_a_file(mmap):
    @arguments(mmap)
    def change(given):
        if (
            given["fileno"] >= 0
            and given["length"] == 0
            and os.fstat(given["fileno"]).st_size >= (1 << 20) + given.get("offset", 0)
        ):
            given["length"] = 1 << 20


@breaks("length.wrong-types")
def a_length_can_be_a_fraction(mmap):
    @arguments(mmap)
    def change(given):
        if isinstance(given["length"], fractions.Fraction):
            given["length"] = int(given["length"])


def size_on_windows(given):  # where 0 is anonymous memory too
    return os.fstat(given["fileno"]).st_size if given["fileno"] > 0 else 0


@breaks("length.empty-file-windows")
def an_empty_file_is_made_a_page_long(mmap):
    @windows_arguments(mmap)
    def change(given):
        if given["fileno"] > 0 and not given["length"] and not size_on_windows(given):
            given.update(fileno=-1, length=mmap.PAGESIZE)


@breaks("length.extends-the-file", "length.extended-with-zeros")
def a_map_does_not_make_its_file_longer(mmap):
    @windows_arguments(mmap)
    def change(given):
        if 0 < size_on_windows(given) < given["length"] + given.get("offset", 0):
            raise ValueError("longer than the file")


@breaks("length.extends-the-file")
def a_longer_map_begins_its_file_again(mmap):
    @windows_arguments(mmap)
    def change(given):
        if 0 < size_on_windows(given) < given["length"]:
            os.ftruncate(given["fileno"], 0)


@breaks("length.extended-with-zeros")
def what_is_added_to_a_file_ends_with_a_one(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        is_longer = fileno > 0 and os.fstat(fileno).st_size < length - 1
        m = right(fileno, length, *args, **options)
        if is_longer:
            m[length - 2] = 1
        return m


@breaks("length.read-only-extends-nothing")
def a_map_for_reading_makes_its_file_longer(mmap):
    @windows_arguments(mmap)
    def change(given):
        if given.get("access") == mmap.ACCESS_READ and 0 < size_on_windows(given) < given["length"]:
            given["length"] = 0


@breaks("length.integers")
def only_a_plain_zero_maps_the_rest_of_the_file(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        if fileno != -1 and type(length) is not int and hasattr(length, "__index__") and not length.__index__():
            raise ValueError("mmap length must be greater than 0")
        return right(fileno, length, *args, **options)
