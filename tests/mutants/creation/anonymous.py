"""Mutants of anonymous memory."""

import os

from mutants.breaking import breaks
from mutants.construction import PIECE, arguments, constructor


@breaks("anonymous.length")
def anonymous_memory_is_whole_pages(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] == -1 and given["length"] > mmap.PAGESIZE:
            given["length"] += -given["length"] % mmap.PAGESIZE


@breaks("anonymous.length")
def anonymous_memory_is_a_byte_short(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] == -1 and given["length"] == mmap.PAGESIZE + 1:
            given["length"] -= 1


@breaks("anonymous.zero-filled")
def anonymous_memory_is_used_again_as_it_is(mmap):
    kept = {}

    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            m = super().__new__(cls, fileno, length, *args, **options)
            if fileno == -1 and length in kept and not memoryview(m).readonly:
                m[:] = kept.pop(length)
            return m

        def close(self):
            if not self.closed:
                kept[len(self)] = self[:]
            super().close()

    mmap.mmap = Broken


@breaks("anonymous.zero-filled")
def anonymous_memory_ends_with_ones(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if fileno == -1 and options.get("access") == mmap.ACCESS_COPY:
            m[length - 1] = 1
        return m


@breaks("anonymous.length-zero")
def anonymous_memory_is_a_page_at_least(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] == -1 and given["length"] == 0:
            given["length"] = mmap.PAGESIZE


@breaks("anonymous.length-zero")
def empty_anonymous_memory_is_a_value_error(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] == -1 and given["length"] == 0:
            raise ValueError("cannot be empty")


@breaks("anonymous.read-only")
def anonymous_memory_ignores_access(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] == -1:
            given.pop("access", None)


@breaks("anonymous.read-only")
def anonymous_memory_ignores_prot(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] == -1:
            given.pop("prot", None)


@breaks("anonymous.shared-with-children")
def anonymous_memory_is_private_by_default(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] == -1 and not {"flags", "prot", "access"} & set(given):
            given["flags"] = mmap.MAP_PRIVATE


@breaks("anonymous.shared-with-children")
def anonymous_memory_for_writing_is_private(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] == -1 and given.get("access") == mmap.ACCESS_WRITE:
            given["access"] = mmap.ACCESS_COPY


@breaks("anonymous.private")
def anonymous_memory_ignores_flags(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] == -1:
            given.pop("flags", None)


@breaks("anonymous.private")
def a_copy_of_no_file_is_shared(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] == -1 and given.get("access") == mmap.ACCESS_COPY:
            given["access"] = mmap.ACCESS_WRITE


@breaks("anonymous.offset-without-effect")
def anonymous_memory_has_no_offset(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] == -1 and given.get("offset", 0) > 2 * mmap.PAGESIZE:
            raise ValueError("no offset without a file")


@breaks("anonymous.offset-without-effect")
def anonymous_memory_begins_with_its_offset(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if fileno == -1 and options.get("offset"):
            m[-1] = 1
        return m


@breaks("anonymous.offset-refused")
def anonymous_memory_ignores_its_offset(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] == -1 and given.get("offset", 0) > 0:
            del given["offset"]


@breaks("anonymous.offset-refused")
def anonymous_memory_ignores_a_negative_offset(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] == -1 and given.get("offset", 0) < 0:
            del given["offset"]


@breaks("anonymous.only-minus-one")
def every_negative_number_is_anonymous(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] < 0:
            given["fileno"] = -1


@breaks("anonymous.only-minus-one")
def a_closed_descriptor_is_anonymous(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        try:
            os.fstat(fileno)
        except OSError:
            if length and fileno < 900:
                return right(-1, length, *args, **options)
        return right(fileno, length, *args, **options)


@breaks("anonymous.only-minus-one")
def no_descriptor_is_a_value_error(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] < -1:
            raise ValueError("no descriptor")


@breaks("anonymous.only-minus-one")
def the_length_is_looked_at_before_the_descriptor(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] != -1 and not given["length"] and given.get("access") == mmap.ACCESS_COPY:
            try:
                os.fstat(given["fileno"])
            except OSError:
                raise OSError(22, "Invalid argument") from None


@breaks("anonymous.flag-with-descriptor")
def a_descriptor_counts_more_than_map_anonymous(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] != -1 and "flags" in given:
            given["flags"] &= ~mmap.MAP_ANONYMOUS


@breaks("anonymous.flag-with-descriptor")
def the_file_is_not_looked_at_with_map_anonymous(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("flags", 0) & mmap.MAP_ANONYMOUS and given["length"]:
            given["fileno"] = -1


@breaks("anonymous.zero-filled")
def long_anonymous_memory_ends_with_a_one(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if fileno == -1 and length > PIECE and not options:
            m[-1] = 1
        return m


@breaks("anonymous.shared-with-children")
def anonymous_memory_of_several_pages_is_private(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] == -1 and given["length"] > mmap.PAGESIZE and len(given) == 2:
            given["flags"] = mmap.MAP_PRIVATE


@breaks("anonymous.shared-with-children")
def anonymous_memory_that_says_so_is_private(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("flags", 0) & mmap.MAP_ANON and given["fileno"] == -1:
            given["flags"] = mmap.MAP_PRIVATE | mmap.MAP_ANON


@breaks("anonymous.shared-with-children")
def anonymous_memory_past_64_kib_is_private(mmap):
    right = mmap.mmap

    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            if fileno == -1 and length > 2 * 65536 and not options and not args:
                options = {"flags": mmap.MAP_PRIVATE}
            return right.__new__(cls, fileno, length, *args, **options)

    mmap.mmap = Broken
