"""Mutants of when resize is refused, and of what is left then."""

from mutants.breaking import breaks
from mutants.extent import resizing, translating


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
