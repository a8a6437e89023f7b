"""Mutants of flags and prot."""

import os

from mutants.breaking import breaks
from mutants.construction import arguments, constructor, leaking, protected


@breaks("flags.default-shared", "flags.shared")
def a_shared_map_is_private(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] >= 0 and given.get("flags", mmap.MAP_SHARED) == mmap.MAP_SHARED and "access" not in given:
            given["flags"] = mmap.MAP_PRIVATE


@breaks("prot.default")
def a_map_is_read_only_by_default(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] >= 0 and not {"access", "prot"} & set(given):
            given["prot"] = mmap.PROT_READ


@breaks("flags.shared")
def a_shared_map_shows_its_own_changes_only(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            if options or args or fileno < 0:
                return super().__new__(cls, fileno, length, *args, **options)
            m = super().__new__(cls, fileno, length, access=mmap.ACCESS_COPY)
            m.number = fileno
            return m

        def __setitem__(self, where, value):
            super().__setitem__(where, value)
            if hasattr(self, "number"):
                os.pwrite(self.number, self[:], 0)

    mmap.mmap = Broken


@breaks("flags.neither-kind")
def a_map_is_shared_unless_it_is_private(mmap):
    @arguments(mmap)
    def change(given):
        if not given.get("flags", mmap.MAP_SHARED) & 3:
            given["flags"] |= mmap.MAP_SHARED


@breaks("flags.neither-kind")
def no_flags_are_a_value_error(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("flags") == 0:
            raise ValueError("neither shared nor private")


@breaks("flags.every-bit")
def flags_of_minus_one_are_the_default(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("flags") == -1:
            del given["flags"]


@breaks("flags.private")
def a_private_map_is_shared(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("flags", 1) == mmap.MAP_PRIVATE and given["fileno"] >= 0:
            del given["flags"]


@breaks("flags.private")
def write_reaches_the_file_of_a_private_map(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            m = super().__new__(cls, fileno, length, *args, **options)
            m.number = fileno if options.get("flags") == mmap.MAP_PRIVATE else None
            return m

        def write(self, data):
            if self.number is not None:
                os.pwrite(self.number, data, self.tell())
            return super().write(data)

    mmap.mmap = Broken


@breaks("flags.private-to-the-process")
def a_private_map_is_memory_that_children_share(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        if options.get("flags") != mmap.MAP_PRIVATE or fileno < 0 or length or options.get("offset"):
            return right(fileno, length, *args, **options)
        content = os.pread(fileno, 1 << 20, 0)
        m = right(-1, len(content))
        m[:] = content
        return m


@breaks("flags.more")
def other_flags_are_refused(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("flags", 0) & ~3 & ~mmap.MAP_ANONYMOUS:
            raise ValueError("unknown flags")


@breaks("flags.more")
def other_flags_make_a_map_private(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("flags", 0) & ~3 & ~mmap.MAP_ANONYMOUS:
            given["flags"] = mmap.MAP_PRIVATE


@breaks("prot.read")
def prot_is_ignored(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("prot") == mmap.PROT_READ:
            del given["prot"]


@breaks("prot.read")
def write_byte_with_prot_read_is_a_value_error(mmap):
    class Broken(mmap.mmap):
        def write_byte(self, value):
            try:
                super().write_byte(value)
            except TypeError:
                raise ValueError("read-only") from None

    mmap.mmap = Broken


@breaks("prot.write")
def prot_write_needs_prot_read(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("prot") == mmap.PROT_WRITE:
            given["prot"] = mmap.PROT_READ


@breaks("prot.write")
def prot_write_is_written_through_always(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("prot") == mmap.PROT_WRITE:
            del given["prot"]
            given.pop("flags", None)


@breaks("prot.none")
def prot_none_is_refused(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("prot") == 0:
            raise ValueError("no protection")


@breaks("prot.none")
def prot_none_is_the_default(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("prot") == 0:
            del given["prot"]


@breaks("prot.none-unreadable")
def prot_none_can_be_read(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("prot") == 0:
            given["prot"] = mmap.PROT_READ


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


@breaks("flags.neither-kind")
def anonymous_memory_is_private_if_flags_do_not_say(mmap):
    @arguments(mmap)
    def change(given):
        flags = given.get("flags")
        if given["fileno"] == -1 and flags is not None and not flags & (mmap.MAP_SHARED | mmap.MAP_PRIVATE):
            given["flags"] = flags | mmap.MAP_PRIVATE


@breaks("prot.read")
def a_part_of_a_file_can_be_changed_in_spite_of_prot(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("prot") == mmap.PROT_READ and given.get("offset"):
            given["prot"], given["flags"] = mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_PRIVATE


@breaks("flags.private")
def closing_a_private_map_writes_it(mmap):
    leaking(mmap, "close")


@breaks("prot.read")
def a_protected_map_cannot_be_flushed(mmap):
    protected(mmap, "flush", PermissionError("protected"))


def executes(given):
    return given.get("prot", 0) & 4


@breaks("prot.others", "prot.execute")
def pages_are_never_executed(mmap):
    @arguments(mmap)
    def change(given):
        if "prot" in given:
            given["prot"] &= ~4


@breaks("prot.others", "prot.execute")
def pages_that_are_written_are_not_executed(mmap):
    @arguments(mmap)
    def change(given):
        if executes(given) and given["prot"] & 2:
            given["prot"] &= ~4


@breaks("prot.others", "prot.execute")
def pages_that_are_only_executed_are_none(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("prot") == 4:
            given["prot"] = 0


@breaks("prot.others", "prot.execute")
def executing_is_forbidden(mmap):
    @arguments(mmap)
    def change(given):
        if executes(given):
            raise PermissionError("pages of files are not executed")


@breaks("prot.others", "prot.execute")
def pages_that_are_executed_are_private(mmap):
    @arguments(mmap)
    def change(given):
        if executes(given):
            given["flags"] = mmap.MAP_PRIVATE


@breaks("prot.pages")
def pages_can_always_be_executed(mmap):
    @arguments(mmap)
    def change(given):
        if "access" not in given:
            given["prot"] = given.get("prot", 3) | 4


@breaks("prot.pages")
def pages_that_are_read_are_executed(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("prot") == 1:
            given["prot"] = 5


@breaks("prot.pages", "prot.others", "prot.execute")
def pages_that_are_written_are_read(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("prot", 0) & 2:
            given["prot"] |= 1


@breaks("prot.pages")
def pages_without_a_use_are_read(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("prot") == 0:
            given["prot"] = 1


@breaks("prot.pages", "prot.others", "prot.execute")
def shared_and_private_are_exchanged(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("flags") in (1, 2) and given.get("prot", 3) != 3:
            given["flags"] = 3 - given["flags"]


@breaks("prot.pages")
def pages_that_are_only_read_are_private(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("flags") == 1 and given.get("prot") == 1:
            given["flags"] = 2


@breaks("prot.others", "prot.execute")
def nothing_that_is_named_can_be_executed(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, *args, prot=3, **options):
            # Given by its place it is among the others.
            return super().__new__(cls, *args, **options, **({} if len(args) > 3 else {"prot": prot & 3 or prot}))

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
