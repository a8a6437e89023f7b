"""Closing a map, what it leaves as it was, the attribute closed, and with blocks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Subject, raises, remote, verifies
from conformance.properties.arrangements import mapped
from conformance.properties.endings import (
    CONTENT,
    descriptors_left,
    ended,
    endings,
    file_left,
    has_fork,
    has_threads,
    times_mapped,
)


@verifies("close.ends-the-map", examples=8)
@given(content=draws.contents(), access=draws.access_modes())
def test_close_turns_closed_from_false_to_true(subject: Subject, content, access):
    m, model = mapped(subject, content, access=access)
    assert m.closed is False
    assert m.close() is None
    assert m.closed is True
    assert file_left(m) == model.file


@verifies("close.gives-descriptor-back", examples=2)
@given(how=endings)
def test_descriptors_are_as_many_after_close_as_before(subject: Subject, how):
    assert subject.call(descriptors_left, subject.file(CONTENT).path, how) == 0


@verifies("close.unmaps", examples=2)
@given(how=endings)
def test_the_file_is_mapped_no_longer_after_close(subject: Subject, how):
    file = subject.file(CONTENT)
    m = subject.map(file)
    if subject.call(times_mapped, file.path) is None:
        pytest.skip("the machine has no /proc/self/maps")
    ended(m, how)
    assert subject.call(times_mapped, file.path) == 0


@remote
def file_after_close(m, file):
    import os

    m.close()
    size = os.fstat(file.fileno()).st_size
    file.seek(1)
    return file.closed, size, file.write(b"XY"), file.seek(0), file.read(4)


@verifies("close.leaves-file-open", examples=4)
@given(content=draws.contents(4), access=draws.access_modes())
def test_the_file_can_be_used_after_close(subject: Subject, content, access):
    m, _ = mapped(subject, content, access=access)
    expected = (False, len(content), 2, 0, content[:1] + b"XY" + content[3:4])
    assert subject.call(file_after_close, m, m.file) == expected


@verifies("close.twice", examples=2)
@given(how=endings)
def test_closing_again_does_nothing(subject: Subject, how):
    m, model = mapped(subject, CONTENT)
    ended(m, how)
    other, _ = mapped(subject, CONTENT)
    assert (m.close(), m.close(), m.closed) == (None, None, True)
    assert other.state() == model.state()


@remote
def closed_again(m, path):
    """How many files can be read that were opened between two calls of close, and have its numbers."""
    m.close()
    files = [open(path, "rb", 0) for _ in range(5)]  # noqa: SIM115  # closed below
    found = [m.close(), m.close()]
    for file in files:
        try:
            found.append(file.read(1))
            file.close()
        except OSError:
            found.append("closed")
    return found


@verifies("close.twice")
def test_closing_again_closes_no_file_of_others(subject: Subject):
    file = subject.file(CONTENT)
    assert subject.call(closed_again, subject.map(file), file.path) == [None, None] + [CONTENT[:1]] * 5


@verifies("close.keeps-changes", examples=15)
@given(content=draws.contents(4), data=draws.contents(1, 4), how=endings, access=draws.access_modes(0, 2))
def test_changes_are_in_the_file_after_close(subject: Subject, content, data, how, access):
    m, model = mapped(subject, content, access=access)
    with subject.unread():
        m.write(data)
        m[-1] = 33
    model.write(data)
    model.set_item(-1, 33)
    ended(m, how)
    assert file_left(m) == model.file


@verifies("close.one-of-many", examples=8)
@given(content=draws.contents(2), access=draws.access_modes(), is_last=st.booleans())
def test_other_maps_of_the_file_outlive_one(subject: Subject, content, access, is_last):
    file = subject.file(content)
    first = None if is_last else subject.map(file, access=access)
    others = [subject.map(file), subject.map(file)]
    (first or subject.map(file, access=access)).close()
    others[0][0] = 33
    assert [m.closed for m in others] == [False, False]
    assert [m.state() for m in others] == [(b"!" + content[1:], 0, len(content), b"!" + content[1:])] * 2


@remote
def closed_in_child(m):
    import os

    child = os.fork()
    if not child:
        m.close()
        os._exit(7 if m.closed else 1)
    status = os.waitpid(child, 0)[1]
    m[0] = 33
    return os.WEXITSTATUS(status), m.closed, m[:2], m.tell()


@verifies("close.other-process", examples=2)
@given(anonymous=st.booleans())
def test_a_child_closes_its_own_map_only(subject: Subject, anonymous):
    if not subject.call(has_fork):
        pytest.skip("the machine has no fork")
    m = subject.anonymous(10) if anonymous else subject.map(CONTENT)
    assert subject.call(closed_in_child, m) == (7, False, b"!" + (b"\0" if anonymous else b"b"), 0)


@remote
def closed_in_thread(m):
    import threading

    thread = threading.Thread(target=m.close)
    thread.start()
    thread.join()
    try:
        m.read(1)
    except ValueError:
        return m.closed


@verifies("close.other-thread")
def test_close_in_one_thread_closes_for_all(subject: Subject):
    if not subject.call(has_threads):
        pytest.skip("the machine has no threads")
    m, _ = mapped(subject, CONTENT)
    assert subject.call(closed_in_thread, m) is True


@verifies("closed.open-and-closed", examples=4)
@given(how=endings, anonymous=st.booleans())
def test_closed_says_whether_the_map_is_closed(subject: Subject, how, anonymous):
    m = subject.anonymous(10) if anonymous else subject.map(CONTENT)
    assert m.closed is False
    m.read()
    assert m.closed is False
    ended(m, how)
    assert m.closed is True


@verifies("closed.file-closed", examples=5)
@given(content=draws.contents())
def test_closed_does_not_contradict_the_map_when_the_file_is_closed(subject: Subject, content):
    file = subject.file(content)
    m = subject.map(file)
    file.close()
    if m.closed is True:  # elsewhere: as the text has it
        with raises(ValueError):
            m.read()
    else:
        assert m.closed is False
        assert m.state() == (content, 0, len(content), content)


@remote
def closed_attribute_misused(m):
    refused = []
    for misuse in (
        lambda: setattr(m, "closed", True),
        lambda: setattr(m, "closed", False),
        lambda: delattr(m, "closed"),
        lambda: m.closed(),
    ):
        try:
            misuse()
            refused.append(None)
        except (AttributeError, TypeError) as error:
            refused.append(isinstance(error, TypeError))
    return refused, m.closed


@verifies("closed.read-only", examples=2)
@given(closed=st.booleans())
def test_closed_can_only_be_read(subject: Subject, closed):
    m, _ = mapped(subject, CONTENT)
    if closed:
        m.close()
    assert subject.call(closed_attribute_misused, m) == ([False, False, False, True], closed)


@remote
def entered(m, nested):
    with m as first:
        found = [first is m, m.closed]
        if nested:
            with m as second:
                found += [second is m, m[0]]
            found.append(m.closed)
    return [*found, m.closed]


@verifies("context.enter-returns-map", "context.exit-closes", examples=3)
@given(content=draws.contents())
def test_a_with_block_yields_the_map_and_closes_it(subject: Subject, content):
    m, model = mapped(subject, content)
    assert subject.call(entered, m, False) == [True, False, True]
    assert file_left(m) == model.file


@verifies("context.nested")
def test_the_inner_of_two_with_blocks_closes_the_map(subject: Subject):
    m, _ = mapped(subject, CONTENT)
    assert subject.call(entered, m, True) == [True, False, True, CONTENT[0], True, True]


ERRORS = ["ZeroDivisionError", "ValueError", "GeneratorExit", "BufferError", "StopIteration", "KeyboardInterrupt"]


@remote
def left_by(m, name):
    import builtins

    error = getattr(builtins, name)()
    try:
        with m:
            raise error
    except BaseException as caught:
        return caught is error, m.closed, m.__exit__(type(error), error, None)


@verifies("context.exit-after-error", examples=len(ERRORS))
@given(name=st.sampled_from(ERRORS))
def test_a_with_block_closes_after_an_error_and_swallows_nothing(subject: Subject, name):
    m, _ = mapped(subject, CONTENT)
    assert subject.call(left_by, m, name) == (True, True, None)


@verifies("context.enter-closed", examples=5)
@given(how=endings, access=draws.access_modes())
def test_a_closed_map_cannot_be_entered(subject: Subject, how, access):
    m, _ = mapped(subject, CONTENT, access=access)
    ended(m, how)
    with raises(ValueError):
        m.__enter__()
    assert m.closed is True


@remote
def left_with_arguments(m, count):
    return m.__exit__(*[None] * count), m.closed


@verifies("context.exit-any-arguments", examples=5)
@given(count=st.integers(0, 4))
def test_exit_takes_any_number_of_arguments(subject: Subject, count):
    m, _ = mapped(subject, CONTENT)
    assert subject.call(left_with_arguments, m, count) == (None, True)


@verifies("context.exit-three-arguments", examples=5)
@given(count=st.integers(0, 4))
def test_exit_takes_three_arguments(subject: Subject, count):
    m, model = mapped(subject, CONTENT)
    if count == 3:
        assert subject.call(left_with_arguments, m, count) == (None, True)
    else:
        with raises(TypeError):
            subject.call(left_with_arguments, m, count)
        assert m.state() == model.state()


@remote
def closes_called_by_exit():
    class Counting(mmap.mmap):
        calls = 0

        def close(self):
            type(self).calls += 1
            super().close()

    with Counting(-1, 10) as m:
        pass
    return m.closed, Counting.calls


@verifies("context.exit-calls-close")
def test_leaving_a_with_block_calls_the_close_of_a_subclass(subject: Subject):
    assert subject.call(closes_called_by_exit) == (True, 1)


@verifies("context.exit-bypasses-close")
def test_leaving_a_with_block_does_not_call_the_close_of_a_subclass(subject: Subject):
    assert subject.call(closes_called_by_exit) == (True, 0)
