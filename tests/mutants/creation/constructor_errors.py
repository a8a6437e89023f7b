"""Mutants that lose what an argument of the constructor raises."""

from mutants.breaking import breaks
from mutants.construction import number


@breaks("constructor.raise-in-argument")
def a_length_that_raises_is_that_of_the_file(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            return super().__new__(cls, fileno, number(length, 0), *args, **options)

    mmap.mmap = Broken


@breaks("constructor.raise-in-argument")
def an_offset_that_raises_is_the_beginning(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            if "offset" in options:
                options["offset"] = number(options["offset"], 0)
            return super().__new__(cls, *args, **options)

    mmap.mmap = Broken
