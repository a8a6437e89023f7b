"""Mutants of madvise."""

import errno

from mutants.breaking import breaks
from mutants.construction import protected


@breaks("madvise.hints")
def a_hint_returns_zero(mmap):
    class Broken(mmap.mmap):
        def madvise(self, *args):
            super().madvise(*args)
            return 0

    mmap.mmap = Broken


@breaks("madvise.hints")
def a_hint_makes_the_first_byte_zero(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *args):
            super().madvise(option, *args)
            with memoryview(self) as view:
                if option == mmap.MADV_WILLNEED and not view.readonly:
                    view[0] = 0

    mmap.mmap = Broken


@breaks("madvise.hints")
def a_hint_moves_the_position(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *args):
            super().madvise(option, *args)
            self.seek(0)

    mmap.mmap = Broken


@breaks("madvise.hints")
def a_hint_covers_whole_pages_only(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, start=0, *length):
            if length and length[0] % mmap.PAGESIZE:
                raise OSError(22, "Invalid argument")
            super().madvise(option, start, *length)

    mmap.mmap = Broken


@breaks("madvise.region", "madvise.start-alone")
def a_region_begins_with_the_map(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, start=0, *length):
            super().madvise(option, 0, start + (length[0] if length else len(self)))

    mmap.mmap = Broken


@breaks("madvise.region")
def a_region_ends_with_the_map(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, start=0, *length):
            super().madvise(option, start, *(length if length == (0,) else ()))

    mmap.mmap = Broken


@breaks("madvise.region")
def a_length_is_taken_for_an_end(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, start=0, *length):
            super().madvise(option, start, *(max(0, one - start) for one in length))

    mmap.mmap = Broken


@breaks("madvise.whole-by-default")
def a_region_is_one_page_by_default(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *args):
            super().madvise(option, *(args or (0, mmap.PAGESIZE)))

    mmap.mmap = Broken


@breaks("madvise.whole-by-default")
def a_map_loses_its_last_part_page(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *args):
            super().madvise(option, *(args or (0, len(self) // mmap.PAGESIZE * mmap.PAGESIZE)))

    mmap.mmap = Broken


@breaks("madvise.start-alone")
def a_start_alone_covers_one_page(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *args):
            super().madvise(option, *(args if len(args) != 1 or args[0] >= len(self) else (*args, mmap.PAGESIZE)))

    mmap.mmap = Broken


@breaks("madvise.private-copy", "madvise.region", "madvise.whole-by-default")
def every_option_is_a_hint_only(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *args):
            super().madvise(mmap.MADV_NORMAL if option == mmap.MADV_DONTNEED else option, *args)

    mmap.mmap = Broken


@breaks("madvise.shared")
def what_is_forgotten_is_zero(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *args):
            super().madvise(option, *args)
            if option == mmap.MADV_DONTNEED:
                self[:] = bytes(len(self))

    mmap.mmap = Broken


@breaks("madvise.available", "madvise.hints")
def madvise_is_missing(mmap):
    class Broken(mmap.mmap):
        madvise = None

    mmap.mmap = Broken


@breaks("madvise.absent-on-windows")
def madvise_is_everywhere(mmap):
    class Broken(mmap.mmap):
        def madvise(self, *args):
            pass

    mmap.mmap = Broken


@breaks("madvise.clipped")
def a_length_past_the_end_is_refused(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *args):
            if len(args) == 2 and args[0] + args[1] > len(self):
                raise ValueError("madvise length invalid")
            super().madvise(option, *args)

    mmap.mmap = Broken


@breaks("madvise.clipped")
def a_length_past_the_end_is_counted_from_the_start(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *args):
            if len(args) == 2 and 0 < args[0] < len(self) < sum(args):
                args = 0, args[1]
            super().madvise(option, *args)

    mmap.mmap = Broken


@breaks("madvise.clipped")
def a_length_of_nothing_is_refused(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *args):
            if args[1:] == (0,):
                raise ValueError("madvise length invalid")
            super().madvise(option, *args)

    mmap.mmap = Broken


@breaks("madvise.read-only")
def madvise_wants_to_write(mmap):
    class Broken(mmap.mmap):
        def madvise(self, *args):
            with memoryview(self) as view:
                if view.readonly:
                    raise TypeError("the map is read-only")
            super().madvise(*args)

    mmap.mmap = Broken


@breaks("madvise.read-only")
def madvise_wants_no_views(mmap):
    class Broken(mmap.mmap):
        def __init__(self, *args, **options):
            with memoryview(self) as view:
                self.is_readonly = view.readonly

        def madvise(self, *args):
            if not self.is_readonly:
                position, size = self.tell(), len(self)
                self.resize(size)
                self.seek(position)
            super().madvise(*args)

    mmap.mmap = Broken


@breaks("madvise.read-only")
def a_protected_map_takes_no_advice(mmap):
    protected(mmap, "madvise", TypeError("protected"))


@breaks("madvise.start-alone")
def a_start_alone_is_forgotten(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *region):
            if len(region) == 1 and region[0] in range(0, len(self), mmap.PAGESIZE):
                region = ()
            return super().madvise(option, *region)

    mmap.mmap = Broken


@breaks("madvise.private-copy")
def private_flags_keep_what_is_forgotten(mmap):
    class Broken(mmap.mmap):
        keeps = False

        def __new__(cls, fileno, length, *args, **options):
            made = super().__new__(cls, fileno, length, *args, **options)
            made.keeps = fileno >= 0 and options.get("flags") == mmap.MAP_PRIVATE
            return made

        def madvise(self, option, *region):
            return super().madvise(mmap.MADV_NORMAL if self.keeps else option, *region)

    mmap.mmap = Broken


@breaks("madvise.failing-system")
def advice_that_the_system_refuses_is_forgotten(mmap):
    class Broken(mmap.mmap):
        def madvise(self, *args):
            try:
                super().madvise(*args)
            except OSError as error:
                if error.errno == errno.EINVAL:
                    raise

    mmap.mmap = Broken
