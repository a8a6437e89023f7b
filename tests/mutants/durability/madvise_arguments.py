"""Mutants of what madvise takes and refuses."""

from contextlib import suppress

from mutants.breaking import breaks
from mutants.construction import narrowed


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


@breaks("madvise.start-out-of-range")
def a_start_is_of_32_bits(mmap):
    narrowed(mmap, "madvise")
