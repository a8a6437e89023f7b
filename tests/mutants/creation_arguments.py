"""Mutants of how the constructor's arguments are spelled, and of what stands in the place of integers."""

from mutants.breaking import breaks
from mutants.construction import arguments, constructor

NAMES = ("fileno", "flags", "prot", "access", "offset")


@breaks("constructor.unix-signature")
def prot_stands_before_flags(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        names = ("prot", "flags", "access", "offset")
        return right(fileno, length, **dict(zip(names, args, strict=False)), **options)


@breaks("constructor.unix-signature")
def the_offset_by_position_is_forgotten(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        return right(fileno, length, *args[:3], **options)


@breaks("constructor.unix-signature")
def access_is_ignored_by_position(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        return right(fileno, length, *args[:2], *(0 for _ in args[2:3]), *args[3:], **options)


@breaks("constructor.unix-signature")
def prot_has_to_be_a_keyword(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        if len(args) > 1:
            raise TypeError("too many arguments by position")
        return right(fileno, length, *args, **options)


@breaks("constructor.unix-signature")
def a_seventh_argument_is_ignored(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        return right(fileno, length, *args[:4], **options)


@breaks("constructor.unix-no-tagname")
def a_tag_name_is_ignored(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, tagname=None, **options):
        return right(fileno, length, *args, **options)


@breaks("constructor.unix-no-tagname")
def the_third_argument_can_be_none(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        return right(fileno, length, *args[args[:1] == (None,) :], **options)


@breaks("constructor.index-objects")
def the_descriptor_is_an_int_and_nothing_else(mmap):
    @arguments(mmap)
    def change(given):
        if not isinstance(given["fileno"], int):
            raise TypeError("an int is needed")


@breaks("constructor.index-objects")
def an_object_for_the_offset_is_nothing(mmap):
    @arguments(mmap)
    def change(given):
        if hasattr(given.get("offset", 0), "__index__") and not isinstance(given.get("offset", 0), int):
            given["offset"] = 0


@breaks("constructor.index-objects")
def flags_and_prot_are_ints_and_nothing_else(mmap):
    @arguments(mmap)
    def change(given):
        if any(type(given.get(name, 0)) is not int for name in ("flags", "prot")):
            raise TypeError("an int is needed")


@breaks("constructor.int-objects")
def objects_with_int_are_refused(mmap):
    @arguments(mmap)
    def change(given):
        if any(not hasattr(given.get(name, 0), "__index__") for name in NAMES):
            raise TypeError("an int is needed")


def _with_int(name):
    def mutant(mmap):
        @arguments(mmap)
        def change(given):
            if hasattr(given.get(name, 0), "__int__"):
                given[name] = int(given.get(name, 0)) if name in given else 0
                if name in ("flags", "prot") and not given[name]:
                    del given[name]

    return mutant


@breaks("constructor.no-int-objects")
def the_descriptor_can_have_int_alone(mmap):
    _with_int("fileno")(mmap)


@breaks("constructor.no-int-objects")
def the_offset_can_have_int_alone(mmap):
    _with_int("offset")(mmap)


@breaks("constructor.no-int-objects")
def access_can_have_int_alone(mmap):
    _with_int("access")(mmap)


@breaks("constructor.no-int-objects")
def no_prot_is_the_default(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("prot", 0) is None:
            del given["prot"]


def _wrapping(name):
    def mutant(mmap):
        @arguments(mmap)
        def change(given):
            value = given.get(name, 0)
            if not -(1 << 31) <= value < 1 << 31:
                given[name] = (value + (1 << 31)) % (1 << 32) - (1 << 31)

    return mutant


@breaks("constructor.c-ints")
def the_descriptor_wraps_at_32_bits(mmap):
    _wrapping("fileno")(mmap)


@breaks("constructor.c-ints")
def prot_wraps_at_32_bits(mmap):
    _wrapping("prot")(mmap)


@breaks("constructor.c-ints")
def huge_flags_are_a_value_error(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("flags", 0) >= 1 << 31:
            raise ValueError("out of range")
