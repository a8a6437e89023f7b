"""Mutants of deletion, concatenation and containment, and of what is right in short maps only."""

from mutants.breaking import breaks
from mutants.construction import PIECE, bytewise, is_stepped


@breaks("content.bytearray-consumers", "search.re")
def concatenation_from_the_left_is_refused(mmap):
    class Broken(mmap.mmap):
        def __radd__(self, other):
            return other

        def __len__(self):
            # every consumer that trusts the length more than the buffer loses the last byte
            return super().__len__() - 1

    mmap.mmap = Broken


@breaks("content.read-only-first")
def the_index_is_checked_before_the_access(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if isinstance(index, int):
                self[index]
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("content.read-only-assignment")
def assigning_nothing_to_a_read_only_map_is_granted(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if isinstance(index, slice) and value == b"" and not len(self[index]):
                return
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("content.long-maps")
def a_slice_ends_with_its_page(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if isinstance(index, slice) and index.step is None and index.start and len(value) < 100:
                edge = (index.start // mmap.PAGESIZE + 1) * mmap.PAGESIZE
                if index.stop and edge < index.stop:
                    index, value = slice(index.start, edge), value[: edge - index.start]
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("content.long-maps")
def an_index_from_the_end_stays_in_its_page(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            if isinstance(index, int) and index < -mmap.PAGESIZE:
                index = index % mmap.PAGESIZE
            return super().__getitem__(index)

    mmap.mmap = Broken


@breaks("content.filled-by-others")
def what_is_filled_is_zero_at_the_end(mmap):
    import struct

    right = struct.pack_into

    def pack_into(form, target, at, *values):
        right(form, target, at, *values)
        if isinstance(target, mmap.mmap):
            target[-1] = 0

    struct.pack_into = pack_into


@breaks("content.long-maps")
def slices_end_after_64_kib(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            found = super().__getitem__(index)
            return found[:PIECE] if isinstance(index, slice) else found

    mmap.mmap = Broken


@breaks("content.long-maps")
def slices_with_a_step_end_after_a_page(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            found = super().__getitem__(index)
            return found[: mmap.PAGESIZE] if isinstance(index, slice) and index.step not in (None, 1) else found

    mmap.mmap = Broken


@breaks("content.long-maps")
def long_slices_backwards_run_forwards(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            found = super().__getitem__(index)
            backwards = isinstance(index, slice) and (index.step or 1) < 0
            return found[::-1] if backwards and len(found) > mmap.PAGESIZE else found

    mmap.mmap = Broken


@breaks("content.long-maps")
def long_slices_are_stored_by_whole_pages(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if isinstance(index, slice) and index.step in (None, 1) and len(value) > PIECE:
                whole = len(value) // mmap.PAGESIZE * mmap.PAGESIZE
                value = value[:whole] + self[index][whole:]
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("content.long-maps")
def an_item_is_stored_one_too_low_from_far_behind(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            low = isinstance(index, int) and -len(self) < index < -mmap.PAGESIZE
            super().__setitem__(index - 1 if low else index, value)

    mmap.mmap = Broken


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


@breaks("content.read-only-assignment")
def a_slice_with_a_step_of_a_read_only_map_is_a_value_error(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            try:
                super().__setitem__(index, value)
            except TypeError as error:
                if is_stepped(index) and isinstance(value, bytes):
                    raise ValueError("read-only") from error
                raise

    mmap.mmap = Broken


@breaks("content.read-only-assignment")
def nothing_can_be_assigned_to_an_empty_slice_with_a_step(mmap):
    class Broken(bytewise(mmap)):
        def __setitem__(self, index, value):
            if isinstance(index, slice) and value == b"" and not self.closed:
                places = index.indices(len(self))
                if places[2] != 1 and not range(*places):
                    return
            super().__setitem__(index, value)

    mmap.mmap = Broken
