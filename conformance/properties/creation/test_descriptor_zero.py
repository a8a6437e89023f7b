"""A map's own descriptor gets the lowest number that is free, which can be 0."""

from hypothesis import given

from conformance import strategies as draws
from conformance.language import Subject, remote, verifies
from conformance.model import DEFAULT, WRITE


@remote
def used_as_number_zero(path, access):
    """With 0 free: sizes by the map's own descriptor, and the lowest free number, after its end and after failures."""
    import contextlib
    import gc
    import os

    def lowest():
        gc.collect()
        number = os.open(os.devnull, os.O_RDONLY)
        os.close(number)
        return number

    opened, before = os.open(path, os.O_RDWR), os.dup(0)
    try:
        os.close(0)
        m = mmap.mmap(opened, 0, access=access)
        taken = lowest()
        sizes = [m.size()]
        os.truncate(path, 100)
        sizes.append(m.size())
        m.close()
        free = [lowest()]
        for options in ({"offset": 1}, {"access": 9}, {"flags": 0}):
            with contextlib.suppress(OSError, ValueError):
                mmap.mmap(opened, 0, **options)
            free.append(lowest())
    finally:
        os.dup2(before, 0)
        os.close(before)
        os.close(opened)
    return taken > 0, sizes, free


@verifies("descriptor.own-number-zero", examples=2)
@given(access=draws.access_modes(DEFAULT, WRITE))
def test_a_map_whose_own_descriptor_is_number_zero(subject: Subject, access):
    file = subject.file(b"abc")
    assert subject.call(used_as_number_zero, file.path, access) == (True, [3, 100], [0, 0, 0, 0])
