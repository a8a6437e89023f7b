"""Mutants of with blocks."""

from mutants.breaking import breaks
from mutants.construction import once_closed, once_refused


@breaks("context.enter-returns-map")
def a_with_block_yields_nothing(mmap):
    class Broken(mmap.mmap):
        def __enter__(self):
            super().__enter__()

    mmap.mmap = Broken


@breaks("context.exit-closes")
def a_with_block_flushes_only(mmap):
    class Broken(mmap.mmap):
        def __exit__(self, *error):
            self.flush()

    mmap.mmap = Broken


@breaks("context.exit-after-error")
def a_with_block_swallows_value_errors(mmap):
    class Broken(mmap.mmap):
        def __exit__(self, kind, *error):
            super().__exit__(kind, *error)
            return kind is ValueError

    mmap.mmap = Broken


@breaks("context.exit-after-error")
def a_with_block_leaves_the_map_open_after_an_error(mmap):
    class Broken(mmap.mmap):
        def __exit__(self, kind, *error):
            if kind is None:
                super().__exit__(kind, *error)

    mmap.mmap = Broken


@breaks("context.enter-closed")
def a_closed_map_can_be_entered(mmap):
    class Broken(mmap.mmap):
        def __enter__(self):
            return self

    mmap.mmap = Broken


@breaks("context.nested")
def a_map_is_entered_once(mmap):
    class Broken(mmap.mmap):
        within = False

        def __enter__(self):
            if self.within:
                raise RuntimeError("entered already")
            self.within = True
            return super().__enter__()

    mmap.mmap = Broken


@breaks("context.nested")
def the_outermost_block_closes(mmap):
    class Broken(mmap.mmap):
        depth = 0

        def __enter__(self):
            self.depth += 1
            return super().__enter__()

        def __exit__(self, *error):
            self.depth -= 1
            if self.depth <= 0:
                super().__exit__(*error)

    mmap.mmap = Broken


@breaks("context.exit-any-arguments")
def exit_needs_three_arguments(mmap):
    class Broken(mmap.mmap):
        def __exit__(self, kind, error, trace):
            super().__exit__(kind, error, trace)

    mmap.mmap = Broken


@breaks("context.exit-three-arguments")
def exit_takes_what_it_is_given(mmap):
    class Broken(mmap.mmap):
        def __exit__(self, *error):
            super().__exit__(None, None, None)

    mmap.mmap = Broken


@breaks("context.exit-bypasses-close")
def exit_calls_close(mmap):
    class Broken(mmap.mmap):
        def __exit__(self, *error):
            self.close()

    mmap.mmap = Broken


@breaks("context.exit-calls-close")
def exit_calls_its_own_close(mmap):
    class Broken(mmap.mmap):
        def __exit__(self, *error):
            mmap.mmap.__base__.close(self)

    mmap.mmap = Broken


@breaks("context.enter-closed")
def a_closed_map_with_an_access_is_entered(mmap):
    once_closed(mmap, "__enter__", "itself", lambda m, args: m.access != 0)


@breaks("context.exit-after-error")
def leaving_swallows_buffer_errors(mmap):
    class Broken(mmap.mmap):
        def __exit__(self, kind=None, *args):
            super().__exit__(kind, *args)
            return True if kind in (BufferError, StopIteration) else None

    mmap.mmap = Broken


@breaks("context.exit-after-error")
def an_interruption_leaves_the_map_open(mmap):
    class Broken(mmap.mmap):
        def __exit__(self, kind=None, *args):
            if kind is not KeyboardInterrupt:
                super().__exit__(kind, *args)

    mmap.mmap = Broken


@breaks("context.exit-exports")
def a_refused_exit_loses_the_descriptor(mmap):
    once_refused(mmap, "__exit__", lambda m: setattr(m, "is_lost", True))
