"""Mutants that are right in short maps: of a page, or of 64 KiB."""

from mutants.breaking import breaks
from mutants.content_buffer import viewing

PIECE = 1 << 16


@breaks("content.long-maps")
def slices_end_after_64_kib(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            found = super().__getitem__(index)
            return found[:PIECE] if isinstance(index, slice) else found

    mmap.mmap = Broken


@breaks("content.long-maps")
def slices_with_a_step_end_after_a_page(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            found = super().__getitem__(index)
            return found[: mmap.PAGESIZE] if isinstance(index, slice) and index.step not in (None, 1) else found

    mmap.mmap = Broken


@breaks("content.long-maps")
def long_slices_backwards_run_forwards(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, index):
            found = super().__getitem__(index)
            backwards = isinstance(index, slice) and (index.step or 1) < 0
            return found[::-1] if backwards and len(found) > mmap.PAGESIZE else found

    mmap.mmap = Broken


@breaks("content.long-maps")
def long_slices_are_stored_by_whole_pages(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            if isinstance(index, slice) and index.step in (None, 1) and len(value) > PIECE:
                whole = len(value) // mmap.PAGESIZE * mmap.PAGESIZE
                value = value[:whole] + self[index][whole:]
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("content.long-maps")
def an_item_is_stored_one_too_low_from_far_behind(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, index, value):
            low = isinstance(index, int) and -len(self) < index < -mmap.PAGESIZE
            super().__setitem__(index - 1 if low else index, value)

    mmap.mmap = Broken


@breaks("move.long-maps")
def moves_end_after_64_kib(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            super().move(dest, src, min(count, PIECE))

    mmap.mmap = Broken


@breaks("buffer.flat-bytes")
def a_view_ends_after_64_kib(mmap):
    viewing(lambda view, m: view(m)[:PIECE])(mmap)
