"""Mutants of madvise."""

import errno
from contextlib import suppress

from mutants.breaking import breaks
from mutants.construction import narrowed, protected


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


@breaks("madvise.unknown-option")
def unknown_options_are_ignored(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *args):
            if option == 1234567:
                return None
            return super().madvise(option, *args)

    mmap.mmap = Broken


@breaks("madvise.unknown-option", "madvise.unaligned-start")
def the_system_is_never_asked(mmap):
    class Broken(mmap.mmap):
        def madvise(self, *args):
            with suppress(OSError):
                super().madvise(*args)

    mmap.mmap = Broken


@breaks("madvise.unknown-option")
def unknown_options_are_value_errors(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *args):
            if isinstance(option, int) and -(2**31) <= option < 0:
                raise ValueError("unknown option")
            super().madvise(option, *args)

    mmap.mmap = Broken


@breaks("madvise.option-types")
def an_option_is_optional(mmap):
    class Broken(mmap.mmap):
        def madvise(self, *args):
            super().madvise(*(args or (mmap.MADV_NORMAL,)))

    mmap.mmap = Broken


@breaks("madvise.option-types")
def an_option_may_be_text(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *args):
            super().madvise(int(option) if isinstance(option, str) else option, *args)

    mmap.mmap = Broken


@breaks("madvise.huge-option")
def an_option_is_truncated(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *args):
            super().madvise(option % 2**32 if option >= 2**32 else option, *args)

    mmap.mmap = Broken


@breaks("madvise.unaligned-start")
def a_start_is_rounded_down(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, start=0, *length):
            if isinstance(start, int) and 0 < start < len(self):
                start -= start % mmap.PAGESIZE
            super().madvise(option, start, *length)

    mmap.mmap = Broken


@breaks("madvise.unaligned-start")
def a_start_just_before_a_page_is_rounded_up(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, start=0, *length):
            if isinstance(start, int) and start % mmap.PAGESIZE == mmap.PAGESIZE - 1 and start > mmap.PAGESIZE:
                return None
            return super().madvise(option, start, *length)

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


@breaks("madvise.start-out-of-range")
def a_start_at_the_end_is_granted(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *args):
            if args[:1] == (len(self),):
                return None
            return super().madvise(option, *args)

    mmap.mmap = Broken


@breaks("madvise.start-out-of-range")
def a_start_at_the_end_is_granted_for_no_bytes(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *args):
            if args == (len(self), 0):
                return None
            return super().madvise(option, *args)

    mmap.mmap = Broken


@breaks("madvise.start-out-of-range")
def a_negative_start_counts_from_the_end(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, start=0, *length):
            super().madvise(option, 0 if start == -1 else start, *length)

    mmap.mmap = Broken


@breaks("madvise.negative-length")
def a_negative_length_is_everything(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *args):
            super().madvise(option, *(args[:1] if args[1:] == (-1,) else args))

    mmap.mmap = Broken


@breaks("madvise.overflow")
def an_end_that_overflows_is_clipped(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *args):
            if len(args) == 2 and args[0] and args[1] < 1 << 63 <= args[0] + args[1]:
                args = args[:1]
            super().madvise(option, *args)

    mmap.mmap = Broken


@breaks("madvise.overflow")
def a_huge_length_is_clipped(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *args):
            if len(args) == 2 and isinstance(args[1], int) and args[1] >= 1 << 63:
                args = args[:1]
            super().madvise(option, *args)

    mmap.mmap = Broken


@breaks("madvise.overflow")
def a_huge_start_is_a_value_error(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *args):
            if args and isinstance(args[0], int) and abs(args[0]) >= 1 << 63:
                raise ValueError("madvise start out of bounds")
            super().madvise(option, *args)

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


@breaks("madvise.argument-types")
def madvise_takes_keywords(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, start=0, length=None):
            super().madvise(*((option, start) if length is None else (option, start, length)))

    mmap.mmap = Broken


@breaks("madvise.argument-types")
def madvise_ignores_a_fourth_argument(mmap):
    class Broken(mmap.mmap):
        def madvise(self, *args):
            super().madvise(*args[:3])

    mmap.mmap = Broken


@breaks("madvise.argument-types")
def madvise_takes_floats(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *args):
            super().madvise(option, *(int(one) if isinstance(one, float) else one for one in args))

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


@breaks("madvise.unaligned-start")
def the_start_is_rounded_down_behind_an_offset(mmap):
    class Broken(mmap.mmap):
        behind = 0

        def __new__(cls, fileno, length, *args, **options):
            made = super().__new__(cls, fileno, length, *args, **options)
            made.behind = options.get("offset", 0)
            return made

        def madvise(self, option, *form):
            if self.behind and form and 0 < form[0] < len(self):
                form = (form[0] // mmap.PAGESIZE * mmap.PAGESIZE, *form[1:])
            super().madvise(option, *form)

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


@breaks("madvise.start-out-of-range")
def a_start_is_of_32_bits(mmap):
    narrowed(mmap, "madvise")
