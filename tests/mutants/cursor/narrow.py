"""Mutants of numbers past 32 bits, and of other maps as arguments, in what moves the position."""

from mutants.breaking import breaks
from mutants.construction import given_another_map, narrowed


@breaks("read.up-to-count")
def a_count_is_of_32_bits(mmap):
    narrowed(mmap, "read")


@breaks("seek.out-of-range")
def a_place_to_seek_is_of_32_bits(mmap):
    narrowed(mmap, "seek")


@breaks("write.bytes-like")
def write_takes_what_is_behind_the_position_of_another_map(mmap):
    given_another_map(mmap, "write", lambda other: other[other.tell() :])


@breaks("write.bytes-like")
def write_reads_another_map(mmap):
    given_another_map(mmap, "write", lambda other: (other.seek(0), other.read())[1])
