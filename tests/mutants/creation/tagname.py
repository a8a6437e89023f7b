"""Mutants of tagname, which is in force on Windows only."""

import os

from mutants.breaking import breaks
from mutants.construction import constructor, windows_arguments


@breaks("tagname.text-or-none")
def a_tag_name_can_be_anything(mmap):
    @windows_arguments(mmap)
    def change(given):
        if given.get("tagname") is not None:
            given["tagname"] = str(given["tagname"])


@breaks("tagname.text-or-none")
def a_tag_name_cannot_be_none(mmap):
    @windows_arguments(mmap)
    def change(given):
        if given.get("tagname", "") is None:
            raise TypeError("tagname must be a string")


@breaks("tagname.without-nul")
def a_tag_name_ends_with_its_nul(mmap):
    @windows_arguments(mmap)
    def change(given):
        if isinstance(given.get("tagname"), str):
            given["tagname"] = given["tagname"].partition("\0")[0]


@breaks("tagname.many-for-one-file")
def a_file_has_one_tag_name(mmap):
    names = {}

    @windows_arguments(mmap)
    def change(given):
        tagname = given.get("tagname")
        if given["fileno"] > 0 and tagname is not None and names.setdefault(given["fileno"], tagname) != tagname:
            raise OSError(17, "exists")


@breaks("tagname.opens-the-existing", "tagname.larger-than-the-existing")
def tag_names_are_ignored(mmap):
    @windows_arguments(mmap)
    def change(given):
        given.pop("tagname", None)


@breaks("tagname.makes-a-new-one")
def the_first_letters_of_a_tag_name_count(mmap):
    @windows_arguments(mmap)
    def change(given):
        if given.get("tagname") is not None:
            given["tagname"] = given["tagname"][:1]


@breaks("tagname.makes-a-new-one")
def memory_with_a_tag_name_stays(mmap):
    kept = []

    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        if fileno == -1 and (args or options.get("tagname")):
            kept.append(right(fileno, length, *args, **options))
        return right(fileno, length, *args, **options)


@breaks("tagname.none-is-unnamed")
def no_tag_name_is_a_tag_name(mmap):
    @windows_arguments(mmap)
    def change(given):
        if given["fileno"] == -1 and given.get("tagname") is None:
            given["tagname"] = f"none-{os.getpid()}-{given['length']}"
