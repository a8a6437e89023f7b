"""Mutants of what a map does with the descriptor that it was given, and with its own."""

import os

from mutants.breaking import breaks
from mutants.construction import constructor, lowest_free, mode_of, of_a_file


@breaks("descriptor.stays-open")
def close_closes_the_descriptor(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, *args, **options):
            m = super().__new__(cls, fileno, *args, **options)
            m.number = fileno
            return m

        def close(self):
            if not self.closed and mode_of(self.number) is not None:
                os.close(self.number)
            super().close()

    mmap.mmap = Broken


@breaks("descriptor.stays-open")
def the_end_of_a_map_closes_the_descriptor(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, *args, **options):
            m = super().__new__(cls, fileno, *args, **options)
            m.number = fileno
            return m

        def __del__(self):
            if not self.closed and self.number >= 0:
                os.close(self.number)

    mmap.mmap = Broken


@breaks("descriptor.stays-open")
def a_constructor_that_fails_closes_the_descriptor(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        try:
            return right(fileno, length, *args, **options)
        except OSError:
            if mode_of(fileno) is not None:
                os.close(fileno)
            raise


@breaks("descriptor.may-be-closed")
def the_size_is_that_of_the_descriptor(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            m = super().__new__(cls, fileno, length, *args, **options)
            m.number = fileno
            return m

        def size(self):
            return os.fstat(self.number).st_size

    mmap.mmap = Broken


@breaks("descriptor.may-be-closed")
def a_map_is_read_through_its_descriptor(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            m = super().__new__(cls, fileno, length, *args, **options)
            m.number = fileno
            return m

        def __getitem__(self, where):
            if self.number >= 0:
                os.fstat(self.number)
            return super().__getitem__(where)

    mmap.mmap = Broken


def _with_another_descriptor(mmap, is_kept):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            m = super().__new__(cls, fileno, length, *args, **options)
            m.other = os.open(os.devnull, os.O_RDONLY) if is_kept(fileno, options) else None
            return m

        def close(self):
            super().close()
            if self.other is not None:
                os.close(self.other)
                self.other = None

        def __del__(self):
            self.close()

    mmap.mmap = Broken


@breaks("descriptor.one-while-open")
def a_map_keeps_two_descriptors(mmap):
    _with_another_descriptor(mmap, lambda fileno, options: fileno >= 0)


@breaks("descriptor.one-while-open")
def anonymous_memory_keeps_a_descriptor(mmap):
    _with_another_descriptor(mmap, lambda fileno, options: fileno < 0)


@breaks("descriptor.one-while-open")
def a_copy_leaves_its_descriptor_open(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        if options.get("access") == mmap.ACCESS_COPY and fileno >= 0:
            fileno = os.dup(fileno)
        return right(fileno, length, *args, **options)


@breaks("descriptor.not-inherited")
def the_descriptor_of_a_map_is_inherited(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        number = lowest_free()
        m = right(fileno, length, *args, **options)
        if fileno >= 0:
            os.set_inheritable(number, True)
        return m


@breaks("descriptor.follows-the-file")
def a_map_follows_the_name(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            m = super().__new__(cls, fileno, length, *args, **options)
            m.path = os.readlink(f"/proc/self/fd/{fileno}") if fileno >= 0 else None
            return m

        def size(self):
            return os.stat(self.path).st_size if self.path is not None else super().size()

    mmap.mmap = Broken


@breaks("descriptor.position-left-alone")
def a_map_rewinds_its_descriptor(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if fileno >= 0:
            os.lseek(fileno, 0, 0)
        return m


@breaks("descriptor.position-left-alone")
def a_map_begins_to_read_where_its_descriptor_stands(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if fileno >= 0:
            m.seek(min(len(m), os.lseek(fileno, 0, 1)))
        return m


@breaks("descriptor.position-left-alone")
def a_refusal_leaves_the_descriptor_at_its_end(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        try:
            return right(fileno, length, *args, **options)
        except ValueError:
            if fileno >= 0:
                os.lseek(fileno, 0, os.SEEK_END)
            raise


@breaks("descriptor.follows-the-file")
def the_size_is_that_of_the_name(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if fileno >= 0:
            m.__dict__["path"] = os.readlink(f"/proc/self/fd/{fileno}")
        return m

    class Broken(mmap.mmap):
        def size(self):
            try:
                return os.stat(self.__dict__.get("path", "")).st_size
            except OSError:
                return super().size()

    mmap.mmap = Broken


@breaks("descriptor.not-inherited")
def the_descriptor_is_inherited_where_the_map_is_for_reading(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        if fileno < 0 or options.get("access") != mmap.ACCESS_READ:
            return right(fileno, length, *args, **options)
        number = os.open(os.devnull, os.O_RDONLY)
        os.close(number)  # the one that the map will have
        m = right(fileno, length, *args, **options)
        os.set_inheritable(number, True)
        return m


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
