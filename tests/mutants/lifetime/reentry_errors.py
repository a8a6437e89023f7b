"""Mutants that lose what an argument raises, or have done something by then."""

from mutants.breaking import breaks
from mutants.construction import NO_NUMBER, number


@breaks("reentry.raise-in-index")
def a_bound_that_raises_is_none(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            return super().find(sub, *[number(bound, 0) for bound in bounds])

    mmap.mmap = Broken


@breaks("reentry.raise-in-index")
def all_is_read_where_the_count_raises(mmap):
    class Broken(mmap.mmap):
        def read(self, *count):
            return super().read(*[number(one, -1) for one in count])

    mmap.mmap = Broken


@breaks("reentry.raise-in-index")
def a_seek_that_raises_has_gone_back_to_the_start(mmap):
    class Broken(mmap.mmap):
        def seek(self, *args):
            try:
                return super().seek(*args)
            except NO_NUMBER:
                super().seek(0)
                raise

    mmap.mmap = Broken


@breaks("reentry.raise-in-index")
def an_index_that_raises_is_of_the_wrong_type(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, where):
            try:
                return super().__getitem__(where)
            except NO_NUMBER as error:
                raise TypeError("no index") from error

    mmap.mmap = Broken


@breaks("reentry.raise-in-index")
def an_attribute_error_of_an_argument_means_that_it_has_no_number(mmap):
    class Broken(mmap.mmap):
        def move(self, *args):
            try:
                return super().move(*args)
            except AttributeError:
                raise TypeError("no number") from None

    mmap.mmap = Broken


@breaks("reentry.raise-in-index")
def zero_is_stored_where_a_private_maps_value_raises(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            made = super().__new__(cls, *args, **options)
            made.private = options.get("access") == mmap.ACCESS_COPY
            return made

        def __setitem__(self, where, value):
            if self.private and not isinstance(where, slice):
                value = number(value, 0)
            super().__setitem__(where, value)

    mmap.mmap = Broken


@breaks("reentry.raise-in-madvise")
def advice_on_a_part_that_raises_is_on_the_whole(mmap):
    class Broken(mmap.mmap):
        def madvise(self, option, *part):
            super().madvise(option, *[number(one, 0) for one in part[:1]], *[number(one, 1) for one in part[1:]])

    mmap.mmap = Broken


@breaks("reentry.raise-in-resize")
def a_size_that_raises_leaves_the_length(mmap):
    class Broken(mmap.mmap):
        def resize(self, size):
            super().resize(number(size, len(self)))

    mmap.mmap = Broken


@breaks("reentry.raise-in-buffer")
def a_buffer_that_raises_is_empty(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            try:
                return super().write(data)
            except NO_NUMBER:
                return 0

    mmap.mmap = Broken


@breaks("reentry.raise-in-buffer")
def a_buffer_that_raises_is_nowhere(mmap):
    class Broken(mmap.mmap):
        def rfind(self, *args):
            try:
                return super().rfind(*args)
            except NO_NUMBER:
                return -1

    mmap.mmap = Broken
