"""Mutants of numbers past 32 bits in resize."""

from mutants.breaking import breaks
from mutants.construction import narrowed


@breaks("resize.too-large")
def a_new_length_is_of_32_bits(mmap):
    narrowed(mmap, "resize")
