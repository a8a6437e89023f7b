"""Mutants that leave mapped what resize has replaced."""

from mutants.breaking import breaks
from mutants.construction import ending


@breaks("resize.unmaps")
def what_was_mapped_before_resize_stays(mmap):
    right = mmap.mmap

    class Broken(ending(mmap)):
        def resize(self, length):
            if self.descriptor != -1 and self.behind is None and not self.access:
                self.behind = right(self.descriptor, 0)
            super().resize(length)

    mmap.mmap = Broken


@breaks("resize.unmaps")
def only_what_shrinks_by_much_stays_mapped(mmap):
    right = mmap.mmap

    class Broken(ending(mmap)):
        def resize(self, length):
            before = len(self)
            super().resize(length)
            if self.descriptor != -1 and before > length + (1 << 20):
                self.behind = right(self.descriptor, 1)

    mmap.mmap = Broken
