"""Mutants of who sees what: copies in the place of shared memory, and sharing where there should be copies."""

import os

from mutants.breaking import breaks


@breaks("sharing.maps-of-one-file", "sharing.file-after-fork", "sharing.second-interpreter")
def every_map_is_a_copy_that_is_written_back(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            is_mine = fileno != -1 and not args and not {"flags", "prot"} & set(options)
            is_mine = is_mine and options.get("access") in (None, mmap.ACCESS_WRITE)
            used = {**options, "access": mmap.ACCESS_COPY} if is_mine else options
            made = super().__new__(cls, fileno, length, *args, **used)
            made.target = (os.dup(fileno), options.get("offset", 0)) if is_mine else None
            return made

        def store(self):
            if self.target is not None:
                os.pwrite(self.target[0], self[:], self.target[1])

        def __setitem__(self, index, value):
            super().__setitem__(index, value)
            self.store()

        def write(self, data):
            stored = super().write(data)
            self.store()
            return stored

    mmap.mmap = Broken


@breaks("sharing.maps-of-one-file")
def a_map_that_begins_within_the_file_is_a_copy(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            if options.get("offset"):
                options = {**options, "access": mmap.ACCESS_COPY}
            return super().__new__(cls, *args, **options)

    mmap.mmap = Broken


@breaks("sharing.maps-of-one-file", "sharing.with-file")
def find_searches_what_the_map_held_at_first(mmap):
    class Broken(mmap.mmap):
        def __init__(self, *args, **options):
            self.first = bytes(self) if args[0] != -1 else None

        def find(self, sub, *bounds):
            return super().find(sub, *bounds) if self.first is None else self.first.find(sub, *bounds)

        def __getitem__(self, index):
            if self.first is not None and isinstance(index, slice) and index == slice(None):
                return self.first
            return super().__getitem__(index)

    mmap.mmap = Broken


@breaks("sharing.maps-of-one-file")
def maps_of_one_file_have_one_position(mmap):
    class Broken(mmap.mmap):
        place = 0

        def seek(self, *args):
            returned = super().seek(*args)
            Broken.place = super().tell()
            return returned

        def write(self, data):
            stored = super().write(data)
            Broken.place = super().tell()
            return stored

        def tell(self):
            return Broken.place

    mmap.mmap = Broken


@breaks("sharing.with-file")
def a_map_is_loaded_once(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, *args, **options):
            made = super().__new__(cls, fileno, *args, **options)
            made.loaded = made[:] if fileno != -1 and not options else None
            return made

        def __getitem__(self, index):
            return super().__getitem__(index) if self.loaded is None else self.loaded[index]

    mmap.mmap = Broken


@breaks("sharing.private-copies")
def copies_share_their_memory(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            if options.get("access") == mmap.ACCESS_COPY:
                options = {**options, "access": mmap.ACCESS_WRITE}
            return super().__new__(cls, *args, **options)

    mmap.mmap = Broken


@breaks("sharing.closing-one")
def closing_a_map_closes_all_of_them(mmap):
    opened = []

    class Broken(mmap.mmap):
        def __init__(self, *args, **options):
            opened.append(self)

        def close(self):
            for one in opened:
                super(Broken, one).close()
            opened.clear()

    mmap.mmap = Broken


@breaks("sharing.closing-one")
def closing_a_map_makes_what_it_held_zero(mmap):
    class Broken(mmap.mmap):
        def close(self):
            if not self.closed:
                with memoryview(self) as view:
                    if not view.readonly:
                        view[0] = 0
            super().close()

    mmap.mmap = Broken


def separated(mmap, is_concerned, **used):
    """Maps for which the predicate holds are made with other options."""

    class Separated(mmap.mmap):
        def __new__(cls, fileno, *args, **options):
            return super().__new__(cls, fileno, *args, **(used if is_concerned(fileno, options) else options))

    return Separated


@breaks("sharing.file-after-fork", "sharing.second-interpreter")
def maps_of_files_are_private(mmap):
    mmap.mmap = separated(mmap, lambda fileno, options: fileno != -1, access=mmap.ACCESS_COPY)


@breaks("sharing.file-after-fork")
def access_write_is_private(mmap):
    mmap.mmap = separated(
        mmap, lambda fileno, options: options.get("access") == mmap.ACCESS_WRITE, access=mmap.ACCESS_COPY
    )


@breaks("sharing.anonymous-after-fork")
def anonymous_memory_is_private(mmap):
    mmap.mmap = separated(mmap, lambda fileno, options: fileno == -1, flags=mmap.MAP_PRIVATE)


@breaks("sharing.anonymous-after-fork")
def anonymous_memory_is_private_with_flags(mmap):
    mmap.mmap = separated(mmap, lambda fileno, options: fileno == -1 and "flags" in options, flags=mmap.MAP_PRIVATE)


@breaks("sharing.private-after-fork")
def private_anonymous_memory_is_shared(mmap):
    mmap.mmap = separated(mmap, lambda fileno, options: fileno == -1)


@breaks("sharing.private-after-fork")
def private_maps_of_files_are_shared(mmap):
    mmap.mmap = separated(mmap, lambda fileno, options: fileno != -1 and "flags" in options)


@breaks("sharing.private-after-fork")
def flush_writes_a_private_map_to_its_file(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, *args, **options):
            made = super().__new__(cls, fileno, *args, **options)
            is_private = options.get("access") == mmap.ACCESS_COPY or options.get("flags") == mmap.MAP_PRIVATE
            made.target = os.dup(fileno) if is_private and fileno != -1 else None
            return made

        def flush(self, *args):
            if self.target is not None:
                os.pwrite(self.target, self[:], 0)
            return super().flush(*args)

    mmap.mmap = Broken


def in_child(parent=None):
    """Whether this process is a child of the one that the mutant was made in."""
    return os.getpid() != parent


@breaks("sharing.read-only-after-fork")
def a_child_ignores_what_is_read_only(mmap):
    parent = os.getpid()

    class Broken(mmap.mmap):
        def write(self, data):
            return len(data) if in_child(parent) else super().write(data)

    mmap.mmap = Broken


@breaks("sharing.position-after-fork")
def the_position_is_shared(mmap):
    class Broken(mmap.mmap):
        def __init__(self, *args, **options):
            self.shared = mmap._right.mmap(-1, 8) if args[1] >= 8 or args[1] == 0 else None

        def tell(self):
            return super().tell() if self.shared is None else self.shared[0]

        def read(self, *args):
            if self.shared is not None:
                super().seek(self.shared[0])
            data = super().read(*args)
            if self.shared is not None:
                self.shared[0] = super().tell()
            return data

        def seek(self, *args):
            returned = super().seek(*args)
            if self.shared is not None:
                self.shared[0] = super().tell()
            return returned

    mmap.mmap = Broken


@breaks("sharing.position-after-fork")
def a_child_begins_at_the_beginning(mmap):
    class Broken(mmap.mmap):
        def __init__(self, *args, **options):
            os.register_at_fork(after_in_child=lambda: self.closed or self.seek(0))

    mmap.mmap = Broken


@breaks("sharing.closed-after-fork")
def a_child_loses_its_maps(mmap):
    class Broken(mmap.mmap):
        def __init__(self, *args, **options):
            os.register_at_fork(after_in_child=self.close)

    mmap.mmap = Broken


@breaks("sharing.closed-after-fork")
def closing_a_map_takes_its_bytes_along(mmap):
    class Broken(mmap.mmap):
        def close(self):
            if not self.closed:
                with memoryview(self) as view:
                    if not view.readonly:
                        view[:] = bytes(len(view))
            super().close()

    mmap.mmap = Broken


@breaks("sharing.maps-of-one-file")
def read_reads_ahead(mmap):
    class Broken(mmap.mmap):
        ahead = (0, b"")

        def read(self, *count):
            before = self.tell()
            found = super().read(*count)
            start, kept = self.ahead
            if start <= before and self.tell() <= start + len(kept):
                return kept[before - start : self.tell() - start]
            self.ahead = before, self[before : before + 512]
            return found

    def forgetting(right):
        def method(self, *args):
            self.ahead = 0, b""
            return right(self, *args)

        return method

    for name in ("seek", "write", "write_byte", "move", "resize", "__setitem__"):
        setattr(Broken, name, forgetting(getattr(mmap.mmap, name)))
    mmap.mmap = Broken


@breaks("sharing.maps-of-one-file")
def the_whole_content_is_kept_until_the_map_is_changed(mmap):
    kept = {}

    class Broken(mmap.mmap):
        def __getitem__(self, index):
            if index != slice(None):
                return super().__getitem__(index)
            return kept.setdefault(self, super().__getitem__(index))

        def __setitem__(self, index, value):
            kept.pop(self, None)
            super().__setitem__(index, value)

    mmap.mmap = Broken


@breaks("sharing.maps-of-one-file")
def items_of_a_read_only_map_are_remembered(mmap):
    kept = {}

    class Broken(mmap.mmap):
        def __getitem__(self, index):
            found = super().__getitem__(index)
            try:
                self.move(0, 0, 0)
            except TypeError:
                return kept.setdefault((self, index), found) if isinstance(index, int) else found
            return found

    mmap.mmap = Broken


@breaks("sharing.file-after-fork")
def a_child_cannot_ask_for_the_size(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            made = super().__new__(cls, *args, **options)
            made.owner = os.getpid()
            return made

        def size(self):
            if self.owner != os.getpid():
                raise ValueError("another process's")
            return super().size()

    mmap.mmap = Broken
