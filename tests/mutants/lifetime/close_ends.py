"""Mutants of how a map ends that only a long map shows, or another access, or another way to end."""

import os

from mutants.breaking import breaks
from mutants.construction import ending


@breaks("close.unmaps", "object.gc-unmaps")
def a_map_past_a_mebibyte_is_unmapped_up_to_there(mmap):
    kept, right = [], mmap.mmap

    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            made = super().__new__(cls, fileno, length, *args, **options)
            if fileno != -1 and not args and not options and len(made) > 1 << 20:
                kept.append(right(fileno, len(made) - (1 << 20), offset=1 << 20))
            return made

    mmap.mmap = Broken


@breaks("close.leaves-file-open")
def a_with_block_closes_the_descriptor_of_a_read_only_map(mmap):
    class Broken(ending(mmap)):
        def finish(self, how):
            if self.access == mmap.ACCESS_READ and self.descriptor != -1:
                os.close(self.descriptor)

    mmap.mmap = Broken


@breaks("close.leaves-file-open")
def a_with_block_over_a_copy_cuts_the_file(mmap):
    class Broken(ending(mmap)):
        def finish(self, how):
            if self.access == mmap.ACCESS_COPY and self.descriptor != -1:
                os.ftruncate(self.descriptor, 1)

    mmap.mmap = Broken


@breaks("close.gives-descriptor-back", "object.gc-gives-back")
def a_copy_keeps_a_descriptor(mmap):
    class Broken(ending(mmap)):
        def __new__(cls, fileno, length, *args, **options):
            if fileno != -1 and options.get("access") == mmap.ACCESS_COPY:
                os.dup(fileno)
            return super().__new__(cls, fileno, length, *args, **options)

    mmap.mmap = Broken
