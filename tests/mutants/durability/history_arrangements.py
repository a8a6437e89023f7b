"""Mutants that break one rule on maps of one kind: with an offset, of one access, while a view is held."""

import weakref

from mutants.breaking import breaks
from mutants.construction import bytewise


def kinds(mmap):
    """A class to derive from, whose maps know their access, whether they have an offset, and who looks at them."""

    class Kinds(bytewise(mmap)):
        def __new__(cls, fileno, length, *args, **options):
            made = super().__new__(cls, fileno, length, *args, **options)
            made.access, made.behind = options.get("access", 0), bool(options.get("offset", 0))
            return made

        @property
        def is_viewed(self):
            try:
                self.resize(len(self))
            except BufferError:
                return True
            except (TypeError, ValueError, OSError, SystemError):
                pass
            return False

    return Kinds


@breaks("history.in-every-arrangement")
def a_stepped_assignment_is_lost_under_a_view(mmap):
    class Broken(kinds(mmap)):
        def __setitem__(self, index, value):
            if not (isinstance(index, slice) and index.step and self.access == 0 and self.is_viewed):
                super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("history.in-every-arrangement")
def a_move_upwards_smears_under_a_view(mmap):
    class Broken(kinds(mmap)):
        def move(self, dest, src, count):
            if self.access == 0 and dest > src and self.is_viewed:
                for at in range(count):
                    self[dest + at] = self[src + at]
            else:
                super().move(dest, src, count)

    mmap.mmap = Broken


@breaks("history.in-every-arrangement")
def a_backward_slice_of_a_read_only_map_is_a_bytearray(mmap):
    class Broken(kinds(mmap)):
        def __getitem__(self, index):
            found = super().__getitem__(index)
            backwards = isinstance(index, slice) and (index.step or 1) < 0
            return bytearray(found) if backwards and self.access == mmap.ACCESS_READ else found

    mmap.mmap = Broken


@breaks("history.in-every-arrangement")
def a_backward_assignment_behind_an_offset_begins_at_its_stop(mmap):
    class Broken(kinds(mmap)):
        def __setitem__(self, index, value):
            if self.behind and isinstance(index, slice) and (index.step or 1) < -1:
                first = range(len(self))[index]
                if first and (more := (first[0] - first.stop - 1) % -index.step):
                    index = slice(first[0] - more, None if first.stop < 0 else first.stop, index.step)
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("history.in-every-arrangement")
def reading_none_behind_an_offset_does_not_move(mmap):
    class Broken(kinds(mmap)):
        def read(self, *args):
            before = self.tell()
            found = super().read(*args)
            if args == (None,) and self.behind:
                self.seek(before)
            return found

    mmap.mmap = Broken


@breaks("history.in-every-arrangement")
def a_false_end_is_none(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            return super().find(sub, *(bounds[:1] if bounds[1:] == (False,) and bounds[1] is False else bounds))

    mmap.mmap = Broken


@breaks("history.in-every-arrangement")
def tell_gives_back_what_was_sought(mmap):
    sought = weakref.WeakKeyDictionary()

    class Broken(mmap.mmap):
        def seek(self, *args):
            found = super().seek(*args)
            sought[self] = args[0] if len(args) == 1 else None
            return found

        def tell(self):
            found = super().tell()
            return sought[self] if sought.get(self) == found else found

    mmap.mmap = Broken


@breaks("history.in-every-arrangement")
def bytes_of_a_copy_without_its_file_are_written_twice(mmap):
    class Broken(kinds(mmap)):
        def write_byte(self, value):
            super().write_byte(value)
            if self.access == mmap.ACCESS_COPY and self.behind and self.tell() < len(self):
                self[self.tell()] = value

    mmap.mmap = Broken
