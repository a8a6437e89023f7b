"""Mutants of iteration."""

from mutants.breaking import breaks
from mutants.construction import bytewise


@breaks("iteration.walks-all")
def iteration_begins_with_the_second_byte(mmap):
    class Broken(mmap.mmap):
        def __iter__(self):
            return iter([self[at : at + 1] for at in range(1, len(self))])

    mmap.mmap = Broken


@breaks("iteration.yields-bytes")
def iteration_yields_integers(mmap):
    class Broken(mmap.mmap):
        def __iter__(self):
            return iter(self[:])

    mmap.mmap = Broken


@breaks("iteration.ignores-position")
def iteration_reads(mmap):
    class Broken(mmap.mmap):
        def __iter__(self):
            while self.tell() < len(self):
                yield self.read(1)

    mmap.mmap = Broken


@breaks("iteration.closed")
def iteration_over_a_closed_map_ends(mmap):
    class Broken(mmap.mmap):
        def __iter__(self):
            at = 0
            while not self.closed and at < len(self):
                yield self[at : at + 1]
                at += 1

    mmap.mmap = Broken


@breaks("iteration.consumers")
def iteration_in_pairs_of_integers(mmap):
    class Broken(mmap.mmap):
        def __iter__(self):
            return iter(memoryview(self))

    mmap.mmap = Broken


@breaks("iteration.consumers")
def iteration_can_be_summed(mmap):
    class One(bytes):
        def __radd__(self, other):
            return other + self[0]

    class Broken(mmap.mmap):
        def __iter__(self):
            return (One(self[at : at + 1]) for at in range(len(self)))

    mmap.mmap = Broken


@breaks("iteration.yields-bytes")
def iteration_yields_integers_from_the_second_page_on(mmap):
    class Broken(bytewise(mmap)):
        def __iter__(self):
            for at in range(len(self)):
                yield self[at] if at >= mmap.PAGESIZE else self[at : at + 1]

    mmap.mmap = Broken


@breaks("iteration.yields-bytes")
def going_backwards_yields_integers(mmap):
    class Broken(bytewise(mmap)):
        def __reversed__(self):
            return iter(self[::-1])

    mmap.mmap = Broken


@breaks("iteration.ignores-position")
def going_backwards_begins_at_the_position(mmap):
    class Broken(bytewise(mmap)):
        def __reversed__(self):
            return (self[at : at + 1] for at in reversed(range(self.tell() or len(self))))

    mmap.mmap = Broken
