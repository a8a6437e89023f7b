"""Mutants of set_name."""

from mutants.breaking import breaks


@breaks("set_name.available", "set_name.annotates")
def set_name_is_missing(mmap):
    class Broken(mmap.mmap):
        set_name = None

    mmap.mmap = Broken


@breaks("set_name.annotates", "set_name.length")
def set_name_returns_the_name(mmap):
    class Broken(mmap.mmap):
        def set_name(self, name, /):
            super().set_name(name)
            return name

    mmap.mmap = Broken


@breaks("set_name.annotates")
def set_name_stores_the_name_in_the_map(mmap):
    class Broken(mmap.mmap):
        def set_name(self, name, /):
            super().set_name(name)
            self[: len(name)] = name.encode("utf-8")[: len(name)]

    mmap.mmap = Broken


@breaks("set_name.length")
def a_name_has_67_bytes(mmap):
    class Broken(mmap.mmap):
        def set_name(self, name, /):
            super().set_name(name[:-1] if len(name.encode("utf-8", "replace")) == 67 else name)

    mmap.mmap = Broken


@breaks("set_name.length")
def a_name_has_65_bytes(mmap):
    class Broken(mmap.mmap):
        def set_name(self, name, /):
            if len(name.encode("utf-8", "replace")) > 65:
                raise ValueError("name is too long")
            super().set_name(name)

    mmap.mmap = Broken


@breaks("set_name.length")
def a_name_is_measured_in_characters(mmap):
    class Broken(mmap.mmap):
        def set_name(self, name, /):
            super().set_name("n" * len(name) if isinstance(name, str) and not name.isascii() else name)

    mmap.mmap = Broken


@breaks("set_name.by-position")
def set_name_takes_a_keyword(mmap):
    class Broken(mmap.mmap):
        def set_name(self, name):
            super().set_name(name)

    mmap.mmap = Broken


@breaks("set_name.types")
def a_name_may_be_bytes(mmap):
    class Broken(mmap.mmap):
        def set_name(self, name, /):
            super().set_name(name.decode() if isinstance(name, bytes) else name)

    mmap.mmap = Broken


@breaks("set_name.types")
def a_name_ends_at_nul(mmap):
    class Broken(mmap.mmap):
        def set_name(self, name, /):
            super().set_name(name.partition("\0")[0] if isinstance(name, str) else name)

    mmap.mmap = Broken


@breaks("set_name.types")
def a_name_may_hold_surrogates(mmap):
    class Broken(mmap.mmap):
        def set_name(self, name, /):
            super().set_name(name.encode("utf-8", "replace").decode() if isinstance(name, str) else name)

    mmap.mmap = Broken


@breaks("set_name.of-files")
def naming_a_map_of_a_file_is_ignored(mmap):
    class Broken(mmap.mmap):
        def set_name(self, name, /):
            try:
                super().set_name(name)
            except ValueError as error:
                if "anonymous" not in str(error):
                    raise

    mmap.mmap = Broken


@breaks("set_name.kinds")
def a_map_is_named_once(mmap):
    class Broken(mmap.mmap):
        is_named = False

        def set_name(self, name, /):
            if self.is_named:
                raise ValueError("it has a name")
            super().set_name(name)
            self.is_named = True

    mmap.mmap = Broken


@breaks("set_name.kinds")
def read_only_memory_has_no_name(mmap):
    class Broken(mmap.mmap):
        def set_name(self, name, /):
            with memoryview(self) as view:
                if view.readonly:
                    raise TypeError("the map is read-only")
            super().set_name(name)

    mmap.mmap = Broken
