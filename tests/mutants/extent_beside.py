"""Mutants of what resize and size must leave alone: descriptors, what is behind the map, the order of refusals."""

import os

from mutants.breaking import breaks


def of_a_file(mmap, change):
    """Maps that note the descriptor and the name of their file; each time resize is granted, ``change`` is made."""

    class Broken(mmap.mmap):
        path = fileno_ = None

        def __new__(cls, fileno, length, *args, **options):
            made = super().__new__(cls, fileno, length, *args, **options)
            if fileno >= 0:
                made.fileno_, made.path = fileno, os.readlink(f"/proc/self/fd/{fileno}")
            return made

        def resize(self, length):
            super().resize(length)
            if self.path:
                change(self)

    mmap.mmap = Broken
    return Broken


@breaks("resize.leaves-descriptors")
def resize_leaves_a_descriptor_open(mmap):
    of_a_file(mmap, lambda m: os.dup(m.fileno_))


@breaks("resize.leaves-descriptors")
def resize_moves_the_descriptor(mmap):
    of_a_file(mmap, lambda m: os.lseek(m.fileno_, 0, 2))


@breaks("resize.too-large")
def what_is_behind_the_map_is_cut_off_before_the_system_refuses(mmap):
    broken = of_a_file(mmap, lambda m: None)

    def resize(self, length):
        try:
            super(broken, self).resize(length)
        except OSError:
            os.truncate(self.path, len(self))
            raise

    broken.resize = resize


@breaks("resize.exported")
def what_is_behind_the_map_is_cut_off_before_a_view_is_seen(mmap):
    broken = of_a_file(mmap, lambda m: None)

    def resize(self, length):
        try:
            super(broken, self).resize(length)
        except BufferError:
            if self.path:
                os.truncate(self.path, len(self))
            raise

    broken.resize = resize


@breaks("resize.read-only-first")
def a_negative_length_is_refused_first(mmap):
    class Broken(mmap.mmap):
        def resize(self, length):
            if not self.closed and isinstance(length, int) and length < 0:
                raise ValueError("new size out of range")
            super().resize(length)

    mmap.mmap = Broken


@breaks("resize.anonymous-shrink")
def shrinking_memory_clears_its_last_byte(mmap):
    class Broken(mmap.mmap):
        def resize(self, length):
            before = len(self)
            super().resize(length)
            if mmap.PAGESIZE < len(self) < before:
                self[-1] = 0

    mmap.mmap = Broken


@breaks("large.maps")
def size_has_32_bits(mmap):
    class Broken(mmap.mmap):
        def size(self):
            return super().size() & 0xFFFFFFFF

    mmap.mmap = Broken


@breaks("descriptor.position-left-alone")
def size_seeks_to_the_end_of_the_file(mmap):
    broken = of_a_file(mmap, lambda m: None)
    broken.size = lambda self: os.lseek(self.fileno_, 0, 2) if self.path else super(broken, self).size()


@breaks("descriptor.position-left-alone")
def flush_seeks_to_the_end_of_the_file(mmap):
    broken = of_a_file(mmap, lambda m: None)

    def flush(self, *span):
        if self.path:
            os.lseek(self.fileno_, 0, 2)
        return super(broken, self).flush(*span)

    broken.flush = flush


@breaks("descriptor.follows-the-file")
def size_is_that_of_who_has_the_name(mmap):
    broken = of_a_file(mmap, lambda m: None)

    def size(self):
        found = super(broken, self).size()
        return os.stat(self.path).st_size if self.path and os.path.exists(self.path) else found

    broken.size = size


@breaks("sharing.file-after-fork")
def a_child_cannot_ask_for_the_size(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            made = super().__new__(cls, *args, **options)
            made.owner = os.getpid()
            return made

        def size(self):
            if self.owner != os.getpid():
                raise ValueError("another process's")
            return super().size()

    mmap.mmap = Broken
