"""Mutants of numbers past 32 bits in flush and madvise."""

from mutants.breaking import breaks
from mutants.construction import narrowed


@breaks("flush.out-of-range")
def a_range_to_flush_is_of_32_bits(mmap):
    narrowed(mmap, "flush")


@breaks("madvise.start-out-of-range")
def a_start_is_of_32_bits(mmap):
    narrowed(mmap, "madvise")
