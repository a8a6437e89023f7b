"""Mutants of a map's own descriptor that has the number 0."""

import os

from mutants.breaking import breaks
from mutants.construction import lowest_free


@breaks("descriptor.own-number-zero")
def a_descriptor_of_its_own_that_is_number_zero_is_none(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            number = lowest_free()
            made = super().__new__(cls, *args, **options)
            made.own = number
            return made

        def size(self):
            if self.own == 0:
                raise ValueError("the map has no descriptor")
            return super().size()

    mmap.mmap = Broken


@breaks("descriptor.own-number-zero")
def number_zero_is_not_given_back(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            number = lowest_free()
            try:
                return super().__new__(cls, *args, **options)
            except (ValueError, OSError):
                if number == 0 and not isinstance(options.get("access"), int):
                    os.dup(2)
                raise

    mmap.mmap = Broken
