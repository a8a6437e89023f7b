"""Mutants of what resize does to a map, and of what it must leave alone."""

import os

from mutants.breaking import breaks
from mutants.construction import of_a_file, remembering, resizing


@breaks("resize.leaves-descriptors")
def resize_leaves_a_descriptor_open(mmap):
    of_a_file(mmap, lambda m: os.dup(m.fileno_))


@breaks("resize.leaves-descriptors")
def resize_moves_the_descriptor(mmap):
    of_a_file(mmap, lambda m: os.lseek(m.fileno_, 0, 2))


@breaks("resize.too-large")
def what_is_behind_the_map_is_cut_off_before_the_system_refuses(mmap):
    broken = of_a_file(mmap, lambda m: None)

    def resize(self, length):
        try:
            super(broken, self).resize(length)
        except OSError:
            os.truncate(self.path, len(self))
            raise

    broken.resize = resize


@breaks("resize.exported")
def what_is_behind_the_map_is_cut_off_before_a_view_is_seen(mmap):
    broken = of_a_file(mmap, lambda m: None)

    def resize(self, length):
        try:
            super(broken, self).resize(length)
        except BufferError:
            if self.path:
                os.truncate(self.path, len(self))
            raise

    broken.resize = resize


@breaks("resize.read-only-first")
def a_negative_length_is_refused_first(mmap):
    class Broken(mmap.mmap):
        def resize(self, length):
            if not self.closed and isinstance(length, int) and length < 0:
                raise ValueError("new size out of range")
            super().resize(length)

    mmap.mmap = Broken


@breaks("resize.anonymous-shrink")
def shrinking_memory_clears_its_last_byte(mmap):
    class Broken(mmap.mmap):
        def resize(self, length):
            before = len(self)
            super().resize(length)
            if mmap.PAGESIZE < len(self) < before:
                self[-1] = 0

    mmap.mmap = Broken


@breaks("resize.anonymous-shrink")
def private_memory_does_not_become_shorter(mmap):
    def change(m, size, right):
        if m.is_private and size < len(m):
            raise OSError("private")
        return right(size)

    resizing(change)(mmap)


@breaks("resize.anonymous-shrink")
def memory_that_becomes_shorter_keeps_its_end(mmap):
    def change(m, size, right):
        kept = m[-size:] if size < len(m) and m.is_anonymous else None
        right(size)
        if kept:
            m[:] = kept

    resizing(change)(mmap)


@breaks("resize.anonymous-grow-private")
def private_memory_that_becomes_longer_is_new(mmap):
    def change(m, size, right):
        before = len(m)
        right(size)
        if before < size and m.is_anonymous:
            m[before - 1] = 0

    resizing(change)(mmap)


@breaks("resize.anonymous-grow-private")
def private_memory_does_not_become_longer(mmap):
    def change(m, size, right):
        if size > len(m) and m.is_anonymous:
            raise ValueError("cannot grow")
        return right(size)

    resizing(change)(mmap)


# CPython itself fails this one up to 3.13.0: what it makes longer dies. Here it is refused, and badly.
@breaks("resize.anonymous-grow-shared")
def memory_that_does_not_become_longer_is_cleared(mmap):
    def change(m, size, right):
        if size > len(m) and m.is_anonymous:
            m[:] = bytes(len(m))
            raise ValueError("cannot grow")
        return right(size)

    resizing(change)(mmap)


@breaks("resize.anonymous-grow-shared")
def memory_that_does_not_become_longer_says_so_with_a_system_error(mmap):
    def change(m, size, right):
        if size > len(m) and m.is_anonymous:
            raise SystemError("cannot grow")
        return right(size)

    resizing(change)(mmap)


@breaks("resize.windows-anonymous", "resize.windows-anonymous-refused", "resize.refused-on-macos")
def resize_of_memory_is_ignored(mmap):
    resizing(lambda m, size, right: None if m.is_anonymous else right(size))(mmap)


@breaks("resize.anonymous-grow-private")
def private_memory_can_be_made_longer_once(mmap):
    grown = set()

    class Broken(mmap.mmap):
        def resize(self, length):
            if length > len(self):
                if self in grown:
                    raise ValueError("it cannot be made longer again")
                grown.add(self)
            super().resize(length)

    mmap.mmap = Broken


@breaks("resize.map", "resize.repeatedly")
def len_is_asked_once(mmap):
    class Broken(mmap.mmap):
        length = None

        def __len__(self):
            if self.length is None:
                self.length = super().__len__()
            return self.length

    mmap.mmap = Broken


@breaks("resize.map", "resize.file")
def resize_rounds_up_to_pages(mmap):
    class Broken(mmap.mmap):
        def resize(self, size):
            super().resize(-(-size // mmap.PAGESIZE) * mmap.PAGESIZE if size > 0 else size)

    mmap.mmap = Broken


@breaks("resize.map")
def resize_loses_the_last_byte_that_is_kept(mmap):
    def change(m, size, right):
        common = min(len(m), size)
        right(size)
        m[common - 1] = 0

    resizing(change)(mmap)


@breaks("resize.map")
def resize_to_less_than_a_page_loses_the_first_byte(mmap):
    def change(m, size, right):
        shorter = size < mmap.PAGESIZE < len(m)
        right(size)
        if shorter:
            m[0] = 0

    resizing(change)(mmap)


@breaks("resize.map")
def resize_repeats_the_last_byte(mmap):
    def change(m, size, right):
        before = len(m)
        right(size)
        m[before:] = m[before - 1 : before] * max(0, size - before)

    resizing(change)(mmap)


@breaks("resize.map")
def resize_repeats_the_last_byte_from_page_to_page(mmap):
    def change(m, size, right):
        before, pages = len(m), mmap.PAGESIZE
        right(size)
        if before % pages == size % pages == 0 and size > before:
            m[before] = m[before - 1]

    resizing(change)(mmap)


@breaks("resize.map")
def resize_of_a_write_through_map_keeps_it(mmap):
    def change(m, size, right):
        return None if m.options.get("access") == mmap.ACCESS_WRITE else right(size)

    resizing(change)(mmap)


@breaks("resize.map", "resize.file")
def resize_to_less_is_ignored(mmap):
    resizing(lambda m, size, right: right(size) if not 0 < size < len(m) else None)(mmap)


@breaks("resize.map", "resize.file")
def resize_by_one_byte_is_ignored(mmap):
    resizing(lambda m, size, right: right(size) if abs(size - len(m)) != 1 else None)(mmap)


@breaks("resize.map")
def the_end_for_seek_stays_where_it_was(mmap):
    class Broken(mmap.mmap):
        end = None

        def resize(self, size):
            self.end = self.end or len(self)
            super().resize(size)

        def seek(self, position, origin=0):
            if origin == 2 and self.end is not None:
                return super().seek(self.end + position)
            return super().seek(position, origin)

    mmap.mmap = Broken


@breaks("resize.map")
def find_searches_as_far_as_it_did(mmap):
    class Broken(mmap.mmap):
        end = None

        def resize(self, size):
            self.end = self.end or len(self)
            super().resize(size)

        def rfind(self, sub, start=0, end=None):
            return super().rfind(sub, start, self.end or len(self))

    mmap.mmap = Broken


@breaks("resize.repeatedly")
def resize_works_once(mmap):
    class Broken(mmap.mmap):
        resized = False

        def resize(self, size):
            if not self.resized:
                super().resize(size)
            self.resized = True

    mmap.mmap = Broken


@breaks("resize.repeatedly")
def resize_to_the_same_length_is_refused(mmap):
    def change(m, size, right):
        if size == len(m):
            raise ValueError("the same size")
        return right(size)

    resizing(change)(mmap)


@breaks("resize.repeatedly")
def resize_to_the_same_length_clears(mmap):
    def change(m, size, right):
        same = size == len(m)
        right(size)
        if same:
            m[:] = bytes(size)

    resizing(change)(mmap)


@breaks("resize.repeatedly")
def what_was_cut_off_comes_back(mmap):
    class Broken(mmap.mmap):
        cut = b""

        def resize(self, size):
            before, cut = len(self), self[max(0, size) :] if size > 0 else b""
            super().resize(size)
            if size > before and self.cut:
                self[before:] = (self.cut + bytes(size))[: size - before]
            self.cut = cut or self.cut

    mmap.mmap = Broken


@breaks("resize.after-close-of-file")
def resize_needs_the_callers_descriptor(mmap):
    import os

    class Broken(mmap.mmap):
        def __new__(cls, fileno, *args, **options):
            m = super().__new__(cls, fileno, *args, **options)
            m.fileno = fileno
            return m

        def resize(self, size):
            if self.fileno != -1:
                os.fstat(self.fileno)
            return super().resize(size)

    mmap.mmap = Broken


@breaks("resize.returns-none")
def resize_returns_the_new_length(mmap):
    resizing(lambda m, size, right: right(size) or size)(mmap)


@breaks("resize.position")
def resize_rewinds(mmap):
    def change(m, size, right):
        right(size)
        m.seek(0)

    resizing(change)(mmap)


@breaks("resize.position")
def resize_goes_to_the_new_end_from_behind_it(mmap):
    def change(m, size, right):
        right(size)
        m.seek(min(m.tell(), size))

    resizing(change)(mmap)


@breaks("resize.position")
def resize_to_more_stays_at_the_end(mmap):
    def change(m, size, right):
        at_end = m.tell() == len(m) < size
        right(size)
        if at_end:
            m.seek(0, 2)

    resizing(change)(mmap)


@breaks("resize.iteration")
def iteration_stops_where_the_map_ended_at_first(mmap):
    class Broken(mmap.mmap):
        def __iter__(self):
            for index in range(len(self)):
                if index >= len(self):
                    return
                yield self[index : index + 1]

    mmap.mmap = Broken


@breaks("resize.iteration")
def iteration_walks_a_copy(mmap):
    class Broken(mmap.mmap):
        def __iter__(self):
            content = self[:]
            return iter([content[index : index + 1] for index in range(len(content))])

    mmap.mmap = Broken


@breaks("resize.position")
def nothing_is_written_behind_the_end(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            return 0 if data == b"" and self.tell() > len(self) else super().write(data)

    mmap.mmap = Broken


@breaks("resize.leaves-descriptors")
def a_refused_resize_leaves_a_descriptor_open(mmap):
    broken = of_a_file(mmap, lambda m: None)

    def resize(self, length):
        try:
            super(broken, self).resize(length)
        except Exception:
            os.dup(0)
            raise

    broken.resize = resize


@breaks("resize.position")
def a_search_behind_the_end_is_refused(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            if not bounds and self.tell() > len(self):
                raise ValueError("position out of range")
            return super().find(sub, *bounds)

    mmap.mmap = Broken


@breaks("resize.position")
def resize_of_memory_rewinds(mmap):
    class Broken(remembering(mmap)):
        def resize(self, length):
            super().resize(length)
            if self.is_anonymous:
                self.seek(0)

    mmap.mmap = Broken
