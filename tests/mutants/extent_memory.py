"""Mutants of what resize does to anonymous memory."""

from mutants.breaking import breaks
from mutants.extent import resizing


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
