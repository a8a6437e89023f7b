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
