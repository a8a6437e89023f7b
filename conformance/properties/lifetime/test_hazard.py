"""What can kill a process that has a map: pages without permission or file, threads, and what fork doubles."""

from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.language import FAULTS, Subject, raises, remote, verifies
from conformance.properties.endings import CONTENT
from conformance.properties.machine import has_fork, has_threads

READS = {
    "item": lambda m, at: m[at],
    "whole": lambda m, at: m[:],
    "read": lambda m, at: m.read(),
    "find": lambda m, at: m.find(b"\1\2", 0),
}
TOUCHES = {
    **READS,
    "set item": lambda m, at: m.__setitem__(at, 1),
    "every other": lambda m, at: m[at - 4 : at + 1 : 2],
    "set every other": lambda m, at: m.__setitem__(slice(at - 4, at + 1, 2), b"abc"),
    "read byte": lambda m, at: (m.seek(at), m.read_byte()),
    "line": lambda m, at: (m.seek(at - 20), m.readline()),
    "write": lambda m, at: (m.seek(at - 4), m.write(b"abc")),
    "move": lambda m, at: m.move(0, at - 4, 5),
}


def with_faults(subject):
    if subject.facts.os in ("emscripten", "wasi"):
        pytest.skip("the machine has no pages that could be missing or forbidden")


@verifies("hazard.no-permission", examples=len(READS), drawn_as="test_lifetime_hazards", plain="position cursor")
@given(read=st.sampled_from(list(READS)))
def test_memory_without_permission_is_never_shown(subject: Subject, read):
    with_faults(subject)
    m = subject.map(b"secret", prot=0)
    with raises(OSError, ValueError, TypeError, *FAULTS):
        READS[read](m, 1)


@remote
def truncated(path, sizes):
    with open(path, "r+b", 0) as file:
        for size in sizes:
            file.truncate(size)


@remote
def byte_of_file(path, at):
    with open(path, "rb", 0) as file:
        file.seek(at)
        return file.read(1)


PAGES = 3
kept_parts = st.sampled_from([(0, 0), (1, 0), (1, 5), (PAGES, -5)])
"""How much a truncation leaves, as pages and bytes: nothing, a page, a little more, all but a little."""


def truncated_map(subject, part, *, again=False):
    """A map of three pages whose file somebody else has cut down, and then lengthened again.

    All of it is zero but for marks at its ends and on both sides of the cut. Returns how much is kept, too.
    """
    kept, size = part[0] * subject.page_size + part[1], PAGES * subject.page_size
    file = subject.file(size=size)
    with subject.unread():
        for at in (0, 1, kept - 1, kept, size - 1):
            if 0 <= at < size:
                file.seek(at)
                file.write(b"#")
    m = subject.map(file)
    with subject.unread():
        subject.call(truncated, file.path, [kept, size] if again else [kept])
    return m, file.path, kept, size


@verifies("hazard.truncated-lengths", examples=4, drawn_as="test_lifetime_hazards", plain="exports views")
@given(part=kept_parts)
def test_lengths_are_told_after_a_truncation(subject: Subject, part):
    m, _, kept, size = truncated_map(subject, part)
    assert m.size() == kept
    assert m.length() == size
    m.seek(-1, 2)
    assert m.tell() == size - 1
    m.flush()
    assert m.size() == kept
    assert (m.close(), m.closed) == (None, True)


@verifies("hazard.truncated-kept", examples=3, drawn_as="test_lifetime_hazards")
@given(part=kept_parts.filter(any))
def test_what_a_truncation_left_can_be_used(subject: Subject, part):
    m, path, kept, _ = truncated_map(subject, part)
    assert m[:3] == b"##\0"
    assert m[kept - 3 : kept] == b"\0\0#"
    m[kept - 1] = 33
    m[1:3] = b"**"
    assert m.read(4) == b"#**\0"
    assert subject.call(byte_of_file, path, kept - 1) == b"!"
    assert subject.call(byte_of_file, path, 1) == b"*"
    assert m.size() == kept


@verifies("hazard.truncated-rest", examples=2, drawn_as="test_lifetime_hazards")
@given(part=kept_parts.filter(lambda part: part[1]))
def test_the_rest_of_the_last_page_is_zero_after_a_truncation(subject: Subject, part):
    m, _, kept, _ = truncated_map(subject, part)
    end = -(-kept // subject.page_size) * subject.page_size
    try:
        found = m[kept:end]
    except (OSError, ValueError):
        return
    assert found == bytes(end - kept)


@verifies("hazard.truncated-lost", examples=len(TOUCHES), drawn_as="test_lifetime_hazards")
@given(touch=st.sampled_from(list(TOUCHES)))
def test_what_a_truncation_took_is_never_shown(subject: Subject, touch):
    with_faults(subject)
    m, _, _, size = truncated_map(subject, (1, 5))
    with raises(OSError, ValueError, *FAULTS):
        TOUCHES[touch](m, size - 1)


@verifies("hazard.truncated-regrown", examples=3, drawn_as="test_lifetime_hazards")
@given(part=kept_parts.filter(lambda part: part[1] <= 0))
def test_pages_come_back_when_the_file_grows_again(subject: Subject, part):
    m, path, kept, size = truncated_map(subject, part, again=True)
    assert m[kept : kept + 2] == b"\0\0"
    assert m[-2:] == b"\0\0"
    if kept:
        assert m[kept - 1] == 35
    m[-1] = 33
    assert subject.call(byte_of_file, path, size - 1) == b"!"


@remote
def switching_every(seconds):
    import sys

    usual = sys.getswitchinterval()
    sys.setswitchinterval(seconds)
    return usual


@contextmanager
def switching_often(subject):
    """Threads take turns as often as the interpreter lets them."""
    if not subject.call(has_threads):
        pytest.skip("the machine has no threads")
    usual = subject.call(switching_every, 1e-5)
    yield
    subject.call(switching_every, float(usual))


@remote
def worked_apart(m, workers, rounds):
    """Each thread writes, reads and searches in a part of its own."""
    import threading

    size, wrong = len(m) // workers, []
    together = threading.Barrier(workers)

    def work(number):
        begin, mine = number * size, bytes([65 + number])
        try:
            together.wait(10)
            for turn in range(rounds):
                m[begin : begin + size] = mine * size
                m[begin + turn % size] = 97 + number
                expected = mine * (turn % size) + bytes([97 + number]) + mine * (size - turn % size - 1)
                found = m[begin : begin + size], m.find(bytes([97 + number]), begin, begin + size)
                if found != (expected, begin + turn % size):
                    wrong.append((number, turn, found))
        except BaseException as error:
            wrong.append((number, repr(error)))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong[:3], [m[number * size : (number + 1) * size].count(bytes([65 + number])) for number in range(workers)]


@verifies("hazard.threads-apart")
def test_threads_in_different_places_do_not_disturb_each_other(subject: Subject):
    with switching_often(subject):
        assert subject.call(worked_apart, subject.map(bytes(4 * 40)), 4, 100) == ([], [39] * 4)


@remote
def worked_at_one_position(m, workers, reading):
    """All threads read, or write, a byte at a time at the position that they share."""
    import threading

    taken = [[] for _ in range(workers)]
    together = threading.Barrier(workers)

    def read(number):
        together.wait(10)
        try:
            while len(taken[number]) <= len(m):
                taken[number].append(m.read_byte())
        except ValueError:
            pass

    def write(number):
        together.wait(10)
        for _ in range(len(m) // workers):
            m.write_byte(65 + number)

    threads = [threading.Thread(target=read if reading else write, args=(number,)) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(byte for bytes_taken in taken for byte in bytes_taken) if reading else sorted(m[:])


@verifies("hazard.threads-one-position", examples=2, drawn_as="test_lifetime_hazards", plain="position cursor")
@given(reading=st.booleans())
def test_threads_share_a_position_byte_by_byte(subject: Subject, reading):
    content = bytes(range(256)) * 4 if reading else bytes(1024)
    expected = sorted(content) if reading else sorted(b"ABCD" * 256)
    with switching_often(subject):
        assert subject.call(worked_at_one_position, subject.map(content), 4, reading) == expected


@remote
def closed_under_threads(m, patience):
    """Threads use the map until it refuses; what refused them, and what the closing thread saw."""
    import threading
    import time

    uses = [lambda: m[1:5], lambda: m.find(b"missing", 0), lambda: m.read(3), lambda: m.__setitem__(2, 1)]
    ended, begun, deadline = [], [], time.time() + patience

    def work(use):
        begun.append(1)
        try:
            while time.time() < deadline:
                for _ in range(20):
                    use()
                time.sleep(0)
            ended.append("never refused")
        except Exception as error:
            ended.append(type(error).__name__)

    threads = [threading.Thread(target=work, args=(use,)) for use in uses]
    for thread in threads:
        thread.start()
    while len(begun) < len(uses) and time.time() < deadline:
        time.sleep(0.001)
    while time.time() < deadline:
        try:
            m.close()
            break
        except BufferError:  # a search that lets other threads run may hold the memory meanwhile
            time.sleep(0.001)
    for thread in threads:
        thread.join()
    return m.closed, sorted(set(ended)), len(ended) == len(uses)


@verifies("hazard.threads-close", plain="exports views")
def test_a_map_can_be_closed_under_the_threads_that_use_it(subject: Subject):
    with switching_often(subject):
        assert subject.call(closed_under_threads, subject.map(bytes(500)), 3.0) == (True, ["ValueError"], True)


def with_fork(subject):
    if not subject.call(has_fork):
        pytest.skip("the machine has no fork")


@remote
def positions_after_fork(m):
    import os

    m.seek(3)
    child = os.fork()
    if not child:
        found = [m.tell() == 3, m.read(2) == m[3:5], m.tell() == 5]
        m.seek(7)
        os._exit(9 if all(found) else 1)
    m.seek(4)
    status = os.waitpid(child, 0)[1]
    return os.WEXITSTATUS(status), m.tell(), m.read(1)


@verifies("hazard.fork-position", examples=2, drawn_as="test_lifetime_hazards")
@given(anonymous=st.booleans())
def test_each_process_has_a_position_after_fork(subject: Subject, anonymous):
    with_fork(subject)
    m = subject.anonymous(len(CONTENT)) if anonymous else subject.map(CONTENT)
    if anonymous:
        m[:] = CONTENT
    assert subject.call(positions_after_fork, m) == (9, 4, CONTENT[4:5])


@remote
def closed_after_fork(m, in_child):
    import os

    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(writing)
        if in_child:
            m.close()
        else:
            os.read(reading, 1)  # until the parent has closed
        try:
            found = m[:2]
        except ValueError:
            found = b"closed"
        os._exit({b"ab": 9, b"closed": 8}.get(found, 1) + 10 * m.closed)
    os.close(reading)
    if not in_child:
        m.close()
    os.close(writing)
    status = os.waitpid(child, 0)[1]
    return os.WEXITSTATUS(status), m.closed, None if m.closed else m[:2]


@verifies("hazard.fork-closed", examples=2, drawn_as="test_lifetime_hazards", plain="exports views")
@given(in_child=st.booleans())
def test_each_process_closes_its_own_map_after_fork(subject: Subject, in_child):
    with_fork(subject)
    m = subject.map(CONTENT)
    expected = (18, False, b"ab") if in_child else (9, True, None)
    assert subject.call(closed_after_fork, m, in_child) == expected
