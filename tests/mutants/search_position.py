"""Mutants of where find and rfind begin, and of what they look at there."""

from mutants.breaking import breaks
from mutants.construction import constructor


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
