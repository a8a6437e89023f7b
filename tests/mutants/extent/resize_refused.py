"""Mutants of when resize is refused, and of what is left then."""

import errno

from mutants.breaking import breaks
from mutants.construction import narrowed, resizing, translating


@breaks("resize.negative")
def resize_counts_from_the_end(mmap):
    resizing(lambda m, size, right: right(len(m) + size if -len(m) < size < 0 else size))(mmap)


@breaks("resize.negative")
def resize_to_less_than_nothing_is_an_overflow(mmap):
    def change(m, size, right):
        if size < 0:
            raise OverflowError("negative")
        return right(size)

    resizing(change)(mmap)


@breaks("resize.negative")
def resize_to_a_negative_page_is_ignored(mmap):
    resizing(lambda m, size, right: None if size == -mmap.PAGESIZE else right(size))(mmap)


@breaks("resize.wrong-types")
def resize_takes_whole_floats(mmap):
    resizing(lambda m, size, right: right(int(size) if isinstance(size, float) else size))(mmap)


@breaks("resize.wrong-types")
def resize_takes_none_for_the_same_length(mmap):
    resizing(lambda m, size, right: right(len(m) if size is None else size))(mmap)


@breaks("resize.wrong-types")
def resize_takes_a_keyword(mmap):
    class Broken(mmap.mmap):
        def resize(self, newsize):
            return super().resize(newsize)

    mmap.mmap = Broken


@breaks("resize.wrong-types")
def resize_ignores_more_arguments(mmap):
    class Broken(mmap.mmap):
        def resize(self, size, /, *ignored):
            return super().resize(size)

    mmap.mmap = Broken


@breaks("resize.huge")
def resize_takes_lengths_modulo_64_bits(mmap):
    def change(m, size, right):
        return right(size % (1 << 64) or 1) if isinstance(size, int) and size >= 1 << 64 else right(size)

    resizing(change)(mmap)


@breaks("resize.huge")
def resize_to_what_no_size_type_holds_is_a_value_error(mmap):
    translating(OverflowError, ValueError)(mmap)


@breaks("resize.huge")
def resize_far_below_nothing_is_a_value_error(mmap):
    def change(m, size, right):
        if isinstance(size, int) and size < -(1 << 63):
            raise ValueError("negative")
        return right(size)

    resizing(change)(mmap)


@breaks("resize.too-large")
def resize_to_what_no_file_can_have_is_ignored(mmap):
    resizing(lambda m, size, right: None if isinstance(size, int) and 1 << 61 < size < 1 << 63 else right(size))(mmap)


@breaks("resize.too-large")
def resize_to_what_no_file_can_have_loses_the_content(mmap):
    def change(m, size, right):
        try:
            return right(size)
        except OSError:
            if size:
                m[0] = 0
            raise

    resizing(change)(mmap)


@breaks("resize.too-large")
def resize_to_what_no_file_can_have_is_a_memory_error(mmap):
    translating(OSError, MemoryError)(mmap)


@breaks("resize.index-objects")
def resize_takes_no_true(mmap):
    def change(m, size, right):
        if size is True:
            raise TypeError("a bool")
        return right(size)

    resizing(change)(mmap)


@breaks("resize.index-objects")
def resize_takes_what_can_be_an_int(mmap):
    resizing(lambda m, size, right: right(int(size) if hasattr(size, "__int__") else size))(mmap)


@breaks("resize.index-objects")
def resize_takes_only_ints(mmap):
    def change(m, size, right):
        if not isinstance(size, int):
            raise TypeError("no int")
        return right(size)

    resizing(change)(mmap)


@breaks("resize.zero")
def resize_to_nothing_is_ignored(mmap):
    resizing(lambda m, size, right: right(size) if size != 0 else None)(mmap)


@breaks("resize.zero")
def resize_of_memory_to_nothing_is_ignored(mmap):
    resizing(lambda m, size, right: right(size) if size != 0 or not m.is_anonymous else None)(mmap)


@breaks("resize.zero")
def resize_to_nothing_leaves_a_byte(mmap):
    def change(m, size, right):
        if size == 0:
            right(1)
            raise OSError("too short")
        return right(size)

    resizing(change)(mmap)


# CPython itself empties the file before it refuses. Here it does not, and something else is lost.
@breaks("resize.zero-changes-nothing")
def resize_to_nothing_is_refused_and_rewinds(mmap):
    def change(m, size, right):
        if size == 0:
            m.seek(0)
            raise OSError("too short")
        return right(size)

    resizing(change)(mmap)


@breaks("resize.zero-changes-nothing")
def resize_to_nothing_is_refused_and_all_that_follow_too(mmap):
    class Broken(mmap.mmap):
        refused = False

        def resize(self, size):
            self.refused = self.refused or size == 0
            if self.refused:
                raise OSError("too short")
            return super().resize(size)

    mmap.mmap = Broken


@breaks("resize.read-only", "resize.copy-on-write", "resize.read-only-protection")
def resize_is_refused_with_a_permission_error(mmap):
    translating(TypeError, PermissionError)(mmap)


@breaks("resize.read-only", "resize.copy-on-write", "resize.read-only-protection")
def resize_to_the_same_length_is_always_granted(mmap):
    resizing(lambda m, size, right: None if size == len(m) else right(size))(mmap)


@breaks("resize.read-only", "resize.copy-on-write")
def resize_rewinds_before_it_refuses(mmap):
    def change(m, size, right):
        try:
            return right(size)
        except TypeError:
            m.seek(0)
            raise

    resizing(change)(mmap)


@breaks("resize.copy-on-write")
def resize_of_a_private_copy_leaves_the_file_alone(mmap):
    def change(m, size, right):
        return None if m.options.get("access") == mmap.ACCESS_COPY else right(size)

    resizing(change)(mmap)


@breaks("resize.copy-on-write")
def a_private_copy_forgets_its_content_when_it_is_not_resized(mmap):
    def change(m, size, right):
        if m.options.get("access") == mmap.ACCESS_COPY:
            m[:] = bytes(len(m))
        return right(size)

    resizing(change)(mmap)


@breaks("resize.read-only-protection")
def resize_asks_for_access_only(mmap):
    resizing(lambda m, size, right: None if "prot" in m.options else right(size))(mmap)


@breaks("resize.read-only-protection")
def resize_of_a_protected_private_map_is_a_value_error(mmap):
    def change(m, size, right):
        if "prot" in m.options and m.is_private:
            raise ValueError("private")
        return right(size)

    resizing(change)(mmap)


@breaks("resize.untracked", "resize.untracked-windows")
def resize_without_a_descriptor_is_an_os_error(mmap):
    def change(m, size, right):
        if not m.options.get("trackfd", True):
            raise OSError("no descriptor")
        return right(size)

    resizing(change)(mmap)


@breaks("resize.untracked")
def resize_of_memory_needs_no_descriptor(mmap):
    def change(m, size, right):
        free = not m.options.get("trackfd", True) and m.is_anonymous
        return None if free and size <= len(m) else right(size)

    resizing(change)(mmap)


@breaks("resize.exported")
def resize_under_a_view_is_a_value_error(mmap):
    translating(BufferError, ValueError)(mmap)


@breaks("resize.exported")
def resize_to_the_same_length_is_granted_under_a_view(mmap):
    resizing(lambda m, size, right: None if size == len(m) else right(size))(mmap)


@breaks("resize.exported")
def resize_to_less_is_granted_under_a_view(mmap):
    def change(m, size, right):
        try:
            return right(size)
        except BufferError:
            if size < len(m):
                return None
            raise

    resizing(change)(mmap)


@breaks("resize.exported")
def resize_is_refused_for_ever_after_a_view(mmap):
    class Broken(mmap.mmap):
        exported = False

        def resize(self, size):
            if self.exported:
                raise BufferError("once exported")
            try:
                return super().resize(size)
            except BufferError:
                self.exported = True
                raise

    mmap.mmap = Broken


@breaks("resize.descriptor-not-writable")
def resize_of_a_private_map_does_not_touch_the_file(mmap):
    def change(m, size, right):
        try:
            return right(size)
        except OSError:
            if size == len(m):
                return None
            raise

    resizing(change)(mmap)


@breaks("resize.descriptor-not-writable")
def resize_without_permission_is_a_type_error(mmap):
    translating(OSError, TypeError)(mmap)


@breaks("resize.descriptor-not-writable")
def resize_without_permission_changes_the_map(mmap):
    def change(m, size, right):
        try:
            return right(size)
        except OSError:
            if size:
                m[0] = 0
            raise

    resizing(change)(mmap)


@breaks(
    "resize.windows-other-maps",
    "resize.windows-other-maps-to-more",
    "resize.windows-other-tag",
    "resize.windows-failure-keeps-map",
)
def resize_does_not_ask_for_other_maps(mmap):
    resizing(lambda m, size, right: None)(mmap)


@breaks("resize.absent-on-macos")
def resize_is_always_there(mmap):
    resizing(lambda m, size, right: None)(mmap)


@breaks("resize.failing-truncate")
def a_full_file_system_is_no_reason_to_complain(mmap):
    class Broken(mmap.mmap):
        def resize(self, length):
            try:
                super().resize(length)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    mmap.mmap = Broken


@breaks("resize.failing-truncate")
def a_file_that_cannot_be_longer_is_a_value_error(mmap):
    class Broken(mmap.mmap):
        def resize(self, length):
            try:
                super().resize(length)
            except OSError as error:
                if error.errno == errno.EFBIG:
                    raise ValueError(str(error)) from None
                raise

    mmap.mmap = Broken


@breaks("resize.failing-remap")
def memory_that_does_not_move_is_no_reason_to_complain(mmap):
    class Broken(mmap.mmap):
        def resize(self, length):
            try:
                super().resize(length)
            except OSError as error:
                if error.errno not in (errno.ENOMEM, errno.EAGAIN):
                    raise

    mmap.mmap = Broken


@breaks("resize.too-large")
def a_new_length_is_of_32_bits(mmap):
    narrowed(mmap, "resize")
