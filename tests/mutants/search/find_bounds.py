"""Mutants of what find and rfind take: each method is spoilt in the same way, and each has properties of its own."""

from mutants.breaking import breaks
from mutants.construction import narrowed


def both(mmap, change):
    """A class whose find and rfind are ``change(the right search, map, arguments, keywords)``."""

    class Both(mmap.mmap):
        def find(self, *args, **options):
            return change(super().find, self, args, options)

        def rfind(self, *args, **options):
            return change(super().rfind, self, args, options)

    mmap.mmap = Both


@breaks("find.wrong-types", "rfind.wrong-types")
def searches_take_a_byte_as_an_integer(mmap):
    def change(search, m, args, options):
        if args and isinstance(args[0], int):
            args = (bytes([args[0]]), *args[1:])
        return search(*args, **options)

    both(mmap, change)


@breaks("find.wrong-types", "rfind.wrong-types")
def searches_encode_text(mmap):
    def change(search, m, args, options):
        if args and isinstance(args[0], str):
            args = (args[0].encode(), *args[1:])
        return search(*args, **options)

    both(mmap, change)


@breaks("find.views-with-gaps", "rfind.views-with-gaps")
def searches_take_views_with_gaps(mmap):
    def change(search, m, args, options):
        if args and isinstance(args[0], memoryview):
            args = (bytes(args[0]), *args[1:])
        return search(*args, **options)

    both(mmap, change)


@breaks("find.one-to-three-arguments", "rfind.one-to-three-arguments")
def searches_ignore_a_fourth_argument(mmap):
    both(mmap, lambda search, m, args, options: search(*args[:3], **options))


@breaks("find.one-to-three-arguments", "rfind.one-to-three-arguments")
def searches_look_for_nothing_by_default(mmap):
    both(mmap, lambda search, m, args, options: search(*(args or (b"",)), **options))


@breaks("find.by-position", "rfind.by-position")
def searches_take_keywords(mmap):
    def change(search, m, args, options):
        return search(*args, *options.values())

    both(mmap, change)


@breaks("find.bound-types", "rfind.bound-types")
def searches_take_floats_for_bounds(mmap):
    def change(search, m, args, options):
        return search(*args[:1], *(int(one) if isinstance(one, float) else one for one in args[1:]), **options)

    both(mmap, change)


@breaks("find.bound-types", "rfind.bound-types")
def searches_take_plain_integers_only(mmap):
    def change(search, m, args, options):
        if not all(isinstance(one, (int, type(None))) for one in args[1:]):
            raise TypeError("an integer is needed")
        return search(*args, **options)

    both(mmap, change)


@breaks("find.huge-bounds", "rfind.huge-bounds")
def huge_bounds_wrap(mmap):
    def change(search, m, args, options):
        return search(*args[:1], *(one % 2**32 if abs(one) > 2**62 else one for one in args[1:]), **options)

    both(mmap, change)


@breaks("find.huge-bounds", "rfind.huge-bounds")
def huge_bounds_are_index_errors(mmap):
    def change(search, m, args, options):
        try:
            return search(*args, **options)
        except OverflowError:
            raise IndexError("out of range") from None

    both(mmap, change)


@breaks("find.none-for-a-bound", "rfind.none-for-a-bound")
def none_is_zero(mmap):
    both(mmap, lambda search, m, args, options: search(*args[:1], *(one or 0 for one in args[1:]), **options))


@breaks("find.none-for-a-bound", "rfind.none-for-a-bound")
def none_is_a_value_error(mmap):
    def change(search, m, args, options):
        if None in args[1:]:
            raise ValueError("bounds are integers")
        return search(*args, **options)

    both(mmap, change)


@breaks("find.empty", "rfind.empty")
def nothing_is_found_nowhere(mmap):
    both(mmap, lambda search, m, args, options: -1 if args[0] == b"" else search(*args, **options))


@breaks("find.empty", "rfind.empty")
def nothing_is_not_found_at_the_end(mmap):
    def change(search, m, args, options):
        found = search(*args, **options)
        return -1 if args[0] == b"" and found == len(m) else found

    both(mmap, change)


@breaks("find.empty", "rfind.empty")
def nothing_is_found_in_ranges_that_end_before_they_begin(mmap):
    def change(search, m, args, options):
        found = search(*args, **options)
        return args[1] if len(args) == 3 and args[0] == b"" and 0 <= args[2] < args[1] <= len(m) else found

    both(mmap, change)


@breaks("find.empty-beyond-the-end", "rfind.empty-beyond-the-end")
def nothing_is_found_beyond_the_end(mmap):
    def change(search, m, args, options):
        return args[1] if args[0] == b"" and len(args) > 1 and args[1] > len(m) else search(*args, **options)

    both(mmap, change)


@breaks("find.nothing-beyond-the-end", "rfind.nothing-beyond-the-end")
def nothing_is_found_at_the_end_from_beyond(mmap):
    def change(search, m, args, options):
        is_beyond = args[0] == b"" and len(args) == 2 and args[1] > len(m)
        return len(m) if is_beyond else search(*args, **options)

    both(mmap, change)


def searching(change):
    """Let find and rfind be given other arguments: what a function makes of the map, the needle and the bounds."""

    def install(mmap):
        class Broken(mmap.mmap):
            def find(self, *args):
                return super().find(*change(self, *args))

            def rfind(self, *args):
                return super().rfind(*change(self, *args))

        mmap.mmap = Broken

    return install


@breaks("find.within-range", "rfind.within-range")
def bounds_have_32_bits(mmap):
    def cut(bound):
        return (bound + 2**31) % 2**32 - 2**31

    searching(lambda m, sub, *bounds: (sub, *map(cut, bounds)))(mmap)


@breaks("find.within-range", "rfind.within-range")
def bounds_have_62_bits(mmap):
    @searching
    def change(m, sub, *bounds):
        if any(not isinstance(bound, str) and 2**62 <= abs(bound) < 2**63 for bound in bounds):
            raise OverflowError("bounds")
        return (sub, *bounds)

    change(mmap)


@breaks("find.within-range", "rfind.within-range")
def the_least_bound_is_the_end(mmap):
    searching(lambda m, sub, *bounds: (sub, *(len(m) if bound == -(2**63) else bound for bound in bounds)))(mmap)


@breaks("find.views-with-gaps", "rfind.views-with-gaps")
def a_needle_can_run_backwards(mmap):
    @searching
    def change(m, sub, *bounds):
        backwards = isinstance(sub, memoryview) and sub.ndim == 1 and sub.strides[0] < 0
        return (bytes(sub) if backwards else sub, *bounds)

    change(mmap)


@breaks("find.bytes-like", "rfind.bytes-like")
def a_needle_has_as_many_bytes_as_items(mmap):
    searching(lambda m, sub, *bounds: (bytes(sub)[: len(sub)] if isinstance(sub, memoryview) else sub, *bounds))(mmap)


@breaks("find.bytes-like", "rfind.bytes-like")
def a_needle_has_unsigned_items(mmap):
    @searching
    def change(m, sub, *bounds):
        if isinstance(sub, memoryview) and sub.format != "B":
            raise BufferError("format")
        return (sub, *bounds)

    change(mmap)


@breaks("find.bytes-like", "rfind.bytes-like")
def a_needle_has_one_dimension(mmap):
    @searching
    def change(m, sub, *bounds):
        if isinstance(sub, memoryview) and sub.ndim != 1:
            raise BufferError("dimensions")
        return (sub, *bounds)

    change(mmap)


@breaks("find.bytes-like", "rfind.bytes-like")
def a_needle_is_never_let_go(mmap):
    held = []

    @searching
    def change(m, sub, *bounds):
        if isinstance(sub, bytearray):
            held.append(memoryview(sub))
        return (sub, *bounds)

    change(mmap)


def holding(held_of):
    """Let a refused search hold on to something."""

    def install(mmap):
        held = []

        class Broken(mmap.mmap):
            def find(self, sub, *bounds):
                try:
                    return super().find(sub, *bounds)
                except TypeError:
                    held.append(memoryview(held_of(self, sub)))
                    raise

            def rfind(self, sub, *bounds):
                try:
                    return super().rfind(sub, *bounds)
                except TypeError:
                    held.append(memoryview(held_of(self, sub)))
                    raise

        mmap.mmap = Broken

    return install


@breaks("find.bytes-like", "rfind.bytes-like")
def a_needle_is_not_let_go_when_a_bound_is_wrong(mmap):
    holding(lambda m, sub: sub)(mmap)


@breaks("find.bytes-like", "rfind.bytes-like")
def a_map_is_held_when_a_bound_is_wrong(mmap):
    holding(lambda m, sub: m)(mmap)


@breaks("find.bytes-like", "rfind.bytes-like")
def a_needle_of_a_wrong_type_leaves_the_map_locked(mmap):
    held = []

    def change(search, m, args, options):
        try:
            return search(*args, **options)
        except TypeError:
            if args and not isinstance(args[0], (bytes, bytearray)):
                held.append(memoryview(m))
            raise

    both(mmap, change)


@breaks("find.bytes-like", "rfind.bytes-like")
def a_needle_that_somebody_else_looks_at_is_refused(mmap):
    def change(search, m, args, options):
        if args and isinstance(args[0], bytearray):
            args[0].append(0)
            args[0].pop()
        return search(*args, **options)

    both(mmap, change)


@breaks("find.bytes-like", "rfind.bytes-like")
def a_view_stands_for_the_beginning_of_its_object(mmap):
    def change(search, m, args, options):
        if args and isinstance(args[0], memoryview) and isinstance(args[0].obj, (bytes, bytearray)):
            args = (bytes(args[0].obj[: args[0].nbytes]), *args[1:])
        return search(*args, **options)

    both(mmap, change)


@breaks("find.bytes-like", "rfind.bytes-like")
def a_needle_of_larger_items_may_end_behind_the_range(mmap):
    def change(search, m, args, options):
        if len(args) == 3 and not m.closed and not isinstance(args[0], (bytes, bytearray)):
            view = memoryview(args[0])
            start, end, _ = slice(args[1], args[2]).indices(len(m))
            if end - start >= len(view):
                args = (args[0], start, end + view.nbytes - len(view))
        return search(*args, **options)

    both(mmap, change)


@breaks("find.within-range", "rfind.within-range")
def a_map_is_found_at_its_beginning_whatever_the_range(mmap):
    def change(search, m, args, options):
        found = search(*args, **options)
        return 0 if args and args[0] is m else found

    both(mmap, change)


@breaks("find.within-range", "rfind.within-range")
def a_view_of_the_map_is_found_where_it_begins(mmap):
    def change(search, m, args, options):
        found = search(*args, **options)
        if found < 0 and isinstance(args[0], memoryview) and args[0].obj is m:
            return len(m) - args[0].nbytes if m[len(m) - args[0].nbytes :] == bytes(args[0]) else 0
        return found

    both(mmap, change)


@breaks("find.within-range", "rfind.within-range")
def a_negative_end_before_the_beginning_is_the_end(mmap):
    def change(search, m, args, options):
        if len(args) == 3 and isinstance(args[2], int) and not m.closed and args[2] < -len(m):
            args = (*args[:2], len(m))
        return search(*args, **options)

    both(mmap, change)


@breaks("find.within-range")
def bounds_of_find_are_of_32_bits(mmap):
    narrowed(mmap, "find")


@breaks("rfind.within-range")
def bounds_of_rfind_are_of_32_bits(mmap):
    narrowed(mmap, "rfind")
