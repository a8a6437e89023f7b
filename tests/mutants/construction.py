"""For mutants of the constructor: a class whose instances are made by a function of the mutant's."""


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
