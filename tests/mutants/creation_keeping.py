"""Mutants of the descriptor that a map keeps, of what is left of a failure, and of trackfd."""

import os

from mutants.breaking import breaks
from mutants.construction import arguments, constructor


def lowest_free():
    number = os.open(os.devnull, os.O_RDONLY)
    os.close(number)
    return number


@breaks("constructor.failure-leaks-nothing")
def a_constructor_that_fails_keeps_a_descriptor(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        try:
            return right(fileno, length, *args, **options)
        except OSError:
            if fileno >= 0:
                os.dup(fileno)
            raise


@breaks("constructor.failure-leaks-nothing")
def a_constructor_that_fails_keeps_memory(mmap):
    kept = []

    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        try:
            return right(fileno, length, *args, **options)
        except ValueError:
            if fileno >= 0 and os.fstat(fileno).st_size:
                m = right(fileno, 0, access=mmap.ACCESS_READ)
                kept.append(memoryview(m))
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


@breaks("trackfd.absent")
def trackfd_is_ignored_where_there_is_none(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, trackfd=True, **options):
        return right(fileno, length, *args, **options)


@breaks("trackfd.keyword-only")
def trackfd_can_be_the_seventh(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        if len(args) == 5:
            options["trackfd"] = args[4]
        return right(fileno, length, *args[:4], **options)


@breaks("trackfd.keyword-only", "trackfd.default")
def a_map_keeps_no_descriptor_unless_it_is_told_to(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, trackfd=False, **options):
        return right(fileno, length, *args, trackfd=trackfd, **options)


@breaks("trackfd.keeps-no-descriptor", "trackfd.size-fails")
def trackfd_is_ignored(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, trackfd=True, **options):
        return right(fileno, length, *args, **options)


@breaks("trackfd.keeps-no-descriptor")
def an_untracked_map_of_everything_keeps_a_descriptor(mmap):
    @arguments(mmap)
    def change(given):
        if given["length"] == 0:
            given.pop("trackfd", None)


@breaks("trackfd.works-otherwise", "trackfd.windows")
def an_untracked_map_is_a_copy(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("trackfd") is False and "access" not in given and given["fileno"] >= 0:
            given.update(flags=mmap.MAP_PRIVATE)


@breaks("trackfd.size-fails", "trackfd.size-raises-value-error", "trackfd.windows")
def the_size_of_an_untracked_map_is_its_length(mmap):
    class Broken(mmap.mmap):
        def size(self):
            try:
                return super().size()
            except (OSError, ValueError):
                return len(self)

    mmap.mmap = Broken


@breaks("trackfd.size-raises-value-error")
def the_size_of_an_untracked_map_is_the_systems_error(mmap):
    class Broken(mmap.mmap):
        def size(self):
            try:
                return super().size()
            except ValueError:
                raise OSError(9, "Bad file descriptor") from None

    mmap.mmap = Broken


@breaks("trackfd.anonymous")
def anonymous_memory_is_always_tracked(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] == -1 and not given.get("trackfd", True):
            raise ValueError("there is no descriptor")


@breaks("trackfd.truth-value")
def only_false_is_false(mmap):
    @arguments(mmap)
    def change(given):
        given["trackfd"] = given.get("trackfd", True) is not False


@breaks("trackfd.truth-value")
def a_text_is_read_as_a_truth_value(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("trackfd") == "False":
            given["trackfd"] = False
