"""What mutants of several files are made with: constructors, classes and methods that a function changes."""

import operator
import os


def constructor(mmap):
    """Put a constructor in the place of the module's: it is given the right one first, then the arguments."""

    def replace(make):
        class Broken(mmap.mmap):
            def __new__(cls, fileno, length, *args, **options):
                def right(*given, **named):
                    return super(Broken, cls).__new__(cls, *given, **named)

                return make(right, fileno, length, *args, **options)

        mmap.mmap = Broken

    return replace


def arguments(mmap):
    """Let a function change the constructor's arguments, which it is given by name."""
    names = ("flags", "prot", "access", "offset")

    def replace(change):
        @constructor(mmap)
        def make(right, fileno, length, *args, **options):
            given = {"fileno": fileno, "length": length, **dict(zip(names, args, strict=False)), **options}
            if len(args) > len(names):
                raise TypeError("too many arguments")
            change(given)
            return right(**given)

    return replace


def bytewise(mmap):
    """A class to derive from, whose maps are iterated as maps are.

    A mere subclass is not: in CPython iteration over one yields integers, and what looks for bytes would kill every
    mutant for that.
    """
    one_at = mmap.mmap.__getitem__

    class Bytewise(mmap.mmap):
        def __iter__(self):
            at = 0
            while at < len(self):
                yield one_at(self, slice(at, at + 1))
                at += 1

        def __reversed__(self):
            return (one_at(self, slice(at, at + 1)) for at in reversed(range(len(self))))

    return Bytewise


PIECE = 1 << 16


def is_stepped(index):
    return isinstance(index, slice) and index.step not in (None, 1)


def rewinding(method, *errors):
    """Let what is refused leave the map at its beginning."""

    def install(mmap):
        right = getattr(mmap.mmap, method)

        def refuse(self, *args):
            try:
                return right(self, *args)
            except errors:
                self.seek(0)
                raise

        mmap.mmap = type("Broken", (mmap.mmap,), {method: refuse})

    return install


def mode_of(number):
    """How a descriptor is open, None for what is none."""
    import fcntl

    try:
        return fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE
    except (OSError, TypeError, ValueError, OverflowError):
        return None


def size_of(given):
    return os.fstat(given["fileno"]).st_size if given["fileno"] >= 0 else 0


WINDOWS_NAMES = ("tagname", "access", "offset")


def windows_arguments(mmap):
    """Let a function change the constructor's arguments, which it is given by the names that they have on Windows."""

    def replace(change):
        @constructor(mmap)
        def make(right, fileno, length, *args, **options):
            given = {"fileno": fileno, "length": length, **dict(zip(WINDOWS_NAMES, args, strict=False)), **options}
            if len(args) > len(WINDOWS_NAMES):
                raise TypeError("too many arguments")
            change(given)
            return right(**given)

    return replace


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


def remembering(mmap):
    """A class of maps that know the descriptor, the options and the offset they were made with, and ``file``, a copy of
    the first."""
    import os

    class Remembering(mmap.mmap):
        file = -1

        def __new__(cls, fileno, length, *args, **options):
            m = super().__new__(cls, fileno, length, *args, **options)
            m.number, m.options, m.offset, m.length_asked = fileno, options, options.get("offset", 0), length
            if fileno != -1:
                m.file = os.dup(fileno)
            return m

        def __del__(self):
            if self.file != -1:
                os.close(self.file)

        @property
        def is_anonymous(self):
            return self.file == -1

        @property
        def is_private(self):
            return self.options.get("flags") == mmap.MAP_PRIVATE

    return Remembering


def resizing(change):
    """Let ``map.resize(size)`` be what ``change(map, size, right)`` does; ``right`` resizes as it should be."""

    def install(mmap):
        class Broken(remembering(mmap)):
            def resize(self, size):
                return change(self, size, super().resize)

        mmap.mmap = Broken

    return install


def translating(wrong, right):
    """Let resize raise ``right`` where it should raise ``wrong``."""

    def change(m, size, resize):
        try:
            return resize(size)
        except wrong:
            raise right("another exception") from None

    return resizing(change)


def of_a_file(mmap, change):
    """Maps that note the descriptor and the name of their file; each time resize is granted, ``change`` is made."""

    class Broken(mmap.mmap):
        path = fileno_ = None

        def __new__(cls, fileno, length, *args, **options):
            made = super().__new__(cls, fileno, length, *args, **options)
            if fileno >= 0:
                made.fileno_, made.path = fileno, os.readlink(f"/proc/self/fd/{fileno}")
            return made

        def resize(self, length):
            super().resize(length)
            if self.path:
                change(self)

    mmap.mmap = Broken
    return Broken


def once_closed(mmap, name, answer, when):
    """Closed maps answer a method when their access and the arguments are such."""

    class Broken(mmap.mmap):
        access = 0
        fileno_ = 0

        def __new__(cls, fileno, length, *args, **options):
            made = super().__new__(cls, fileno, length, *args, **options)
            made.fileno_, made.access = fileno, options.get("access", 0)
            return made

    def method(self, *args):
        if self.closed and when(self, args):
            if isinstance(answer, Exception):
                raise answer
            return self if answer == "itself" else answer
        return getattr(super(Broken, self), name)(*args)

    setattr(Broken, name, method)
    mmap.mmap = Broken


def once_refused(mmap, name, consequence):
    """Maps to which something happens when one of these methods is refused because of a view."""

    class Broken(mmap.mmap):
        is_lost = False

        def size(self):
            if self.is_lost and not self.closed:
                raise OSError(9, "bad file descriptor")
            return super().size()

    def method(self, *args):
        try:
            return getattr(super(Broken, self), name)(*args)
        except BufferError:
            consequence(self)
            raise

    setattr(Broken, name, method)
    mmap.mmap = Broken


def truths(mmap, name):
    """Let a method answer True and False in the place of 1 and 0."""

    right = getattr(mmap.mmap, name)

    def answer(self, *args, **options):
        found = right(self, *args, **options)
        return bool(found) if found in (0, 1) and found is not None else found

    mmap.mmap = type("mmap", (mmap.mmap,), {name: answer})


def narrowed(mmap, name):
    """Let a method keep no more than 32 bits of the numbers that it is given."""
    right = getattr(mmap.mmap, name)

    def low(number):
        return number & 0xFFFFFFFF if type(number) is int and 1 << 32 <= number < 1 << 63 else number

    def narrow(self, *args):
        return right(self, *(slice(*map(low, (a.start, a.stop, a.step))) if type(a) is slice else low(a) for a in args))

    mmap.mmap = type("Broken", (mmap.mmap,), {name: narrow})


def given_another_map(mmap, name, part):
    """Let a method see a part of another map where it is given one: ``part`` is told the map."""
    right = getattr(mmap.mmap, name)

    def take(self, *args):
        is_other = [isinstance(arg, mmap.mmap) and arg is not self and not arg.closed for arg in args]
        return right(self, *(part(arg) if other else arg for arg, other in zip(args, is_other, strict=True)))

    mmap.mmap = type("Broken", (mmap.mmap,), {name: take})


def ending(mmap):
    """A class whose maps know how they were made, and end by ``finish``, which may look at who ends them."""

    class Ending(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            made = super().__new__(cls, fileno, length, *args, **options)
            made.descriptor, made.access, made.behind = fileno, options.get("access"), None
            return made

        def __exit__(self, *error):
            if not self.closed:
                self.finish("with")
            self.close()

        def finish(self, how):
            pass

    return Ending


NO_NUMBER = (ZeroDivisionError, KeyError, AttributeError, OSError)
"""What an argument raises, besides what a method itself does."""


def number(value, otherwise):
    """The number that an argument is, or another where it raises."""
    try:
        return operator.index(value)
    except NO_NUMBER:
        return otherwise


def lowest_free():
    number = os.open(os.devnull, os.O_RDONLY)
    os.close(number)
    return number
