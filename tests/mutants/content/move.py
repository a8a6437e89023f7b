"""Mutants of move."""

import os

from mutants.breaking import breaks
from mutants.construction import PIECE, constructor, narrowed


@breaks("move.long-maps")
def moves_end_after_64_kib(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            super().move(dest, src, min(count, PIECE))

    mmap.mmap = Broken


@breaks("move.copies")
def move_copies_upwards_byte_by_byte(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            super().move(dest, src, 0)
            for at in range(count):
                self[dest + at] = self[src + at]

    mmap.mmap = Broken


@breaks("move.copies")
def move_takes_source_for_destination(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            super().move(src, dest, count)

    mmap.mmap = Broken


@breaks("move.read-only")
def move_of_nothing_in_a_read_only_map_is_granted(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            if count:
                super().move(dest, src, count)

    mmap.mmap = Broken


@breaks("move.read-only-first")
def move_checks_the_bounds_before_the_access(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            if max(dest, src) + count > len(self):
                raise ValueError("source, destination, or count out of range")
            super().move(dest, src, count)

    mmap.mmap = Broken


@breaks("move.out-of-bounds")
def move_clips_the_count(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            if 0 <= max(dest, src) <= len(self) < max(dest, src) + count:
                count = len(self) - max(dest, src)
            super().move(dest, src, count)

    mmap.mmap = Broken


@breaks("move.out-of-bounds")
def move_takes_a_negative_count_for_nothing(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            super().move(dest, src, max(0, count))

    mmap.mmap = Broken


@breaks("move.three-integers")
def move_takes_keywords(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            super().move(dest, src, count)

    mmap.mmap = Broken


@breaks("move.copy-on-write")
def move_in_a_private_copy_writes_through(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            if options.get("access") == mmap.ACCESS_COPY:
                options["access"] = mmap.ACCESS_WRITE
            return super().__new__(cls, fileno, length, *args, **options)

    mmap.mmap = Broken


@breaks("move.huge")
def move_takes_huge_numbers_modulo_the_word(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            super().move(*(one % 2**64 if one >= 2**64 else one for one in (dest, src, count)))

    mmap.mmap = Broken


@breaks("move.huge")
def the_end_of_a_move_overflows(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            if dest < 2**63 <= dest + count:
                return
            super().move(dest, src, count)

    mmap.mmap = Broken


@breaks("move.nothing")
def move_of_nothing_is_always_granted(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            if count != 0:
                super().move(dest, src, count)

    mmap.mmap = Broken


@breaks("move.nothing")
def move_of_nothing_at_the_end_is_refused(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            if len(self) in (dest, src):
                raise ValueError("source, destination, or count out of range")
            super().move(dest, src, count)

    mmap.mmap = Broken


@breaks("move.indices")
def move_takes_plain_integers_only(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            if not all(isinstance(one, int) for one in (dest, src, count)):
                raise TypeError("integers are needed")
            super().move(dest, src, count)

    mmap.mmap = Broken


@breaks("move.long-maps")
def move_copies_page_by_page(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            if src < dest and count > mmap.PAGESIZE:
                for at in range(0, count, mmap.PAGESIZE):
                    super().move(dest + at, src + at, min(mmap.PAGESIZE, count - at))
            else:
                super().move(dest, src, count)

    mmap.mmap = Broken


@breaks("move.long-maps")
def move_stops_at_a_page(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            super().move(dest, src, min(count, mmap.PAGESIZE) if src > dest else count)

    mmap.mmap = Broken


@breaks("move.copies")
def the_only_byte_of_an_overlap_is_not_moved(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            before = self[dest - 1 : dest]
            super().move(dest, src, count)
            if count > 5 and dest == src + count - 1:
                self[dest : dest + 1] = before

    mmap.mmap = Broken


@breaks("move.copy-on-write")
def move_in_a_copy_of_a_part_is_stored_in_the_file(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if options.get("access") == mmap.ACCESS_COPY and options.get("offset"):
            m.__dict__["descriptor"], m.__dict__["offset"] = os.dup(fileno), options["offset"]
        return m

    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            super().move(dest, src, count)
            if "offset" in self.__dict__:
                os.pwrite(self.__dict__["descriptor"], self[:], self.__dict__["offset"])

    mmap.mmap = Broken


@breaks("move.out-of-bounds")
def what_there_is_of_a_source_is_moved(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            if type(dest) is type(src) is type(count) is int and 0 <= dest <= src <= len(self) < src + count:
                count = len(self) - src if dest + count <= len(self) else count
            return super().move(dest, src, count)

    mmap.mmap = Broken


@breaks("move.out-of-bounds")
def a_move_is_of_32_bits(mmap):
    narrowed(mmap, "move")


@breaks("move.out-of-bounds")
def blocks_of_much_are_moved_before_the_rest_is_refused(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            try:
                super().move(dest, src, count)
            except ValueError:
                if not self.closed and count > 1 << 16 and min(dest, src) >= 0:
                    super().move(dest, src, 1 << 16)
                raise

    mmap.mmap = Broken
