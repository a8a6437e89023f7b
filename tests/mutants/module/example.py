"""Mutants of what the page's examples show."""

from mutants.breaking import breaks


@breaks("example.readline-slice")
def a_line_is_read_once(mmap):
    class Broken(mmap.mmap):
        line = None

        def readline(self):
            self.line = self.line or super().readline()
            return self.line

    mmap.mmap = Broken


@breaks("example.readline-slice")
def an_open_slice_is_not_assigned_to(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, where, value):
            if not (isinstance(where, slice) and where.stop is None):
                super().__setitem__(where, value)

    mmap.mmap = Broken


@breaks("example.readline-slice")
def the_whole_file_is_a_private_copy(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, **options):
            if length == 0 and not options:
                options["access"] = mmap.ACCESS_COPY
            return super().__new__(cls, fileno, length, **options)

    mmap.mmap = Broken


@breaks("example.context-manager")
def a_with_statement_leaves_it_open(mmap):
    class Broken(mmap.mmap):
        def __exit__(self, *error):
            return None

    mmap.mmap = Broken


@breaks("example.context-manager")
def a_with_statement_names_nothing(mmap):
    class Broken(mmap.mmap):
        def __enter__(self):
            return None

    mmap.mmap = Broken


@breaks("example.context-manager")
def write_returns_nothing(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            super().write(data)

    mmap.mmap = Broken


@breaks("example.fork-sharing")
def a_child_inherits_nothing(mmap):
    import os

    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            m = super().__new__(cls, *args, **options)
            m.maker = os.getpid()
            return m

        def readline(self):
            return super().readline() if os.getpid() == self.maker else b""

    mmap.mmap = Broken


@breaks("example.fork-sharing")
def a_child_cannot_close(mmap):
    import os

    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            m = super().__new__(cls, *args, **options)
            m.maker = os.getpid()
            return m

        def close(self):
            if os.getpid() != self.maker:
                raise ValueError("another process")
            super().close()

    mmap.mmap = Broken


@breaks("example.fork-exchange")
def anonymous_memory_is_private(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, **options):
            if fileno == -1 and not options:
                options["flags"] = mmap.MAP_PRIVATE
            return super().__new__(cls, fileno, length, **options)

    mmap.mmap = Broken


@breaks("example.fork-exchange")
def a_child_writes_to_a_copy(mmap):
    import os

    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            m = super().__new__(cls, *args, **options)
            m.maker = os.getpid()
            return m

        def __setitem__(self, where, value):
            if os.getpid() == self.maker:
                super().__setitem__(where, value)

    mmap.mmap = Broken
