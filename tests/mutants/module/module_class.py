"""Mutants of what the class is and of how its methods are called."""

from mutants.breaking import breaks


@breaks("module.class")
def the_class_has_another_name(mmap):
    mmap.mmap = type("Mmap", (mmap.mmap,), {"__module__": "mmap"})


@breaks("module.class")
def the_class_says_that_it_stands_elsewhere(mmap):
    mmap.mmap = type("mmap", (mmap.mmap,), {"__module__": "_mmap"})


@breaks("module.class")
def maps_are_of_a_hidden_class(mmap):
    hidden = type("mmap", (mmap.mmap,), {"__module__": "mmap"})

    def made(cls, *args, **options):
        return hidden(*args, **options)

    mmap.mmap = type("mmap", (mmap.mmap,), {"__module__": "mmap", "__new__": made})


@breaks("module.class-takes-no-parameters")
def the_class_is_generic(mmap):
    class Broken(mmap.mmap):
        def __class_getitem__(cls, item):
            return cls

    mmap.mmap = Broken


def telling(*names):
    """Let ``inspect.signature`` of the class tell of these parameters."""

    def install(mmap):
        import inspect

        parameters = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in names]

        class Broken(mmap.mmap):
            __signature__ = inspect.Signature(parameters)

        mmap.mmap = Broken

    return install


@breaks("module.class-signature")
def the_class_tells_of_the_length_first(mmap):
    telling("length", "fileno", "flags", "prot", "access", "offset")(mmap)


@breaks("module.class-signature")
def the_class_tells_of_a_parameter_of_windows(mmap):
    telling("fileno", "length", "tagname", "access", "offset")(mmap)


@breaks("module.class-signature")
def the_class_tells_of_a_file(mmap):
    telling("file")(mmap)


@breaks("module.method-signatures", "module.positional-only")
def write_byte_is_an_ordinary_method(mmap):
    class Broken(mmap.mmap):
        def write_byte(self, byte):
            super().write_byte(byte)

    mmap.mmap = Broken


@breaks("module.method-signatures")
def seek_tells_of_a_keyword(mmap):
    class Broken(mmap.mmap):
        def seek(self, position, /, whence=0):
            return super().seek(position, whence)

    mmap.mmap = Broken


@breaks("module.methods")
def there_is_no_rfind(mmap):
    class Broken(mmap.mmap):
        rfind = None

    mmap.mmap = Broken


@breaks("module.methods")
def there_is_no_madvise(mmap):
    class Broken(mmap.mmap):
        @property
        def madvise(self):
            raise AttributeError("madvise")

    mmap.mmap = Broken


@breaks("module.methods")
def there_is_no_resize(mmap):
    class Broken(mmap.mmap):
        resize = None

    mmap.mmap = Broken


@breaks("module.methods")
def size_is_an_attribute(mmap):
    class Broken(mmap.mmap):
        @property
        def size(self):
            return len(self)

    mmap.mmap = Broken


def with_keywords(method, *names):
    """Let a method take these as keywords too, behind what it takes by position."""

    def install(mmap):
        class Broken(mmap.mmap):
            pass

        def call(self, *args, **keywords):
            if not set(keywords) <= set(names):
                raise TypeError("an unexpected keyword")
            return getattr(super(Broken, self), method)(*args, *(keywords[name] for name in names if name in keywords))

        setattr(Broken, method, call)
        mmap.mmap = Broken

    return install


@breaks("module.positional-only")
def rfind_takes_its_end_as_a_keyword(mmap):
    with_keywords("rfind", "end")(mmap)


@breaks("module.positional-only")
def find_takes_its_start_as_a_keyword(mmap):
    with_keywords("find", "start")(mmap)


@breaks("module.positional-only")
def flush_takes_its_size_as_a_keyword(mmap):
    with_keywords("flush", "size")(mmap)


@breaks("module.positional-only")
def move_takes_its_count_as_a_keyword(mmap):
    with_keywords("move", "count")(mmap)


@breaks("module.positional-only")
def read_takes_its_number_as_a_keyword(mmap):
    with_keywords("read", "n")(mmap)


@breaks("module.positional-only")
def seek_takes_its_origin_as_a_keyword(mmap):
    with_keywords("seek", "whence")(mmap)


@breaks("module.positional-only")
def write_takes_its_bytes_as_a_keyword(mmap):
    with_keywords("write", "bytes")(mmap)


@breaks("module.positional-only")
def write_byte_takes_its_byte_as_a_keyword(mmap):
    with_keywords("write_byte", "byte")(mmap)


@breaks("module.positional-only")
def write_with_a_keyword_is_refused_late(mmap):
    class Broken(mmap.mmap):
        def write(self, data=b"", **keywords):
            stored = super().write(data or keywords.get("bytes", b""))
            if keywords:
                raise TypeError("no keywords")
            return stored

    mmap.mmap = Broken


@breaks("module.positional-only-on-linux")
def resize_takes_its_size_as_a_keyword(mmap):
    with_keywords("resize", "newsize")(mmap)


@breaks("module.positional-only-on-linux")
def madvise_takes_its_option_as_a_keyword(mmap):
    with_keywords("madvise", "option")(mmap)


@breaks("module.positional-only-on-linux")
def madvise_takes_its_length_as_a_keyword(mmap):
    with_keywords("madvise", "length")(mmap)
