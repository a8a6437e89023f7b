"""Mutants of seek, tell and seekable."""

from mutants.breaking import breaks
from mutants.construction import narrowed, truths


@breaks("seek.from-position")
def true_is_no_origin(mmap):
    class Broken(mmap.mmap):
        def seek(self, offset, origin=0):
            return super().seek(offset, 0 if origin is True else origin)

    mmap.mmap = Broken


@breaks("seek.sets-position", "seek.returns-position")
def seek_refuses_the_end(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, *origin):
            if not origin and position == len(self):
                raise ValueError("seek out of range")
            return super().seek(position, *origin)

    mmap.mmap = Broken


@breaks("seek.absolute-by-default")
def seek_counts_from_the_position_by_default(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, origin=1):
            return super().seek(position, origin)

    mmap.mmap = Broken


@breaks("seek.from-position")
def seek_from_the_position_is_off_after_the_first_byte(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, origin=0):
            off = 1 if origin == 1 and position < 0 and -position < self.tell() else 0
            return super().seek(position + off, origin)

    mmap.mmap = Broken


@breaks("seek.from-position")
def seek_ignores_its_second_argument(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, origin=0):
            return super().seek(abs(position))

    mmap.mmap = Broken


@breaks("seek.from-end")
def seek_from_the_end_counts_from_the_last_byte(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, origin=0):
            return super().seek(max(position - 1, -len(self)) if origin == 2 else position, origin)

    mmap.mmap = Broken


@breaks("seek.returns-none")
def seek_returns_the_position_too_early(mmap):
    class Broken(mmap.mmap):
        def seek(self, *args):
            super().seek(*args)
            return self.tell()

    mmap.mmap = Broken


@breaks("seek.returns-position")
def seek_returns_its_argument(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, origin=0):
            super().seek(position, origin)
            return position

    mmap.mmap = Broken


@breaks("seek.returns-position")
def seek_by_nothing_returns_nothing(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, origin=0):
            found = super().seek(position, origin)
            return 0 if (position, origin) == (0, 1) else found

    mmap.mmap = Broken


@breaks("seek.returns-none")
def seek_to_where_it_stands_returns_the_position(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, origin=0):
            before = self.tell()
            super().seek(position, origin)
            return before if origin == 1 and position == 0 and before else None

    mmap.mmap = Broken


@breaks("seek.out-of-range")
def seek_goes_past_the_end_by_one(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, origin=0):
            base = (0, self.tell(), len(self))[origin]
            return super().seek(len(self) if base + position == len(self) + 1 else base + position)

    mmap.mmap = Broken


@breaks("seek.out-of-range")
def seek_clips_at_the_beginning(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, origin=0):
            if origin == 1:
                position, origin = max(0, self.tell() + position), 0
            return super().seek(position, origin)

    mmap.mmap = Broken


@breaks("seek.out-of-range")
def seek_moves_before_it_refuses(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, origin=0):
            try:
                return super().seek(position, origin)
            except ValueError:
                super().seek(0)
                raise

    mmap.mmap = Broken


@breaks("seek.unknown-origin")
def seek_takes_an_unknown_origin_for_the_beginning(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, origin=0):
            return super().seek(position, origin if origin in (0, 1, 2) else 0)

    mmap.mmap = Broken


@breaks("seek.positional-only")
def seek_takes_keywords(mmap):
    class Broken(mmap.mmap):
        def seek(self, pos, whence=0):
            return super().seek(pos, whence)

    mmap.mmap = Broken


@breaks("seekable.true")
def seekable_is_false(mmap):
    class Broken(mmap.mmap):
        def seekable(self):
            return False

    mmap.mmap = Broken


@breaks("tell.position")
def tell_counts_from_one(mmap):
    class Broken(mmap.mmap):
        def tell(self):
            return super().tell() + 1

    mmap.mmap = Broken


@breaks("tell.position")
def a_new_map_stands_at_its_end(mmap):
    class Broken(mmap.mmap):
        def __init__(self, *args, **options):
            self.seek(0, 2)

    mmap.mmap = Broken


@breaks("seek.argument-types")
def seek_takes_none_for_the_beginning(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, *origin):
            return super().seek(position or 0, *origin)

    mmap.mmap = Broken


@breaks("seek.argument-types")
def seek_takes_none_for_the_default(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, *origin):
            return super().seek(position, *(() if origin == (None,) else origin))

    mmap.mmap = Broken


@breaks("seek.huge")
def seek_refuses_huge_places_with_value_errors(mmap):
    class Broken(mmap.mmap):
        def seek(self, *args):
            try:
                return super().seek(*args)
            except OverflowError:
                raise ValueError("seek out of range") from None

    mmap.mmap = Broken


@breaks("seek.huge")
def seek_takes_its_origin_modulo_the_word(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, *origin):
            return super().seek(position, *(one % 2**32 if one >= 2**32 else one for one in origin))

    mmap.mmap = Broken


@breaks("tell.no-arguments")
def tell_ignores_arguments(mmap):
    class Broken(mmap.mmap):
        def tell(self, *ignored):
            return super().tell()

    mmap.mmap = Broken


@breaks("tell.position")
def tell_answers_true_for_one(mmap):
    truths(mmap, "tell")


@breaks("seek.out-of-range")
def a_place_to_seek_is_of_32_bits(mmap):
    narrowed(mmap, "seek")
