"""The process and the machine around a map: forks, threads, descriptors, mappings. All of it runs in the subject."""

from __future__ import annotations

import pytest

from conformance.language import Subject, remote, remote_with


def needs_syncing(subject: Subject) -> None:
    """Skip what asks the system to refuse a flush, where it refuses none."""
    if not subject.facts.syncs:
        pytest.skip("syncing is suppressed there: a pipe can be synced")


@remote
def open_descriptors():
    """Which descriptors are open: of a thousand, for the low ones are used up where something leaked."""
    import os

    found = set()
    for number in range(1024):
        try:
            os.fstat(number)
            found.add(number)
        except OSError:
            pass
    return found


@remote
def after_fork(m):
    """What the child sees of later changes of the parent's, and the parent of the child's; None: no fork.

    Both change the first page and the last: the parent its first byte to 2, the child its last byte to 3, from 1.
    """
    import os

    last = len(m) // 2 if len(m) < 8 else -4
    m[0] = m[1] = m[last] = m[-1] = 1
    receiver, sender = os.pipe()
    try:
        child = os.fork()
    except (AttributeError, OSError):
        os.close(receiver)
        os.close(sender)
        return None
    if child == 0:
        seen = 99
        try:
            os.close(sender)
            os.read(receiver, 1)
            m[1] = m[-1] = 3
            seen = m[0] * 10 + m[last]
        finally:
            os._exit(seen)
    m[0] = m[last] = 2
    os.close(sender)
    os.close(receiver)
    status = os.waitpid(child, 0)[1]
    return status >> 8 if status & 255 == 0 else -1, m[1], m[-1]


@remote_with(open_descriptors)
def descriptors_left(path, how):
    """How many descriptors more than before are open after maps of a file, of every access, came to an end."""
    import gc

    gc.collect()  # what is left of other examples
    with open(path, "r+b", 0) as file:
        before = len(open_descriptors())
        for access in ("ACCESS_READ", "ACCESS_WRITE", "ACCESS_COPY", "ACCESS_COPY", "ACCESS_READ"):
            m = mmap.mmap(file.fileno(), 0, access=getattr(mmap, access))
            if how == "close":
                m.close()
            elif how == "with":
                with m:
                    pass
        kept = m
        if how == "del":
            kept = None
            del m
            gc.collect()
            gc.collect()
        return len(open_descriptors()) - before + (kept is not None and not kept.closed)


@remote
def times_mapped(path):
    """How often the process has the file mapped; None where the machine does not tell."""
    import gc
    import os

    gc.collect()
    try:
        with open("/proc/self/maps", encoding="utf-8") as table:
            return sum(line.rstrip().endswith(os.sep + path) for line in table)
    except OSError:
        return None


@remote
def bytes_mapped(path):
    """How many bytes of the file the process has mapped, each as often as it is; None: nothing tells."""
    import os

    try:
        with open("/proc/self/maps", encoding="utf-8") as table:
            rows = [line.split()[0].split("-") for line in table if line.rstrip().endswith(os.sep + path)]
    except OSError:
        return None
    return sum(int(end, 16) - int(begin, 16) for begin, end in rows)


@remote
def mapped_as(path):
    """What the pages of each mapping of a file are for (``rwxs``) and where in it they begin; None: nothing tells."""
    import os

    try:
        with open("/proc/self/maps", encoding="utf-8") as table:
            rows = [line.split() for line in table if line.rstrip().endswith(os.sep + path)]
    except OSError:
        return None
    return [(row[1], int(row[2], 16)) for row in rows]


@remote
def system_advises(option, page):
    """Whether the system takes an advice, asked without the implementation; False where it cannot be asked."""
    try:
        import ctypes

        library = ctypes.CDLL(None)
        library.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    except (ImportError, OSError, AttributeError, TypeError):  # the last on Windows
        return False
    memory = ctypes.create_string_buffer(2 * page)
    return library.madvise(-(-ctypes.addressof(memory) // page) * page, page, option) == 0


@remote
def system_maps(path, shared, prot, offset=0):
    """Whether the system maps a byte of a file so, asked without the implementation; False where it cannot be asked."""
    try:
        import ctypes

        library = ctypes.CDLL(None)
        library.mmap.restype = ctypes.c_void_p
        library.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
    except (ImportError, OSError, AttributeError, TypeError):  # the last on Windows
        return False
    with open(path, "r+b", 0) as file:
        found = library.mmap(None, 1, prot, 1 if shared else 2, file.fileno(), offset)
    return found not in (None, ctypes.c_void_p(-1).value) and not library.munmap(ctypes.c_void_p(found), 1)


@remote
def has_fork():
    import os

    try:
        child = os.fork()
    except (AttributeError, OSError, NotImplementedError):
        return False
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
    return True


@remote
def has_threads():
    try:
        import threading

        thread = threading.Thread(target=int)
        thread.start()
        thread.join()
    except (ImportError, RuntimeError):
        return False
    return True
