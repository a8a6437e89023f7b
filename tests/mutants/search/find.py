"""Mutants of find and rfind: what they find, where they begin, and what they look at there."""

from mutants.breaking import breaks
from mutants.construction import constructor, given_another_map, truths


@breaks("find.lowest-index")
def find_returns_the_second_match(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            first = super().find(sub, *bounds)
            if first < 0 or len(bounds) > 0:
                return first
            second = super().find(sub, first + 1)
            return first if second < 0 else second

    mmap.mmap = Broken


@breaks("find.from-position")
def find_rewinds(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            self.seek(0)
            return super().find(sub, *bounds)

    mmap.mmap = Broken


@breaks("find.lowest-index")
def find_moves_the_position(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            found = super().find(sub, *bounds)
            if found > 0:
                self.seek(found)
            return found

    mmap.mmap = Broken


@breaks("find.lowest-index", "find.from-position")
def find_overlooks_the_first_byte(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            return super().find(sub, *(bounds or (max(1, self.tell()),)))

    mmap.mmap = Broken


@breaks("find.within-range")
def find_includes_the_end(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            if len(bounds) == 2 and bounds[1] >= 0:
                bounds = bounds[0], bounds[1] + 1
            return super().find(sub, *bounds)

    mmap.mmap = Broken


@breaks("find.within-range")
def find_ignores_the_end(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            return super().find(sub, *bounds[:1])

    mmap.mmap = Broken


@breaks("find.within-range")
def find_takes_a_negative_start_for_zero(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            return super().find(sub, *(max(0, bound) for bound in bounds))

    mmap.mmap = Broken


@breaks("find.within-range")
def find_counts_the_start_from_the_position(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            return super().find(sub, *((self.tell() + bounds[0], *bounds[1:]) if bounds else ()))

    mmap.mmap = Broken


@breaks("find.missing")
def find_raises_for_what_is_not_there(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            found = super().find(sub, *bounds)
            if found < 0:
                raise ValueError("subsection not found")
            return found

    mmap.mmap = Broken


@breaks("find.missing")
def find_returns_none_for_what_is_not_there(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            found = super().find(sub, *bounds)
            return None if found < 0 else found

    mmap.mmap = Broken


@breaks("find.bytes-like")
def find_takes_bytes_only(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            if not isinstance(sub, bytes):
                raise TypeError("bytes are needed")
            return super().find(sub, *bounds)

    mmap.mmap = Broken


@breaks("find.bytes-like")
def find_refuses_writable_buffers(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            if not memoryview(sub).readonly:
                raise TypeError("a read-only buffer is needed")
            return super().find(sub, *bounds)

    mmap.mmap = Broken


@breaks("rfind.highest-index")
def rfind_returns_the_lowest_index(mmap):
    class Broken(mmap.mmap):
        def rfind(self, sub, *bounds):
            return super().find(sub, *bounds)

    mmap.mmap = Broken


@breaks("rfind.highest-index", "rfind.from-position")
def rfind_overlooks_a_match_at_the_end(mmap):
    class Broken(mmap.mmap):
        def rfind(self, sub, *bounds):
            return super().rfind(sub, *(bounds or (self.tell(), len(self) - 1)))

    mmap.mmap = Broken


@breaks("rfind.within-range")
def rfind_includes_the_end(mmap):
    class Broken(mmap.mmap):
        def rfind(self, sub, *bounds):
            if len(bounds) == 2 and bounds[1] >= 0:
                bounds = bounds[0], bounds[1] + 1
            return super().rfind(sub, *bounds)

    mmap.mmap = Broken


@breaks("rfind.within-range")
def rfind_ignores_the_start(mmap):
    class Broken(mmap.mmap):
        def rfind(self, sub, *bounds):
            return super().rfind(sub, *((0, *bounds[1:]) if bounds else ()))

    mmap.mmap = Broken


@breaks("rfind.missing")
def rfind_returns_the_length_for_what_is_not_there(mmap):
    class Broken(mmap.mmap):
        def rfind(self, sub, *bounds):
            found = super().rfind(sub, *bounds)
            return len(self) if found < 0 else found

    mmap.mmap = Broken


@breaks("rfind.bytes-like")
def rfind_takes_no_memoryview(mmap):
    class Broken(mmap.mmap):
        def rfind(self, sub, *bounds):
            if isinstance(sub, memoryview):
                raise TypeError("no memoryview")
            return super().rfind(sub, *bounds)

    mmap.mmap = Broken


@breaks("rfind.bytes-like")
def rfind_sees_the_whole_object_behind_a_view(mmap):
    class Broken(mmap.mmap):
        def rfind(self, sub, *bounds):
            if isinstance(sub, memoryview):
                sub = sub.obj
            return super().rfind(sub, *bounds)

    mmap.mmap = Broken


@breaks("find.from-position", "rfind.from-position")
def searches_begin_at_the_beginning(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            return super().find(sub, *(bounds or (0,)))

        def rfind(self, sub, *bounds):
            return super().rfind(sub, *(bounds or (0,)))

    mmap.mmap = Broken


@breaks("rfind.from-position")
def rfind_ends_at_the_position(mmap):
    class Broken(mmap.mmap):
        def rfind(self, sub, *bounds):
            return super().rfind(sub, *(bounds or ((0, self.tell()) if self.tell() else ())))

    mmap.mmap = Broken


@breaks("find.from-position")
def find_leaves_the_position_behind_the_match(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            found = super().find(sub, *bounds)
            if found > 0 and not bounds:
                self.seek(found)
            return found

    mmap.mmap = Broken


@breaks("find.bytes-like", "rfind.bytes-like")
def a_needle_is_measured_in_items(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            return super().find(bytes(memoryview(sub).cast("B"))[: len(sub)], *bounds)

        def rfind(self, sub, *bounds):
            return super().rfind(bytes(memoryview(sub).cast("B"))[: len(sub)], *bounds)

    mmap.mmap = Broken


@breaks("find.bytes-like", "rfind.bytes-like")
def a_map_does_not_search_itself(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            return -1 if sub is self else super().find(sub, *bounds)

        def rfind(self, sub, *bounds):
            return -1 if sub is self else super().rfind(sub, *bounds)

    mmap.mmap = Broken


@breaks("find.from-position")
def nothing_is_found_at_the_end(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            return super().find(sub, *bounds) if bounds or self.tell() < len(self) else -1

    mmap.mmap = Broken


@breaks("find.from-position", "rfind.from-position")
def a_read_only_map_is_searched_from_its_beginning(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            return super().find(sub, *(bounds or ((0,) if "ACCESS_READ" in repr(self) else ())))

        def rfind(self, sub, *bounds):
            return super().rfind(sub, *(bounds or ((0,) if "ACCESS_READ" in repr(self) else ())))

    mmap.mmap = Broken


@breaks("find.from-position", "rfind.from-position")
def what_a_copy_held_at_first_is_searched(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if options.get("access") == mmap.ACCESS_COPY:
            m.__dict__["first"] = m[:]
        return m

    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            return self.__dict__.get("first", self[:]).find(sub, *(bounds or (self.tell(),)))

        def rfind(self, sub, *bounds):
            return self.__dict__.get("first", self[:]).rfind(sub, *(bounds or (self.tell(),)))

    mmap.mmap = Broken


@breaks("find.from-position", "rfind.from-position")
def what_was_read_or_written_last_is_searched_too(mmap):
    def remembering(method):
        right = getattr(mmap.mmap, method)

        def move(self, *args):
            self.__dict__["before"] = self.tell()
            return right(self, *args)

        return move

    class Broken(mmap.mmap):
        readline, read = remembering("readline"), remembering("read")
        write, write_byte = remembering("write"), remembering("write_byte")

        def find(self, sub, *bounds):
            return super().find(sub, *(bounds or (self.__dict__.pop("before", self.tell()),)))

        def rfind(self, sub, *bounds):
            return super().rfind(sub, *(bounds or (self.__dict__.pop("before", self.tell()),)))

    mmap.mmap = Broken


@breaks("find.lowest-index")
def find_answers_true_for_one(mmap):
    truths(mmap, "find")


@breaks("rfind.highest-index")
def rfind_answers_true_for_one(mmap):
    truths(mmap, "rfind")


@breaks("find.empty")
def find_of_nothing_in_a_range_answers_with_truths(mmap):
    right = mmap.mmap.find

    def find(self, sub, *bounds):
        found = right(self, sub, *bounds)
        return bool(found) if len(bounds) == 2 and not len(sub) and found in (0, 1) else found

    mmap.mmap = type("mmap", (mmap.mmap,), {"find": find})


@breaks("find.bytes-like")
def find_takes_what_is_behind_the_position_of_another_map(mmap):
    given_another_map(mmap, "find", lambda other: other[other.tell() :])


@breaks("rfind.bytes-like")
def rfind_takes_whole_pages_of_another_map(mmap):
    given_another_map(mmap, "rfind", lambda other: other[:] + bytes(-len(other) % mmap.PAGESIZE))
