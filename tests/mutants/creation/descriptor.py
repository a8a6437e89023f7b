"""Mutants of which descriptors can be mapped, and of what becomes of them."""

import fcntl
import gc
import io
import os
import stat

from mutants.breaking import breaks
from mutants.construction import arguments, constructor, of_a_file


def mode_of(number):
    """How a descriptor is open, None for what is none."""
    try:
        return fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE
    except (OSError, TypeError, ValueError, OverflowError):
        return None


@breaks("descriptor.open-for-update")
def a_file_open_for_appending_is_refused(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] != -1 and fcntl.fcntl(given["fileno"], fcntl.F_GETFL) & os.O_APPEND:
            raise PermissionError(13, "open for appending")


@breaks("descriptor.open-for-update")
def a_copy_needs_a_file_open_for_reading(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("access") == mmap.ACCESS_COPY and mode_of(given["fileno"]) == os.O_RDWR:
            raise PermissionError(13, "open for update")


@breaks("descriptor.open-for-reading", "descriptor.reading-suffices")
def a_file_open_for_reading_is_refused_for_its_type(mmap):
    @arguments(mmap)
    def change(given):
        if mode_of(given["fileno"]) == os.O_RDONLY and given.get("access") == mmap.ACCESS_READ:
            raise TypeError("not open for update")


@breaks("descriptor.open-for-reading")
def a_file_open_for_reading_gives_zeros(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if mode_of(fileno) == os.O_RDONLY and options.get("access") == mmap.ACCESS_COPY:
            m[:] = bytes(len(m))
        return m


@breaks("descriptor.reading-suffices")
def a_private_map_needs_a_file_open_for_update(mmap):
    @arguments(mmap)
    def change(given):
        if mode_of(given["fileno"]) == os.O_RDONLY and given.get("flags") == mmap.MAP_PRIVATE:
            raise PermissionError(13, "not open for update")


@breaks("descriptor.not-writable")
def a_file_open_for_reading_makes_the_map_read_only(mmap):
    @arguments(mmap)
    def change(given):
        if mode_of(given["fileno"]) == os.O_RDONLY and not {"access", "flags", "prot"} & set(given):
            given["access"] = mmap.ACCESS_READ


@breaks("descriptor.not-writable")
def a_file_open_for_reading_makes_the_map_private(mmap):
    @arguments(mmap)
    def change(given):
        if mode_of(given["fileno"]) == os.O_RDONLY and given.get("access") == mmap.ACCESS_WRITE and given["length"]:
            given["access"] = mmap.ACCESS_COPY


@breaks("descriptor.not-writable")
def a_file_open_for_reading_is_a_value_error(mmap):
    @arguments(mmap)
    def change(given):
        if mode_of(given["fileno"]) == os.O_RDONLY and given.get("prot") == 3:
            raise ValueError("not open for update")


@breaks("descriptor.write-only")
def a_file_open_for_writing_is_opened_again(mmap):
    @arguments(mmap)
    def change(given):
        if mode_of(given["fileno"]) == os.O_WRONLY and given.get("access") == mmap.ACCESS_COPY:
            given["fileno"] = os.open(os.readlink(f"/proc/self/fd/{given['fileno']}"), os.O_RDWR)


@breaks("descriptor.write-only")
def a_file_open_for_writing_is_a_value_error(mmap):
    @arguments(mmap)
    def change(given):
        if mode_of(given["fileno"]) == os.O_WRONLY and given.get("access") == mmap.ACCESS_READ:
            raise ValueError("not open for reading")


@breaks("descriptor.fileno-of-a-file")
def the_file_that_was_opened_last_is_mapped(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] >= 0 and mode_of(given["fileno"] + 1) == os.O_RDWR:
            given["fileno"] += 1


@breaks("descriptor.no-file-objects")
def a_file_object_is_asked_for_its_number(mmap):
    @arguments(mmap)
    def change(given):
        if hasattr(given["fileno"], "fileno"):
            given["fileno"] = given["fileno"].fileno()


@breaks("descriptor.no-file-objects")
def no_descriptor_is_anonymous(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] is None and given["length"]:
            given["fileno"] = -1


@breaks("descriptor.no-file-objects")
def a_path_is_opened(mmap):
    @arguments(mmap)
    def change(given):
        if isinstance(given["fileno"], str):
            given["fileno"] = os.open(given["fileno"], os.O_RDWR)


@breaks("descriptor.from-os-open")
def a_descriptor_needs_a_file_object(mmap):
    @arguments(mmap)
    def change(given):
        files = [one for one in gc.get_objects() if type(one) is io.FileIO and not one.closed]
        if given["fileno"] != -1 and given["fileno"] not in [file.fileno() for file in files]:
            raise OSError(9, "Bad file descriptor")


@breaks("descriptor.stays-open")
def close_closes_the_descriptor(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, *args, **options):
            m = super().__new__(cls, fileno, *args, **options)
            m.number = fileno
            return m

        def close(self):
            if not self.closed and mode_of(self.number) is not None:
                os.close(self.number)
            super().close()

    mmap.mmap = Broken


@breaks("descriptor.stays-open")
def the_end_of_a_map_closes_the_descriptor(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, *args, **options):
            m = super().__new__(cls, fileno, *args, **options)
            m.number = fileno
            return m

        def __del__(self):
            if not self.closed and self.number >= 0:
                os.close(self.number)

    mmap.mmap = Broken


@breaks("descriptor.stays-open")
def a_constructor_that_fails_closes_the_descriptor(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        try:
            return right(fileno, length, *args, **options)
        except OSError:
            if mode_of(fileno) is not None:
                os.close(fileno)
            raise


@breaks("descriptor.flush-first")
def a_file_that_was_refused_is_refused_again(mmap):
    refused = set()

    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        if fileno in refused and length == 0:
            raise ValueError("cannot mmap an empty file")
        try:
            return right(fileno, length, *args, **options)
        except ValueError:
            refused.add(fileno)
            raise


@breaks("descriptor.mappable-kinds")
def a_file_without_a_name_is_refused(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] >= 0 and os.fstat(given["fileno"]).st_nlink == 0:
            raise OSError(2, "No such file or directory")


@breaks("descriptor.mappable-kinds")
def devices_are_refused(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] >= 0 and stat.S_ISCHR(os.fstat(given["fileno"]).st_mode):
            raise OSError(19, "No such device")


@breaks("descriptor.unmappable-kinds")
def a_directory_is_a_value_error(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] >= 0 and stat.S_ISDIR(os.fstat(given["fileno"]).st_mode):
            raise ValueError("cannot mmap a directory")


@breaks("descriptor.unmappable-kinds")
def dev_null_is_anonymous_memory(mmap):
    @arguments(mmap)
    def change(given):
        null = os.stat("/dev/null").st_rdev
        if given["fileno"] >= 0 and os.fstat(given["fileno"]).st_rdev == null and given["length"]:
            given["fileno"] = -1


@breaks("descriptor.unmappable-kinds")
def a_length_of_0_is_everything_that_a_pipe_holds(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] >= 0 and stat.S_ISFIFO(os.fstat(given["fileno"]).st_mode):
            given["length"] = given["length"] or 1


@breaks("descriptor.unmappable-kinds")
def a_mere_path_is_opened(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] >= 0 and fcntl.fcntl(given["fileno"], fcntl.F_GETFL) & os.O_PATH:
            given["fileno"] = os.open(f"/proc/self/fd/{given['fileno']}", os.O_RDWR)


def lowest_free():
    number = os.open(os.devnull, os.O_RDONLY)
    os.close(number)
    return number


@breaks("descriptor.may-be-closed")
def the_size_is_that_of_the_descriptor(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            m = super().__new__(cls, fileno, length, *args, **options)
            m.number = fileno
            return m

        def size(self):
            return os.fstat(self.number).st_size

    mmap.mmap = Broken


@breaks("descriptor.may-be-closed")
def a_map_is_read_through_its_descriptor(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            m = super().__new__(cls, fileno, length, *args, **options)
            m.number = fileno
            return m

        def __getitem__(self, where):
            if self.number >= 0:
                os.fstat(self.number)
            return super().__getitem__(where)

    mmap.mmap = Broken


def _with_another_descriptor(mmap, is_kept):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            m = super().__new__(cls, fileno, length, *args, **options)
            m.other = os.open(os.devnull, os.O_RDONLY) if is_kept(fileno, options) else None
            return m

        def close(self):
            super().close()
            if self.other is not None:
                os.close(self.other)
                self.other = None

        def __del__(self):
            self.close()

    mmap.mmap = Broken


@breaks("descriptor.one-while-open")
def a_map_keeps_two_descriptors(mmap):
    _with_another_descriptor(mmap, lambda fileno, options: fileno >= 0)


@breaks("descriptor.one-while-open")
def anonymous_memory_keeps_a_descriptor(mmap):
    _with_another_descriptor(mmap, lambda fileno, options: fileno < 0)


@breaks("descriptor.one-while-open")
def a_copy_leaves_its_descriptor_open(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        if options.get("access") == mmap.ACCESS_COPY and fileno >= 0:
            fileno = os.dup(fileno)
        return right(fileno, length, *args, **options)


@breaks("descriptor.not-inherited")
def the_descriptor_of_a_map_is_inherited(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        number = lowest_free()
        m = right(fileno, length, *args, **options)
        if fileno >= 0:
            os.set_inheritable(number, True)
        return m


@breaks("descriptor.follows-the-file")
def a_map_follows_the_name(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, fileno, length, *args, **options):
            m = super().__new__(cls, fileno, length, *args, **options)
            m.path = os.readlink(f"/proc/self/fd/{fileno}") if fileno >= 0 else None
            return m

        def size(self):
            return os.stat(self.path).st_size if self.path is not None else super().size()

    mmap.mmap = Broken


@breaks("descriptor.position-left-alone")
def a_map_rewinds_its_descriptor(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if fileno >= 0:
            os.lseek(fileno, 0, 0)
        return m


@breaks("descriptor.position-left-alone")
def a_map_begins_to_read_where_its_descriptor_stands(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if fileno >= 0:
            m.seek(min(len(m), os.lseek(fileno, 0, 1)))
        return m


@breaks("descriptor.position-left-alone")
def a_refusal_leaves_the_descriptor_at_its_end(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        try:
            return right(fileno, length, *args, **options)
        except ValueError:
            if fileno >= 0:
                os.lseek(fileno, 0, os.SEEK_END)
            raise


@breaks("descriptor.follows-the-file")
def the_size_is_that_of_the_name(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        if fileno >= 0:
            m.__dict__["path"] = os.readlink(f"/proc/self/fd/{fileno}")
        return m

    class Broken(mmap.mmap):
        def size(self):
            try:
                return os.stat(self.__dict__.get("path", "")).st_size
            except OSError:
                return super().size()

    mmap.mmap = Broken


@breaks("descriptor.not-inherited")
def the_descriptor_is_inherited_where_the_map_is_for_reading(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        if fileno < 0 or options.get("access") != mmap.ACCESS_READ:
            return right(fileno, length, *args, **options)
        number = os.open(os.devnull, os.O_RDONLY)
        os.close(number)  # the one that the map will have
        m = right(fileno, length, *args, **options)
        os.set_inheritable(number, True)
        return m


@breaks("descriptor.position-left-alone")
def size_seeks_to_the_end_of_the_file(mmap):
    broken = of_a_file(mmap, lambda m: None)
    broken.size = lambda self: os.lseek(self.fileno_, 0, 2) if self.path else super(broken, self).size()


@breaks("descriptor.position-left-alone")
def flush_seeks_to_the_end_of_the_file(mmap):
    broken = of_a_file(mmap, lambda m: None)

    def flush(self, *span):
        if self.path:
            os.lseek(self.fileno_, 0, 2)
        return super(broken, self).flush(*span)

    broken.flush = flush


@breaks("descriptor.follows-the-file")
def size_is_that_of_who_has_the_name(mmap):
    broken = of_a_file(mmap, lambda m: None)

    def size(self):
        found = super(broken, self).size()
        return os.stat(self.path).st_size if self.path and os.path.exists(self.path) else found

    broken.size = size


@breaks("descriptor.number-zero")
def number_zero_is_no_file(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        return right(-1, length) if fileno == 0 and length else right(fileno, length, *args, **options)


@breaks("descriptor.number-zero")
def number_zero_is_refused_for_the_rest_of_the_file(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        if not fileno and not length:
            raise ValueError("cannot mmap an empty file")
        return right(fileno, length, *args, **options)
