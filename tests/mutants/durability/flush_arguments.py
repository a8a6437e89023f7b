"""Mutants of what flush takes and refuses."""

from mutants.breaking import breaks
from mutants.construction import narrowed


@breaks("flush.out-of-range")
def flush_clips_a_size_past_the_end(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            if len(args) == 2 and 0 <= args[0] <= len(self) < args[0] + args[1]:
                args = args[0], len(self) - args[0]
            return super().flush(*args)

    mmap.mmap = Broken


@breaks("flush.out-of-range")
def flush_wraps_the_end_of_a_range(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            if len(args) == 2 and min(args) > 0 and (args[0] + args[1]) >> 63:
                return None
            return super().flush(*args)

    mmap.mmap = Broken


@breaks("flush.out-of-range")
def flush_of_nothing_takes_an_offset_past_the_end(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            return None if args[1:] == (0,) and args[0] > 0 else super().flush(*args)

    mmap.mmap = Broken


@breaks("flush.out-of-range")
def flush_counts_a_negative_offset_from_the_end(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            if len(args) == 2 and -len(self) <= args[0] < 0 <= args[1] <= -args[0]:
                return None
            return super().flush(*args)

    mmap.mmap = Broken


@breaks("flush.out-of-range")
def flush_of_a_read_only_map_checks_nothing(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            with memoryview(self) as view:
                if view.readonly and len(args) == 2 and all(isinstance(one, int) for one in args):
                    return None
            return super().flush(*args)

    mmap.mmap = Broken


@breaks("flush.out-of-range", "flush.negative-size", "flush.huge")
def flush_reports_bad_ranges_as_index_errors(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            try:
                return super().flush(*args)
            except (ValueError, OverflowError):
                raise IndexError("flush values out of range") from None

    mmap.mmap = Broken


@breaks("flush.negative-size")
def flush_takes_minus_one_for_everything(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            return super().flush(*(() if args[1:] == (-1,) else args))

    mmap.mmap = Broken


@breaks("flush.size-to-the-end")
def flush_refuses_minus_one(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args, **options):
            if args[1:] == (-1,):
                raise ValueError("flush values out of range")
            return super().flush(*args, **options)

    mmap.mmap = Broken


@breaks("flush.huge")
def flush_refuses_huge_sizes_with_value_errors(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            if len(args) == 2 and isinstance(args[1], int) and abs(args[1]) > 1 << 63:
                raise ValueError("flush values out of range")
            return super().flush(*args)

    mmap.mmap = Broken


@breaks("flush.huge")
def flush_drops_the_upper_half_of_an_offset(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            if len(args) == 2 and isinstance(args[0], int) and args[0] >= 1 << 64:
                args = args[0] & ((1 << 64) - 1), args[1]
            return super().flush(*args)

    mmap.mmap = Broken


@breaks("flush.argument-types")
def flush_takes_floats(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            return super().flush(*(int(one) if isinstance(one, float) else one for one in args))

    mmap.mmap = Broken


@breaks("flush.argument-types")
def flush_reads_a_size_from_text(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            if len(args) == 2 and isinstance(args[1], (str, bytes)):
                args = args[0], int(args[1])
            return super().flush(*args)

    mmap.mmap = Broken


@breaks("flush.argument-types", "flush.flags-by-keyword")
def flush_ignores_a_third_argument(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args, **options):
            return super().flush(*args[:2], **options)

    mmap.mmap = Broken


@breaks("flush.argument-types")
def flush_takes_none_for_the_beginning(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            return super().flush(*(args if args[:1] != (None,) else (0, *args[1:])))

    mmap.mmap = Broken


@breaks("flush.no-size-none", "flush.no-size-none-again")
def flush_takes_none_for_the_whole_size(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args, **options):
            return super().flush(*(args if args[1:] != (None,) else ()), **options)

    mmap.mmap = Broken


@breaks("flush.no-keywords", "flush.by-position")
def flush_takes_keywords(mmap):
    class Broken(mmap.mmap):
        def flush(self, offset=0, size=None, **options):
            return super().flush(*(() if size is None else (offset, size)), **options)

    mmap.mmap = Broken


@breaks("flush.flags")
def flush_takes_one_flag_only(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args, flags=4):
            if flags & (flags - 1):
                raise ValueError("one flag at a time")
            return super().flush(*args, flags=flags)

    mmap.mmap = Broken


@breaks("flush.invalidates")
def invalidating_alone_is_refused(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args, flags=4):
            if flags == 2:
                raise OSError(22, "Invalid argument")
            return super().flush(*args, flags=flags)

    mmap.mmap = Broken


@breaks("flush.invalidates")
def invalidating_loses_what_was_changed(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args, flags=4):
            if flags & 2:
                self[:1] = bytes(1)
            return super().flush(*args, flags=flags)

    mmap.mmap = Broken


@breaks("flush.flags-refused", "flush.flags-unknown-bits", "flush.flags-types")
def flush_ignores_flags(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args, flags=4):
            return super().flush(*args)

    mmap.mmap = Broken


@breaks("flush.flags-unknown-bits")
def flush_masks_unknown_flags(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args, flags=4):
            return super().flush(*args, flags=flags if flags < 0 else flags & 7)

    mmap.mmap = Broken


@breaks("flush.flags-read-only")
def flush_checks_flags_of_read_only_maps(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args, flags=4):
            if not 0 <= flags <= 7:
                raise OSError(22, "Invalid argument")
            return super().flush(*args, flags=flags)

    mmap.mmap = Broken


@breaks("flush.flags-on-windows")
def flush_refuses_flags_on_windows(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args, flags=4):
            if flags not in (1, 2, 4):
                raise ValueError("unknown flags")
            return super().flush(*args)

    mmap.mmap = Broken


@breaks("flush.returns-nonzero")
def flush_returns_zero_on_windows(mmap):
    class Broken(mmap.mmap):
        def flush(self, *args):
            super().flush(*args)
            return 0

    mmap.mmap = Broken


@breaks("flush.out-of-range")
def a_range_to_flush_is_of_32_bits(mmap):
    narrowed(mmap, "flush")
