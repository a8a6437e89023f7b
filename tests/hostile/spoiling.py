"""What hostile subjects are made with and marked by. Known to both sides of the wire."""

PASS = "pass"


def gets(expected, limit=5.0, pace=1.0, options=()):
    """Mark a hostile subject with the kind of failure that rfind.missing gets, or the exit code of the whole run.

    ``limit`` is the step's time limit at pace 1, ``options`` are further ones of the command.
    """

    def mark(function):
        function.expected, function.limit, function.pace, function.options = expected, limit, pace, list(options)
        return function

    return mark


def all_of(module):
    """The hostile subjects of a module by name."""
    return {name: value for name, value in vars(module).items() if hasattr(value, "expected")}


def rfind(mmap):
    """Put a function in the place of rfind; it is given the right one and its arguments."""

    def put(function):
        right = mmap.mmap.rfind

        class Hostile(mmap.mmap):
            def rfind(self, *args):
                return function(lambda: right(self, *args))

        mmap.mmap = Hostile

    return put


def once(action):
    """An action that is taken the first time only in each process."""
    taken = []

    def act():
        if not taken:
            taken.append(True)
            action()

    return act
