"""Mutants of what access means."""

import os

from mutants.breaking import breaks
from mutants.construction import PIECE, arguments, constructor, leaking, windows_arguments


@breaks("access.optional-keyword", "flags.default-shared")
def a_map_without_access_is_private(mmap):
    @arguments(mmap)
    def change(given):
        if set(given) <= {"fileno", "length", "offset"} and given["fileno"] >= 0:
            given["access"] = mmap.ACCESS_COPY


@breaks("access.optional-keyword")
def access_has_another_name(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, mode=0, **options):
        if "access" in options:
            raise TypeError("unexpected keyword access")
        return right(fileno, length, *args, **options, access=mode)


@breaks("access.four-values")
def only_the_two_lowest_bits_of_access_count(mmap):
    @arguments(mmap)
    def change(given):
        if isinstance(given.get("access"), int) and -(1 << 31) <= given["access"] < 1 << 31:
            given["access"] &= 3


@breaks("access.four-values")
def a_negative_access_is_the_default(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("access") == -1:
            del given["access"]


@breaks("access.four-values")
def a_fifth_access_is_a_type_error(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("access") == 4:
            raise TypeError("no such access")


@breaks("access.wrong-types")
def access_none_is_the_default(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("access", 0) is None:
            del given["access"]


@breaks("access.wrong-types")
def access_can_be_its_name(mmap):
    @arguments(mmap)
    def change(given):
        if isinstance(given.get("access"), str):
            given["access"] = getattr(mmap, "ACCESS_" + given["access"])


@breaks("access.wrong-types")
def access_can_be_a_float(mmap):
    @arguments(mmap)
    def change(given):
        if isinstance(given.get("access"), float):
            given["access"] = int(given["access"])


@breaks("access.huge")
def access_wraps_at_32_bits(mmap):
    @arguments(mmap)
    def change(given):
        if isinstance(given.get("access"), int) and given["access"] >= 1 << 32:
            given["access"] %= 1 << 32


@breaks("access.huge")
def a_huge_access_is_a_value_error(mmap):
    @arguments(mmap)
    def change(given):
        if isinstance(given.get("access"), int) and given["access"] == 1 << 31:
            raise ValueError("no such access")


@breaks("access.read-only")
def a_map_for_reading_is_a_copy(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("access") == mmap.ACCESS_READ:
            given["access"] = mmap.ACCESS_COPY


@breaks("access.read-only", "prot.read")
def a_map_for_reading_can_be_changed_through_a_view(mmap):
    original = mmap.mmap

    class Broken(original):
        def __new__(cls, fileno, length, *args, **options):
            m = super().__new__(cls, fileno, length, *args, **options)
            if not memoryview(m).readonly:
                m.is_for_reading = False
                return m
            m.close()
            options.pop("access", None)
            m = super().__new__(cls, fileno, length, access=mmap.ACCESS_COPY)
            m.is_for_reading = True
            return m

        def _check(self):
            if self.is_for_reading:
                raise TypeError("read-only")

        def __setitem__(self, where, value):
            self._check()
            super().__setitem__(where, value)

        def write(self, data):
            self._check()
            return super().write(data)

        def write_byte(self, value):
            self._check()
            super().write_byte(value)

        def move(self, *args):
            self._check()
            super().move(*args)

    mmap.mmap = Broken


@breaks("access.read-only")
def move_is_refused_with_a_value_error(mmap):
    class Broken(mmap.mmap):
        def move(self, *args):
            try:
                super().move(*args)
            except TypeError:
                raise ValueError("read-only") from None

    mmap.mmap = Broken


@breaks("access.write-through")
def a_map_for_writing_is_a_copy(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("access") == mmap.ACCESS_WRITE:
            given["access"] = mmap.ACCESS_COPY


@breaks("access.write-through")
def only_the_first_page_is_written_through(mmap):
    @arguments(mmap)
    def change(given):
        size = given["length"] or (os.fstat(given["fileno"]).st_size if given["fileno"] >= 0 else 0)
        if given.get("access") == mmap.ACCESS_WRITE and size > mmap.PAGESIZE:
            given["access"] = mmap.ACCESS_COPY


@breaks("access.write-through")
def move_is_not_written_through(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            m = super().__new__(cls, *args, **options)
            m.descriptor = args[0] if options.get("access") == mmap.ACCESS_WRITE else None
            return m

        def move(self, dest, src, count):
            old = self[dest : dest + count]
            super().move(dest, src, count)
            if self.descriptor is not None:
                os.pwrite(self.descriptor, old, dest)

    mmap.mmap = Broken


@breaks("access.copy-on-write")
def a_copy_is_written_through(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("access") == mmap.ACCESS_COPY:
            given["access"] = mmap.ACCESS_WRITE


@breaks("access.copy-on-write")
def a_copy_is_flushed_to_its_file(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            m = super().__new__(cls, *args, **options)
            m.descriptor = args[0] if options.get("access") == mmap.ACCESS_COPY else None
            return m

        def flush(self, *args):
            if self.descriptor is not None:
                os.pwrite(self.descriptor, self[:], 0)
            return super().flush(*args)

    mmap.mmap = Broken


@breaks("access.default-constant")
def the_default_is_writing(mmap):
    mmap.ACCESS_DEFAULT = mmap.ACCESS_WRITE


@breaks("access.default-constant", "access.optional-keyword")
def the_default_cannot_be_spelled_out(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("access") == 0:
            raise ValueError("no such access")


@breaks("access.default-defers-to-prot")
def prot_is_ignored_beside_the_default(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("access") == 0:
            given.pop("prot", None)


@breaks("access.default-with-flags-and-prot")
def the_default_excludes_flags(mmap):
    @arguments(mmap)
    def change(given):
        if "access" in given and given.get("flags", mmap.MAP_SHARED) != mmap.MAP_SHARED:
            raise ValueError("access and flags")


@breaks("access.initial-content")
def a_copy_is_zero_at_first(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if options.get("access") == mmap.ACCESS_COPY:
            m[:] = bytes(len(m))
        return m


@breaks("access.initial-content")
def a_map_for_reading_begins_where_the_file_does(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("access") == mmap.ACCESS_READ:
            given["length"] = given["length"] or os.fstat(given["fileno"]).st_size - given.get("offset", 0)
            given["offset"] = 0


@breaks("access.excludes-flags-and-prot")
def access_overrides_flags_and_prot(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("access"):
            given.pop("flags", None)
            given.pop("prot", None)


@breaks("access.excludes-flags-and-prot")
def prot_overrides_access(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("access") and given.get("prot", 3) == mmap.PROT_READ:
            del given["access"]


@breaks("access.excludes-flags-and-prot")
def access_and_private_is_a_type_error(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("access") == mmap.ACCESS_WRITE and given.get("flags") == mmap.MAP_PRIVATE:
            raise TypeError("access and flags")


@breaks("access.with-flags-and-prot-of-default-value")
def access_is_ignored_beside_flags_and_prot(mmap):
    @arguments(mmap)
    def change(given):
        if "flags" in given and "prot" in given:
            given.pop("access", None)


@breaks("access.with-flags-and-prot-of-default-value")
def access_and_prot_is_a_type_error(mmap):
    @arguments(mmap)
    def change(given):
        if "access" in given and "prot" in given:
            raise TypeError("access and prot")


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


@breaks("access.initial-content")
def a_copy_has_64_kib_of_its_file(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if fileno >= 0 and options.get("access") == mmap.ACCESS_COPY and len(m) > PIECE:
            m[PIECE:] = bytes(len(m) - PIECE)
        return m


@breaks("access.windows-write-through")
def a_map_is_a_copy_by_default(mmap):
    @windows_arguments(mmap)
    def change(given):
        given.setdefault("access", mmap.ACCESS_COPY)


@breaks("access.copy-on-write")
def leaving_a_copy_writes_it(mmap):
    leaking(mmap, "__exit__")


@breaks("access.copy-on-write")
def dropping_a_copy_writes_it(mmap):
    leaking(mmap, "__del__")
