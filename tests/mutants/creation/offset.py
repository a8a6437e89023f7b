"""Mutants of the offset, and of what is far away."""

import os

from mutants.breaking import breaks
from mutants.construction import arguments, constructor


@breaks("offset.beyond-the-file")
def an_empty_file_has_no_offset(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] >= 0 and given.get("offset") and not os.fstat(given["fileno"]).st_size:
            raise OSError(22, "Invalid argument")


@breaks("offset.default")
def the_offset_is_that_of_the_map_before(mmap):
    last = [0]

    @arguments(mmap)
    def change(given):
        if given["fileno"] >= 0 and "offset" in given:
            last[0] = given["offset"]
        elif given["fileno"] >= 0:
            given["offset"] = last[0]


@breaks("offset.default")
def an_offset_of_0_is_refused(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("offset") == 0 and given["fileno"] >= 0:
            raise ValueError("no offset")


@breaks("offset.not-negative", "offset.negative-overflows")
def a_negative_offset_is_none(mmap):
    @arguments(mmap)
    def change(given):
        if isinstance(given.get("offset", 0), int) and given.get("offset", 0) < 0:
            given["offset"] = 0


@breaks("offset.not-negative")
def an_aligned_negative_offset_is_the_systems_error(mmap):
    @arguments(mmap)
    def change(given):
        offset = given.get("offset", 0)
        if isinstance(offset, int) and offset < 0 and offset % mmap.PAGESIZE == 0:
            raise OSError(22, "Invalid argument")


@breaks("offset.negative-overflows")
def a_negative_offset_is_a_value_error(mmap):
    @arguments(mmap)
    def change(given):
        if isinstance(given.get("offset", 0), int) and -(1 << 60) < given.get("offset", 0) < 0:
            raise ValueError("negative")


@breaks("offset.negative-overflows")
def the_smallest_offset_is_none(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("offset") == -(1 << 63):
            del given["offset"]


@breaks("offset.wrong-types")
def no_offset_is_0(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("offset", 0) is None:
            del given["offset"]


@breaks("offset.wrong-types")
def an_offset_can_be_a_float(mmap):
    @arguments(mmap)
    def change(given):
        if isinstance(given.get("offset"), float):
            given["offset"] = int(given["offset"]) // mmap.PAGESIZE


@breaks("offset.huge")
def an_offset_wraps_at_64_bits(mmap):
    @arguments(mmap)
    def change(given):
        if isinstance(given.get("offset"), int) and abs(given["offset"]) >= 1 << 64:
            given["offset"] %= 1 << 64


@breaks("offset.huge")
def a_huge_offset_is_a_value_error(mmap):
    @arguments(mmap)
    def change(given):
        if isinstance(given.get("offset"), int) and given["offset"] == 1 << 63:
            raise ValueError("beyond the file")


def _with_offset(mmap, methods):
    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            m = super().__new__(cls, *args, **options)
            m.offset = options.get("offset", 0)
            return m

    for name, method in methods(mmap.mmap).items():
        setattr(Broken, name, method)
    mmap.mmap = Broken


@breaks("offset.relative")
def find_counts_from_the_beginning_of_the_file(mmap):
    def find(right):
        return {"find": lambda self, *args: right.find(self, *args) + self.offset}

    _with_offset(mmap, find)


@breaks("offset.relative")
def tell_counts_from_the_beginning_of_the_file(mmap):
    _with_offset(mmap, lambda right: {"tell": lambda self: right.tell(self) + self.offset})


@breaks("offset.relative")
def changes_are_at_the_beginning_of_the_file(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            m = super().__new__(cls, fileno, length, *args, **options)
            m.number = fileno if options.get("offset") else None
            return m

        def write(self, data):
            if self.number is None:
                return super().write(data)
            os.pwrite(self.number, data, self.tell())
            self.seek(len(data), 1)
            return len(data)

    mmap.mmap = Broken


@breaks("offset.relative", "access.initial-content")
def the_second_granule_is_taken_for_the_first(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] >= 0 and given.get("offset") == 2 * mmap.ALLOCATIONGRANULARITY:
            given["offset"] = mmap.ALLOCATIONGRANULARITY


@breaks("offset.multiple-of-granularity")
def an_offset_is_two_granules_or_none(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("offset", 0) % (2 * mmap.ALLOCATIONGRANULARITY):
            raise OSError(22, "Invalid argument")


@breaks("offset.multiple-of-granularity", "offset.unaligned-is-the-systems-error")
def an_offset_is_rounded_down(mmap):
    @arguments(mmap)
    def change(given):
        offset = given.get("offset", 0)
        if isinstance(offset, int) and 0 <= offset < 1 << 32:
            given["offset"] = offset - offset % mmap.ALLOCATIONGRANULARITY


@breaks("offset.multiple-of-granularity")
def an_offset_need_only_be_a_multiple_of_512(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("offset", 0) and not given["offset"] % 512:
            given["offset"] -= given["offset"] % mmap.ALLOCATIONGRANULARITY


@breaks("offset.unaligned-is-the-systems-error")
def an_unaligned_offset_is_a_value_error(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("offset", 0) % mmap.ALLOCATIONGRANULARITY:
            raise ValueError("not aligned")


@breaks("offset.granularity-is-page-size")
def the_granularity_is_64_kib(mmap):
    mmap.ALLOCATIONGRANULARITY = 65536


@breaks("offset.granularity-is-page-size")
def both_sizes_are_wrong(mmap):
    mmap.ALLOCATIONGRANULARITY = mmap.PAGESIZE = mmap.PAGESIZE // 2


@breaks("offset.beyond-the-file")
def the_end_of_the_file_is_an_offset(mmap):
    @arguments(mmap)
    def change(given):
        offset = given.get("offset", 0)
        if offset and given["fileno"] >= 0 and os.fstat(given["fileno"]).st_size == offset and not given["length"]:
            given.update(fileno=-1, length=1, offset=0)


@breaks("offset.beyond-the-file")
def alignment_is_looked_at_before_the_file(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("offset", 0) % mmap.ALLOCATIONGRANULARITY:
            raise OSError(22, "Invalid argument")


@breaks("offset.beyond-the-file")
def the_largest_offset_wraps(mmap):
    @arguments(mmap)
    def change(given):
        if 0 <= given.get("offset", 0) < 1 << 63 and given.get("offset", 0) + given["length"] >= 1 << 63:
            given["offset"] = 0
            given["length"] = 1


@breaks("large.maps")
def an_index_wraps_at_32_bits(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, where):
            return super().__getitem__(where % (1 << 32) if isinstance(where, int) and where > 0 else where)

    mmap.mmap = Broken


@breaks("large.maps")
def a_map_is_4_gib_at_most(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        if fileno >= 0 and length == 0 and os.fstat(fileno).st_size > 1 << 32:
            length = 1 << 32
        return right(fileno, length, *args, **options)


@breaks("large.maps")
def a_position_has_32_bits(mmap):
    class Broken(mmap.mmap):
        def tell(self):
            return super().tell() % (1 << 32)

    mmap.mmap = Broken


@breaks("large.offsets")
def an_offset_wraps_at_32_bits(mmap):
    @arguments(mmap)
    def change(given):
        if (1 << 32) <= given.get("offset", 0) < 1 << 40:
            given["offset"] %= 1 << 32


@breaks("large.offsets")
def an_offset_has_31_bits(mmap):
    @arguments(mmap)
    def change(given):
        if (1 << 31) <= given.get("offset", 0) < 1 << 40:
            raise OverflowError("too large")


@breaks("large.maps")
def size_has_32_bits(mmap):
    class Broken(mmap.mmap):
        def size(self):
            return super().size() & 0xFFFFFFFF

    mmap.mmap = Broken


@breaks("large.maps")
def write_beyond_4_gib_lands_at_the_beginning(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            place = self.tell()
            self.seek(place & 0xFFFFFFFF)
            count = super().write(data)
            self.seek(place + count)
            return count

    mmap.mmap = Broken


@breaks("large.maps")
def write_byte_beyond_4_gib_lands_at_the_beginning(mmap):
    class Broken(mmap.mmap):
        def write_byte(self, byte):
            place = self.tell()
            self.seek(place & 0xFFFFFFFF)
            super().write_byte(byte)
            self.seek(place + 1)

    mmap.mmap = Broken


@breaks("large.lengths", "large.anonymous")
def a_length_has_32_bits(mmap):
    @arguments(mmap)
    def change(given):
        if (1 << 32) <= given["length"] < 1 << 40:
            given["length"] %= 1 << 32


@breaks("large.lengths", "large.anonymous")
def a_length_has_31_bits(mmap):
    @arguments(mmap)
    def change(given):
        if (1 << 31) <= given["length"] < 1 << 40:
            given["length"] = (1 << 31) - 1


@breaks("large.anonymous")
def anonymous_memory_has_2_gib_at_most(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] == -1 and (1 << 31) <= given["length"] < 1 << 40:
            raise OverflowError("length is too large")


@breaks("large.anonymous")
def private_memory_is_cut_at_4_gib(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] == -1 and given.get("flags") == mmap.MAP_PRIVATE and (1 << 32) < given["length"] < 1 << 40:
            given["length"] = 1 << 32


def cut(number, bits):
    return number % (1 << bits) if isinstance(number, int) and 0 < number < 1 << 40 else number


def cutting(bits, *names):
    """A class of which these methods see no more than so many bits of what they are given."""

    def install(mmap):
        def method(name):
            right = getattr(mmap.mmap, name)

            def cuts(self, first, *more):
                if isinstance(first, slice):
                    first = slice(cut(first.start, bits), cut(first.stop, bits), first.step)
                return right(self, cut(first, bits), *(cut(one, bits) for one in more))

            return cuts

        mmap.mmap = type("Broken", (mmap.mmap,), {name: method(name) for name in names})

    return install


@breaks("large.lengths", "large.anonymous")
def indices_have_31_bits(mmap):
    cutting(31, "__getitem__", "__setitem__")(mmap)


@breaks("large.lengths", "large.anonymous")
def indices_have_32_bits(mmap):
    cutting(32, "__getitem__", "__setitem__")(mmap)


@breaks("large.lengths", "large.anonymous")
def a_position_of_more_than_31_bits_is_cut(mmap):
    cutting(31, "seek")(mmap)


@breaks("large.lengths", "large.anonymous")
def a_move_has_32_bits(mmap):
    cutting(32, "move")(mmap)


@breaks("large.lengths", "large.anonymous")
def a_move_has_31_bits(mmap):
    cutting(31, "move")(mmap)


@breaks("large.lengths")
def an_offset_takes_from_a_large_length(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("offset") and given["length"] > 1 << 31:
            given["length"] -= given["offset"]
