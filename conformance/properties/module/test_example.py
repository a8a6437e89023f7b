"""The examples of the page, run as they stand there, with what they print returned."""

import pytest

from conformance.language import Subject, remote, verifies


@remote
def first_example():
    printed = []
    with open("hello.txt", "wb") as f:
        f.write(b"Hello Python!\n")
    with open("hello.txt", "r+b") as f:
        mm = mmap.mmap(f.fileno(), 0)
        printed.append(mm.readline())
        printed.append(mm[:5])
        mm[6:] = b" world!\n"
        mm.seek(0)
        printed.append(mm.readline())
        mm.close()
    with open("hello.txt", "rb") as f:
        printed.append(f.read())
    return printed


@verifies("example.readline-slice")
def test_the_first_example_prints_what_it_says(subject: Subject):
    assert subject.call(first_example) == [b"Hello Python!\n", b"Hello", b"Hello  world!\n", b"Hello  world!\n"]


@remote
def second_example():
    with mmap.mmap(-1, 13) as mm:
        is_it = type(mm) is mmap.mmap
        written = mm.write(b"Hello world!")
        is_open = not mm.closed
        content = mm[:]
    return is_it, written, is_open, content, mm.closed


@verifies("example.context-manager")
def test_the_second_example_writes_and_closes(subject: Subject):
    assert subject.call(second_example) == (True, 12, True, b"Hello world!\0", True)


@remote
def third_example():
    import os

    mm = mmap.mmap(-1, 13)
    mm.write(b"Hello world!")
    reading, writing = os.pipe()
    try:
        child = os.fork()
    except (AttributeError, OSError):
        return None
    if child == 0:
        try:
            mm.seek(0)
            os.write(writing, mm.readline())
            mm.close()
            os.write(writing, b"closed")
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    printed = os.read(reading, 100)
    os.close(reading)
    mm.close()
    return printed


@verifies("example.fork-sharing")
def test_the_third_example_reads_in_the_child(subject: Subject):
    printed = subject.call(third_example)
    if printed is None:
        pytest.skip("the machine has no fork")
    assert printed == b"Hello world!\0closed"


@remote
def exchanged():
    import os

    mm = mmap.mmap(-1, 13)
    mm.write(b"Hello world!")
    reading, writing = os.pipe()
    try:
        child = os.fork()
    except (AttributeError, OSError):
        return None
    if child == 0:
        try:
            os.close(writing)
            os.read(reading, 1)
            if mm[:] == b"Hello child!\0":
                mm[6:] = b"parent!"
        finally:
            os._exit(0)
    os.close(reading)
    mm[6:] = b"child!\0"
    os.close(writing)
    os.waitpid(child, 0)
    found = mm[:]
    mm.close()
    return found


@verifies("example.fork-exchange")
def test_parent_and_child_exchange_data(subject: Subject):
    found = subject.call(exchanged)
    if found is None:
        pytest.skip("the machine has no fork")
    assert found == b"Hello parent!"
