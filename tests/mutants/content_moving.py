"""Mutants of move."""

from mutants.breaking import breaks


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


@breaks("move.read-only")
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
