"""How a map comes to its end, and what is left of it then. Asserts nothing."""

from hypothesis import strategies as st

from conformance.language import remote, remote_with
from conformance.properties.descriptors import open_descriptors

CONTENT = b"abc\ndefgh\n"
"""What a map holds where it matters little."""

endings = st.sampled_from(["close", "with"])
"""The ways to close a map."""


def ended(m, how):
    """Close a map in one of the ways that there are."""
    if how == "close":
        m.close()
    else:
        with m:
            pass


def file_left(m):
    """What the file behind a map holds, asked without the map."""
    return m.file.content()


@remote_with(open_descriptors)
def descriptors_left(path, how):
    """How many descriptors more than before are open after five maps of a file came to an end."""
    import gc

    with open(path, "r+b", 0) as file:
        before = len(open_descriptors())
        for _ in range(5):
            m = mmap.mmap(file.fileno(), 0)
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
        with open("/proc/self/maps") as table:
            return sum(line.rstrip().endswith(os.sep + path) for line in table)
    except OSError:
        return None


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
