"""Mutants of what processes see of one file."""

from mutants.breaking import breaks


@breaks("processes.one-file")
def a_child_keeps_its_bytes_to_itself(mmap):
    import os

    class Broken(mmap.mmap):
        made_by = None
        own = None

        def __new__(cls, *args, **options):
            made = super().__new__(cls, *args, **options)
            made.made_by, made.own = os.getpid(), {}
            return made

        def __setitem__(self, index, value):
            if os.getpid() == self.made_by or not isinstance(index, int):
                super().__setitem__(index, value)
            else:
                self.own[index] = value

        def __getitem__(self, index):
            return self.own[index] if isinstance(index, int) and index in self.own else super().__getitem__(index)

    mmap.mmap = Broken


@breaks("processes.one-file")
def what_was_read_once_is_not_read_again(mmap):
    class Broken(mmap.mmap):
        known = None

        def __getitem__(self, index):
            if not isinstance(index, int):
                return super().__getitem__(index)
            self.known = self.known or {}
            return self.known.setdefault(index, super().__getitem__(index))

        def __setitem__(self, index, value):
            if isinstance(index, int) and self.known:
                self.known.pop(index, None)
            super().__setitem__(index, value)

    mmap.mmap = Broken
