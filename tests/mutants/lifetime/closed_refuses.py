"""Mutants of what a closed map refuses."""

from mutants.breaking import breaks


def answering(**answers):
    """A module whose closed maps answer these methods."""

    def install(mmap):
        def answered(name, answer):
            right = getattr(mmap.mmap, name)

            def method(self, *args):
                if self.closed:
                    return answer
                return right(self, *args)

            return method

        body = {name: answered(name, answer) for name, answer in answers.items()}
        mmap.mmap = type("Broken", (mmap.mmap,), body)

    return install


@breaks("close.later-methods")
def a_closed_map_has_a_position(mmap):
    answering(tell=0)(mmap)


@breaks("close.later-methods")
def a_closed_map_has_a_size(mmap):
    answering(size=10)(mmap)


@breaks("close.later-methods")
def flushing_a_closed_map_does_nothing(mmap):
    answering(flush=None)(mmap)


@breaks("close.later-methods")
def a_closed_map_is_at_its_end(mmap):
    answering(read=b"", readline=b"")(mmap)


@breaks("close.later-methods")
def nothing_can_be_moved_within_a_closed_map(mmap):
    class Broken(mmap.mmap):
        def move(self, dest, src, count):
            if count:
                super().move(dest, src, count)

    mmap.mmap = Broken


@breaks("close.later-methods")
def nothing_can_be_written_to_a_closed_map(mmap):
    class Broken(mmap.mmap):
        def write(self, data):
            return super().write(data) if len(data) else 0

    mmap.mmap = Broken


@breaks("close.later-methods")
def a_closed_map_has_read_errors(mmap):
    class Broken(mmap.mmap):
        def read_byte(self):
            if self.closed:
                raise OSError("closed")
            return super().read_byte()

    mmap.mmap = Broken


@breaks("close.later-methods")
def leaving_a_with_block_lets_searches_through(mmap):
    class Broken(mmap.mmap):
        left = False

        def __exit__(self, *error):
            self.left = True
            super().__exit__(*error)

        def find(self, *args):
            return -1 if self.left else super().find(*args)

    mmap.mmap = Broken


@breaks("close.later-methods")
def closed_memory_has_a_size(mmap):
    class Broken(mmap.mmap):
        def __init__(self, fileno, length, **options):
            self.length = length if fileno == -1 else None

        def size(self):
            return self.length or super().size()

    mmap.mmap = Broken


@breaks("close.later-resize")
def resizing_a_closed_map_does_nothing(mmap):
    answering(resize=None)(mmap)


@breaks("close.later-madvise")
def advice_on_a_closed_map_is_ignored(mmap):
    answering(madvise=None)(mmap)


@breaks("close.later-seekable")
def a_closed_map_is_not_seekable(mmap):
    class Broken(mmap.mmap):
        def seekable(self):
            return not self.closed

    mmap.mmap = Broken


@breaks("close.later-set-name")
def naming_a_closed_map_is_a_type_error(mmap):
    class Broken(mmap.mmap):
        def set_name(self, name):
            raise TypeError("closed")

    mmap.mmap = Broken


@breaks("close.later-sequence")
def a_closed_map_is_empty(mmap):
    answering(__len__=0)(mmap)


@breaks("close.later-sequence")
def a_closed_map_is_false(mmap):
    class Broken(mmap.mmap):
        def __bool__(self):
            return not self.closed

    mmap.mmap = Broken


@breaks("close.later-sequence")
def a_closed_map_has_no_items(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, where):
            if self.closed and not isinstance(where, slice):
                raise IndexError("mmap index out of range")
            return super().__getitem__(where)

    mmap.mmap = Broken


@breaks("close.later-sequence")
def a_closed_map_has_empty_slices(mmap):
    class Broken(mmap.mmap):
        def __getitem__(self, where):
            if where == slice(0, 0):
                return b""
            return super().__getitem__(where)

    mmap.mmap = Broken


@breaks("close.later-sequence")
def nothing_can_be_assigned_to_a_closed_map(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, where, value):
            if value != b"":
                super().__setitem__(where, value)

    mmap.mmap = Broken


@breaks("close.later-sequence")
def nothing_is_in_a_closed_map(mmap):
    class Broken(mmap.mmap):
        def __contains__(self, value):
            return not self.closed and any(value == byte for byte in self)

    mmap.mmap = Broken


@breaks("close.later-deletion")
def deleting_from_a_closed_map_does_nothing(mmap):
    class Broken(mmap.mmap):
        def __delitem__(self, where):
            if not self.closed:
                super().__delitem__(where)

    mmap.mmap = Broken


@breaks("close.later-consumers")
def a_closed_map_has_no_matches(mmap):
    import re

    right = re.search

    def search(pattern, text):
        return None if isinstance(text, mmap.mmap) and text.closed else right(pattern, text)

    re.search = search


@breaks("close.later-consumers")
def a_closed_map_unpacks_to_zeros(mmap):
    import struct

    right = struct.unpack_from

    def unpack_from(form, data, *offset):
        if isinstance(data, mmap.mmap) and data.closed:
            return (0,)
        return right(form, data, *offset)

    struct.unpack_from = unpack_from


@breaks("close.later-wrong-arguments")
def a_closed_map_finds_no_text(mmap):
    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            return -1 if isinstance(sub, str) and self.closed else super().find(sub, *bounds)

    mmap.mmap = Broken


@breaks("close.later-wrong-arguments")
def a_closed_map_has_no_attribute(mmap):
    class Broken(mmap.mmap):
        def __setitem__(self, where, value):
            if self.closed and value == 999:
                raise AttributeError("memory")
            super().__setitem__(where, value)

    mmap.mmap = Broken


@breaks("close.later-wrong-arguments")
def a_closed_read_only_map_takes_anything(mmap):
    class Broken(mmap.mmap):
        def __init__(self, *args, **options):
            self.readonly = options.get("access") == mmap.ACCESS_READ

        def write(self, data):
            if self.closed and self.readonly:
                return 0
            return super().write(data)

    mmap.mmap = Broken


@breaks("close.harmless-afterwards")
def a_closed_map_has_no_hash(mmap):
    class Broken(mmap.mmap):
        def __hash__(self):
            return hash(self[:])

    mmap.mmap = Broken


@breaks("close.harmless-afterwards")
def a_closed_map_cannot_be_shown(mmap):
    class Broken(mmap.mmap):
        def __repr__(self):
            return f"<{type(self).__name__} of {len(self)} bytes>"

    mmap.mmap = Broken


@breaks("close.harmless-afterwards")
def a_closed_map_cannot_be_left(mmap):
    class Broken(mmap.mmap):
        def __exit__(self, *error):
            self.flush()
            super().__exit__(*error)

    mmap.mmap = Broken


@breaks("close.harmless-afterwards")
def a_closed_map_equals_nothing(mmap):
    class Broken(mmap.mmap):
        __hash__ = mmap.mmap.__hash__

        def __eq__(self, other):
            return self is other and not self.closed

    mmap.mmap = Broken
