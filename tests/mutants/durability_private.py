"""Mutants of what private and protected maps do when they are advised, flushed, closed and dropped."""

import os

from mutants.breaking import breaks


def is_private(mmap, options):
    return options.get("access") == mmap.ACCESS_COPY or options.get("flags") == mmap.MAP_PRIVATE


def leaking(mmap, *names):
    """Maps that write what is private to their file whenever one of these methods is called."""

    class Broken(mmap.mmap):
        path = None

        def __new__(cls, fileno, length, *args, **options):
            made = super().__new__(cls, fileno, length, *args, **options)
            if fileno >= 0 and is_private(mmap, options):
                made.path = os.readlink(f"/proc/self/fd/{fileno}")
            return made

        def leak(self):
            if self.path and not self.closed and os.path.exists(self.path):
                with open(self.path, "r+b", 0) as file:
                    file.write(self[:])

    def leaks(name):
        def method(self, *args):
            self.leak()
            right = getattr(super(Broken, self), name, None)
            return right(*args) if right else None

        return method

    for name in names:
        setattr(Broken, name, leaks(name))
    mmap.mmap = Broken


@breaks("access.copy-on-write")
def leaving_a_copy_writes_it(mmap):
    leaking(mmap, "__exit__")


@breaks("access.copy-on-write")
def dropping_a_copy_writes_it(mmap):
    leaking(mmap, "__del__")


@breaks("flags.private")
def closing_a_private_map_writes_it(mmap):
    leaking(mmap, "close")


def protected(mmap, name, refused):
    """Maps that are read-only by their protection, and refuse one more method."""

    class Broken(mmap.mmap):
        is_protected = False

        def __new__(cls, fileno, length, *args, **options):
            made = super().__new__(cls, fileno, length, *args, **options)
            made.is_protected = mmap.PROT_READ in (options.get("prot"), *args[1:2])
            return made

    def method(self, *args):
        if self.is_protected:
            raise refused
        return getattr(super(Broken, self), name)(*args)

    setattr(Broken, name, method)
    mmap.mmap = Broken


@breaks("prot.read")
def a_protected_map_cannot_be_flushed(mmap):
    protected(mmap, "flush", PermissionError("protected"))


@breaks("madvise.read-only")
def a_protected_map_takes_no_advice(mmap):
    protected(mmap, "madvise", TypeError("protected"))


@breaks("madvise.start-alone")
def a_start_alone_is_forgotten(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *region):
            if len(region) == 1 and region[0] in range(0, len(self), mmap.PAGESIZE):
                region = ()
            return super().madvise(option, *region)

    mmap.mmap = Broken


@breaks("madvise.private-copy")
def private_flags_keep_what_is_forgotten(mmap):
    class Broken(mmap.mmap):
        keeps = False

        def __new__(cls, fileno, length, *args, **options):
            made = super().__new__(cls, fileno, length, *args, **options)
            made.keeps = fileno >= 0 and options.get("flags") == mmap.MAP_PRIVATE
            return made

        def madvise(self, option, *region):
            return super().madvise(mmap.MADV_NORMAL if self.keeps else option, *region)

    mmap.mmap = Broken
