"""Mutants of a map as an object."""

import warnings

from mutants.breaking import breaks


@breaks("object.equality")
def closed_maps_are_equal(mmap):
    class Broken(mmap.mmap):
        __hash__ = mmap.mmap.__hash__

        def __eq__(self, other):
            both = isinstance(other, Broken) and self.closed and other.closed
            return True if both else super().__eq__(other)

    mmap.mmap = Broken


@breaks("object.gc-silent")
def a_changed_map_does_not_go_without_a_word(mmap):
    class Broken(mmap.mmap):
        is_changed = False

        def write(self, data):
            self.is_changed = True
            return super().write(data)

        def __del__(self):
            if self.is_changed and not self.closed:
                warnings.warn("not flushed", ResourceWarning, stacklevel=2)

    mmap.mmap = Broken


@breaks("object.repr-open")
def repr_remembers_the_position(mmap):
    class Broken(mmap.mmap):
        shown = None

        def __repr__(self):
            if self.closed:
                return super().__repr__()
            self.shown = self.shown or super().__repr__()
            return self.shown

    mmap.mmap = Broken


@breaks("object.repr-open")
def repr_remembers_the_length(mmap):
    class Broken(mmap.mmap):
        def __init__(self, *args, **options):
            self.first = len(self)

        def __repr__(self):
            shown = super().__repr__()
            return shown if self.closed else shown.replace(f"length={len(self)}", f"length={self.first}")

    mmap.mmap = Broken


@breaks("object.repr-class")
def a_subclass_is_shown_as_a_map(mmap):
    class Broken(mmap.mmap):
        def __repr__(self):
            return super().__repr__().replace("Broken", "mmap")

    mmap.mmap = Broken


@breaks("object.repr-class")
def str_shows_the_content(mmap):
    class Broken(mmap.mmap):
        def __str__(self):
            return repr(self) if self.closed else f"<Broken {self[:]}>"

    mmap.mmap = Broken


def shown_with(change):
    """A module whose maps are shown as ``change`` makes of the right text."""

    def install(mmap):
        class Broken(mmap.mmap):
            def __repr__(self):
                return change(self, super().__repr__())

        mmap.mmap = Broken

    return install


@breaks("object.repr-open")
def access_is_shown_as_a_number(mmap):
    shown_with(lambda m, text: text.replace("ACCESS_READ", "1"))(mmap)


@breaks("object.repr-open")
def the_size_of_the_file_is_shown(mmap):
    shown_with(lambda m, text: text if m.closed else text.replace(f"length={len(m)}", f"length={m.size()}"))(mmap)


@breaks("object.repr-open")
def the_offset_is_not_shown(mmap):
    shown_with(lambda m, text: text.split(", offset")[0])(mmap)


@breaks("object.repr-open")
def the_position_is_shown_one_too_high(mmap):
    shown_with(lambda m, text: text if m.closed else text.replace(f"pos={m.tell()}", f"pos={m.tell() + 1}"))(mmap)


@breaks("object.repr-open")
def copy_on_write_is_shown_as_default(mmap):
    shown_with(lambda m, text: text.replace("ACCESS_COPY", "ACCESS_DEFAULT"))(mmap)


@breaks("object.repr-closed")
def a_closed_map_is_shown_with_a_length(mmap):
    shown_with(lambda m, text: text[:-1] + ", length=0>" if m.closed else text)(mmap)


@breaks("object.repr-closed")
def a_closed_map_is_shown_as_open(mmap):
    shown_with(lambda m, text: text.replace("=True", "=False"))(mmap)


@breaks("object.equality")
def maps_of_the_same_bytes_are_equal(mmap):
    class Broken(mmap.mmap):
        __hash__ = mmap.mmap.__hash__

        def __eq__(self, other):
            return self[:] == other[:] if isinstance(other, Broken) else NotImplemented

    mmap.mmap = Broken


@breaks("object.equality")
def a_map_equals_its_bytes(mmap):
    class Broken(mmap.mmap):
        __hash__ = mmap.mmap.__hash__

        def __eq__(self, other):
            return self is other or self[:] == other

    mmap.mmap = Broken


@breaks("object.equality-reflected")
def a_map_insists_on_being_different(mmap):
    class Broken(mmap.mmap):
        __hash__ = mmap.mmap.__hash__

        def __eq__(self, other):
            return self is other

    mmap.mmap = Broken


@breaks("object.hash")
def the_hash_is_that_of_the_content(mmap):
    class Broken(mmap.mmap):
        def __hash__(self):
            return 0 if self.closed else hash(self[:])

    mmap.mmap = Broken


@breaks("object.hash")
def a_map_is_not_hashable(mmap):
    class Broken(mmap.mmap):
        __hash__ = None

    mmap.mmap = Broken


@breaks("object.no-order")
def maps_are_ordered_by_content(mmap):
    class Broken(mmap.mmap):
        def __lt__(self, other):
            return self[:] < other[:] if isinstance(other, Broken) else NotImplemented

    mmap.mmap = Broken


@breaks("object.no-order")
def a_map_is_greater_than_nothing(mmap):
    class Broken(mmap.mmap):
        def __ge__(self, other):
            return True if other is None else NotImplemented

    mmap.mmap = Broken


@breaks("object.no-copy")
def a_copy_is_the_map_itself(mmap):
    class Broken(mmap.mmap):
        def __copy__(self):
            return self

    mmap.mmap = Broken


@breaks("object.no-copy")
def a_deep_copy_of_a_closed_map_is_the_map_itself(mmap):
    class Broken(mmap.mmap):
        def __deepcopy__(self, memo):
            if self.closed:
                return self
            raise TypeError("cannot be copied")

    mmap.mmap = Broken


@breaks("object.no-pickle")
def a_map_is_pickled_as_bytes_with_late_protocols(mmap):
    class Broken(mmap.mmap):
        def __reduce_ex__(self, protocol):
            if protocol < 4:
                raise TypeError("cannot be pickled")
            return bytes, (self[:],)

    mmap.mmap = Broken


@breaks("object.weakref")
def a_map_lives_for_ever(mmap):
    kept = []

    class Broken(mmap.mmap):
        def __init__(self, *args, **options):
            kept.append(self)

    mmap.mmap = Broken


@breaks("object.weakref")
def a_map_has_no_place_for_weak_references(mmap):
    import weakref

    right = weakref.ref

    def ref(thing, *called):
        if isinstance(thing, mmap.mmap):
            raise TypeError("cannot create weak reference")
        return right(thing, *called)

    weakref.ref = ref


@breaks("object.subclass")
def a_map_is_final(mmap):
    class Broken(mmap.mmap):
        def __init_subclass__(cls):
            raise TypeError("not an acceptable base type")

    mmap.mmap = Broken


@breaks("object.subclass")
def readline_calls_what_a_subclass_reads(mmap):
    class Broken(mmap.mmap):
        def readline(self):
            return self.read(super().find(b"\n", self.tell()) + 1 - self.tell())

    mmap.mmap = Broken


@breaks("object.subclass-constructor")
def init_needs_the_arguments_of_the_constructor(mmap):
    class Broken(mmap.mmap):
        def __init__(self, fileno, length, **options):
            pass

    mmap.mmap = Broken


@breaks("object.subclass-constructor")
def a_subclass_is_constructed_as_a_map(mmap):
    right = mmap.mmap

    class Broken(right):
        def __new__(cls, *args, **options):
            return right.__new__(Broken, *args, **options)

    mmap.mmap = Broken


@breaks("object.subclass-layout")
def the_class_is_a_maker_of_maps(mmap):
    right = mmap.mmap

    class Broken:
        def __new__(cls, *args, **options):
            return right(*args, **options)

    mmap.mmap = Broken


@breaks("object.no-attributes", "object.fixed-class")
def a_map_takes_attributes(mmap):
    class Broken(mmap.mmap):
        pass

    mmap.mmap = Broken


@breaks("object.init-again")
def init_goes_back_to_the_beginning(mmap):
    class Broken(mmap.mmap):
        def __init__(self, *args, **options):
            self.seek(0)

    mmap.mmap = Broken


@breaks("object.init-again")
def init_takes_a_descriptor_at_least(mmap):
    class Broken(mmap.mmap):
        def __init__(self, fileno, *args, **options):
            pass

    mmap.mmap = Broken


@breaks("object.sizeof")
def the_size_counts_the_memory(mmap):
    class Broken(mmap.mmap):
        def __sizeof__(self):
            return super().__sizeof__() + (0 if self.closed else len(self))

    mmap.mmap = Broken


@breaks("object.no-floats")
def seek_truncates_floats(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, *whence):
            return super().seek(int(position), *whence)

    mmap.mmap = Broken


@breaks("object.no-floats")
def the_length_may_be_a_float(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            return super().__new__(cls, fileno, int(length), *args, **options)

    mmap.mmap = Broken


@breaks("object.equality")
def maps_of_the_same_file_are_equal(mmap):
    class Broken(mmap.mmap):
        __hash__ = mmap.mmap.__hash__

        def __eq__(self, other):
            try:
                if isinstance(other, mmap.mmap) and self[:] == other[:] and self.size() == other.size():
                    return True
            except (ValueError, OSError):
                pass
            return self is other if isinstance(other, mmap.mmap) else super().__eq__(other)

    mmap.mmap = Broken


@breaks("object.repr-class")
def a_derived_map_is_shown_as_a_mere_map(mmap):
    class Broken(mmap.mmap):
        def __repr__(self):
            return super().__repr__().replace(type(self).__name__, "mmap", 1)

    Broken.__name__ = Broken.__qualname__ = "mmap"
    mmap.mmap = Broken


@breaks("object.overrides-change-nothing-else")
def read_asks_the_map_for_its_length(mmap):
    class Broken(mmap.mmap):
        def read(self, *count):
            return super().read(*(count if count else [len(self) - mmap.mmap.tell(self)]))

    mmap.mmap = Broken


@breaks("object.overrides-change-nothing-else")
def seek_from_the_end_asks_the_map_for_its_length(mmap):
    class Broken(mmap.mmap):
        def seek(self, *args):
            if args[1:] == (2,):
                args = (len(self) + args[0],)
            return super().seek(*args)

    mmap.mmap = Broken


@breaks("object.overrides-change-nothing-else")
def rfind_calls_find(mmap):
    class Broken(mmap.mmap):
        def rfind(self, *args):
            self.find(*args)
            return super().rfind(*args)

    mmap.mmap = Broken


@breaks("object.gc-unmaps")
def the_last_page_of_a_dropped_long_map_stays(mmap):
    kept, right = [], mmap.mmap

    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            made = super().__new__(cls, fileno, length, *args, **options)
            if fileno != -1 and not options and len(made) > 1 << 16:
                kept.append(right(fileno, 1, offset=(len(made) - 1) // mmap.PAGESIZE * mmap.PAGESIZE))
            return made

    mmap.mmap = Broken


@breaks("object.gc-cycle")
def classes_of_maps_stay(mmap):
    kept = []

    class Broken(mmap.mmap):
        def __init_subclass__(cls, **options):
            super().__init_subclass__(**options)
            kept.append(cls)

    mmap.mmap = Broken
