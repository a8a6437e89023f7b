"""Mutants of which descriptors can be mapped, and of what becomes of them."""

import fcntl
import gc
import io
import os
import stat

from mutants.breaking import breaks
from mutants.construction import arguments, constructor, mode_of


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
