"""Mutants of trackfd, and of the descriptor that a map keeps."""

import os

from mutants.breaking import breaks
from mutants.construction import arguments, constructor


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


@breaks("trackfd.absent-on-windows", "trackfd.absent")
def trackfd_is_ignored_on_windows(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, trackfd=True, **options):
        return right(fileno, length, *args, **options)


@breaks("trackfd.windows-rename")
def trackfd_changes_nothing(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, trackfd=True, **options):
        m = right(fileno, length, *args, **options)
        m.number = os.dup(fileno) if not trackfd and fileno > 0 else None
        return m
