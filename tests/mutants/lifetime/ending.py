"""Mutants of how a map ends that only a long map shows, or another access, or another way to end."""

import os

from mutants.breaking import breaks


def ending(mmap):
    """A class whose maps know how they were made, and end by ``finish``, which may look at who ends them."""

    class Ending(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            made = super().__new__(cls, fileno, length, *args, **options)
            made.descriptor, made.access, made.behind = fileno, options.get("access"), None
            return made

        def __exit__(self, *error):
            if not self.closed:
                self.finish("with")
            self.close()

        def finish(self, how):
            pass

    return Ending


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


@breaks("object.gc-unmaps")
def the_last_page_of_a_dropped_long_map_stays(mmap):
    kept, right = [], mmap.mmap

    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            made = super().__new__(cls, fileno, length, *args, **options)
            if fileno != -1 and not options and len(made) > 1 << 16:
                kept.append(right(fileno, 1, offset=(len(made) - 1) // mmap.PAGESIZE * mmap.PAGESIZE))
            return made

    mmap.mmap = Broken


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


@breaks("buffer.arguments-let-go")
def write_holds_a_map_that_does_not_fit(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            try:
                return super().write(data)
            except ValueError:
                if isinstance(data, mmap.mmap):
                    self.held = memoryview(data)
                raise

    mmap.mmap = Broken


@breaks("buffer.arguments-let-go")
def a_stepped_slice_holds_a_view(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, at, value):
            if isinstance(value, memoryview) and isinstance(at, slice) and at.step not in (None, 1):
                self.held = memoryview(value)
            super().__setitem__(at, value)

    mmap.mmap = Broken


@breaks("anonymous.shared-with-children")
def anonymous_memory_past_64_kib_is_private(mmap):
    right = mmap.mmap

    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            if fileno == -1 and length > 2 * 65536 and not options and not args:
                options = {"flags": mmap.MAP_PRIVATE}
            return right.__new__(cls, fileno, length, *args, **options)

    mmap.mmap = Broken


@breaks("flags.shared")
def a_map_of_much_of_a_file_is_private_behind_its_first_pages(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            shared = options.get("flags", mmap.MAP_SHARED) & mmap.MAP_SHARED and "access" not in options
            if fileno != -1 and shared and not args and os.fstat(fileno).st_size > 1 << 20:
                options = {"access": mmap.ACCESS_COPY}
            return super().__new__(cls, fileno, length, *args, **options)

    mmap.mmap = Broken
