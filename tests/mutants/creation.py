"""Mutants of the constructor's arguments and of the length."""

import os

from mutants.breaking import breaks
from mutants.construction import arguments, constructor


def size_of(given):
    return os.fstat(given["fileno"]).st_size if given["fileno"] >= 0 else 0


@breaks("constructor.maps-length")
def a_map_is_one_byte_longer_where_the_file_is(mmap):
    @arguments(mmap)
    def change(given):
        if 1 < given["length"] < size_of(given):
            given["length"] += 1


@breaks("constructor.maps-length")
def whole_pages_are_mapped_where_the_file_has_them(mmap):
    @arguments(mmap)
    def change(given):
        pages = (given["length"] + mmap.PAGESIZE - 1) // mmap.PAGESIZE * mmap.PAGESIZE
        if given["length"] and pages <= size_of(given):
            given["length"] = pages


@breaks("constructor.maps-length")
def a_page_is_mapped_as_the_whole_file(mmap):
    @arguments(mmap)
    def change(given):
        if given["length"] == mmap.PAGESIZE and given["fileno"] >= 0:
            given["length"] = 0


@breaks("constructor.returns-map")
def the_constructor_forgets_the_subclass(mmap):
    original = mmap.mmap

    class Broken(original):
        def __new__(cls, *args, **options):
            return original(*args, **options)

    mmap.mmap = Broken


@breaks("constructor.returns-map")
def a_private_map_stands_at_its_end(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if options.get("access") == mmap.ACCESS_COPY:
            m.seek(0, 2)
        return m


@breaks("constructor.needs-two-arguments")
def length_is_0_by_default(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length=0, *args, **options):
            return super().__new__(cls, fileno, length, *args, **options)

    mmap.mmap = Broken


@breaks("constructor.needs-two-arguments")
def memory_is_anonymous_by_default(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno=-1, length=1, *args, **options):
            return super().__new__(cls, fileno, length, *args, **options)

    mmap.mmap = Broken


@breaks("constructor.unknown-keyword")
def unknown_keywords_are_ignored(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            known = {name: value for name, value in options.items() if name in ("flags", "prot", "access", "offset")}
            return super().__new__(cls, fileno, length, *args, **known)

    mmap.mmap = Broken


@breaks("constructor.unknown-keyword")
def what_is_given_twice_counts_the_second_time(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            names = ("fileno", "length", "flags", "prot", "access", "offset")
            return super().__new__(cls, **{**dict(zip(names, args, strict=False)), **options})

    mmap.mmap = Broken


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
