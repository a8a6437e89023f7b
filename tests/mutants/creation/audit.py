"""Mutants of the audit event. The right constructor raises the right one, so these add to it or change it."""

import os
import sys

from mutants.breaking import breaks
from mutants.construction import arguments, constructor


@breaks("audit.event")
def the_event_comes_twice(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        m = right(fileno, length, *args, **options)
        sys.audit("mmap.__new__", fileno, length, options.get("access", 0), options.get("offset", 0))
        return m


@breaks("audit.event")
def the_event_tells_the_length_that_was_found(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] >= 0 and given["length"] == 0 and os.fstat(given["fileno"]).st_size:
            given["length"] = os.fstat(given["fileno"]).st_size - given.get("offset", 0)


@breaks("audit.event", "audit.access-as-given")
def the_event_tells_the_default_for_writing(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("access") == mmap.ACCESS_WRITE:
            given["access"] = mmap.ACCESS_DEFAULT


@breaks("audit.before-mapping")
def the_event_comes_once_the_descriptor_has_been_looked_at(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] != -1:
            os.fstat(given["fileno"])


@breaks("audit.constructor-alone")
def the_event_comes_for_a_map_that_is_resized(mmap):
    class Broken(mmap.mmap):
        def resize(self, length):
            super().resize(length)
            sys.audit("mmap.__new__", -1, length, 0, 0)

    mmap.mmap = Broken


@breaks("audit.constructor-alone")
def the_event_comes_for_a_map_that_is_entered(mmap):
    class Broken(mmap.mmap):
        def __enter__(self):
            sys.audit("mmap.__new__", -1, len(self), 0, 0)
            return super().__enter__()

    mmap.mmap = Broken


@breaks("audit.after-the-arguments")
def the_event_comes_for_a_negative_length_too(mmap):
    @arguments(mmap)
    def change(given):
        if isinstance(given["length"], int) and given["length"] < 0:
            sys.audit("mmap.__new__", given["fileno"], given["length"], 0, 0)


@breaks("audit.after-the-arguments")
def the_event_comes_for_an_unknown_access_too(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("access", 0) > 3:
            sys.audit("mmap.__new__", given["fileno"], given["length"], given["access"], 0)


@breaks("audit.access-follows-prot")
def the_event_does_not_tell_prot_write(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("prot") == mmap.PROT_WRITE:
            given["prot"] |= mmap.PROT_READ


@breaks("audit.after-the-arguments")
def the_event_comes_before_access_and_flags_are_compared(mmap):
    @arguments(mmap)
    def change(given):
        if given.get("access") and given.get("flags") == mmap.MAP_PRIVATE:
            sys.audit("mmap.__new__", given["fileno"], given["length"], given["access"], 0)


@breaks("audit.veto")
def a_veto_makes_the_map_anonymous(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        try:
            return right(fileno, length, *args, **options)
        except RuntimeError:
            return bytearray(length)


@breaks("audit.veto")
def a_veto_is_an_os_error(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        try:
            return right(fileno, length, *args, **options)
        except RuntimeError:
            raise PermissionError(1, "not permitted") from None


@breaks("audit.veto")
def a_veto_leaves_a_descriptor_behind(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        kept = os.dup(fileno) if fileno >= 0 and not options else None
        m = right(fileno, length, *args, **options)
        if kept is not None:
            os.close(kept)
        return m


@breaks("audit.veto")
def what_is_too_long_is_refused_before_a_hook_can(mmap):
    @arguments(mmap)
    def change(given):
        if given["fileno"] >= 0 and 0 < os.fstat(given["fileno"]).st_size < given["length"]:
            raise ValueError("mmap length is greater than file size")


@breaks("audit.veto")
def what_a_hook_ends_the_program_with_is_a_runtime_error(mmap):
    @constructor(mmap)
    def make(right, fileno, length, *args, **options):
        try:
            return right(fileno, length, *args, **options)
        except Exception:
            raise
        except BaseException as error:
            raise RuntimeError("hook") from error
