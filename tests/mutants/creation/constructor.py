"""Mutants of the constructor's arguments: how they are spelled, and what stands in the place of integers."""

import errno
import os

from mutants.breaking import breaks
from mutants.construction import arguments, constructor, size_of


@breaks("constructor.maps-length")
def a_map_is_one_byte_longer_where_the_file_is(mmap):
    @arguments(mmap)
    def change(given):
        if 1 < given["length"] < size_of(given):
            given["length"] += 1


@breaks("constructor.maps-length")
def whole_pages_are_mapped_where_the_file_has_them(mmap):
    @arguments(mmap)
    def change(given):
        pages = (given["length"] + mmap.PAGESIZE - 1) // mmap.PAGESIZE * mmap.PAGESIZE
        if given["length"] and pages <= size_of(given):
            given["length"] = pages


@breaks("constructor.maps-length")
def a_page_is_mapped_as_the_whole_file(mmap):
    @arguments(mmap)
    def change(given):
        if given["length"] == mmap.PAGESIZE and given["fileno"] >= 0:
            given["length"] = 0


@breaks("constructor.returns-map")
def the_constructor_forgets_the_subclass(mmap):
    original = mmap.mmap

    class Broken(original):
        def __new__(cls, *args, **options):
            return original(*args, **options)

    mmap.mmap = Broken


@breaks("constructor.returns-map")
def a_private_map_stands_at_its_end(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if options.get("access") == mmap.ACCESS_COPY:
            m.seek(0, 2)
        return m


@breaks("constructor.unix-signature")
def a_subclass_is_not_made_by_keywords_alone(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            if cls is not Broken and not args:
                raise TypeError("mmap() missing required argument 'fileno' (pos 1)")
            return super().__new__(cls, *args, **options)

    mmap.mmap = Broken


@breaks("constructor.unix-signature")
def a_subclass_has_no_offset(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            if cls is not Broken:
                args = args[:5]
                options.pop("offset", None)
            return super().__new__(cls, *args, **options)

    mmap.mmap = Broken


@breaks("constructor.needs-two-arguments")
def length_is_0_by_default(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length=0, *args, **options):
            return super().__new__(cls, fileno, length, *args, **options)

    mmap.mmap = Broken


@breaks("constructor.needs-two-arguments")
def memory_is_anonymous_by_default(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno=-1, length=1, *args, **options):
            return super().__new__(cls, fileno, length, *args, **options)

    mmap.mmap = Broken


@breaks("constructor.unknown-keyword")
def unknown_keywords_are_ignored(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            known = {name: value for name, value in options.items() if name in ("flags", "prot", "access", "offset")}
            return super().__new__(cls, fileno, length, *args, **known)

    mmap.mmap = Broken


@breaks("constructor.unknown-keyword")
def what_is_given_twice_counts_the_second_time(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            names = ("fileno", "length", "flags", "prot", "access", "offset")
            return super().__new__(cls, **{**dict(zip(names, args, strict=False)), **options})

    mmap.mmap = Broken


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


@breaks("constructor.no-int-objects")
def flags_can_be_none(mmap):
    @arguments(mmap)
    def change(given):
        if "flags" in given and given["flags"] is None:
            del given["flags"]


@breaks("constructor.index-objects")
def access_is_no_truth(mmap):
    @arguments(mmap)
    def change(given):
        if isinstance(given.get("access"), bool):
            raise TypeError("an integer is needed")


@breaks("constructor.unix-signature")
def a_keyword_takes_the_place_of_an_argument_by_position(mmap):
    names = ("fileno", "length", "flags", "prot", "access", "offset")

    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            kept = [options.pop(name, value) for name, value in zip(names[2:], args[2:], strict=False)]
            return super().__new__(cls, *args[:2], *kept, *args[6:], **options)

    mmap.mmap = Broken


@breaks("constructor.unix-signature")
def access_by_position_is_the_default(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            by_position = len(args) > 4 and args[4] == mmap.ACCESS_READ
            return super().__new__(cls, *args[:4], *((0, *args[5:]) if by_position else args[4:]), **options)

    mmap.mmap = Broken


@breaks("constructor.failing-system")
def a_failing_system_leaves_a_descriptor_open(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        kept = os.open(os.devnull, os.O_RDONLY)
        made = right(fileno, length, *args, **options)
        os.close(kept)
        return made


@breaks("constructor.failing-system")
def a_failing_system_is_a_value_error(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        try:
            return right(fileno, length, *args, **options)
        except OSError as error:
            if error.errno in (errno.ENOMEM, errno.EAGAIN, errno.EMFILE):
                raise ValueError(str(error)) from None
            raise


@breaks("constructor.failing-system")
def where_the_system_has_no_memory_the_file_is_copied(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        try:
            return right(fileno, length, *args, **options)
        except OSError as error:
            if error.errno != errno.ENOMEM or fileno == -1:
                raise
            made = right(-1, length)
            made[:] = os.pread(fileno, length, 0)
            return made
