"""Mutants of the constants. Each changes a name of a module whose class is right."""

from mutants.breaking import breaks


@breaks("module.access-constants")
def a_private_copy_is_write_through(mmap):
    mmap.ACCESS_COPY = mmap.ACCESS_WRITE


@breaks("module.access-constants", "module.access-values")
def the_default_access_is_no_integer(mmap):
    mmap.ACCESS_DEFAULT = None


@breaks("module.access-constants", "module.access-values")
def there_is_no_default_access(mmap):
    del mmap.ACCESS_DEFAULT


@breaks("module.access-values")
def access_counts_from_one(mmap):
    mmap.ACCESS_READ, mmap.ACCESS_WRITE, mmap.ACCESS_COPY, mmap.ACCESS_DEFAULT = 1, 2, 3, 4


@breaks("module.access-values")
def read_and_write_are_exchanged(mmap):
    mmap.ACCESS_READ, mmap.ACCESS_WRITE = 2, 1


@breaks("module.sharing-constants", "module.linux-values")
def private_is_shared(mmap):
    mmap.MAP_PRIVATE = mmap.MAP_SHARED


@breaks("module.sharing-constants", "module.plain-integers")
def shared_is_a_float(mmap):
    mmap.MAP_SHARED = 1.0


@breaks("module.protection-constants", "module.linux-values")
def to_write_is_to_read_too(mmap):
    mmap.PROT_WRITE = mmap.PROT_READ | mmap.PROT_WRITE


@breaks("module.protection-constants", "module.protection-to-run", "module.execute-constant")
def to_read_is_nothing(mmap):
    mmap.PROT_READ = 0


@breaks("module.protection-to-run", "module.execute-constant", "module.linux-names")
def nothing_can_be_run(mmap):
    del mmap.PROT_EXEC


@breaks("module.protection-to-run", "module.execute-constant", "module.linux-values")
def to_run_is_to_read_and_to_write(mmap):
    mmap.PROT_EXEC = mmap.PROT_READ | mmap.PROT_WRITE


@breaks("module.page-size")
def pages_are_twice_as_long(mmap):
    mmap.PAGESIZE *= 2
    mmap.ALLOCATIONGRANULARITY *= 2


@breaks("module.page-size", "module.granularity")
def the_page_size_is_a_float(mmap):
    mmap.PAGESIZE /= 1


@breaks("module.granularity")
def the_granularity_is_half_a_page(mmap):
    mmap.ALLOCATIONGRANULARITY //= 2


@breaks("module.granularity")
def the_granularity_is_three_pages(mmap):
    mmap.ALLOCATIONGRANULARITY *= 3


@breaks("module.granularity")
def the_granularity_is_nothing(mmap):
    mmap.ALLOCATIONGRANULARITY = 0


@breaks("module.madv-names", "module.linux-values")
def the_first_advice_is_none(mmap):
    mmap.MADV_NORMAL = None


@breaks("module.madv-names", "module.plain-integers")
def the_last_advice_is_text(mmap):
    mmap.MADV_DODUMP = "17"


@breaks("module.madv-names", "module.nothing-of-other-systems")
def advice_of_another_system_is_none(mmap):
    mmap.MADV_PROTECT = None


@breaks("module.map-names", "module.anonymous-alias")
def anonymous_is_text(mmap):
    mmap.MAP_ANON = mmap.MAP_ANONYMOUS = "missing"


@breaks("module.map-names", "module.map-populate")
def reading_ahead_is_a_float(mmap):
    mmap.MAP_POPULATE = float(mmap.MAP_POPULATE)


@breaks("module.map-populate", "module.linux-names")
def nothing_is_read_ahead(mmap):
    del mmap.MAP_POPULATE


@breaks("module.map-stack", "module.linux-names")
def nothing_is_for_stacks(mmap):
    del mmap.MAP_STACK


@breaks("module.map-noreserve")
def nothing_is_reserved_or_not(mmap):
    vars(mmap).pop("MAP_NORESERVE", None)


@breaks("module.ms-names")
def flush_can_be_waited_for_and_not(mmap):
    mmap.MS_SYNC, mmap.MS_ASYNC, mmap.MS_INVALIDATE = 3, 1, 2


@breaks("module.madv-reusable", "module.macos-values")
def memory_is_never_used_again(mmap):
    mmap.MADV_FREE_REUSE = None


@breaks("module.linux-names")
def no_memory_is_given_back_lazily(mmap):
    del mmap.MADV_FREE


@breaks("module.linux-names", "module.anonymous-alias")
def anonymous_has_one_name(mmap):
    del mmap.MAP_ANON


@breaks("module.linux-values")
def advice_is_numbered_by_the_page(mmap):
    mmap.MADV_REMOVE, mmap.MADV_DONTFORK, mmap.MADV_DOFORK = 5, 6, 7


@breaks("module.linux-values")
def what_is_not_for_dumps_is(mmap):
    mmap.MADV_DONTDUMP, mmap.MADV_DODUMP = mmap.MADV_DODUMP, mmap.MADV_DONTDUMP


@breaks("module.linux-values")
def to_be_run_is_not_to_be_written(mmap):
    mmap.MAP_EXECUTABLE = mmap.MAP_DENYWRITE


@breaks("module.linux-values")
def huge_pages_have_the_value_of_another_machine(mmap):
    mmap.MADV_HUGEPAGE = 67


@breaks("module.map-flags-usable")
def reading_ahead_is_a_flag_that_no_system_has(mmap):
    mmap.MAP_POPULATE = 1 << 40


@breaks("module.map-flags-usable")
def the_constructor_refuses_flags_that_it_does_not_know(mmap):
    class Broken(mmap.mmap):
        def __new__(cls, *args, **options):
            if options.get("flags", 0) & mmap.MAP_STACK:
                raise ValueError("unknown flags")
            return super().__new__(cls, *args, **options)

    mmap.mmap = Broken


@breaks("module.nothing-of-other-systems")
def memory_for_compilers_is_nothing(mmap):
    mmap.MAP_JIT = 0


@breaks("module.nothing-of-other-systems")
def flags_of_the_bsds_are_there(mmap):
    mmap.MAP_CONCEAL = 0x8000


@breaks("module.nothing-of-unix")
def constants_of_unix_are_everywhere(mmap):
    mmap.MAP_SHARED = 1


@breaks("module.nothing-of-later-editions")
def flags_of_flush_come_too_early(mmap):
    mmap.MS_SYNC = 4


@breaks("module.nothing-of-later-editions")
def seekable_comes_too_early(mmap):
    class Broken(mmap.mmap):
        def seekable(self):
            return True

    mmap.mmap = Broken


@breaks("module.nothing-of-later-editions")
def reserving_nothing_comes_too_early(mmap):
    mmap.MAP_NORESERVE = 0x4000


@breaks("module.anonymous-alias", "module.linux-values")
def anonymous_is_two_things(mmap):
    mmap.MAP_ANON = 0x1000


@breaks("module.error")
def error_is_derived_from_oserror(mmap):
    class error(OSError):  # noqa: N801
        pass

    mmap.error = error


@breaks("module.plain-integers")
def flags_are_of_a_type_of_their_own(mmap):
    import enum

    mmap.MAP_SHARED = enum.IntFlag("Sharing", {"MAP_SHARED": 1}).MAP_SHARED


@breaks("module.plain-integers")
def to_read_is_true(mmap):
    mmap.PROT_READ = True


@breaks("module.plain-integers")
def there_is_a_version_in_capitals(mmap):
    mmap.VERSION = "1.0"


@breaks("module.star-import")
def a_star_import_takes_the_class_only(mmap):
    mmap.__all__ = ["mmap"]


@breaks("module.star-import")
def a_star_import_leaves_error_out(mmap):
    mmap.__all__ = [name for name in dir(mmap) if name[0] != "_" and name != "error"]


@breaks("module.star-import")
def a_star_import_asks_for_what_is_not_there(mmap):
    mmap.__all__ = [*(name for name in dir(mmap) if name[0] != "_"), "MmapError"]
