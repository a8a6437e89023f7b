"""Mutants of what the constructor is rarely given: long files, combined flags, arguments twice, a file that grew."""

import fractions
import os

from mutants.breaking import breaks
from mutants.construction import arguments, constructor

PIECE = 1 << 16


@breaks("length.zero-looks-once")
def the_length_of_a_file_is_remembered(mmap):
    known = {}

    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if fileno >= 0 and not length and not options:
            kept, _ = known.setdefault(os.fstat(fileno).st_ino, (len(m), m))
            if kept < len(m):
                return right(fileno, kept)
        return m


@breaks("length.zero")
def a_mebibyte_is_the_rest_of_a_file(mmap):
    @arguments(mmap)
    def change(given):
        if (
            given["fileno"] >= 0
            and given["length"] == 0
            and os.fstat(given["fileno"]).st_size >= (1 << 20) + given.get("offset", 0)
        ):
            given["length"] = 1 << 20


@breaks("constructor.no-int-objects")
def flags_can_be_none(mmap):
    @arguments(mmap)
    def change(given):
        if "flags" in given and given["flags"] is None:
            del given["flags"]


@breaks("flags.private")
def a_private_map_of_a_part_is_shared(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("flags") == mmap.MAP_PRIVATE and given.get("offset"):
            given["flags"] = mmap.MAP_SHARED


@breaks("flags.private")
def a_private_map_whose_prot_was_given_is_empty(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if options.get("flags") == mmap.MAP_PRIVATE and options.get("prot") == mmap.PROT_READ | mmap.PROT_WRITE:
            m[:] = bytes(len(m))
        return m


@breaks("length.wrong-types")
def a_length_can_be_a_fraction(mmap):
    @arguments(mmap)
    def change(given):
        if isinstance(given["length"], fractions.Fraction):
            given["length"] = int(given["length"])


@breaks("offset.beyond-the-file")
def an_empty_file_has_no_offset(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] >= 0 and given.get("offset") and not os.fstat(given["fileno"]).st_size:
            raise OSError(22, "Invalid argument")


@breaks("access.excludes-flags-and-prot")
def access_excludes_flags_that_say_private(mmap):
    @arguments(mmap)
    def change(given):
        flags = given.get("flags", mmap.MAP_SHARED)
        if given.get("access") and flags & mmap.MAP_SHARED and not flags & mmap.MAP_PRIVATE:
            given["flags"] = mmap.MAP_SHARED


@breaks("access.default-defers-to-prot")
def what_can_be_run_can_be_changed(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("prot") == mmap.PROT_READ | mmap.PROT_EXEC:
            given["prot"] = mmap.PROT_READ | mmap.PROT_WRITE


@breaks("constructor.index-objects")
def access_is_no_truth(mmap):
    @arguments(mmap)
    def change(given):
        if isinstance(given.get("access"), bool):
            raise TypeError("an integer is needed")


@breaks("flags.neither-kind")
def anonymous_memory_is_private_if_flags_do_not_say(mmap):
    @arguments(mmap)
    def change(given):
        flags = given.get("flags")
        if given["fileno"] == -1 and flags is not None and not flags & (mmap.MAP_SHARED | mmap.MAP_PRIVATE):
            given["flags"] = flags | mmap.MAP_PRIVATE


@breaks("access.initial-content")
def a_copy_has_64_kib_of_its_file(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if fileno >= 0 and options.get("access") == mmap.ACCESS_COPY and len(m) > PIECE:
            m[PIECE:] = bytes(len(m) - PIECE)
        return m


@breaks("anonymous.zero-filled")
def long_anonymous_memory_ends_with_a_one(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if fileno == -1 and length > PIECE and not options:
            m[-1] = 1
        return m


@breaks("anonymous.shared-with-children")
def anonymous_memory_of_several_pages_is_private(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] == -1 and given["length"] > mmap.PAGESIZE and len(given) == 2:
            given["flags"] = mmap.MAP_PRIVATE


@breaks("anonymous.shared-with-children")
def anonymous_memory_that_says_so_is_private(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("flags", 0) & mmap.MAP_ANON and given["fileno"] == -1:
            given["flags"] = mmap.MAP_PRIVATE | mmap.MAP_ANON


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


@breaks("audit.veto")
def what_is_too_long_is_refused_before_a_hook_can(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] >= 0 and 0 < os.fstat(given["fileno"]).st_size < given["length"]:
            raise ValueError("mmap length is greater than file size")


@breaks("prot.read")
def a_part_of_a_file_can_be_changed_in_spite_of_prot(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("prot") == mmap.PROT_READ and given.get("offset"):
            given["prot"], given["flags"] = mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_PRIVATE


@breaks("audit.veto")
def what_a_hook_ends_the_program_with_is_a_runtime_error(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        try:
            return right(fileno, length, *args, **options)
        except Exception:
            raise
        except BaseException as error:
            raise RuntimeError("hook") from error
