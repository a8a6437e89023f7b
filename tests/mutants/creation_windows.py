"""Mutants of what is in force on Windows only."""

import os

from mutants.breaking import breaks
from mutants.construction import constructor

NAMES = ("tagname", "access", "offset")


def windows_arguments(mmap):
    """Let a function change the constructor's arguments, which it is given by the names that they have on Windows."""

    def replace(change):
        @constructor(mmap)
        def make(right, fileno, length, *args, **options):
            given = {"fileno": fileno, "length": length, **dict(zip(NAMES, args, strict=False)), **options}
            if len(args) > len(NAMES):
                raise TypeError("too many arguments")
            change(given)
            return right(**given)

    return replace


def size_of(given):
    return os.fstat(given["fileno"]).st_size if given["fileno"] > 0 else 0


@breaks("access.windows-write-through")
def a_map_is_a_copy_by_default(mmap):
    @windows_arguments(mmap)
    def change(given):
        given.setdefault("access", mmap.ACCESS_COPY)


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


@breaks("length.empty-file-windows")
def an_empty_file_is_made_a_page_long(mmap):
    @windows_arguments(mmap)
    def change(given):
        if given["fileno"] > 0 and not given["length"] and not size_of(given):
            given.update(fileno=-1, length=mmap.PAGESIZE)


@breaks("length.extends-the-file", "length.extended-with-zeros")
def a_map_does_not_make_its_file_longer(mmap):
    @windows_arguments(mmap)
    def change(given):
        if 0 < size_of(given) < given["length"] + given.get("offset", 0):
            raise ValueError("longer than the file")


@breaks("length.extends-the-file")
def a_longer_map_begins_its_file_again(mmap):
    @windows_arguments(mmap)
    def change(given):
        if 0 < size_of(given) < given["length"]:
            os.ftruncate(given["fileno"], 0)


@breaks("length.extended-with-zeros")
def what_is_added_to_a_file_ends_with_a_one(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        is_longer = fileno > 0 and os.fstat(fileno).st_size < length - 1
        m = right(fileno, length, *args, **options)
        if is_longer:
            m[length - 2] = 1
        return m


@breaks("length.read-only-extends-nothing")
def a_map_for_reading_makes_its_file_longer(mmap):
    @windows_arguments(mmap)
    def change(given):
        if given.get("access") == mmap.ACCESS_READ and 0 < size_of(given) < given["length"]:
            given["length"] = 0


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
