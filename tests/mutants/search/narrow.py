"""Mutants of numbers past 32 bits, and of other maps as arguments, in searches."""

from mutants.breaking import breaks
from mutants.construction import given_another_map, narrowed


@breaks("find.within-range")
def bounds_of_find_are_of_32_bits(mmap):
    narrowed(mmap, "find")


@breaks("rfind.within-range")
def bounds_of_rfind_are_of_32_bits(mmap):
    narrowed(mmap, "rfind")


@breaks("find.bytes-like")
def find_takes_what_is_behind_the_position_of_another_map(mmap):
    given_another_map(mmap, "find", lambda other: other[other.tell() :])


@breaks("rfind.bytes-like")
def rfind_takes_whole_pages_of_another_map(mmap):
    given_another_map(mmap, "rfind", lambda other: other[:] + bytes(-len(other) % mmap.PAGESIZE))
