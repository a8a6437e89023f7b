"""Mutants of numbers past 32 bits, and of other maps as arguments, in items, slices and moves."""

from mutants.breaking import breaks
from mutants.construction import given_another_map, narrowed


@breaks("item.out-of-range")
def an_index_is_of_32_bits(mmap):
    narrowed(mmap, "__getitem__")


@breaks("item.assign-out-of-range")
def an_index_to_assign_to_is_of_32_bits(mmap):
    narrowed(mmap, "__setitem__")


@breaks("move.out-of-bounds")
def a_move_is_of_32_bits(mmap):
    narrowed(mmap, "move")


@breaks("slice.assign-types")
def a_slice_takes_another_map_from_its_position(mmap):
    given_another_map(mmap, "__setitem__", lambda other: other[other.tell() :])
