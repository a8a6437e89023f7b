"""Mutants of deletion, iteration and containment."""

from mutants.breaking import breaks
from mutants.construction import bytewise


@breaks("content.no-deletion")
def deleting_clears(mmap):
    class Broken(mmap.mmap):
        def __delitem__(self, index):
            self[index] = bytes(len(self[index])) if isinstance(index, slice) else 0

    mmap.mmap = Broken


@breaks("content.no-concatenation")
def a_map_can_be_repeated(mmap):
    class Broken(mmap.mmap):
        def __mul__(self, count):
            return self[:] * count

    mmap.mmap = Broken


@breaks("content.no-bytearray-methods")
def a_map_has_count(mmap):
    class Broken(mmap.mmap):
        def count(self, sub):
            return self[:].count(sub)

    mmap.mmap = Broken


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


@breaks("contains.single-byte")
def a_map_contains_integers(mmap):
    class Broken(bytewise(mmap)):
        def __contains__(self, one):
            return one in self[:] if isinstance(one, int) else one in list(self)

    mmap.mmap = Broken


@breaks("contains.single-byte")
def a_map_contains_runs_of_bytes(mmap):
    class Broken(bytewise(mmap)):
        def __contains__(self, one):
            return one in self[:] if isinstance(one, bytes) else one in list(self)

    mmap.mmap = Broken


@breaks("content.true")
def a_map_of_zeros_is_false(mmap):
    class Broken(mmap.mmap):
        def __bool__(self):
            return any(self[:])

    mmap.mmap = Broken


@breaks("content.operator-functions", "iteration.yields-bytes")
def iteration_yields_bytearrays_in_pairs(mmap):
    class Broken(mmap.mmap):
        def __iter__(self):
            return iter([self[at : at + 2] for at in range(0, len(self), 2)])

    mmap.mmap = Broken


@breaks("content.abstract-classes")
def a_map_is_iterable(mmap):
    class Broken(mmap.mmap):
        def __iter__(self):
            return iter([self[at : at + 1] for at in range(len(self))])

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


@breaks("contains.from-the-other-side")
def a_map_is_in_what_is_longer(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            made = super().__new__(cls, *args, **options)
            if len(made) > 1:
                made[0] = 60
            return made

    mmap.mmap = Broken


@breaks("contains.single-byte")
def a_map_contains_pairs_of_bytes(mmap):
    class Broken(bytewise(mmap)):
        def __contains__(self, one):
            return one in self[:] if isinstance(one, bytes) and len(one) == 2 else one in list(self)

    mmap.mmap = Broken


@breaks("contains.single-byte")
def a_map_contains_what_is_behind_the_position(mmap):
    class Broken(bytewise(mmap)):
        def __contains__(self, one):
            return one in list(self)[self.tell() :]

    mmap.mmap = Broken


@breaks("contains.single-byte")
def a_map_contains_what_is_on_its_first_page(mmap):
    class Broken(bytewise(mmap)):
        def __contains__(self, one):
            return one in list(self)[: mmap.PAGESIZE]

    mmap.mmap = Broken


@breaks("contains.single-byte")
def a_map_is_rewound_for_what_it_contains(mmap):
    class Broken(bytewise(mmap)):
        def __contains__(self, one):
            if one in list(self):
                self.seek(0)
                return True
            return False

    mmap.mmap = Broken


@breaks("content.true")
def a_map_is_false_at_its_end(mmap):
    class Broken(mmap.mmap):
        def __bool__(self):
            return self.tell() < len(self)

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
