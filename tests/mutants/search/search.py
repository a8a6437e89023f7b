"""Mutants of what the re module sees in a map, and of what searches touch."""

from mutants.breaking import breaks


@breaks("search.re")
def the_buffer_is_an_old_copy(mmap):
    import re

    scan = re.finditer

    def finditer(pattern, text, *flags):
        return scan(pattern, bytes(text)[:-1] if isinstance(text, mmap.mmap) else text, *flags)

    re.finditer = finditer


@breaks("search.re")
def scanning_moves_the_position(mmap):
    import re

    scan = re.finditer

    def finditer(pattern, text, *flags):
        if isinstance(text, mmap.mmap):
            text.seek(0, 2)
        return scan(pattern, text, *flags)

    re.finditer = finditer


def replaced(name, change):
    """Replace a function of re by ``change(the right one, pattern, text)``."""
    import re

    right = getattr(re, name)
    setattr(re, name, lambda pattern, text, *rest: change(right, pattern, text, *rest))


def patched(mmap, change):
    """The functions of re that take a text take ``change(text)`` in the place of a map."""
    for name in ("search", "match", "fullmatch", "findall", "finditer", "split"):
        replaced(
            name,
            lambda right, pattern, text, *rest: right(
                pattern, change(text) if isinstance(text, mmap.mmap) else text, *rest
            ),
        )


@breaks("search.re-replacement")
def replacing_counts_from_the_position(mmap):
    import re

    right, right_subn = re.sub, re.subn
    re.sub = lambda pattern, new, text, *rest: right(pattern, new, text[text.tell() :], *rest)
    re.subn = lambda pattern, new, text, count=0: right_subn(pattern, new, text, count)


@breaks("search.re-scanner-holds-the-map", "search.re-match-is-live")
def scanners_see_a_copy(mmap):
    patched(mmap, bytes)


@breaks("search.re-match-holds-nothing", "search.re-closed")
def a_closed_map_is_open_to_scanners(mmap):
    class Broken(mmap.mmap):
        last = b""

        def close(self):
            self.last = self[:]
            super().close()

    mmap.mmap = Broken
    patched(mmap, lambda m: m.last if m.closed else bytes(m))


@breaks("search.re-match-holds-nothing")
def a_match_keeps_its_map_open(mmap):
    class Broken(mmap.mmap):
        def close(self):
            if not self.closed:
                self.flush()

    mmap.mmap = Broken


@breaks("search.re-text-pattern")
def a_map_is_text(mmap):
    for name in ("search", "match"):
        replaced(
            name,
            lambda right, pattern, text, *rest: right(
                pattern.encode() if isinstance(pattern, str) else pattern, text, *rest
            ),
        )


@breaks("search.re-closed")
def scanning_a_closed_map_finds_nothing(mmap):
    patched(mmap, lambda m: b"" if m.closed else m)


@breaks("search.no-overread")
def searches_look_one_byte_too_far(mmap):
    import ctypes

    class Broken(mmap.mmap):
        def find(self, sub, *bounds):
            if bounds == (-2,) and len(self) >= 2:
                first = (ctypes.c_char * 1).from_buffer(self)
                ctypes.string_at(ctypes.addressof(first) + len(self), 1)
                del first
            return super().find(sub, *bounds)

    mmap.mmap = Broken
