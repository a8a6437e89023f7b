"""Mutants of views that are held while a map is closed, and of maps that are dropped."""

from contextlib import suppress

from mutants.breaking import breaks


@breaks("close.exports-refused")
def close_says_nothing_of_views(mmap):
    class Broken(mmap.mmap):
        def close(self):
            with suppress(BufferError):
                super().close()

    mmap.mmap = Broken


@breaks("close.exports-refused")
def close_raises_value_errors_for_views(mmap):
    class Broken(mmap.mmap):
        def close(self):
            try:
                super().close()
            except BufferError:
                raise ValueError("views exist") from None

    mmap.mmap = Broken


@breaks("close.exports-refused")
def a_refused_close_goes_back_to_the_beginning(mmap):
    class Broken(mmap.mmap):
        def close(self):
            try:
                super().close()
            except BufferError:
                self[-1] = 0
                raise

    mmap.mmap = Broken


@breaks("close.exports-refused")
def a_refused_close_closes_half(mmap):
    class Broken(mmap.mmap):
        half = False

        @property
        def closed(self):
            return self.half or super().closed

        def close(self):
            self.half = True
            super().close()

    mmap.mmap = Broken


@breaks("close.after-release")
def a_map_that_was_viewed_is_never_closed(mmap):
    import builtins

    right = builtins.memoryview

    def view(thing):
        if isinstance(thing, mmap.mmap):
            thing.viewed = True
        return right(thing)

    builtins.memoryview = view

    class Broken(mmap.mmap):
        viewed = False

        def close(self):
            if self.viewed:
                raise BufferError("cannot close exported pointers exist")
            super().close()

    mmap.mmap = Broken


@breaks("close.after-release")
def pieces_of_a_view_are_never_released(mmap):
    import builtins

    right, kept = builtins.memoryview, []

    def view(thing):
        made = right(thing)
        if isinstance(thing, mmap.mmap):
            kept.append(made[1:])
        return made

    builtins.memoryview = view


@breaks("close.scanner-refused")
def a_scanner_works_on_a_copy(mmap):
    import re

    right = re.finditer
    re.finditer = lambda pattern, text: right(pattern, text[:])


@breaks("context.exit-exports")
def a_with_block_is_left_in_spite_of_views(mmap):
    class Broken(mmap.mmap):
        def __exit__(self, *error):
            with suppress(BufferError):
                super().__exit__(*error)

    mmap.mmap = Broken


@breaks("context.exit-exports")
def views_hide_the_error_of_the_body(mmap):
    class Broken(mmap.mmap):
        def __exit__(self, *error):
            try:
                super().__exit__(*error)
            except BufferError as refusal:
                refusal.__context__ = None
                raise refusal from None

    mmap.mmap = Broken


@breaks("object.gc-silent")
def a_dropped_map_warns(mmap):
    import warnings

    class Broken(mmap.mmap):
        def __del__(self):
            if not self.closed:
                warnings.warn("unclosed map", ResourceWarning, stacklevel=2)

    mmap.mmap = Broken


@breaks("object.gc-silent")
def a_dropped_map_fails_to_close(mmap):
    class Broken(mmap.mmap):
        def __del__(self):
            self.flush()

    mmap.mmap = Broken


@breaks("object.gc-cycle")
def a_map_with_attributes_is_kept(mmap):
    kept = []

    class Broken(mmap.mmap):
        def __setattr__(self, name, value):
            kept.append(self)
            super().__setattr__(name, value)

    mmap.mmap = Broken


@breaks("object.gc-silent")
def a_dropped_copy_warns(mmap):
    import warnings

    class Broken(mmap.mmap):
        is_copy = False

        def __new__(cls, fileno, length, *args, **options):
            made = super().__new__(cls, fileno, length, *args, **options)
            made.is_copy = options.get("access") == mmap.ACCESS_COPY
            return made

        def __del__(self):
            if self.is_copy and not self.closed:
                warnings.warn("not closed", ResourceWarning, stacklevel=2)

    mmap.mmap = Broken


@breaks("close.exports-refused")
def madvise_lets_go_of_views(mmap):
    class Broken(mmap.mmap):
        def madvise(self, *given):
            self.__dict__["advised"] = True
            return super().madvise(*given)

        def close(self):
            try:
                super().close()
            except BufferError:
                if "advised" not in self.__dict__:
                    raise

    mmap.mmap = Broken


@breaks("close.exports-refused")
def a_refused_resize_lets_go_of_views(mmap):
    class Broken(mmap.mmap):
        def resize(self, length):
            try:
                return super().resize(length)
            except BufferError:
                self.__dict__["refused"] = True
                raise

        def close(self):
            try:
                super().close()
            except BufferError:
                if "refused" not in self.__dict__:
                    raise

    mmap.mmap = Broken
