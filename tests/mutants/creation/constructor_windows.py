"""Mutants of the constructor's arguments on Windows."""

import os

from mutants.breaking import breaks
from mutants.construction import constructor, windows_arguments


@breaks("constructor.windows-signature")
def access_stands_before_the_tag_name(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        names = ("access", "tagname", "offset")
        return right(fileno, length, **dict(zip(names, args, strict=False)), **options)


@breaks("constructor.windows-signature")
def a_sixth_argument_is_ignored(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        return right(fileno, length, *args[:3], **options)


@breaks("constructor.windows-no-flags")
def flags_and_prot_are_ignored(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, flags=1, prot=3, **options):
        return right(fileno, length, *args, **options)


@breaks("constructor.windows-offset-zero")
def an_offset_of_0_cannot_be_spelled_out(mmap):
    @windows_arguments(mmap)
    def change(given):
        if given.get("offset") == 0:
            raise ValueError("no offset")


@breaks("constructor.windows-rewinds")
def a_map_leaves_its_descriptor_where_it_is(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        position = os.lseek(fileno, 0, 1) if fileno > 0 else 0
        m = right(fileno, length, *args, **options)
        if fileno > 0:
            os.lseek(fileno, position, 0)
        return m


@breaks("constructor.windows-fileno-zero")
def the_descriptor_0_is_a_file(mmap):
    @windows_arguments(mmap)
    def change(given):
        if given["fileno"] == 0:
            os.fstat(0)
            raise OSError(13, "cannot be mapped")
